/// What was given to the producer and not reported yet, each record known by its tag. Acknowledgements of events come
/// in any order across partitions; only their contiguous prefix may move the cursor. Those of heads, and of events that
/// are sent again, move nothing and are only counted.
struct InFlight: Sendable {
  /// So many events may be on their way.
  static let limit = 20_000
  /// So many records that move no cursor, before the event journal is sent again any further.
  static let controlLimit = 1_000
  /// Tags of events are their positions in the event journal; those of all else begin here.
  private static let controlTag: UInt64 = 1 << 63

  /// Everything up to this position is acknowledged.
  private(set) var acknowledged: Int64
  /// Everything up to this position was given to the producer.
  private(set) var sent: Int64
  /// Heads and repeated events whose reports have not come yet.
  private(set) var controls = 0
  private var tag = controlTag
  /// What was given to the producer, in the order of the event journal, and whether it is acknowledged.
  private var pending: [(position: Int64, isAcknowledged: Bool)] = []
  /// The first one that is not acknowledged.
  private var first = 0

  init(acknowledged: Int64) {
    self.acknowledged = acknowledged
    sent = acknowledged
  }

  /// Events whose reports have not come yet, and those that came out of order.
  var count: Int { pending.count - first }

  var hasRoom: Bool { count < Self.limit }

  /// Whether the event journal can be sent again: as far as it goes it was published, and the queue is short.
  var allowsReplay: Bool { count == 0 && controls < Self.controlLimit }

  /// Whether nothing is on its way: then the end of a partition tells who wrote there.
  var isQuiet: Bool { count == 0 && controls == 0 }

  mutating func send(_ position: Int64) {
    sent = position
    pending.append((position, false))
  }

  /// A tag for a record that moves no cursor.
  mutating func nextTag() -> UInt64 {
    tag += 1
    return tag
  }

  mutating func sendControls(_ count: Int) { controls += count }

  /// The broker has the record of this tag.
  mutating func persisted(_ tag: UInt64) {
    if tag < Self.controlTag { acknowledge(Int64(tag)) } else { controls -= 1 }
  }

  mutating func acknowledge(_ position: Int64) {
    guard let index = index(of: position) else { return }
    pending[index].isAcknowledged = true
    while first < pending.count, pending[first].isAcknowledged {
      acknowledged = pending[first].position
      first += 1
    }
    if first > 4096 {
      pending.removeFirst(first)
      first = 0
    }
  }

  /// Positions go up, nearly always by one.
  private func index(of position: Int64) -> Int? {
    guard first < pending.count, position >= pending[first].position else { return nil }
    var (low, high) = (first, min(pending.count - 1, first + Int(position - pending[first].position)))
    if pending[high].position == position { return high }
    while low < high {
      let middle = (low + high) / 2
      if pending[middle].position < position { low = middle + 1 } else { high = middle }
    }
    return pending[low].position == position ? low : nil
  }

  /// Nothing that is not acknowledged can be counted on: begin again behind the cursor.
  mutating func restart() {
    let tag = tag
    self = InFlight(acknowledged: acknowledged)
    self.tag = tag
  }
}
