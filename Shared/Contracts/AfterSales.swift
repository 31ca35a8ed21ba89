import Kernel

extension Catalog {
  static let afterSalesEvents: [any DomainEvent.Type] = [
    CrewChanged.self, InstallationPlanned.self, InstallationScheduled.self, InstallationCompleted.self,
    InstallationEvaluated.self, ServiceRequested.self, ServiceResolved.self, ServiceConfirmed.self,
    ServiceCharged.self, MaintenanceDue.self,
  ]
}

/// A crew as it now is, registered or edited.
public struct CrewChanged: DomainEvent {
  public static let type = "joinery.aftersales.crew.changed.v1"
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<Crew>
  public var name: String
  public var active: Bool

  public init(code: ID<Crew>, name: String, active: Bool) {
    self.code = code
    self.name = name
    self.active = active
  }
}

/// An installation is to be made: one for each delivery (E8), with what the designer measured (E11).
public struct InstallationPlanned: DomainEvent {
  public static let type = "joinery.aftersales.installation.planned.v1"
  public static let personal: Set<String> = ["brief"]
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  public var deliveryId: ID<DeliveryNote>
  public var deliveredOn: BusinessDate
  /// What is to be installed, in words, a line each.
  public var lines: [String]
  /// Constraints and appliance sizes from the measurement, in words.
  public var brief: [String]
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, deliveryId: ID<DeliveryNote>,
    deliveredOn: BusinessDate, lines: [String], brief: [String], occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.orderId = orderId
    self.deliveryId = deliveryId
    self.deliveredOn = deliveredOn
    self.lines = lines
    self.brief = brief
    self.occurredAt = occurredAt
  }
}

/// A crew has the job on a day (E8).
public struct InstallationScheduled: DomainEvent {
  public static let type = "joinery.aftersales.installation.scheduled.v1"
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var on: BusinessDate
  /// `morning`, `afternoon`, or whatever the company calls it.
  public var slot: String
  public var crewId: ID<Crew>
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, on: BusinessDate, slot: String, crewId: ID<Crew>,
    occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.on = on
    self.slot = slot
    self.crewId = crewId
    self.occurredAt = occurredAt
  }
}

/// Where a problem at an installation came from (I8).
public enum ProblemCause: String, Codable, CaseIterable, Hashable, Sendable {
  case sales, measurement, factory, crew, other
}

/// It is installed: the archive of the property (E1), and the problems that were found (E7).
public struct InstallationCompleted: DomainEvent {
  public struct Item: Codable, Hashable, Sendable {
    public var itemId: ID<InstalledItem>
    public var sku: String?
    public var name: String
    /// `panel`, `hardware`, `appliance`, or another one: warranties differ by it.
    public var component: String
    public var serial: String?
    public var room: String?
    /// The last day of the warranty, which starts at the accepted installation (`rules.md`).
    public var warrantyUntil: BusinessDate

    public init(
      itemId: ID<InstalledItem>, sku: String?, name: String, component: String, serial: String?, room: String?,
      warrantyUntil: BusinessDate
    ) {
      self.itemId = itemId
      self.sku = sku
      self.name = name
      self.component = component
      self.serial = serial
      self.room = room
      self.warrantyUntil = warrantyUntil
    }
  }

  public struct Problem: Codable, Hashable, Sendable {
    public var description: String
    public var cause: ProblemCause

    public init(description: String, cause: ProblemCause) {
      self.description = description
      self.cause = cause
    }
  }

  public static let type = "joinery.aftersales.installation.completed.v1"
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  public var crewId: ID<Crew>?
  public var scheduledOn: BusinessDate?
  public var completedOn: BusinessDate
  public var items: [Item]
  public var problems: [Problem]
  /// SHA-256 of the evaluation link's token in hex: never the token itself.
  public var evaluationHash: String
  public var evaluationExpiresOn: BusinessDate
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, crewId: ID<Crew>?,
    scheduledOn: BusinessDate?, completedOn: BusinessDate, items: [Item], problems: [Problem], evaluationHash: String,
    evaluationExpiresOn: BusinessDate, occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.orderId = orderId
    self.crewId = crewId
    self.scheduledOn = scheduledOn
    self.completedOn = completedOn
    self.items = items
    self.problems = problems
    self.evaluationHash = evaluationHash
    self.evaluationExpiresOn = evaluationExpiresOn
    self.occurredAt = occurredAt
  }
}

/// The customer filled in the evaluation form (E6).
public struct InstallationEvaluated: DomainEvent {
  /// What the customer says of the contact data; leads compares it with its own.
  public struct Contact: Codable, Hashable, Sendable {
    public var name: String?
    public var phone: String?
    public var address: Address?

