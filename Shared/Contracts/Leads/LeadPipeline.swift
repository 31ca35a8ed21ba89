import Kernel

/// What a review of an invalid lead comes to (A4).
public enum ReviewOutcome: String, Codable, CaseIterable, Hashable, Sendable {
  case revived
  case stillInvalid = "still-invalid"
  case dead
}

/// Whether a lead can be reached (A5).
public enum ContactStatus: String, Codable, CaseIterable, Hashable, Sendable {
  case verified, wrong, unreachable
}

/// What a company's own field belongs to.
public enum CustomFieldEntity: String, Codable, CaseIterable, Hashable, Sendable {
  case lead, customer
}

/// What a company's own field holds; values travel as text.
public enum CustomFieldKind: String, Codable, CaseIterable, Hashable, Sendable {
  case text, number, boolean, date, choice
}

/// What a lead says was changed: as it now is, and each change with old and new (B3). Stage and owner have events of their own.
public struct LeadEdited: DomainEvent {
  public static let type = "joinery.leads.lead.edited.v1"
  public static let personal: Set<String> = [
    "name", "phone", "notes", "wechat", "email", "community", "building", "room", "from", "to",
  ]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var name: String
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address?
  /// It stays from the conversion on (A3).
  public var source: LeadSource
  public var interests: [String]
  public var budget: Money?
  public var homeStage: String?
  public var notes: String?
  public var custom: [String: String]
  public var inProfile: Bool
  public var failedRules: [String]
  public var changes: [CustomerUpdated.Change]
  public var importId: ID<ImportBatch>?
  public var editedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, name: String, phone: String, wechat: String?, email: String?,
    address: Address?, source: LeadSource, interests: [String], budget: Money?, homeStage: String?, notes: String?,
    custom: [String: String], inProfile: Bool, failedRules: [String], changes: [CustomerUpdated.Change],
    importId: ID<ImportBatch>?, editedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.name = name
    self.phone = phone
    self.wechat = wechat
    self.email = email
    self.address = address
    self.source = source
    self.interests = interests
    self.budget = budget
    self.homeStage = homeStage
    self.notes = notes
    self.custom = custom
    self.inProfile = inProfile
    self.failedRules = failedRules
    self.changes = changes
    self.importId = importId
    self.editedOn = editedOn
    self.occurredAt = occurredAt
  }
}

/// An invalid lead is to be looked at again (A4): raised once for each review day.
public struct LeadReviewDue: DomainEvent {
  public static let type = "joinery.leads.lead.review_due.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var ownerId: ID<Employee>?
  /// Why it was invalid.
  public var reason: String?
  public var dueOn: BusinessDate
  public var raisedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, ownerId: ID<Employee>?, reason: String?, dueOn: BusinessDate,
    raisedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.ownerId = ownerId
    self.reason = reason
    self.dueOn = dueOn
    self.raisedOn = raisedOn
    self.occurredAt = occurredAt
  }
}

/// An invalid lead was looked at again (A4).
public struct LeadReviewed: DomainEvent {
  public static let type = "joinery.leads.lead.reviewed.v1"
  public static let personal: Set<String> = ["reason", "notes"]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var outcome: ReviewOutcome
  /// Why it was invalid.
  public var reason: String?
  public var channel: LeadSource.Channel
  public var reviewerId: ID<Employee>
  public var notes: String?
  /// Where it is still invalid.
  public var nextReviewOn: BusinessDate?
  public var reviewedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, outcome: ReviewOutcome, reason: String?, channel: LeadSource.Channel,
    reviewerId: ID<Employee>, notes: String?, nextReviewOn: BusinessDate?, reviewedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.outcome = outcome
    self.reason = reason
    self.channel = channel
    self.reviewerId = reviewerId
    self.notes = notes
    self.nextReviewOn = nextReviewOn
    self.reviewedOn = reviewedOn
    self.occurredAt = occurredAt
  }
}

