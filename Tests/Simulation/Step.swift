import Kernel

/// One thing that happens in a simulated suite. All that it chooses it takes from its own roll, so that a plan means
/// the same with other steps left out: that is how a failing one is cut down.
public struct Step: Hashable, Sendable, CustomStringConvertible {
  public enum Kind: String, CaseIterable, Sendable {
    /// A client gives a command to a service; sometimes its answer gets lost and it is given again.
    case command
    /// The ERP bridge publishes an order, a revision of one, a cancellation, or one of these again.
    case erp
    /// One round of a service's relay, of the broker's writing for it, of its consumer.
    case relay, settle, consume
    /// A round of everything, everywhere.
    case exchange
    /// Time goes on, or jumps.
    case clock
    /// The broker writes records whose reports are lost.
    case loseReports
    /// Records that are in a topic come again.
    case duplicate
    /// A record that is no event of its topic.
    case stray
    /// A process is killed and started again.
    case crash
    /// A process is stopped in order and started again.
    case restart
    case brokerAway, brokerBack
    /// The broker comes back without anything, as another cluster.
    case brokerEmpty
    /// A topic is deleted and made again.
    case recreate
    /// Retention takes the beginning of a partition.
    case evict
    case addPartitions
    /// The next event that a service applies can never be applied, until somebody mends that.
    case refuse
    /// Somebody mends it and redrives.
    case redrive
    /// The next transaction of a service fails while it is written.
    case failCommit
    case sweep
    case backup
    /// The last backup is put back, the topics being still there, or not.
    case restore
    case rebuild
    /// A copy of a store runs beside it, until that is seen.
    case copiedStore

    /// How often, compared with others.
    fileprivate var weight: Int {
      switch self {
      case .command: 240
      case .consume: 160
      case .relay, .settle: 80
      case .exchange: 60
      case .erp, .clock: 50
      case .crash: 24
      case .loseReports, .duplicate: 16
      case .brokerBack: 14
      case .restart, .brokerAway, .evict, .refuse, .redrive, .failCommit, .sweep: 8
      case .stray, .backup: 6
      case .rebuild, .restore, .recreate: 5
      case .brokerEmpty, .addPartitions, .copiedStore: 3
      }
    }
  }

  public let kind: Kind
  public let roll: UInt64

  public var description: String { "\(kind.rawValue) \(String(roll, radix: 16))" }

  /// The steps of a seed.
  public static func plan(seed: UInt64) -> [Step] {
    var random = SplitMix64(seed: seed)
    let total = Kind.allCases.reduce(0) { $0 + $1.weight }
    return (0..<Int.random(in: 40...140, using: &random)).map { _ in
      var place = Int.random(in: 0..<total, using: &random)
      let kind = Kind.allCases.first { kind in
        place -= kind.weight
        return place < 0
      }
      return Step(kind: kind ?? .command, roll: random.next())
    }
  }
}
