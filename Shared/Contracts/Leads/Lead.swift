import Kernel

/// A lead is the same as another one: counted once, with the source of whichever was captured first. Ids stay.
public struct LeadsMerged: DomainEvent {
  public static let type = "joinery.leads.leads.merged.v1"
  public static let personal: Set<String> = ["detail"]

  /// The lead that is counted no more.
  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// The lead that goes on.
  public var intoLeadId: ID<Lead>
  /// Differs where the same person had been registered twice; readers then resolve the ids.
  public var intoCustomerId: ID<Customer>
  /// The source of whichever lead was captured first, which counts from now on.
  public var firstSource: LeadSource
  /// The business day of the merge.
  public var mergedOn: BusinessDate
  public var occurredAt: Instant
}

/// A merge was undone.
public struct LeadsUnmerged: DomainEvent {
  public static let type = "joinery.leads.leads.unmerged.v1"

  /// The lead that is counted again.
  public var leadId: ID<Lead>
  public var customerId: ID<Customer>
  /// The lead that it had been merged into.
  public var intoLeadId: ID<Lead>
  /// The customer of the lead that it had been merged into.
  public var intoCustomerId: ID<Customer>
  /// The business day on which it was undone.
  public var unmergedOn: BusinessDate
  public var occurredAt: Instant
}

/// A file of leads was taken in, or that was reverted; the leads have events of their own.
public struct LeadsImported: DomainEvent {
  public static let type = "joinery.leads.leads.imported.v1"
  public var key: String { importId.text }

  public var importId: ID<ImportBatch>
  /// Rows that made a lead.
  public var created: Int
  /// Rows that changed a lead.
  public var updated: Int
  /// Rows that were refused.
  public var refused: Int
  /// Whether the file was taken back.
  public var reverted: Bool
  /// Code of the employee who took it in or back.
  public var importedBy: ID<Employee>
  public var on: BusinessDate
  public var occurredAt: Instant
}
