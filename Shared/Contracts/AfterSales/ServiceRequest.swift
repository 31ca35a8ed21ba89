import Kernel

extension Catalog {
  static let afterSalesEvents: [any DomainEvent.Type] = [
    CrewChanged.self, InstallationPlanned.self, InstallationScheduled.self, InstallationCancelled.self,
    InstallationCompleted.self,
    InstallationEvaluated.self, ServiceRequested.self, ServiceResolved.self, ServiceConfirmed.self,
    ServiceCharged.self, MaintenanceDue.self, OutletChanged.self, InstallationBriefed.self, BriefRead.self,
    EvaluationLinkIssued.self, ProblemClosed.self, ServiceAssigned.self, ServicePaused.self, ServiceResumed.self,
    MaintenancePlanChanged.self, ServiceTermsChanged.self, WarrantyTermsChanged.self,
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
  /// Where the brief comes from.
  public var measurementId: ID<Measurement>?

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, deliveryId: ID<DeliveryNote>,
    deliveredOn: BusinessDate, lines: [String], brief: [String], occurredAt: Instant,
    measurementId: ID<Measurement>? = nil
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.orderId = orderId
    self.deliveryId = deliveryId
    self.deliveredOn = deliveredOn
    self.lines = lines
    self.brief = brief
    self.occurredAt = occurredAt
    self.measurementId = measurementId
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
  /// Who arranged it.
  public var by: ID<Employee>?

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, on: BusinessDate, slot: String, crewId: ID<Crew>,
    occurredAt: Instant, by: ID<Employee>? = nil
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.on = on
    self.slot = slot
    self.crewId = crewId
    self.occurredAt = occurredAt
    self.by = by
  }
}

/// There is nothing to install any more: its delivery note was cancelled before the job was done.
public struct InstallationCancelled: DomainEvent {
  public static let type = "joinery.aftersales.installation.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>
  public var deliveryId: ID<DeliveryNote>
  public var reason: String
  public var cancelledOn: BusinessDate
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, deliveryId: ID<DeliveryNote>,
    reason: String, cancelledOn: BusinessDate, occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.orderId = orderId
    self.deliveryId = deliveryId
    self.reason = reason
    self.cancelledOn = cancelledOn
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
    /// Absent in events of before problems were followed up.
    public var problemId: ID<InstallationProblem>?
    /// Who sees to it (E7).
    public var ownerId: ID<Employee>?
    public var dueOn: BusinessDate?

    public init(
      description: String, cause: ProblemCause, problemId: ID<InstallationProblem>? = nil, ownerId: ID<Employee>? = nil,
      dueOn: BusinessDate? = nil
    ) {
      self.description = description
      self.cause = cause
      self.problemId = problemId
      self.ownerId = ownerId
      self.dueOn = dueOn
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
  /// Who reported it.
  public var by: ID<Employee>?

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, crewId: ID<Crew>?,
    scheduledOn: BusinessDate?, completedOn: BusinessDate, items: [Item], problems: [Problem], evaluationHash: String,
    evaluationExpiresOn: BusinessDate, occurredAt: Instant, by: ID<Employee>? = nil
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
    self.by = by
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
  /// 1, one more with each later evaluation of the same installation.
  public var version: Int?
  /// The link by which it came; nil where an employee entered it.
  public var evaluationHash: String?

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, crewId: ID<Crew>?, scores: [String: Int],
    comments: String?, contact: Contact?, evaluatedOn: BusinessDate, occurredAt: Instant, version: Int? = nil,
    evaluationHash: String? = nil
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.crewId = crewId
    self.scores = scores
    self.comments = comments
    self.contact = contact
    self.evaluatedOn = evaluatedOn
    self.occurredAt = occurredAt
    self.version = version
    self.evaluationHash = evaluationHash
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
  /// Where what is complained of was installed.
  public var installationId: ID<Installation>?
  /// The last day of the warranty that the decision went by.
  public var warrantyUntil: BusinessDate?
  public var cause: ServiceCause?
  /// Work time within which it is to be resolved (H10).
  public var targetWorkMinutes: Int?
  /// Who took it.
  public var by: ID<Employee>?

  public init(
    requestId: ID<ServiceRequest>, number: String, customerId: ID<Customer>, kind: ServiceKind, description: String,
    installedItemId: ID<InstalledItem>?, severity: String?, underWarranty: Bool?, requestedOn: BusinessDate,
    occurredAt: Instant, installationId: ID<Installation>? = nil, warrantyUntil: BusinessDate? = nil,
    cause: ServiceCause? = nil, targetWorkMinutes: Int? = nil, by: ID<Employee>? = nil
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
    self.installationId = installationId
    self.warrantyUntil = warrantyUntil
    self.cause = cause
    self.targetWorkMinutes = targetWorkMinutes
    self.by = by
  }
}

/// The work is done (E3), with what it cost and why it is charged or not.
public struct ServiceResolved: DomainEvent {
  public struct Part: Codable, Hashable, Sendable {
    public var name: String
    public var cost: Money
    /// The installed item that it replaces.
    public var replaces: ID<InstalledItem>?
    /// The new item of the archive; it keeps the rest of the warranty (`rules.md`).
    public var itemId: ID<InstalledItem>?
    public var serial: String?
    public var warrantyUntil: BusinessDate?

