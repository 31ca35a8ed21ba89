import Kernel

/// What is open by age, and what is unallocated beside it, of one key and currency while it is added up
/// (`Services/Finance/README.md#aging` ): the columns add up to what is open, and credit stands apart.
public struct AgingSums: Hashable, Sendable {
  public private(set) var buckets: [AgingBucket: Int64] = [:]
  public var unallocated: Int64 = 0
  /// The earliest due date of what is open.
  public private(set) var oldest: BusinessDate?

  public init() {}

  public mutating func add(_ open: Int64, due: BusinessDate, asOf day: BusinessDate) {
    buckets[AgingBucket(due: due, asOf: day), default: 0] += open
    oldest = min(oldest ?? due, due)
  }

  public var total: Int64 { buckets.values.reduce(0, +) }
}

/// What is due is open, paid in part or in full, or not owed any more, as of a day.
public enum PaymentProgress: String, Codable, CaseIterable, Sendable {
  case open
  case partPaid = "part-paid"
  case paid, cancelled

  /// `settled`: paid or credited; all in minor units.
  public init(amount: Int64, cancelled: Int64, settled: Int64) {
    self =
      amount == cancelled
      ? .cancelled : amount - cancelled - settled == 0 ? .paid : settled > 0 ? .partPaid : .open
  }
}

extension Percent {
  /// A part of a whole, rounded half up; the whole is above zero.
  public static func share(_ part: Int64, of whole: Int64) -> Percent {
    Percent(hundredths: Int((Int128(part) * 20_000 + Int128(whole)) / (Int128(whole) * 2)))
  }
}
