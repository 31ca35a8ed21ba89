import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// `POST /v1/installations/{id}/schedule`: a crew, a day, a slot (E8); again for another one.
struct ScheduleInstallation: Command {
  var on: BusinessDate
  /// `morning`, `afternoon`, `day` for all of it, or whatever the company calls it.
  var slot: String
  var crewId: ID<Crew>
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<ScheduleInstallation>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<InstallationView> {
    let body = request.body
    let job = try Installations.find(request.id(), in: unit.database)
    var checks = FieldChecks()
    checks.text("/slot", body.slot, upTo: 50)
    try checks.finish()
    try Crews.check(body.crewId, at: "/crewId", in: unit.database)
    let event = try job.schedule(
      on: body.on, slot: body.slot, crew: body.crewId, by: ID(request.caller.subject),
      at: request.occurredAt(in: unit))
    try Appointments.check(body.crewId, on: body.on, slot: body.slot, for: job.installationId.text, in: unit.database)
    try unit.record(event)
    return try .installation(job.installationId, asOf: unit.today, in: unit.database)
  }
}

/// `POST /v1/installations/{id}/brief-read`: the installer has read what the designer measured (E11).
struct ReadBrief: Command {
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<ReadBrief>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<InstallationView> {
    let job = try Installations.find(request.id(), in: unit.database)
    try job.check("brief-read")
    let time = request.occurredAt(in: unit)
    try unit.record(
      BriefRead(
        installationId: job.installationId, customerId: job.customerId, by: ID(request.caller.subject),
        readOn: CompanyZone.day(at: time), occurredAt: time))
    return try .installation(job.installationId, asOf: unit.today, in: unit.database)
  }
}
