import Contracts
import Kernel

/// A phone's protected period: nobody else may take this customer until it ends (A19).
public struct Protection: Hashable, Sendable {
  public var leadID: ID<Lead>
  public var ownerID: ID<Employee>?
  public var stage: LeadStage
  /// The last day.
  public var until: BusinessDate

  public init(leadID: ID<Lead>, ownerID: ID<Employee>?, stage: LeadStage, until: BusinessDate) {
    (self.leadID, self.ownerID, self.stage, self.until) = (leadID, ownerID, stage, until)
  }

  /// Refuses whatever takes the phone of a lead that is protected on a day, the lead itself excepted: owner and stage
  /// are told, and nothing else.
  public func refuse(others own: ID<Lead>?, on day: BusinessDate) throws(LeadError) {
    guard until >= day, leadID != own else { return }
    throw .duplicate(owner: ownerID, stage: stage)
  }

  /// Whether another lead may take the phone over: when that lead was captured, this protection had ended.
  public func yields(to lead: LeadState) -> Bool { leadID == lead.id || until < lead.capturedOn }
}

extension LeadState {
  /// Whether it keeps its phone to itself: nobody works on a lost or invalid lead any more, so nobody is protected.
  public var isProtecting: Bool { !stage.isGivenUp }

  public var protection: Protection {
    Protection(leadID: id, ownerID: ownerID, stage: stage, until: protectedUntil)
  }
}
