import Contracts
import Kernel

/// When a consumer asks a producer for what it lacks, one partition of one source at a time
/// (`Shared/Messaging/README.md#asking`).
///
/// A gap is first waited out until the consumer has read everything that stood in the topic when the gap was seen;
/// then one question is open at a time, repeated with backoff and jitter until a head answers it.
struct Asking: Sendable {
  private enum Phase: Sendable {
    /// Until these offsets of the topic's partitions have been read, what is missing may still come by itself.
    case waiting(marks: [TopicPartition: Int64])
    case asking(question: String?, again: Instant, attempt: Int, missing: Int64)
  }

  private var phase: Phase
  /// When the gap was first seen: one that stays is alerted.
  let since: Instant

  /// A gap that may still be closed by what is on its way.
  init(seenAt marks: [TopicPartition: Int64], since: Instant) {
    phase = .waiting(marks: marks)
    self.since = since
  }

  /// Nothing on its way could help: ask at once.
  init(since: Instant) {
    phase = .asking(question: nil, again: since, attempt: 0, missing: .max)
    self.since = since
  }

  var question: String? {
    if case .asking(let question, _, _, _) = phase { question } else { nil }
  }

  /// Whether to ask now, given the offsets that will be read next.
  mutating func isDue(at now: Instant, offsets: [TopicPartition: Int64]) -> Bool {
    switch phase {
    case .waiting(let marks):
      guard marks.allSatisfy({ offsets[$0.key, default: 0] >= $0.value }) else { return false }
      phase = .asking(question: nil, again: now, attempt: 0, missing: .max)
      return true
    case .asking(_, let again, _, _):
      return now >= again
    }
  }

  /// A question was written. Repeated after 1 s, 2 s, 4 s … at most 30 s, less up to a half at random.
  mutating func asked(_ question: String, at now: Instant, using random: inout some RandomNumberGenerator) {
    guard case .asking(_, _, let attempt, let missing) = phase else { return }
    let delay: Int64 = min(30_000, 1_000 << min(attempt, 5))
    let jitter = Int64.random(in: 0...delay / 2, using: &random)
    phase = .asking(
      question: question, again: now.adding(milliseconds: delay - jitter), attempt: attempt + 1, missing: missing)
  }

  /// A head has answered: ask again at once for the rest, unless the answer brought nothing of what is missing.
  mutating func answered(at now: Instant, missing: Int64) {
    guard case .asking(_, let again, let attempt, let before) = phase else { return }
    phase =
      missing < before
      ? .asking(question: nil, again: now, attempt: 0, missing: missing)
      : .asking(question: nil, again: again, attempt: attempt, missing: min(before, missing))
  }
}
