import Kernel

/// Sees that a partition's log is another one, and that a client gets nothing though there is something: it was not at
/// the end at the last look, and has not moved since.
struct StuckDetector: Sendable {
  private static let milliseconds: Int64 = 5_000
  /// While records come, one partition in a while may still stand: it is looked at less often.
  private static let busyMilliseconds = 12 * milliseconds

  enum Finding: Hashable, Sendable {
    case fine
    /// The position is beyond the end, or there is none yet.
    case otherLog
    case stuck
  }

  /// The ends of the partitions at the last look, and the positions then.
  private var ends: [TopicPartition: Int64] = [:]
  private var positions: [TopicPartition: Int64] = [:]
  private var next = Instant(milliseconds: 0)
  private var latest = Instant(milliseconds: 0)

  /// Whether to look now.
  mutating func isDue(isIdle: Bool, at now: Instant) -> Bool {
    if !isIdle { next = max(next, min(now.adding(milliseconds: Self.milliseconds), latest)) }
    guard now >= next else { return false }
    next = now.adding(milliseconds: Self.milliseconds)
    latest = now.adding(milliseconds: Self.busyMilliseconds)
    return true
  }

  /// Where a partition ends, and the next offset to read; `isRead` is false where nothing of it is wanted any more.
  mutating func look(_ place: TopicPartition, end: Int64, next: Int64?, isRead: Bool) -> Finding {
    let isStuck = isRead && (next ?? 0) < ends[place] ?? 0 && next == positions[place]
    ends[place] = end
    positions[place] = next
    if isStuck { return .stuck }
    return next.map { $0 > end } ?? true ? .otherLog : .fine
  }

  /// All partitions are assigned anew: what was seen says nothing about that.
  mutating func begin() { ends = [:] }
}
