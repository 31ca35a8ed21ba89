import Contracts
import Kernel

/// What a consumer lacks and whom it asks for it: one question a partition of a source at a time
/// (`Shared/Messaging/README.md#asking`).
struct Questions: Sendable {
  private var asking: [TopicPartition: Asking] = [:]
  /// The ids of open questions; a head that names one of them is an answer.
  private(set) var open: Set<String> = []

  /// Nothing on its way could help with this partition: ask at once.
  mutating func begin(_ place: TopicPartition, at now: Instant) { asking[place] = Asking(since: now) }

  /// Since when the oldest gap of a topic is open.
  func since(_ topic: String) -> Instant? { asking.filter { $0.key.topic == topic }.map(\.value.since).min() }

  // MARK: Gaps

  /// What is missing of a topic now. What is not is no longer asked for. Gives the partitions whose gap is new and may
  /// still be closed by what is on its way: `wait` has to be told.
  ///
  /// Records of another epoch make a source suspect: whether it has gone on under that one only itself can say, so its
  /// first partition is asked about, at once.
  mutating func see(
    missing: Set<TopicPartition>, of topic: String, isSuspect: Bool, at now: Instant
  ) -> [TopicPartition] {
    let first = TopicPartition(topic, 0)
    for place in places(of: topic) where !missing.contains(place) {
      if place == first, isSuspect || asking[place]?.question != nil { continue }
      close(place)
    }
    let new = (isSuspect ? missing.union([first]) : missing).filter { asking[$0] == nil }
    guard isSuspect else { return Array(new) }
    for place in new { begin(place, at: now) }
    return []
  }

  /// Asks about these partitions only once everything up to these ends of the topic's partitions has been read.
  mutating func wait(_ places: [TopicPartition], until ends: [TopicPartition: Int64], at now: Instant) {
    for place in places { asking[place] = Asking(seenAt: ends, since: now) }
  }

  /// Ends what is asked about a partition.
  private mutating func close(_ place: TopicPartition) {
    if let question = asking.removeValue(forKey: place)?.question { open.remove(question) }
  }

  /// Nothing is missing of this topic's first partition: a question about it that was never written is not needed.
  mutating func closeUnasked(_ topic: String) {
    let first = TopicPartition(topic, 0)
    if asking[first]?.question == nil { close(first) }
  }

  /// What was asked about a topic no longer means anything.
  mutating func close(_ topic: String) {
    for place in places(of: topic) { close(place) }
  }

  // MARK: Questions and answers

  /// What is asked about a topic, or will be.
  func places(of topic: String) -> [TopicPartition] { asking.keys.filter { $0.topic == topic } }

  /// Whether to ask about a partition now, given the offsets that will be read next.
  mutating func isDue(_ place: TopicPartition, offsets: [TopicPartition: Int64], at now: Instant) -> Bool {
    asking[place]?.isDue(at: now, offsets: offsets) == true
  }

  /// A question is about to be written: an earlier one about the same partition is given up.
  mutating func willAsk(_ place: TopicPartition) {
    if let earlier = asking[place]?.question { open.remove(earlier) }
  }

  mutating func asked(
    _ question: String, about place: TopicPartition, at now: Instant, using random: inout some RandomNumberGenerator
  ) {
    open.insert(question)
    asking[place]?.asked(question, at: now, using: &random)
  }

  /// Heads have answered these questions; `missing` says how much of a topic's source is still missing.
  mutating func answered(_ questions: [String], at now: Instant, missing: (_ topic: String) -> Int64) {
    guard !questions.isEmpty else { return }
    for (place, question) in asking.compactMapValues(\.question) where questions.contains(question) {
      open.remove(question)
      asking[place]?.answered(at: now, missing: missing(place.topic))
    }
  }
}
