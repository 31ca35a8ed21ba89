/// The records between the client and the store: a batch, whose transaction has not succeeded yet, and the records
/// after it, which are read while that transaction runs.
struct ReadAhead: Sendable {
  /// How many records go into one transaction at most.
  static let limit = 1_000

  /// What the next transaction takes.
  private(set) var batch: [Arrival] = []
  private var next: [Arrival] = []
  /// Why reading ahead has failed, for the next step to throw.
  private var failure: (any Error)?

  /// How many records the batch still takes; none while others wait behind it, which have to come first.
  var room: Int { next.isEmpty ? Self.limit - batch.count : 0 }

  /// Whether the next batch is to be read: not if it is there already, from a transaction that failed.
  var wantsNext: Bool { next.isEmpty && failure == nil }

  mutating func add(_ arrivals: [Arrival]) {
    if batch.isEmpty { batch = arrivals } else { batch += arrivals }
  }

  mutating func readNext(_ arrivals: Result<[Arrival], any Error>) {
    switch arrivals {
    case .success(let arrivals): next = arrivals
    case .failure(let error): failure = error
    }
  }

  mutating func takeFailure() -> (any Error)? { failure.take() }

  /// The batch is in the store.
  mutating func applied() {
    batch = next
    next = []
  }

  /// All of it will be read again.
  mutating func clear() {
    batch = []
    next = []
  }
}
