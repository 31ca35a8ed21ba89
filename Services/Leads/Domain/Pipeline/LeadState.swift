import Contracts
import Kernel

/// A lead as its events made it (A1 to A9, H2). Its moves return events and change nothing.
public struct LeadState: Codable, Hashable, Sendable {
  public var id: ID<Lead>
  public var customerID: ID<Customer>
  public var profile: LeadProfile
  public var stage: LeadStage
  public var ownerID: ID<Employee>?
  public var firstOwnerID: ID<Employee>?
  public var inProfile: Bool
  public var failedRules: [String]
  /// The last day on which nobody else may take this customer (A19).
  public var protectedUntil: BusinessDate
  public var capturedOn: BusinessDate
  /// The order that won it.
  public var orderID: ID<Order>?
  /// Why it is lost or invalid.
  public var reason: String?
  /// When an invalid lead is looked at again (A4).
  public var reviewOn: BusinessDate?
  public var contactStatus: ContactStatus?
  public var contactVerifiedOn: BusinessDate?
  /// The lead that this one is counted with (H2).
  public var mergedInto: ID<Lead>?
  /// Of the merged leads: the source of whichever was captured first.
  public var countedSource: LeadSource?
  /// The file that it came with.
  public var importID: ID<ImportBatch>?
  /// Counts everything that happened to it.
  public var version: Int

  public init(_ event: LeadCaptured) {
    id = event.leadId
    customerID = event.customerId
    profile = event.profile
    stage = .new
    ownerID = event.ownerId
    firstOwnerID = event.ownerId
    inProfile = event.inProfile
    failedRules = event.failedRules
    protectedUntil = event.protectedUntil
    capturedOn = event.capturedOn
    importID = event.importId
    version = 1
  }

  public mutating func apply(_ event: LeadAssigned) {
    ownerID = event.to
    firstOwnerID = firstOwnerID ?? event.to
    protectedUntil = event.protectedUntil
    version += 1
  }

  public mutating func apply(_ event: LeadStageChanged) {
    stage = event.to
    reason = event.reason
    orderID = event.orderId ?? orderID
    reviewOn = event.reviewOn
    version += 1
  }

  public mutating func apply(_ event: LeadEdited) {
    profile = event.profile
    inProfile = event.inProfile
    failedRules = event.failedRules
    version += 1
  }

  public mutating func apply(_ event: LeadReviewed) {
    reviewOn = event.nextReviewOn
    version += 1
  }

  public mutating func apply(_ event: LeadContactVerified) {
    contactStatus = event.status
    contactVerifiedOn = event.verifiedOn
    version += 1
  }
}
