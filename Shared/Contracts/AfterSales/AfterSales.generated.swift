// swift-format-ignore-file
// Written by `.ci/generate-contracts` from the structs of this folder; not to be edited.

import Kernel

extension Catalog {
  static let afterSalesEvents: [any DomainEvent.Type] = [
    BriefRead.self, CrewChanged.self, EvaluationLinkIssued.self, InstallationBriefed.self, InstallationCancelled.self,
    InstallationCompleted.self, InstallationEvaluated.self, InstallationPlanned.self, InstallationScheduled.self,
    MaintenanceDue.self, MaintenancePlanChanged.self, OutletChanged.self, ProblemClosed.self, ServiceAssigned.self,
    ServiceCharged.self, ServiceConfirmed.self, ServicePaused.self, ServiceRequested.self, ServiceResolved.self,
    ServiceResumed.self, ServiceTermsChanged.self, WarrantyTermsChanged.self
  ]
}

extension BriefRead { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, by: ID<Employee>, readOn: BusinessDate,
  occurredAt: Instant, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, by: by, readOn: readOn, occurredAt: occurredAt
) } }
extension CrewChanged { public init(
  code: ID<Crew>, name: String, active: Bool, _: Void = ()
) { self.init(
  code: code, name: name, active: active
) } }
extension EvaluationLinkIssued { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, evaluationHash: String, expiresOn: BusinessDate,
  by: ID<Employee>?, occurredAt: Instant, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, evaluationHash: evaluationHash, expiresOn: expiresOn, by: by,
  occurredAt: occurredAt
) } }
extension InstallationBriefed { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, measurementId: ID<Measurement>, brief: [String],
  occurredAt: Instant, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, measurementId: measurementId, brief: brief,
  occurredAt: occurredAt
) } }
extension InstallationCancelled { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, deliveryId: ID<DeliveryNote>,
  reason: String, cancelledOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, orderId: orderId, deliveryId: deliveryId, reason: reason,
  cancelledOn: cancelledOn, occurredAt: occurredAt
) } }
extension InstallationCompleted { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, crewId: ID<Crew>?,
  scheduledOn: BusinessDate?, completedOn: BusinessDate, items: [Item], problems: [Problem], evaluationHash: String,
  evaluationExpiresOn: BusinessDate, occurredAt: Instant, by: ID<Employee>? = nil, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, orderId: orderId, crewId: crewId, scheduledOn: scheduledOn,
  completedOn: completedOn, items: items, problems: problems, evaluationHash: evaluationHash,
  evaluationExpiresOn: evaluationExpiresOn, occurredAt: occurredAt, by: by
) } }
extension InstallationCompleted.Item { public init(
  itemId: ID<InstalledItem>, sku: String?, name: String, component: String, serial: String?, room: String?,
  warrantyUntil: BusinessDate, _: Void = ()
) { self.init(
  itemId: itemId, sku: sku, name: name, component: component, serial: serial, room: room, warrantyUntil: warrantyUntil
) } }
extension InstallationCompleted.Problem { public init(
  description: String, cause: ProblemCause, problemId: ID<InstallationProblem>? = nil, ownerId: ID<Employee>? = nil,
  dueOn: BusinessDate? = nil, _: Void = ()
) { self.init(
  description: description, cause: cause, problemId: problemId, ownerId: ownerId, dueOn: dueOn
) } }
extension InstallationEvaluated { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, crewId: ID<Crew>?, scores: [String: Int],
  comments: String?, contact: Contact?, evaluatedOn: BusinessDate, occurredAt: Instant, version: Int? = nil,
  evaluationHash: String? = nil, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, crewId: crewId, scores: scores, comments: comments,
  contact: contact, evaluatedOn: evaluatedOn, occurredAt: occurredAt, version: version, evaluationHash: evaluationHash
) } }
extension InstallationEvaluated.Contact { public init(
  name: String?, phone: String?, address: Address?, _: Void = ()
) { self.init(
  name: name, phone: phone, address: address
) } }
extension InstallationPlanned { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, orderId: ID<Order>, deliveryId: ID<DeliveryNote>,
  deliveredOn: BusinessDate, lines: [String], brief: [String], occurredAt: Instant,
  measurementId: ID<Measurement>? = nil, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, orderId: orderId, deliveryId: deliveryId,
  deliveredOn: deliveredOn, lines: lines, brief: brief, occurredAt: occurredAt, measurementId: measurementId
) } }
extension InstallationScheduled { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, on: BusinessDate, slot: String, crewId: ID<Crew>,
  occurredAt: Instant, by: ID<Employee>? = nil, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, on: on, slot: slot, crewId: crewId, occurredAt: occurredAt,
  by: by
) } }
extension MaintenanceDue { public init(
  installationId: ID<Installation>, customerId: ID<Customer>, dueOn: BusinessDate, occurredAt: Instant,
  planCode: ID<MaintenancePlan>? = nil, items: [ID<InstalledItem>]? = nil, raisedOn: BusinessDate? = nil, _: Void = ()
) { self.init(
  installationId: installationId, customerId: customerId, dueOn: dueOn, occurredAt: occurredAt, planCode: planCode,
  items: items, raisedOn: raisedOn
) } }
extension MaintenancePlanChanged { public init(
  code: ID<MaintenancePlan>, name: String, component: String?, months: Int, active: Bool, _: Void = ()
) { self.init(
  code: code, name: name, component: component, months: months, active: active
) } }
extension OutletChanged { public init(
  code: ID<Outlet>, name: String, area: String?, skills: [String], capacity: Int?, active: Bool, _: Void = ()
) { self.init(
  code: code, name: name, area: area, skills: skills, capacity: capacity, active: active
) } }
extension ProblemClosed { public init(
  problemId: ID<InstallationProblem>, installationId: ID<Installation>, customerId: ID<Customer>, cause: ProblemCause,
  cost: Money, solution: String?, closedOn: BusinessDate, by: ID<Employee>?, occurredAt: Instant, _: Void = ()
) { self.init(
  problemId: problemId, installationId: installationId, customerId: customerId, cause: cause, cost: cost,
  solution: solution, closedOn: closedOn, by: by, occurredAt: occurredAt
) } }
extension ServiceAssigned { public init(
  requestId: ID<ServiceRequest>, customerId: ID<Customer>, outlet: ID<Outlet>?, crewId: ID<Crew>?,
  employeeId: ID<Employee>?, on: BusinessDate?, slot: String?, note: String?, by: ID<Employee>?, occurredAt: Instant,
  _: Void = ()
) { self.init(
  requestId: requestId, customerId: customerId, outlet: outlet, crewId: crewId, employeeId: employeeId, on: on,
  slot: slot, note: note, by: by, occurredAt: occurredAt
) } }
extension ServiceCharged { public init(
  requestId: ID<ServiceRequest>, number: String, customerId: ID<Customer>, amount: Money, taxRatePercent: Percent,
  chargedOn: BusinessDate, dueOn: BusinessDate, occurredAt: Instant, _: Void = ()
) { self.init(
  requestId: requestId, number: number, customerId: customerId, amount: amount, taxRatePercent: taxRatePercent,
  chargedOn: chargedOn, dueOn: dueOn, occurredAt: occurredAt
) } }
extension ServiceConfirmed { public init(
  requestId: ID<ServiceRequest>, customerId: ID<Customer>, confirmedOn: BusinessDate, occurredAt: Instant,
  by: ID<Employee>? = nil, _: Void = ()
) { self.init(
  requestId: requestId, customerId: customerId, confirmedOn: confirmedOn, occurredAt: occurredAt, by: by
) } }
extension ServicePaused { public init(
  requestId: ID<ServiceRequest>, customerId: ID<Customer>, reason: String, by: ID<Employee>?, occurredAt: Instant,
  _: Void = ()
) { self.init(
  requestId: requestId, customerId: customerId, reason: reason, by: by, occurredAt: occurredAt
) } }
extension ServiceRequested { public init(
  requestId: ID<ServiceRequest>, number: String, customerId: ID<Customer>, kind: ServiceKind, description: String,
  installedItemId: ID<InstalledItem>?, severity: String?, underWarranty: Bool?, requestedOn: BusinessDate,
  occurredAt: Instant, installationId: ID<Installation>? = nil, warrantyUntil: BusinessDate? = nil,
  cause: ServiceCause? = nil, targetWorkMinutes: Int? = nil, by: ID<Employee>? = nil, _: Void = ()
) { self.init(
  requestId: requestId, number: number, customerId: customerId, kind: kind, description: description,
  installedItemId: installedItemId, severity: severity, underWarranty: underWarranty, requestedOn: requestedOn,
  occurredAt: occurredAt, installationId: installationId, warrantyUntil: warrantyUntil, cause: cause,
  targetWorkMinutes: targetWorkMinutes, by: by
) } }
extension ServiceResolved { public init(
  requestId: ID<ServiceRequest>, customerId: ID<Customer>, work: String, parts: [Part], labour: Money,
  chargeable: Money, decision: String, resolvedOn: BusinessDate, occurredAt: Instant, cause: ServiceCause? = nil,
  reason: String? = nil, workMinutes: Int? = nil, targetWorkMinutes: Int? = nil, onTime: Bool? = nil,
  maintained: [ID<InstalledItem>]? = nil, by: ID<Employee>? = nil, _: Void = ()
) { self.init(
  requestId: requestId, customerId: customerId, work: work, parts: parts, labour: labour, chargeable: chargeable,
  decision: decision, resolvedOn: resolvedOn, occurredAt: occurredAt, cause: cause, reason: reason,
  workMinutes: workMinutes, targetWorkMinutes: targetWorkMinutes, onTime: onTime, maintained: maintained, by: by
) } }
extension ServiceResolved.Part { public init(
  name: String, cost: Money, replaces: ID<InstalledItem>? = nil, itemId: ID<InstalledItem>? = nil,
  serial: String? = nil, warrantyUntil: BusinessDate? = nil, _: Void = ()
) { self.init(
  name: name, cost: cost, replaces: replaces, itemId: itemId, serial: serial, warrantyUntil: warrantyUntil
) } }
extension ServiceResumed { public init(
  requestId: ID<ServiceRequest>, customerId: ID<Customer>, by: ID<Employee>?, occurredAt: Instant, _: Void = ()
) { self.init(
  requestId: requestId, customerId: customerId, by: by, occurredAt: occurredAt
) } }
extension ServiceTermsChanged { public init(
  weekdays: [Int], opens: String, closes: String, holidays: [BusinessDate], workdays: [BusinessDate], targets: [Target],
  occurredAt: Instant, _: Void = ()
) { self.init(
  weekdays: weekdays, opens: opens, closes: closes, holidays: holidays, workdays: workdays, targets: targets,
  occurredAt: occurredAt
) } }
extension ServiceTermsChanged.Target { public init(
  kind: ServiceKind?, severity: String?, workMinutes: Int, _: Void = ()
) { self.init(
  kind: kind, severity: severity, workMinutes: workMinutes
) } }
extension WarrantyTermsChanged { public init(
  months: [String: Int], defaultMonths: Int, occurredAt: Instant, _: Void = ()
) { self.init(
  months: months, defaultMonths: defaultMonths, occurredAt: occurredAt
) } }