    public init(name: String?, phone: String?, address: Address?) {
      self.name = name
      self.phone = phone
      self.address = address
    }
  }

  public static let type = "joinery.aftersales.installation.evaluated.v1"
  public static let personal: Set<String> = ["name", "phone", "community", "building", "room", "comments"]
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var crewId: ID<Crew>?
  /// Question to score, 1 to 5.
  public var scores: [String: Int]
  public var comments: String?
  public var contact: Contact?
  public var evaluatedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, crewId: ID<Crew>?, scores: [String: Int],
    comments: String?, contact: Contact?, evaluatedOn: BusinessDate, occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.crewId = crewId
    self.scores = scores
    self.comments = comments
    self.contact = contact
    self.evaluatedOn = evaluatedOn
    self.occurredAt = occurredAt
  }
}

/// What a customer may ask for after the installation (E2).
public enum ServiceKind: String, Codable, CaseIterable, Hashable, Sendable {
  case repair, maintenance, complaint, question
}

/// A customer asked for service (E2).
public struct ServiceRequested: DomainEvent {
  public static let type = "joinery.aftersales.service.requested.v1"
  public static let personal: Set<String> = ["description"]
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var number: String
  public var customerId: ID<Customer>
  public var kind: ServiceKind
  public var description: String
  public var installedItemId: ID<InstalledItem>?
  public var severity: String?
  /// Whether the item is under warranty on that day; decided once and stored (`rules.md`). Nil without an item.
  public var underWarranty: Bool?
  public var requestedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, number: String, customerId: ID<Customer>, kind: ServiceKind, description: String,
    installedItemId: ID<InstalledItem>?, severity: String?, underWarranty: Bool?, requestedOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.requestId = requestId
    self.number = number
    self.customerId = customerId
    self.kind = kind
    self.description = description
    self.installedItemId = installedItemId
    self.severity = severity
    self.underWarranty = underWarranty
    self.requestedOn = requestedOn
    self.occurredAt = occurredAt
  }
}

/// The work is done (E3), with what it cost and why it is charged or not.
public struct ServiceResolved: DomainEvent {
  public struct Part: Codable, Hashable, Sendable {
    public var name: String
    public var cost: Money

    public init(name: String, cost: Money) {
      self.name = name
      self.cost = cost
    }
  }

  public static let type = "joinery.aftersales.service.resolved.v1"
  public static let personal: Set<String> = ["work"]
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var work: String
  public var parts: [Part]
  public var labour: Money
  public var chargeable: Money
  /// `in-warranty`, `out-of-warranty`, `goodwill`, `agreed`: why it is charged or free.
  public var decision: String
  public var resolvedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, work: String, parts: [Part], labour: Money,
    chargeable: Money, decision: String, resolvedOn: BusinessDate, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.work = work
    self.parts = parts
    self.labour = labour
    self.chargeable = chargeable
    self.decision = decision
    self.resolvedOn = resolvedOn
    self.occurredAt = occurredAt
  }
}

/// The customer has confirmed the work.
public struct ServiceConfirmed: DomainEvent {
  public static let type = "joinery.aftersales.service.confirmed.v1"
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var confirmedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, confirmedOn: BusinessDate, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.confirmedOn = confirmedOn
    self.occurredAt = occurredAt
  }
}

/// Service is to be paid for (D10): finance opens a receivable.
public struct ServiceCharged: DomainEvent {
  public static let type = "joinery.aftersales.service.charged.v1"
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var number: String
  public var customerId: ID<Customer>
  /// Tax included.
  public var amount: Money
  public var taxRatePercent: Percent
  public var chargedOn: BusinessDate
  public var dueOn: BusinessDate
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, number: String, customerId: ID<Customer>, amount: Money, taxRatePercent: Percent,
    chargedOn: BusinessDate, dueOn: BusinessDate, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.number = number
    self.customerId = customerId
    self.amount = amount
    self.taxRatePercent = taxRatePercent
    self.chargedOn = chargedOn
    self.dueOn = dueOn
    self.occurredAt = occurredAt
  }
}

/// The yearly look after what was installed is due (E9); raised once for each installation and due day.
public struct MaintenanceDue: DomainEvent {
  public static let type = "joinery.aftersales.maintenance.due.v1"
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var dueOn: BusinessDate
  public var occurredAt: Instant

  public init(installationId: ID<Installation>, customerId: ID<Customer>, dueOn: BusinessDate, occurredAt: Instant) {
    self.installationId = installationId
    self.customerId = customerId
    self.dueOn = dueOn
    self.occurredAt = occurredAt
  }
}