    public init(
      name: String, cost: Money, replaces: ID<InstalledItem>? = nil, itemId: ID<InstalledItem>? = nil,
      serial: String? = nil, warrantyUntil: BusinessDate? = nil
    ) {
      self.name = name
      self.cost = cost
      self.replaces = replaces
      self.itemId = itemId
      self.serial = serial
      self.warrantyUntil = warrantyUntil
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
  public var cause: ServiceCause?
  /// Why so, in words.
  public var reason: String?
  /// Work time from the request until now, pauses left out (H10).
  public var workMinutes: Int?
  public var targetWorkMinutes: Int?
  /// Whether it was resolved within its target.
  public var onTime: Bool?
  /// Items whose maintenance this was: their next one counts from here.
  public var maintained: [ID<InstalledItem>]?
  public var by: ID<Employee>?

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, work: String, parts: [Part], labour: Money,
    chargeable: Money, decision: String, resolvedOn: BusinessDate, occurredAt: Instant, cause: ServiceCause? = nil,
    reason: String? = nil, workMinutes: Int? = nil, targetWorkMinutes: Int? = nil, onTime: Bool? = nil,
    maintained: [ID<InstalledItem>]? = nil, by: ID<Employee>? = nil
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
    self.cause = cause
    self.reason = reason
    self.workMinutes = workMinutes
    self.targetWorkMinutes = targetWorkMinutes
    self.onTime = onTime
    self.maintained = maintained
    self.by = by
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
  /// Who noted it.
  public var by: ID<Employee>?

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, confirmedOn: BusinessDate, occurredAt: Instant,
    by: ID<Employee>? = nil
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.confirmedOn = confirmedOn
    self.occurredAt = occurredAt
    self.by = by
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
  /// Nil: the yearly one, where no plan is set up.
  public var planCode: ID<MaintenancePlan>?
  public var items: [ID<InstalledItem>]?
  /// The day on which the sweep raised it.
  public var raisedOn: BusinessDate?

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, dueOn: BusinessDate, occurredAt: Instant,
    planCode: ID<MaintenancePlan>? = nil, items: [ID<InstalledItem>]? = nil, raisedOn: BusinessDate? = nil
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.dueOn = dueOn
    self.occurredAt = occurredAt
    self.planCode = planCode
    self.items = items
    self.raisedOn = raisedOn
  }
}

/// What broke it: together with the day it decides who pays (`rules.md`).
public enum ServiceCause: String, Codable, CaseIterable, Hashable, Sendable {
  /// Of the material or of the making.
  case defect
  /// Of how it was installed.
  case installation
  case wear
  /// The customer's own doing: paid for within the warranty too.
  case misuse
  case other
}

/// A service outlet as it now is, registered or edited (E4).
public struct OutletChanged: DomainEvent {
  public static let type = "joinery.aftersales.outlet.changed.v1"
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<Outlet>
  public var name: String
  /// What it serves, in words: cities, communities.
  public var area: String?
  public var skills: [String]
  /// Jobs a day.
  public var capacity: Int?
  public var active: Bool

