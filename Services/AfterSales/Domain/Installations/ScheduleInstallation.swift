import Contracts
import Kernel

/// `POST /v1/installations/{id}/schedule`: a crew, a day, a slot (E8); again for another one.
public struct ScheduleInstallation: Decodable, Sendable {
  public var on: BusinessDate
  /// `morning`, `afternoon`, `day` for all of it, or whatever the company calls it.
  public var slot: String
  public var crewId: ID<Crew>
  public var occurredAt: Instant?
}

extension InstallationState {
  /// Puts a crew on it, or another one, or another day: not before the delivery, and not where the crew has another
  /// job.
  public func schedule(
    _ command: ScheduleInstallation, in calendar: CrewCalendar, by employee: ID<Employee>, at time: Instant
  ) throws(InstallationError) -> InstallationScheduled {
    var fields = InvalidFields()
    fields.text("/slot", command.slot, upTo: TextLimit.word)
    try fields.check(InstallationError.fields)
    do { try calendar.checkActive(at: "/crewId") } catch { throw .fields(error) }
    try check(.schedule)
    try checkDelivered(by: command.on, at: "/on")
    do {
      try calendar.check(on: command.on, slot: command.slot, for: installationId.text)
    } catch {
      throw .crewBusy(error)
    }
    return InstallationScheduled(
      installationId: installationId, customerId: customerId, on: command.on, slot: command.slot,
      crewId: command.crewId, occurredAt: time, by: employee)
  }
}
