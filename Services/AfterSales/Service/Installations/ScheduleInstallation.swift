import AfterSalesDomain
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

extension ScheduleInstallation: Command {
  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<InstallationView> {
    let job = try InstallationStore.find(request.id(), for: request.visibility, in: unit.database)
    try request.requireNameable(crew: request.body.crewId, in: unit.database)
    let calendar = try CalendarStore.calendar(of: request.body.crewId, on: request.body.on, in: unit.database)
    try unit.record(
      try job.schedule(
        request.body, in: calendar, by: ID(request.caller.subject), at: request.occurredAt(in: unit)))
    return try .installation(
      job.installationId, for: request.visibility(of: .customer), asOf: unit.today, in: unit.database)
  }
}