  public init(
    code: ID<Outlet>, name: String, area: String?, skills: [String], capacity: Int?, active: Bool
  ) {
    self.code = code
    self.name = name
    self.area = area
    self.skills = skills
    self.capacity = capacity
    self.active = active
  }
}

/// What the designer measured has come for a job that was planned before (E11).
public struct InstallationBriefed: DomainEvent {
  public static let type = "joinery.aftersales.installation.briefed.v1"
  public static let personal: Set<String> = ["brief"]
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var measurementId: ID<Measurement>
  /// Takes the place of the earlier one.
  public var brief: [String]
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, measurementId: ID<Measurement>, brief: [String],
    occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.measurementId = measurementId
    self.brief = brief
    self.occurredAt = occurredAt
  }
}

/// The installer has read the brief (E11).
public struct BriefRead: DomainEvent {
  public static let type = "joinery.aftersales.brief.read.v1"
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  public var by: ID<Employee>
  public var readOn: BusinessDate
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, by: ID<Employee>, readOn: BusinessDate,
    occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.by = by
    self.readOn = readOn
    self.occurredAt = occurredAt
  }
}

/// The customer got another link, to say it anew: the later evaluation is a new version (`rules.md`).
public struct EvaluationLinkIssued: DomainEvent {
  public static let type = "joinery.aftersales.evaluation_link.issued.v1"
  public var key: String { customerId.text }
  public var subject: String { installationId.text }

  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// SHA-256 of the token in hex: never the token itself.
  public var evaluationHash: String
  public var expiresOn: BusinessDate
  public var by: ID<Employee>?
  public var occurredAt: Instant

  public init(
    installationId: ID<Installation>, customerId: ID<Customer>, evaluationHash: String, expiresOn: BusinessDate,
    by: ID<Employee>?, occurredAt: Instant
  ) {
    self.installationId = installationId
    self.customerId = customerId
    self.evaluationHash = evaluationHash
    self.expiresOn = expiresOn
    self.by = by
    self.occurredAt = occurredAt
  }
}

/// A problem of an installation is seen to, with what it cost (E7, I8).
public struct ProblemClosed: DomainEvent {
  public static let type = "joinery.aftersales.problem.closed.v1"
  public static let personal: Set<String> = ["solution"]
  public var key: String { customerId.text }
  public var subject: String { problemId.text }

  public var problemId: ID<InstallationProblem>
  public var installationId: ID<Installation>
  public var customerId: ID<Customer>
  /// The cause as it turned out.
  public var cause: ProblemCause
  public var cost: Money
  public var solution: String?
  public var closedOn: BusinessDate
  public var by: ID<Employee>?
  public var occurredAt: Instant

  public init(
    problemId: ID<InstallationProblem>, installationId: ID<Installation>, customerId: ID<Customer>, cause: ProblemCause,
    cost: Money, solution: String?, closedOn: BusinessDate, by: ID<Employee>?, occurredAt: Instant
  ) {
    self.problemId = problemId
    self.installationId = installationId
    self.customerId = customerId
    self.cause = cause
    self.cost = cost
    self.solution = solution
    self.closedOn = closedOn
    self.by = by
    self.occurredAt = occurredAt
  }
}

/// Somebody has the request, with an appointment or without (E10).
public struct ServiceAssigned: DomainEvent {
  public static let type = "joinery.aftersales.service.assigned.v1"
  public static let personal: Set<String> = ["note"]
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var outlet: ID<Outlet>?
  public var crewId: ID<Crew>?
  public var employeeId: ID<Employee>?
  public var on: BusinessDate?
  public var slot: String?
  public var note: String?
  public var by: ID<Employee>?
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, outlet: ID<Outlet>?, crewId: ID<Crew>?,
    employeeId: ID<Employee>?, on: BusinessDate?, slot: String?, note: String?, by: ID<Employee>?, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.outlet = outlet
    self.crewId = crewId
    self.employeeId = employeeId
    self.on = on
    self.slot = slot
    self.note = note
    self.by = by
    self.occurredAt = occurredAt
  }
}

