import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// A lead as the API shows it.
struct LeadView: Codable, Sendable {
  var id: ID<Lead>
  var customerId: ID<Customer>
  var name: String
  var phone: String
  var stage: LeadStage
  var ownerId: ID<Employee>?
  var firstOwnerId: ID<Employee>?
  var source: LeadSource
  var interests: [String]
  var budget: Money?
  var homeStage: String?
  var notes: String?
  var custom: [String: String]
  var inProfile: Bool
  var failedRules: [String]
  var protectedUntil: BusinessDate
  var capturedOn: BusinessDate
  var orderId: ID<Order>?
  var reason: String?
  var wechat: String?
  var email: String?
  var address: Address?
  /// When an invalid lead is looked at again (A4).
  var reviewOn: BusinessDate?
  var contactStatus: ContactStatus?
  var contactVerifiedOn: BusinessDate?
  /// The lead that this one is counted with.
  var mergedInto: ID<Lead>?
  /// Of the merged leads: the source of whichever was captured first.
  var countedSource: LeadSource?
  var importId: ID<ImportBatch>?
  var version: Int
}

extension LeadView {
  init(_ lead: LeadState) {
    self.init(
      id: lead.id, customerId: lead.customerID, name: lead.profile.name, phone: lead.profile.phone, stage: lead.stage,
      ownerId: lead.ownerID, firstOwnerId: lead.firstOwnerID, source: lead.profile.source,
      interests: lead.profile.interests, budget: lead.profile.budget, homeStage: lead.profile.homeStage,
      notes: lead.profile.notes, custom: lead.profile.custom, inProfile: lead.inProfile, failedRules: lead.failedRules,
      protectedUntil: lead.protectedUntil, capturedOn: lead.capturedOn, orderId: lead.orderID, reason: lead.reason,
      wechat: lead.profile.wechat, email: lead.profile.email, address: lead.profile.address, reviewOn: lead.reviewOn,
      contactStatus: lead.contactStatus, contactVerifiedOn: lead.contactVerifiedOn, mergedInto: lead.mergedInto,
      countedSource: lead.countedSource, importId: lead.importID, version: lead.version)
  }
}

extension LeadView {
  /// As the caller sees it, who may be to tell leads apart and not to reach them.
  func shown(to visibility: Visibility, in database: Database) throws -> LeadView {
    if try LeadStore.isIn(visibility.clear, id, in: database) { return self }
    var view = self
    view.phone = Masking.phone(phone)
    view.wechat = wechat.map(Masking.account)
    view.email = email.map(Masking.account)
    view.address = address.map(Masking.address)
    return view
  }
}

extension Answer where Body == LeadView {
  /// The lead as it now is.
  static func lead(_ id: ID<Lead>, for visibility: Visibility, in database: Database) throws -> Answer {
    try lead(LeadStore.find(id, in: database), for: visibility, in: database)
  }

  static func lead(_ lead: LeadState, for visibility: Visibility, in database: Database) throws -> Answer {
    Answer(try LeadView(lead).shown(to: visibility, in: database), version: lead.version)
  }
}

extension CommandRequest {
  /// Records what a move of the lead in the path comes to, which the caller sees, and answers it as it then is.
  func moveLead(
    _ unit: borrowing UnitOfWork, by move: (LeadState, Instant) throws -> some DomainEvent
  ) throws -> Answer<LeadView> {
    let visibility = visibility
    return try self.move(unit, LeadStore.find(_:for:in:), { try .lead($0, for: visibility, in: $1) }, by: move)
  }
}
