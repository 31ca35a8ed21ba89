import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/leads/{id}`: what is left out stays, null and an empty text take a value away.
struct EditLead: DraftCommand {
  var draft: LeadEdit
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), in: unit.database)
    try LeadScope(of: request.caller).require(lead, in: unit.database)
    try request.requireMatch(version: lead.version)
    try record(request.body.draft, of: lead, policy, at: request.occurredAt(in: unit), in: unit)
    return try .lead(lead.id, in: unit.database)
  }

  /// Records what an edit changes, whoever makes it: a person, a file, or a file that is taken back. False where it
  /// changes nothing.
  @discardableResult
  static func record(
    _ edit: LeadEdit, of lead: LeadState, importID: ID<ImportBatch>? = nil, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> Bool {
    let holder = try edit.phone.flatMap(Phone.init).flatMap {
      try ProtectedPhones.protection(of: $0.digits, in: unit.database)
    }
    let event = try lead.edit(
      edit, knowing: try CustomFieldStore.all(of: .lead, in: unit.database), holder: holder, importID: importID,
      policy, at: occurredAt)
    guard let event else { return false }
    try unit.record(event)
    if event.source.referrerCustomerId != lead.profile.source.referrerCustomerId {
      try RecordReferral.record(
        of: try LeadStore.find(lead.id, in: unit.database), on: event.editedOn, at: occurredAt, in: unit)
    }
    return true
  }
}
