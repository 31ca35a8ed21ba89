import Contracts
import Kernel

/// A lead as its rules see it.
public struct LeadState: Hashable, Sendable {
  public var id: ID<Lead>
  public var customerID: ID<Customer>
  public var ownerID: ID<Employee>?
  public var stage: LeadStage

  public init(id: ID<Lead>, customerID: ID<Customer>, ownerID: ID<Employee>?, stage: LeadStage) {
    self.id = id
    self.customerID = customerID
    self.ownerID = ownerID
    self.stage = stage
  }
}

/// Why a command about leads is refused.
public enum LeadError: Error, Hashable, Sendable {
  /// Somebody has this phone's lead in its protected period (A19): owner and stage, nothing else, are told.
  case duplicate(owner: ID<Employee>?, stage: LeadStage)
  case illegalMove(from: LeadStage, to: LeadStage)
  /// A lead is won by its order, not by hand.
  case wonByOrderOnly
  case alreadyOwned(by: ID<Employee>)
  /// Another customer has this phone; only that one's owner is told.
  case phoneTaken(owner: ID<Employee>?)
  /// The source of a won lead stays (A3).
  case sourceIsFinal
  /// Only an invalid lead is reviewed.
  case notInvalid(LeadStage)
  case mergeRefused
  case notMerged
  case campaignState(CampaignState)
  case optedOut
  case revertedAlready
  case illegalStatus(from: CustomerStatus, to: CustomerStatus)
}

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
}

extension LeadState {
  /// A move in the pipeline by hand (A9).
  public func move(
    to stage: LeadStage, reason: String?, reviewOn: BusinessDate? = nil, on day: BusinessDate, at occurredAt: Instant
  ) throws(LeadError) -> LeadStageChanged {
    guard stage != .won else { throw .wonByOrderOnly }
    guard self.stage.next.contains(stage) else { throw .illegalMove(from: self.stage, to: stage) }
    var event = changed(to: stage, reason: reason, orderID: nil, on: day, at: occurredAt)
    event.reviewOn = stage == .invalid ? reviewOn : nil
    return event
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
    to owner: ID<Employee>, reason: String?, protectedUntil: BusinessDate, at occurredAt: Instant
  ) throws(LeadError) -> LeadAssigned {
    guard owner != ownerID else { throw .alreadyOwned(by: owner) }
    return LeadAssigned(
      leadId: id, customerId: customerID, from: ownerID, to: owner, reason: reason, protectedUntil: protectedUntil,
      occurredAt: occurredAt)
  }

  private func changed(
    to stage: LeadStage, reason: String?, orderID: ID<Order>?, on day: BusinessDate, at occurredAt: Instant
  ) -> LeadStageChanged {
    LeadStageChanged(
      leadId: id, customerId: customerID, from: self.stage, to: stage, reason: reason, orderId: orderID,
      changedOn: day, occurredAt: occurredAt)
  }
}
