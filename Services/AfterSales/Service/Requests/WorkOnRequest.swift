import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/requests/{id}/assign`: to an outlet, a crew, an employee, or several of them; with an appointment where a
/// crew, a day and a slot are named (E8, E10).
struct AssignRequest: Command {
  var outlet: ID<Outlet>?
  var crewId: ID<Crew>?
  var employeeId: ID<Employee>?
  var on: BusinessDate?
  var slot: String?
  var note: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<AssignRequest>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let body = request.body
    let found = try Requests.find(request.id(), in: unit.database)
    let time = request.occurredAt(in: unit)
    try found.check(.assign, at: time)
    var checks = FieldChecks()
    if body.outlet == nil, body.crewId == nil, body.employeeId == nil {
      checks.refuse(
        "/employeeId", "missing",
        Localized(zh: "请至少填写 outlet、crewId、employeeId 之一。", en: "Write 'outlet', 'crewId' or 'employeeId'."))
    }
    if let slot = body.slot { checks.text("/slot", slot, upTo: 50) }
    if body.slot != nil, body.on == nil {
      checks.refuse("/on", "missing", Localized(zh: "请填写日期。", en: "Write the day of the slot too."))
    }
    if let day = body.on, day < found.requestedOn {
      checks.refuse(
        "/on", "too-early",
        Localized(
          zh: "请求于 \(found.requestedOn) 提出,不能早于该日。", en: "It was requested on \(found.requestedOn), not later."))
    }
    checks.length("/note", body.note, upTo: FieldChecks.longText)
    try checks.finish()
    if let crew = body.crewId {
      try Crews.check(crew, at: "/crewId", in: unit.database)
      if let day = body.on, let slot = body.slot {
        try Appointments.check(crew, on: day, slot: slot, for: found.requestId.text, in: unit.database)
      }
    }
    try unit.record(
      ServiceAssigned(
        requestId: found.requestId, customerId: found.customerId, outlet: body.outlet, crewId: body.crewId,
        employeeId: body.employeeId, on: body.on, slot: body.slot, note: body.note,
        by: ID(request.caller.subject), occurredAt: time))
    return try .request(found.requestId, in: unit.database)
  }
}

/// `POST /v1/requests/{id}/pause`: waits for the customer or for a part; its time stands still.
struct PauseRequest: Command {
  var reason: String?
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<PauseRequest>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let found = try Requests.find(request.id(), in: unit.database)
    let time = request.occurredAt(in: unit)
    try found.check(.pause, at: time)
    var checks = FieldChecks()
    checks.length("/reason", request.body.reason, upTo: FieldChecks.longText)
    try checks.finish()
    try unit.record(
      ServicePaused(
        requestId: found.requestId, customerId: found.customerId, reason: request.body.reason ?? "",
        by: ID(request.caller.subject), occurredAt: time))
    return try .request(found.requestId, in: unit.database)
  }
}

/// `POST /v1/requests/{id}/resume`.
struct ResumeRequest: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<ResumeRequest>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let found = try Requests.find(request.id(), in: unit.database)
    let time = request.occurredAt(in: unit)
    try found.check(.resume, at: time)
    try unit.record(
      ServiceResumed(
        requestId: found.requestId, customerId: found.customerId, by: ID(request.caller.subject), occurredAt: time))
    return try .request(found.requestId, in: unit.database)
  }
}

/// `POST /v1/requests/{id}/confirm`: the customer is content.
struct ConfirmRequest: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<ConfirmRequest>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<RequestView> {
    let found = try Requests.find(request.id(), in: unit.database)
    let time = request.occurredAt(in: unit)
    try found.check(.confirm, at: time)
    try unit.record(
      ServiceConfirmed(
        requestId: found.requestId, customerId: found.customerId, confirmedOn: CompanyZone.day(at: time),
        occurredAt: time, by: ID(request.caller.subject)))
    return try .request(found.requestId, in: unit.database)
  }
}
