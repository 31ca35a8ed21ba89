import Contracts
import Kernel

/// An allocation with what stands of it.
public struct StandingAllocation: Hashable, Sendable {
  public var id: ID<Allocation>
  public var creditID: String
  public var receivableID: ID<Receivable>
  /// Zero when all of it was undone.
  public var amount: Money
  /// Its effective date: nothing undoes it before.
  public var on: BusinessDate
  /// When it was made, or a part of it last undone.
  public var lastOn: BusinessDate

  public init(
    id: ID<Allocation>, creditID: String, receivableID: ID<Receivable>, amount: Money, on: BusinessDate,
    lastOn: BusinessDate
  ) {
    (self.id, self.creditID, self.receivableID) = (id, creditID, receivableID)
    (self.amount, self.on, self.lastOn) = (amount, on, lastOn)
  }

  /// The latest first: what was allocated last is undone first.
  public static func latestFirst(_ left: StandingAllocation, _ right: StandingAllocation) -> Bool {
    (right.lastOn, right.id) < (left.lastOn, left.id)
  }
}
