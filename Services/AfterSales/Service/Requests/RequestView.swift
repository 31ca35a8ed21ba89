import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// A service request in a list.
struct RequestSummary: Codable, Sendable {
  var id: ID<ServiceRequest>
  var number: String
  var customerId: ID<Customer>
  var customerName: String?
  var kind: ServiceKind
  var description: String
  var severity: String?
  var state: RequestStage
  var installedItemId: ID<InstalledItem>?
  var underWarranty: Bool?
  var outlet: ID<Outlet>?
  var crewId: ID<Crew>?
  var employeeId: ID<Employee>?
  var on: BusinessDate?
  var slot: String?
  var requestedOn: BusinessDate
  /// When its target is used up, in work time; absent while it is paused.
  var dueAt: Instant?
  var resolvedOn: BusinessDate?
  var onTime: Bool?
  var chargeable: Money?

  init(_ request: RequestState, customerName: String?, by clock: WorkClock) {
    (id, number, customerId) = (request.requestId, request.number, request.customerId)
    (self.customerName, kind, description) = (customerName, request.kind, request.description)
    (severity, state, installedItemId) = (request.severity, request.stage, request.installedItemId)
    (underWarranty, outlet, crewId) = (request.underWarranty, request.outlet, request.crewId)
    (employeeId, on, slot, requestedOn) = (request.employeeId, request.on, request.slot, request.requestedOn)
    dueAt = request.due(by: clock)
    (resolvedOn, onTime) = (request.resolved?.resolvedOn, request.resolved?.onTime)
    chargeable = request.resolved?.chargeable
  }

  static func summary(
    of request: RequestState, by clock: WorkClock, in database: Database
  ) throws -> RequestSummary {
    RequestSummary(
      request, customerName: try CustomerDirectory.customer(request.customerId, in: database)?.name, by: clock)
  }
}

/// A service request in full, with its timeline.
struct RequestView: Codable, Sendable {
  /// What was decided when it was resolved.
  struct Resolution: Codable, Sendable {
    var work: String
    var parts: [ServiceResolved.Part]
    var labour: Money
    /// Parts and labour (H10).
    var cost: Money
    var chargeable: Money
    /// `in-warranty`, `out-of-warranty`, `goodwill`, `agreed`
    var decision: String
    var reason: String?
    var cause: ServiceCause?
    var resolvedOn: BusinessDate
    var workMinutes: Int?
    var onTime: Bool?

    init(_ event: ServiceResolved) throws(MoneyError) {
      (work, parts, labour, chargeable) = (event.work, event.parts, event.labour, event.chargeable)
      cost = try event.cost()
      (decision, reason, cause) = (event.decision, event.reason, event.cause)
      (resolvedOn, workMinutes, onTime) = (event.resolvedOn, event.workMinutes, event.onTime)
    }
  }

  var id: ID<ServiceRequest>
  var number: String
  var customerId: ID<Customer>
  var customer: CustomerView?
  var kind: ServiceKind
  var description: String
  var severity: String?
  var state: RequestStage
  var installedItemId: ID<InstalledItem>?
  var installationId: ID<Installation>?
  var requestedOn: BusinessDate
  var requestedAt: Instant
  /// Decided when it came, by date and cause; nil where it names nothing that was installed.
  var underWarranty: Bool?
  var warrantyUntil: BusinessDate?
  var cause: ServiceCause?
  var outlet: ID<Outlet>?
  var crewId: ID<Crew>?
  var employeeId: ID<Employee>?
  var on: BusinessDate?
  var slot: String?
  var targetWorkMinutes: Int?
  /// When its target is used up, in work time; absent while it is paused, and once it is resolved.
  var dueAt: Instant?
  var resolution: Resolution?
  var confirmedOn: BusinessDate?
  var timeline: [RequestStep]

  /// Throws `MoneyError` where what it cost is too much to add up.
  init(
    _ request: RequestState, customer: CustomerView?, timeline: [RequestStep], by clock: WorkClock
  ) throws(MoneyError) {
    (id, number, customerId, self.customer) = (request.requestId, request.number, request.customerId, customer)
    (kind, description, severity, state) = (request.kind, request.description, request.severity, request.stage)
    (installedItemId, installationId) = (request.installedItemId, request.installationId)
    (requestedOn, requestedAt, underWarranty) = (request.requestedOn, request.requestedAt, request.underWarranty)
    (warrantyUntil, cause, outlet, crewId) = (request.warrantyUntil, request.cause, request.outlet, request.crewId)
    (employeeId, on, slot) = (request.employeeId, request.on, request.slot)
    targetWorkMinutes = request.targetWorkMinutes
    dueAt = request.due(by: clock)
    resolution = try request.resolved.map { (event) throws(MoneyError) in try Resolution(event) }
    confirmedOn = request.confirmedOn
    self.timeline = timeline
  }
}

extension Answer where Body == RequestView {
  /// A request with its customer, as far as the caller sees customers.
  static func request(_ request: RequestState, for customers: Visibility, in database: Database) throws -> Answer {
    let view = try RequestView(
      request,
      customer: try CustomerDirectory.shown(request.customerId, for: customers, .customers, in: database)
        .map(CustomerView.init),
      timeline: try RequestStore.steps(of: request.requestId, in: database),
      by: WorkClock(try PolicyStore.policy(in: database).service))
    return Answer(view, version: request.changes)
  }
}

extension CommandRequest {
  /// The request as it now is.
  func answer(_ id: ID<ServiceRequest>, in database: Database) throws -> Answer<RequestView> {
    try .request(RequestStore.table.find(id, in: database), for: visibility(of: .customer), in: database)
  }
}
