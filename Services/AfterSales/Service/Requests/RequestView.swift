import AfterSalesDomain
import Contracts
import Kernel
import SQLite
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

  init(_ request: RequestState, by clock: WorkClock, in database: Database) throws {
    id = request.requestId
    number = request.number
    customerId = request.customerId
    customerName = try Customers.find(request.customerId, in: database)?.name
    kind = request.kind
    description = request.description
    severity = request.severity
    state = request.stage
    installedItemId = request.installedItemId
    underWarranty = request.underWarranty
    outlet = request.outlet
    crewId = request.crewId
    employeeId = request.employeeId
    on = request.on
    slot = request.slot
    requestedOn = request.requestedOn
    dueAt = request.resolved == nil ? request.due(by: clock) : nil
    resolvedOn = request.resolved?.resolvedOn
    onTime = request.resolved?.onTime
    chargeable = request.resolved?.chargeable
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

  init(_ request: RequestState, by clock: WorkClock, in database: Database) throws {
    id = request.requestId
    number = request.number
    customerId = request.customerId
    customer = try Customers.find(request.customerId, in: database)
    kind = request.kind
    description = request.description
    severity = request.severity
    state = request.stage
    installedItemId = request.installedItemId
    installationId = request.installationId
    requestedOn = request.requestedOn
    requestedAt = request.requestedAt
    underWarranty = request.underWarranty
    warrantyUntil = request.warrantyUntil
    cause = request.cause
    outlet = request.outlet
    crewId = request.crewId
    employeeId = request.employeeId
    on = request.on
    slot = request.slot
    targetWorkMinutes = request.targetWorkMinutes
    dueAt = request.resolved == nil ? request.due(by: clock) : nil
    resolution = try request.resolved.map { event in
      Resolution(
        work: event.work, parts: event.parts, labour: event.labour,
        cost: try Money.sum(event.parts.map(\.cost) + [event.labour], in: event.labour.currency),
        chargeable: event.chargeable, decision: event.decision, reason: event.reason, cause: event.cause,
        resolvedOn: event.resolvedOn, workMinutes: event.workMinutes, onTime: event.onTime)
    }
    confirmedOn = request.confirmedOn
    timeline = try Requests.steps(of: request.requestId, in: database)
  }
}

extension Answer where Body == RequestView {
  /// The request as it now is.
  static func request(_ id: ID<ServiceRequest>, in database: Database) throws -> Answer {
    let request = try Requests.find(id, in: database)
    let clock = WorkClock(try Terms.service(in: database).terms)
    return Answer(try RequestView(request, by: clock, in: database), version: request.changes)
  }
}
