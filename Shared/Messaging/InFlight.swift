/// Which of the events given to the producer the broker has acknowledged. Acknowledgements come in any order across
/// partitions; only the contiguous prefix may move the cursor.
struct InFlight: Sendable {
  /// Everything up to this position is acknowledged.
  private(set) var acknowledged: Int64
  /// Everything up to this position was given to the producer.
  private(set) var sent: Int64
  private var pending: [Int64] = []
  private var first = 0
  private var early: Set<Int64> = []

  init(acknowledged: Int64) {
    self.acknowledged = acknowledged
    sent = acknowledged
  }

  var count: Int { pending.count - first }

  mutating func send(_ position: Int64) {
    sent = position
    pending.append(position)
  }

  mutating func acknowledge(_ position: Int64) {
    guard position > acknowledged else { return }
    early.insert(position)
    while first < pending.count, early.remove(pending[first]) != nil {
      acknowledged = pending[first]
      first += 1
    }
    if first > 4096 {
      pending.removeFirst(first)
      first = 0
    }
  }

  /// Nothing that is not acknowledged can be counted on: begin again behind the cursor.
  mutating func restart() { self = InFlight(acknowledged: acknowledged) }
}
