import Contracts
import Kernel

extension LeadStage {
  /// The moves that a person may make (A9). Going back in the pipeline is legal where work begins again.
  public var next: Set<LeadStage> {
    switch self {
    case .new: [.contacted, .visited, .quoted, .lost, .invalid]
    case .contacted: [.visited, .quoted, .lost, .invalid]
    case .visited: [.quoted, .lost, .invalid]
    case .quoted: [.visited, .lost, .invalid]
    case .lost, .invalid: [.contacted]
    case .won: []
    }
  }

  /// Nobody works on such a lead any more.
  public var isGivenUp: Bool { self == .lost || self == .invalid }
}

extension LeadState {
  /// A move in the pipeline by hand (A9). An invalid lead is looked at again when its reason says, or on `reviewOn`.
  public func move(
    to stage: LeadStage, reason: String?, reviewOn: BusinessDate? = nil, _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws(LeadError) -> LeadStageChanged {
    try Self.checkReason(reason)
    guard stage != .won else { throw .wonByOrderOnly }
    guard self.stage.next.contains(stage) else { throw .illegalMove(from: self.stage, to: stage) }
    let day = CompanyZone.day(at: occurredAt)
    var event = changed(to: stage, reason: reason, orderID: nil, on: day, at: occurredAt)
    event.reviewOn = stage == .invalid ? reviewOn ?? policy.reviewOn(after: day, because: reason) : nil
    return event
  }

  /// Marks it as invalid, for which there must be a reason (A4).
  public func invalidate(
    because reason: String, reviewOn: BusinessDate?, _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws(LeadError) -> LeadStageChanged {
    var review = FieldReview()
    review.text("/reason", reason, upTo: FieldReview.longText)
    try review.finish()
    return try move(to: .invalid, reason: reason, reviewOn: reviewOn, policy, at: occurredAt)
  }

  /// An order was confirmed for this lead; nil where it is won already. A fact wins from any stage.
  public func win(by orderID: ID<Order>, on day: BusinessDate, at occurredAt: Instant) -> LeadStageChanged? {
    stage == .won ? nil : changed(to: .won, reason: nil, orderID: orderID, on: day, at: occurredAt)
  }

  /// A quote was issued for this lead; nil where it is as far already.
  public func quote(on day: BusinessDate, at occurredAt: Instant) -> LeadStageChanged? {
    [.new, .contacted, .visited].contains(stage)
      ? changed(to: .quoted, reason: nil, orderID: nil, on: day, at: occurredAt) : nil
  }

  /// A new owner (A6, A7); the protected period begins anew.
  public func assign(
    to owner: ID<Employee>, reason: String?, _ policy: LeadsPolicy, at occurredAt: Instant
  ) throws(LeadError) -> LeadAssigned {
    try Self.checkReason(reason)
    guard owner != ownerID else { throw .alreadyOwned(by: owner) }
    return LeadAssigned(
      leadId: id, customerId: customerID, from: ownerID, to: owner, reason: reason,
      protectedUntil: policy.protectedUntil(from: CompanyZone.day(at: occurredAt)), occurredAt: occurredAt)
  }

  private static func checkReason(_ reason: String?) throws(LeadError) {
    var review = FieldReview()
    review.length("/reason", reason, upTo: FieldReview.longText)
    try review.finish()
  }

  private func changed(
    to stage: LeadStage, reason: String?, orderID: ID<Order>?, on day: BusinessDate, at occurredAt: Instant
  ) -> LeadStageChanged {
    LeadStageChanged(
      leadId: id, customerId: customerID, from: self.stage, to: stage, reason: reason, orderId: orderID,
      changedOn: day, occurredAt: occurredAt)
  }
}