/// A review found that the need is there after all (A4).
public struct LeadRevived: DomainEvent {
  public static let type = "joinery.leads.lead.revived.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// Why it had been invalid.
  public var reason: String?
  public var channel: LeadSource.Channel
  public var revivedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, reason: String?, channel: LeadSource.Channel, revivedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.reason = reason
    self.channel = channel
    self.revivedOn = revivedOn
    self.occurredAt = occurredAt
  }
}

/// Somebody tried whether a lead can still be reached (A5).
public struct LeadContactVerified: DomainEvent {
  public static let type = "joinery.leads.lead.contact_verified.v1"
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var status: ContactStatus
  public var verifiedBy: ID<Employee>
  public var verifiedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, status: ContactStatus, verifiedBy: ID<Employee>,
    verifiedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.status = status
    self.verifiedBy = verifiedBy
    self.verifiedOn = verifiedOn
    self.occurredAt = occurredAt
  }
}

/// A lead is the same as another one: counted once, with the source of whichever was captured first. Ids stay (`rules.md`, Leads).
public struct LeadsMerged: DomainEvent {
  public static let type = "joinery.leads.leads.merged.v1"
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  /// The lead that is counted no more.
  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var intoLeadId: ID<Lead>
  /// Differs where the same person had been registered twice; readers then resolve the ids.
  public var intoCustomerId: ID<Customer>
  public var firstSource: LeadSource
  public var mergedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, intoLeadId: ID<Lead>, intoCustomerId: ID<Customer>,
    firstSource: LeadSource, mergedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.intoLeadId = intoLeadId
    self.intoCustomerId = intoCustomerId
    self.firstSource = firstSource
    self.mergedOn = mergedOn
    self.occurredAt = occurredAt
  }
}

/// A merge was undone.
public struct LeadsUnmerged: DomainEvent {
  public static let type = "joinery.leads.leads.unmerged.v1"
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var intoLeadId: ID<Lead>
  public var intoCustomerId: ID<Customer>
  public var unmergedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, intoLeadId: ID<Lead>, intoCustomerId: ID<Customer>,
    unmergedOn: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.intoLeadId = intoLeadId
    self.intoCustomerId = intoCustomerId
    self.unmergedOn = unmergedOn
    self.occurredAt = occurredAt
  }
}

/// A field of the company, as it now is.
public struct CustomFieldDefined: DomainEvent {
  public static let type = "joinery.leads.custom_field.defined.v1"
  public var key: String { "\(entity.rawValue).\(name)" }
  public var subject: String { key }

  public var entity: CustomFieldEntity
  public var name: String
  public var label: String?
  public var kind: CustomFieldKind
  public var required: Bool
  /// What a `choice` may be.
  public var options: [String]
  public var active: Bool
  public var occurredAt: Instant

  public init(
    entity: CustomFieldEntity, name: String, label: String?, kind: CustomFieldKind, required: Bool, options: [String],
    active: Bool, occurredAt: Instant
  ) {
    self.entity = entity
    self.name = name
    self.label = label
    self.kind = kind
    self.required = required
    self.options = options
    self.active = active
    self.occurredAt = occurredAt
  }
}

/// A file of leads was taken in, or that was reverted; the leads have events of their own.
public struct LeadsImported: DomainEvent {
  public static let type = "joinery.leads.leads.imported.v1"
  public var key: String { importId.text }
  public var subject: String { importId.text }

  public var importId: ID<ImportBatch>
  public var created: Int
  public var updated: Int
  public var refused: Int
  public var reverted: Bool
  public var importedBy: ID<Employee>
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    importId: ID<ImportBatch>, created: Int, updated: Int, refused: Int, reverted: Bool, importedBy: ID<Employee>,
    on: BusinessDate, occurredAt: Instant
  ) {
    self.importId = importId
    self.created = created
    self.updated = updated
    self.refused = refused
    self.reverted = reverted
    self.importedBy = importedBy
    self.on = on
    self.occurredAt = occurredAt
  }
}
