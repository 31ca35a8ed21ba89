/// What the owner of a topic expects at the ends of its partitions. Nobody else writes there: an offset beyond the next
/// one means that somebody did, and what stands between is to be read; an earlier one, that this is another log.
struct TopicOwner: Sendable {
  enum Finding: Hashable, Sendable {
    case asExpected
    /// The topic was emptied or made anew.
    case anotherLog
  }

  /// The offset that the next record of a partition gets if nobody else writes.
  private var next: [Int32: Int64] = [:]
  /// What stands between the owner's own records and was not examined yet.
  private(set) var unread: [Int32: Range<Int64>] = [:]

  /// The end of a partition whose last records were examined.
  mutating func begin(_ partition: Int32, at end: Int64) { next[partition] = end }

  /// A record of one's own got this offset.
  mutating func wrote(_ partition: Int32, at offset: Int64) -> Finding {
    meet(partition, offset, next: offset + 1)
  }

  /// The partition ends here, and nothing is on its way.
  mutating func looked(_ partition: Int32, end: Int64) -> Finding { meet(partition, end, next: end) }

  private mutating func meet(_ partition: Int32, _ offset: Int64, next after: Int64) -> Finding {
    let expected = next.updateValue(after, forKey: partition) ?? offset
    if offset > expected {
      unread[partition] = min(unread[partition]?.lowerBound ?? expected, expected)..<offset
    } else if offset < expected {
      unread[partition] = nil
      return .anotherLog
    }
    return .asExpected
  }

  /// Before what is unread of a partition is read: where the partition ends now.
  mutating func willRead(_ partition: Int32, end: Int64) -> Finding {
    guard let range = unread[partition], end < range.upperBound else { return .asExpected }
    // The log that held it is gone.
    unread[partition] = nil
    next[partition] = end
    return .anotherLog
  }

  /// All that was unread of a partition is accounted for.
  mutating func hasRead(_ partition: Int32) { unread[partition] = nil }
}
