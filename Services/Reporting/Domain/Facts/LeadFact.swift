import Contracts
import Kernel

/// What one event adds to the figures of the lead that it concerns (A3). Figures are kept per channel and day of
/// capture, so that a cohort's denominator is fixed (`Services/Reporting/README.md#leads`).
public struct LeadFact: Hashable, Sendable {
  public var leadId: ID<Lead>
  /// The event's own business day.
  public var day: BusinessDate
  public var leads: Int
  public var inProfile: Int
  public var valid: Int
  public var won: Int
  /// What orders of the lead add to its won amount.
  public var wonAmount: Money
  /// What was paid for these orders.
  public var received: Money

  /// One of the amounts is zero, and tells no currency.
  public var currency: Currency { wonAmount.isZero ? received.currency : wonAmount.currency }

  public init(
    leadId: ID<Lead>, day: BusinessDate, leads: Int = 0, inProfile: Int = 0, valid: Int = 0, won: Int = 0,
    wonAmount: Money = .zero(), received: Money = .zero()
  ) {
    (self.leadId, self.day, self.leads, self.inProfile) = (leadId, day, leads, inProfile)
    (self.valid, self.won, self.wonAmount, self.received) = (valid, won, wonAmount, received)
  }

  /// Nothing that any figure would show.
  public var isNothing: Bool {
    (leads, inProfile, valid, won) == (0, 0, 0, 0) && wonAmount.isZero && received.isZero
  }

  /// The same, or all of it taken away.
  public func signed(_ sign: Int) -> LeadFact {
    guard sign < 0 else { return self }
    return LeadFact(
      leadId: leadId, day: day, leads: -leads, inProfile: -inProfile, valid: -valid, won: -won,
      wonAmount: wonAmount.negated, received: received.negated)
  }

  /// A captured lead counts as valid until somebody says otherwise.
  public init(_ event: LeadCaptured) {
    self.init(
      leadId: event.leadId, day: event.capturedOn, leads: 1, inProfile: event.inProfile ? 1 : 0, valid: 1)
  }

  /// Nil for a move that changes neither validity nor success.
  public init?(_ event: LeadStageChanged) {
    func change(_ counts: (LeadStage) -> Bool) -> Int { (counts(event.to) ? 1 : 0) - (counts(event.from) ? 1 : 0) }
    let valid = change { $0 != .invalid }
    let won = change { $0 == .won }
    guard valid != 0 || won != 0 else { return nil }
    self.init(leadId: event.leadId, day: event.changedOn, valid: valid, won: won)
  }

  /// Nil for an order without a lead, and where nothing is added.
  public init?(_ fact: OrderFact) {
    guard let leadId = fact.leadId, !fact.signed.isZero else { return nil }
    self.init(leadId: leadId, day: fact.day, wonAmount: fact.signed)
  }
}
