/// Spans on their way to the collector: so many at most; what finds no room is dropped and counted, since no trace is
/// worth holding a request up.
struct SpanQueue: Sendable {
  /// Some megabytes.
  static let limit = 4096
  /// So many go together.
  static let batch = 512

  private var waiting: [Span] = []
  /// Those that were taken and not accepted yet; they are tried again.
  private(set) var underWay: [Span] = []
  private(set) var exported = 0
  private(set) var dropped = 0

  mutating func add(_ span: Span) {
    guard waiting.count < Self.limit else {
      dropped += 1
      return
    }
    waiting.append(span)
  }

  /// The same batch until it is accepted or given up; empty where there is nothing.
  mutating func next() -> [Span] {
    if underWay.isEmpty {
      underWay = Array(waiting.prefix(Self.batch))
      waiting.removeFirst(underWay.count)
    }
    return underWay
  }

  /// The collector has the batch, all but so many.
  mutating func accepted(rejecting count: Int) {
    exported += underWay.count - count
    dropped += count
    underWay = []
  }

  /// The collector will not have the batch, now or later.
  mutating func refused() { accepted(rejecting: underWay.count) }
}
