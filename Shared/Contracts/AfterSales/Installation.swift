import Kernel

/// An installation is to be made: one for each delivery (E8), with what the designer measured (E11).
public struct InstallationPlanned: DomainEvent {
  public static let type = "joinery.aftersales.installation.planned.v1"
  public static let personal: Set<String> = ["brief"]

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  public var deliveryId: ID<DeliveryNote>
  /// The business day of the delivery.
  public var deliveredOn: BusinessDate
  /// What is to be installed, in words, a line each.
  public var lines: [String]
  /// Constraints and appliance sizes from the measurement, in words.
  public var brief: [String]
  public var occurredAt: Instant
  /// Where the brief comes from.
  public var measurementId: ID<Measurement>? = nil
}

/// What the designer measured has come for a job that was planned before (E11).
public struct InstallationBriefed: DomainEvent {
  public static let type = "joinery.aftersales.installation.briefed.v1"
  public static let personal: Set<String> = ["brief"]

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var measurementId: ID<Measurement>
  /// Takes the place of the earlier one.
  public var brief: [String]
  public var occurredAt: Instant
}

/// The installer has read the brief (E11).
public struct BriefRead: DomainEvent {
  public static let type = "joinery.aftersales.brief.read.v1"

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// Code of the installer who read it.
  public var by: ID<Employee>
  /// The business day on which it was read.
  public var readOn: BusinessDate
  public var occurredAt: Instant
}

/// A crew has the job on a day (E8).
public struct InstallationScheduled: DomainEvent {
  public static let type = "joinery.aftersales.installation.scheduled.v1"

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// The day of the job, in the company's zone.
  public var on: BusinessDate
  /// `morning`, `afternoon`, or whatever the company calls it.
  public var slot: String
  /// Code of the crew that has the job.
  public var crewId: ID<Crew>
  public var occurredAt: Instant
  /// Who arranged it.
  public var by: ID<Employee>? = nil
}

/// There is nothing to install any more: its delivery note was cancelled before the job was done.
public struct InstallationCancelled: DomainEvent {
  public static let type = "joinery.aftersales.installation.cancelled.v1"
  public static let personal: Set<String> = ["reason"]

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  public var deliveryId: ID<DeliveryNote>
  public var reason: String
  public var cancelledOn: BusinessDate
  public var occurredAt: Instant
}

/// It is installed: the archive of the property (E1), and the problems that were found (E7).
public struct InstallationCompleted: DomainEvent {
  /// A thing that was installed, as the archive of the property keeps it.
  public struct Item: Codable, Hashable, Sendable {
    public var itemId: ID<InstalledItem>
    public var sku: String?
    /// What it is called.
    public var name: String
    /// `panel`, `hardware`, `appliance`, or another one: warranties differ by it.
    public var component: String
    public var serial: String?
    /// The room that it stands in.
    public var room: String?
    /// The last day of the warranty, which starts at the accepted installation.
    public var warrantyUntil: BusinessDate
  }

  /// A problem that was found at the installation.
  public struct Problem: Codable, Hashable, Sendable {
    public var description: String
    /// Where it came from, as first thought.
    public var cause: ProblemCause
    /// Absent in events of before problems were followed up.
    public var problemId: ID<InstallationProblem>? = nil
    /// Who sees to it (E7).
    public var ownerId: ID<Employee>? = nil
    /// The day by which it is to be seen to.
    public var dueOn: BusinessDate? = nil
  }

  public static let type = "joinery.aftersales.installation.completed.v1"
  public static let personal: Set<String> = ["description"]

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  /// Code of the crew that installed it.
  public var crewId: ID<Crew>?
  /// The day for which it had been arranged; absent where nobody had.
  public var scheduledOn: BusinessDate?
  /// The business day on which it was accepted.
  public var completedOn: BusinessDate
  /// What was installed.
  public var items: [Item]
  /// Problems that were found; none where the list is empty.
  public var problems: [Problem]
  /// SHA-256 of the evaluation link's token in hex: never the token itself.
  public var evaluationHash: String
  /// The last day on which the evaluation link is good.
  public var evaluationExpiresOn: BusinessDate
  public var occurredAt: Instant
  /// Who reported it.
  public var by: ID<Employee>? = nil
}
