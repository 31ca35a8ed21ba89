import Kernel

/// Which partitions a consumer reads, and from where; made anew whenever something does not fit any more.
struct Assignment: Sendable {
  /// Whether the client reads what was planned last.
  private(set) var isValid = false
  /// How many partitions each topic has.
  private(set) var partitions: [String: Int32] = [:]
  /// Tried again once a second while it fails.
  private var trying = Rhythm(milliseconds: 1_000)

  /// Whether it has to be made, and now.
  mutating func isDue(at now: Instant) -> Bool { !isValid && trying.isDue(at: now) }

  /// A topic was found to have so many partitions.
  mutating func found(_ count: Int32, of topic: String) { partitions[topic] = count }

  mutating func made() { isValid = true }

  /// It does not count any more; the next one may have to wait.
  mutating func revoke() { isValid = false }

  /// It does not count any more, and the next one can be made at once.
  mutating func revoke(at now: Instant) {
    isValid = false
    trying.hurry(at: now)
  }

  /// From where partitions are to be read.
  struct Plan: Hashable, Sendable {
    /// The offsets at which reading begins.
    var start: [TopicPartition: Int64] = [:]
    /// Those of them that are not what the store has.
    var moved: [TopicPartition: Int64] = [:]
    /// Records that were gone before they were read.
    var lost: [TopicPartition: Range<Int64>] = [:]
    /// Topics whose log is another one than the store knows.
    var renewed: Set<String> = []
  }

  /// Reads each partition from its stored offset, as far as that still means something.
  /// - Parameters:
  ///   - logs: the offsets that each partition has.
  ///   - stored: where the store is; nothing where `isSameLog` is false.
  ///   - fromNow: topics of which only what comes from now on counts.
  ///   - forgetful: the ones of these whose offsets nobody keeps.
  static func plan(
    _ logs: [TopicPartition: Range<Int64>], stored: [TopicPartition: Int64], isSameLog: Bool, fromNow: Set<String>,
    forgetful: String
  ) -> Plan {
    var plan = Plan()
    for (place, log) in logs {
      let start: Int64
      if fromNow.contains(place.topic) {
        start = log.upperBound
      } else if let offset = stored[place], isSameLog, offset <= log.upperBound {
        start = max(offset, log.lowerBound)
        if offset < log.lowerBound { plan.lost[place] = offset..<log.lowerBound }
      } else {
        start = log.lowerBound
        plan.renewed.insert(place.topic)
      }
      plan.start[place] = start
      if place.topic != forgetful, stored[place] != start || !isSameLog { plan.moved[place] = start }
    }
    return plan
  }
}
