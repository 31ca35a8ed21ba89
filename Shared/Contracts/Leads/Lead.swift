import Kernel

/// A lead is the same as another one: counted once, with the source of whichever was captured first. Ids stay.
public struct LeadsMerged: DomainEvent {
  public static let type = "joinery.leads.leads.merged.v1"
  public static let personal: Set<String> = ["detail"]

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
