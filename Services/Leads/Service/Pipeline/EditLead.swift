import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `PATCH /v1/leads/{id}`: what is left out stays, null and an empty text take a value away.
struct EditLead: DraftCommand {
  static let bodyLimit = BodyLimit.lines

  var draft: LeadEdit
  var occurredAt: Instant?

  static func run(
    _ request: CommandRequest<Self>, _ policy: LeadsPolicy, _ unit: borrowing UnitOfWork
  ) throws -> Answer<LeadView> {
    let lead = try LeadStore.find(request.id(), for: request.visibility, in: unit.database)
    try lead.customerID.requireNotErased(in: unit.database)
    try request.requireMatch(version: lead.version)
    // What it names already may be the ERP's.
    if request.body.draft.source != lead.profile.source {
      try request.requireKnown(request.body.draft.source, in: unit.database)
    }
    try record(request.body.draft, of: lead, policy, at: request.occurredAt(in: unit), in: unit)
    return try .lead(lead.id, for: request.visibility, in: unit.database)
  }

  /// Records what an edit changes, by hand or by a file. False where it changes nothing.
  @discardableResult
  static func record(
    _ edit: LeadEdit, of lead: LeadState, importID: ID<ImportBatch>? = nil, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> Bool {
    let new = try lead.profile.applying(edit, knowing: CustomFieldStore.all(of: .lead, in: unit.database))
    return try record(new, of: lead, importID: importID, policy, at: occurredAt, in: unit)
  }

  /// The same for what a lead says, also when a file is taken back.
  @discardableResult
  static func record(
    _ new: LeadProfile, of lead: LeadState, importID: ID<ImportBatch>? = nil, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> Bool {
    let holder =
      new.phone == lead.profile.phone ? nil : try ProtectedPhones.protection(of: new.phone, in: unit.database)
    guard let event = try lead.edit(to: new, holder: holder, importID: importID, policy, at: occurredAt) else {
      return false
    }
    try unit.record(event)
    if new.source.referrerCustomerId != lead.profile.source.referrerCustomerId {
      try RecordReferral.record(
        of: try LeadStore.find(lead.id, in: unit.database), on: event.editedOn, at: occurredAt, in: unit)
    }
    return true
  }
}
