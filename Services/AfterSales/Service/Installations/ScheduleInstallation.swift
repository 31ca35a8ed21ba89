import AfterSalesDomain
import Kernel
import Persistence
import ServiceRuntime

extension ScheduleInstallation: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<InstallationView> {
    let job = try InstallationStore.find(request.id(), in: unit.database)
    let calendar = try CalendarStore.calendar(of: request.body.crewId, on: request.body.on, in: unit.database)
    try unit.record(
      try job.schedule(
        request.body, in: calendar, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .installation(job.installationId, asOf: unit.today, in: unit.database)
  }
}
