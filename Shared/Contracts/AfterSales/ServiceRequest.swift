import Kernel

/// What a customer may ask for after the installation (E2).
public enum ServiceKind: String, Codable, CaseIterable, Hashable, Sendable {
  case repair, maintenance, complaint, question
}

/// A customer asked for service (E2).
public struct ServiceRequested: DomainEvent {
  public static let type = "joinery.aftersales.service.requested.v1"
  public static let personal: Set<String> = ["description"]

  public var requestId: ID<ServiceRequest>
  public var number: String
  public var customerId: ID<Customer>
  /// What is asked for.
  public var kind: ServiceKind
  /// What the customer asks for or complains of, in words.
  public var description: String
  public var installedItemId: ID<InstalledItem>?
  /// `urgent` or another word of the company; absent where nobody said.
  public var severity: String?
  /// Whether the item is under warranty on that day; decided once and stored. Absent without an item.
  public var underWarranty: Bool?
  /// The business day of the request.
  public var requestedOn: BusinessDate
  public var occurredAt: Instant
  /// Where what is complained of was installed.
  public var installationId: ID<Installation>? = nil
  /// The last day of the warranty that the decision went by.
  public var warrantyUntil: BusinessDate? = nil
  /// What broke it, as first thought.
  public var cause: ServiceCause? = nil
  /// Work time within which it is to be resolved (H10).
  public var targetWorkMinutes: Int? = nil
  /// Who took it.
  public var by: ID<Employee>? = nil
}

/// Somebody has the request, with an appointment or without (E10).
public struct ServiceAssigned: DomainEvent {
  public static let type = "joinery.aftersales.service.assigned.v1"
  public static let personal: Set<String> = ["note"]

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  /// Code of the outlet that has it.
  public var outlet: ID<Outlet>?
  /// Code of the crew that has it.
  public var crewId: ID<Crew>?
  /// Code of the employee who has it.
  public var employeeId: ID<Employee>?
  /// The day of the appointment, in the company's zone; absent without one.
  public var on: BusinessDate?
  /// `morning`, `afternoon`, or whatever the company calls it.
  public var slot: String?
  /// What whoever goes there should know, in words.
  public var note: String?
  public var by: ID<Employee>?
  public var occurredAt: Instant
}

/// Work waits for somebody else: from here its time does not count (H10).
public struct ServicePaused: DomainEvent {
  public static let type = "joinery.aftersales.service.paused.v1"
  public static let personal: Set<String> = ["reason"]

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  /// What the work waits for, in words.
  public var reason: String
  public var by: ID<Employee>?
  public var occurredAt: Instant
}

/// Work goes on.
public struct ServiceResumed: DomainEvent {
  public static let type = "joinery.aftersales.service.resumed.v1"

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var by: ID<Employee>?
  public var occurredAt: Instant
}
