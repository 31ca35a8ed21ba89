import Kernel

extension Catalog {
  static let leadsEvents: [any DomainEvent.Type] = [
    EmployeeChanged.self, ShopChanged.self, CustomerRegistered.self, LeadCaptured.self, LeadAssigned.self,
    LeadStageChanged.self, ActivityLogged.self, ERPCustomerIdentified.self, CustomerUpdated.self,
    ReminderRaised.self, PartnerChanged.self, CampaignChanged.self, CampaignResponded.self, ReferralRecorded.self,
    ReferralConverted.self, TouchRecorded.self, LeadEdited.self, LeadReviewDue.self, LeadReviewed.self,
    LeadRevived.self, LeadContactVerified.self, LeadsMerged.self, LeadsUnmerged.self, CustomFieldDefined.self,
    LeadsImported.self, SegmentDefined.self, SegmentChanged.self, CustomerTierChanged.self, CarePlanChanged.self,
    CareDue.self, GiftGiven.self, PointsChanged.self, CustomerReactivated.self,
  ]
}

/// An employee as he or she now is, registered or edited.
public struct EmployeeChanged: DomainEvent {
  public static let type = "joinery.leads.employee.changed.v1"
  public static let personal: Set<String> = ["name"]
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<Employee>
  public var name: String
  public var role: String
  public var shop: ID<Shop>?
  public var active: Bool

  public init(code: ID<Employee>, name: String, role: String, shop: ID<Shop>?, active: Bool) {
    self.code = code
    self.name = name
    self.role = role
    self.shop = shop
    self.active = active
  }
}

/// A shop as it now is, registered or edited.
public struct ShopChanged: DomainEvent {
  public static let type = "joinery.leads.shop.changed.v1"
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<Shop>
  public var name: String
  public var address: String?

  public init(code: ID<Shop>, name: String, address: String?) {
    self.code = code
    self.name = name
    self.address = address
  }
}

/// A person or household got its id, which never changes from then on.
public struct CustomerRegistered: DomainEvent {
  public static let type = "joinery.leads.customer.registered.v1"
  public static let personal: Set<String> = ["name", "phone", "wechat", "email", "community", "building", "room"]
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var name: String
  /// Normalised: digits only, without the country code of China (`rules.md`, Leads).
  public var phone: String
  public var wechat: String?
  public var email: String?
  public var address: Address
  public var source: LeadSource
  /// The business day.
  public var registeredOn: BusinessDate

  public init(
    customerId: ID<Customer>, name: String, phone: String, wechat: String?, email: String?, address: Address,
    source: LeadSource, registeredOn: BusinessDate
  ) {
    self.customerId = customerId
    self.name = name
    self.phone = phone
    self.wechat = wechat
    self.email = email
    self.address = address
    self.source = source
    self.registeredOn = registeredOn
  }
}

/// A lead came in, from whatever channel (A1, A2, A3).
public struct LeadCaptured: DomainEvent {
  public static let type = "joinery.leads.lead.captured.v1"
  public static let personal: Set<String> = [
    "name", "phone", "notes", "wechat", "email", "community", "building", "room",
  ]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var name: String
  public var phone: String
  public var source: LeadSource
  public var interests: [String]
  public var budget: Money?
  public var homeStage: String?
  public var notes: String?
  /// Field names chosen by the company, with texts, numbers or booleans as text.
  public var custom: [String: String]
  public var ownerId: ID<Employee>?
  /// The last day on which nobody else may take this customer (A19).
  public var protectedUntil: BusinessDate
  public var inProfile: Bool
  public var failedRules: [String]
  /// The business day of the capture.
  public var capturedOn: BusinessDate
  /// When it happened for the business.
  public var occurredAt: Instant
  /// As given with this lead; the customer keeps what it was registered with.
  public var wechat: String?
  public var email: String?
  public var address: Address?
  /// The file that it came with.
  public var importId: ID<ImportBatch>?

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, name: String, phone: String, source: LeadSource, interests: [String],
    budget: Money?, homeStage: String?, notes: String?, custom: [String: String], ownerId: ID<Employee>?,
    protectedUntil: BusinessDate, inProfile: Bool, failedRules: [String], capturedOn: BusinessDate,
    occurredAt: Instant, wechat: String? = nil, email: String? = nil, address: Address? = nil,
    importId: ID<ImportBatch>? = nil
  ) {
    self.importId = importId
    self.wechat = wechat
    self.email = email
    self.address = address
    self.leadId = leadId
    self.customerId = customerId
    self.name = name
    self.phone = phone
    self.source = source
    self.interests = interests
    self.budget = budget
    self.homeStage = homeStage
    self.notes = notes
    self.custom = custom
    self.ownerId = ownerId
    self.protectedUntil = protectedUntil
    self.inProfile = inProfile
    self.failedRules = failedRules
    self.capturedOn = capturedOn
    self.occurredAt = occurredAt
  }
}