/// Work waits for somebody else: from here its time does not count (H10).
public struct ServicePaused: DomainEvent {
  public static let type = "joinery.aftersales.service.paused.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var reason: String
  public var by: ID<Employee>?
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, reason: String, by: ID<Employee>?, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.reason = reason
    self.by = by
    self.occurredAt = occurredAt
  }
}

/// Work goes on.
public struct ServiceResumed: DomainEvent {
  public static let type = "joinery.aftersales.service.resumed.v1"
  public var key: String { customerId.text }
  public var subject: String { requestId.text }

  public var requestId: ID<ServiceRequest>
  public var customerId: ID<Customer>
  public var by: ID<Employee>?
  public var occurredAt: Instant

  public init(
    requestId: ID<ServiceRequest>, customerId: ID<Customer>, by: ID<Employee>?, occurredAt: Instant
  ) {
    self.requestId = requestId
    self.customerId = customerId
    self.by = by
    self.occurredAt = occurredAt
  }
}

/// A plan of regular maintenance as it now is (E13).
public struct MaintenancePlanChanged: DomainEvent {
  public static let type = "joinery.aftersales.maintenance_plan.changed.v1"
  public var key: String { code.text }
  public var subject: String { code.text }

  public var code: ID<MaintenancePlan>
  public var name: String
  /// Nil: for all that have no plan of their own.
  public var component: String?
  public var months: Int
  public var active: Bool

  public init(
    code: ID<MaintenancePlan>, name: String, component: String?, months: Int, active: Bool
  ) {
    self.code = code
    self.name = name
    self.component = component
    self.months = months
    self.active = active
  }
}

/// When the service works and how long a request may take (H10).
public struct ServiceTermsChanged: DomainEvent {
  public struct Target: Codable, Hashable, Sendable {
    /// Nil: of any kind.
    public var kind: ServiceKind?
    /// Nil: of any severity.
    public var severity: String?
    public var workMinutes: Int

    public init(kind: ServiceKind?, severity: String?, workMinutes: Int) {
      self.kind = kind
      self.severity = severity
      self.workMinutes = workMinutes
    }
  }

  public static let type = "joinery.aftersales.service_terms.changed.v1"
  public var key: String { "service-terms" }
  public var subject: String { "service-terms" }

  /// 1 is Monday, 7 Sunday.
  public var weekdays: [Int]
  /// `09:00`, in the company's zone.
  public var opens: String
  public var closes: String
  /// Days without work.
  public var holidays: [BusinessDate]
  /// Days of work that would be none: make-up days.
  public var workdays: [BusinessDate]
  public var targets: [Target]
  public var occurredAt: Instant

  public init(
    weekdays: [Int], opens: String, closes: String, holidays: [BusinessDate], workdays: [BusinessDate],
    targets: [Target], occurredAt: Instant
  ) {
    self.weekdays = weekdays
    self.opens = opens
    self.closes = closes
    self.holidays = holidays
    self.workdays = workdays
    self.targets = targets
    self.occurredAt = occurredAt
  }
}

/// How long the warranty of each component is; holds for what is installed from then on.
public struct WarrantyTermsChanged: DomainEvent {
  public static let type = "joinery.aftersales.warranty_terms.changed.v1"
  public var key: String { "warranty-terms" }
  public var subject: String { "warranty-terms" }

  /// Component to months.
  public var months: [String: Int]
  public var defaultMonths: Int
  public var occurredAt: Instant

  public init(
    months: [String: Int], defaultMonths: Int, occurredAt: Instant
  ) {
    self.months = months
    self.defaultMonths = defaultMonths
    self.occurredAt = occurredAt
  }
}
