/// Which of the events given to the producer the broker has acknowledged. Acknowledgements come in any order across
/// partitions; only the contiguous prefix may move the cursor.
struct InFlight: Sendable {
  /// Everything up to this position is acknowledged.
  private(set) var acknowledged: Int64
  /// Everything up to this position was given to the producer.
  private(set) var sent: Int64
  /// What was given to the producer, in the order of the event journal, and whether it is acknowledged.
  private var pending: [(position: Int64, isAcknowledged: Bool)] = []
  /// The first one that is not acknowledged.
  private var first = 0

  init(acknowledged: Int64) {
    self.acknowledged = acknowledged
    sent = acknowledged
  }

  var count: Int { pending.count - first }

  mutating func send(_ position: Int64) {
    sent = position
    pending.append((position, false))
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
  mutating func restart() { self = InFlight(acknowledged: acknowledged) }
}