/// A lead has a new owner (A6, A7).
public struct LeadAssigned: DomainEvent {
  public static let type = "joinery.leads.lead.assigned.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var from: ID<Employee>?
  public var to: ID<Employee>
  public var reason: String?
  public var protectedUntil: BusinessDate
  public var occurredAt: Instant

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, from: ID<Employee>?, to: ID<Employee>, reason: String?,
    protectedUntil: BusinessDate, occurredAt: Instant
  ) {
    self.leadId = leadId
    self.customerId = customerId
    self.from = from
    self.to = to
    self.reason = reason
    self.protectedUntil = protectedUntil
    self.occurredAt = occurredAt
  }
}

/// A lead moved in the pipeline (A9), by hand or won by an order.
public struct LeadStageChanged: DomainEvent {
  public static let type = "joinery.leads.lead.stage_changed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { leadId.text }

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var from: LeadStage
  public var to: LeadStage
  public var reason: String?
  /// The order that won it.
  public var orderId: ID<Order>?
  /// The business day of the move.
  public var changedOn: BusinessDate
  public var occurredAt: Instant
  /// When an invalid lead is to be looked at again (A4).
  public var reviewOn: BusinessDate?

  public init(
    leadId: ID<Lead>, customerId: ID<Customer>, from: LeadStage, to: LeadStage, reason: String?, orderId: ID<Order>?,
    changedOn: BusinessDate, occurredAt: Instant, reviewOn: BusinessDate? = nil
  ) {
    self.reviewOn = reviewOn
    self.leadId = leadId
    self.customerId = customerId
    self.from = from
    self.to = to
    self.reason = reason
    self.orderId = orderId
    self.changedOn = changedOn
    self.occurredAt = occurredAt
  }
}

/// Somebody spoke to, wrote to or met a customer (B6).
public struct ActivityLogged: DomainEvent {
  public enum Channel: String, Codable, CaseIterable, Hashable, Sendable {
    case phone, email, im, visit, store
  }

  public static let type = "joinery.leads.activity.logged.v1"
  public static let personal: Set<String> = ["summary"]
  public var key: String { customerId.text }
  public var subject: String { activityId.text }

  public var activityId: ID<Activity>
  public var customerId: ID<Customer>
  public var leadId: ID<Lead>?
  public var employeeId: ID<Employee>
  public var channel: Channel
  public var at: Instant
  public var summary: String
  public var nextContactOn: BusinessDate?

  public init(
    activityId: ID<Activity>, customerId: ID<Customer>, leadId: ID<Lead>?, employeeId: ID<Employee>, channel: Channel,
    at: Instant, summary: String, nextContactOn: BusinessDate?
  ) {
    self.activityId = activityId
    self.customerId = customerId
    self.leadId = leadId
    self.employeeId = employeeId
    self.channel = channel
    self.at = at
    self.summary = summary
    self.nextContactOn = nextContactOn
  }
}

/// The answer to `ERPOrderReceived`: which customer that order belongs to, matched or newly registered (`erp.md`).
public struct ERPCustomerIdentified: DomainEvent {
  public static let type = "joinery.leads.erp_customer.identified.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// The ERP's instance, order and revision that asked.
  public var erp: ERPReference
  /// The ERP's customer number, where it has one.
  public var customerNumber: String?
  public var registered: Bool

  public init(customerId: ID<Customer>, erp: ERPReference, customerNumber: String?, registered: Bool) {
    self.customerId = customerId
    self.erp = erp
    self.customerNumber = customerNumber
    self.registered = registered
  }
}

/// Contact data of a customer changed, or somebody says that it should: every change with old and new (B3).
public struct CustomerUpdated: DomainEvent {
  public struct Change: Codable, Hashable, Sendable {
    /// `name`, `phone`, `wechat`, `email`, `city`, `community`, `building`, `room`, `type`, `status`; as JSON
    /// `contacts`, `properties`, `dates`, `tags`, `optOut`; `custom.` and the name of a field of the company
    public var field: String
    public var from: String?
    public var to: String?

    public init(field: String, from: String?, to: String?) {
      self.field = field
      self.from = from
      self.to = to
    }
  }

  public static let type = "joinery.leads.customer.updated.v1"
  public static let personal: Set<String> = ["from", "to"]
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var changes: [Change]
  /// `edit` by an employee, `evaluation` by the customer.
  public var origin: String
  public var updatedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, changes: [Change], origin: String, updatedOn: BusinessDate, occurredAt: Instant
  ) {
    self.customerId = customerId
    self.changes = changes
    self.origin = origin
    self.updatedOn = updatedOn
    self.occurredAt = occurredAt
  }
}

/// Somebody has to do something on a day (B14); raised once for each rule, subject and day (`rules.md`).
public struct ReminderRaised: DomainEvent {
  public static let type = "joinery.leads.reminder.raised.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// `contact` (B14), `quote-stale`, `no-business` (B15), `win-back` (A18), `contact-diff` (what a customer wrote of
  /// the contact data and could not be taken over by itself)
  public var rule: String
  public var ownerId: ID<Employee>?
  public var dueOn: BusinessDate
  /// The day on which the sweep raised it.
  public var raisedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, rule: String, ownerId: ID<Employee>?, dueOn: BusinessDate, raisedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.customerId = customerId
    self.rule = rule
    self.ownerId = ownerId
    self.dueOn = dueOn
    self.raisedOn = raisedOn
    self.occurredAt = occurredAt
  }
}
