import Contracts
import Kernel

/// `POST /v1/requests/{id}/assign`: to an outlet, a crew, an employee, or several of them; with an appointment where a
/// crew, a day and a slot are named (E8, E10).
public struct AssignRequest: Decodable, Sendable {
  public var outlet: ID<Outlet>?
  public var crewId: ID<Crew>?
  public var employeeId: ID<Employee>?
  public var on: BusinessDate?
  var slot: String?
  var note: String?
  public var occurredAt: Instant?

  fileprivate func check(after requestedOn: BusinessDate) throws(RequestError) {
    var fields = InvalidFields()
    if outlet == nil, crewId == nil, employeeId == nil { fields.refuse("/employeeId", .noAssignee) }
    if let slot { fields.text("/slot", slot, upTo: TextLimit.word) }
    if slot != nil, on == nil { fields.refuse("/on", .slotWithoutDay) }
    if let on, on < requestedOn { fields.refuse("/on", .beforeRequested(requestedOn)) }
    fields.length("/note", note, upTo: TextLimit.long)
    try fields.check(RequestError.fields)
  }
}

extension RequestState {
  /// Somebody has it. `calendar` is that of the crew that the command names.
  public func assign(
    _ command: AssignRequest, in calendar: CrewCalendar?, by employee: ID<Employee>, at time: Instant
  ) throws(RequestError) -> ServiceAssigned {
    try check(.assign, at: time)
    try command.check(after: requestedOn)
    do { try calendar?.checkActive(at: "/crewId") } catch { throw .fields(error) }
    if let calendar, let day = command.on, let slot = command.slot {
      do { try calendar.check(on: day, slot: slot, for: requestId.text) } catch { throw .crewBusy(error) }
    }
    return ServiceAssigned(
      requestId: requestId, customerId: customerId, outlet: command.outlet, crewId: command.crewId,
      employeeId: command.employeeId, on: command.on, slot: command.slot, note: command.note, by: employee,
      occurredAt: time)
  }

  /// It waits for the customer or for a part; its time stands still (H10).
  public func pause(
    reason: String?, by employee: ID<Employee>, at time: Instant
  ) throws(RequestError) -> ServicePaused {
    try check(.pause, at: time)
    var fields = InvalidFields()
    fields.length("/reason", reason, upTo: TextLimit.long)
    try fields.check(RequestError.fields)
    return ServicePaused(
      requestId: requestId, customerId: customerId, reason: reason ?? "", by: employee, occurredAt: time)
  }

  /// Work goes on.
  public func resume(by employee: ID<Employee>, at time: Instant) throws(RequestError) -> ServiceResumed {
    try check(.resume, at: time)
    return ServiceResumed(requestId: requestId, customerId: customerId, by: employee, occurredAt: time)
  }

  /// The customer is content.
  public func confirm(by employee: ID<Employee>, at time: Instant) throws(RequestError) -> ServiceConfirmed {
    try check(.confirm, at: time)
    return ServiceConfirmed(
      requestId: requestId, customerId: customerId, confirmedOn: CompanyZone.day(at: time), occurredAt: time,
      by: employee)
  }
}
