import Kernel

/// A lead came in, from whatever channel (A1, A2, A3).
public struct LeadCaptured: DomainEvent {
  public static let type = "joinery.leads.lead.captured.v1"
  public static let personal: Set<String> = [
    "name", "phone", "notes", "wechat", "email", "community", "building", "room",
  ]

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
  public var wechat: String? = nil
  public var email: String? = nil
  public var address: Address? = nil
  /// The file that it came with.
  public var importId: ID<ImportBatch>? = nil
}

extension LeadCaptured {
  /// What the lead says about itself, which stands among the event's own fields.
  public var profile: LeadProfile {
    LeadProfile(
      name: name, phone: phone, wechat: wechat, email: email, address: address, source: source, interests: interests,
      budget: budget, homeStage: homeStage, notes: notes, custom: custom)
  }
}

/// A lead is the same as another one: counted once, with the source of whichever was captured first. Ids stay.
public struct LeadsMerged: DomainEvent {
  public static let type = "joinery.leads.leads.merged.v1"

  /// The lead that is counted no more.
  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var intoLeadId: ID<Lead>
  /// Differs where the same person had been registered twice; readers then resolve the ids.
  public var intoCustomerId: ID<Customer>
  public var firstSource: LeadSource
  public var mergedOn: BusinessDate
  public var occurredAt: Instant
}

/// A merge was undone.
public struct LeadsUnmerged: DomainEvent {
  public static let type = "joinery.leads.leads.unmerged.v1"

  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  public var intoLeadId: ID<Lead>
  public var intoCustomerId: ID<Customer>
  public var unmergedOn: BusinessDate
  public var occurredAt: Instant
}

/// A file of leads was taken in, or that was reverted; the leads have events of their own.
public struct LeadsImported: DomainEvent {
  public static let type = "joinery.leads.leads.imported.v1"
  public var key: String { importId.text }

  public var importId: ID<ImportBatch>
  public var created: Int
  public var updated: Int
  public var refused: Int
  public var reverted: Bool
  public var importedBy: ID<Employee>
  public var on: BusinessDate
  public var occurredAt: Instant
}
