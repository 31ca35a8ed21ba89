import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `PATCH /v1/leads/{id}`: what is left out stays, an empty text takes a value away.
struct EditLead: Command {
  var name: String?
  var phone: String?
  var wechat: String?
  var email: String?
  var address: Address?
  var source: LeadSource?
  var interests: [String]?
  var budget: Money?
  var homeStage: String?
  var notes: String?
  var custom: [String: String]?
  var occurredAt: Instant?
}

func editLead(
  _ request: CommandRequest<EditLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  let current = try Leads.view(request.id(), in: unit.database)
  try LeadScope(of: request.caller).require(current, in: unit.database)
  try request.requireMatch(version: current.version)
  let occurredAt = request.occurredAt(in: unit)
  try edit(current, with: request.body, importID: nil, at: occurredAt, policy: policy, in: unit)
  let view = try Leads.view(current.id, in: unit.database)
  return Answer(view, version: view.version)
}

/// Records what an edit changes; false where it changes nothing.
@discardableResult
func edit(
  _ current: LeadView, with edit: EditLead, importID: ID<ImportBatch>?, at occurredAt: Instant, policy: LeadsPolicy,
  in unit: borrowing UnitOfWork
) throws -> Bool {
  var checks = FieldChecks()
  if let name = edit.name { checks.text("/name", name) }
  for (field, text) in [
    ("wechat", edit.wechat), ("email", edit.email), ("homeStage", edit.homeStage),
    ("address/city", edit.address?.city), ("address/community", edit.address?.community),
    ("address/building", edit.address?.building), ("address/room", edit.address?.room),
    ("source/detail", edit.source?.detail),
  ] { checks.length("/\(field)", text) }
  checks.length("/notes", edit.notes, upTo: FieldChecks.longText)
  checks.notNegative("/budget", edit.budget)
  if (edit.interests?.count ?? 0) > 50 {
    checks.refuse("/interests", "too-many", Localized(zh: "最多 50 项。", en: "At most 50 of them."))
  }
  for (index, interest) in (edit.interests ?? []).enumerated() { checks.text("/interests/\(index)", interest) }
  for (field, text) in edit.custom ?? [:] { checks.length("/custom/\(field)", text, upTo: FieldChecks.longText) }
  try CustomFields.check(edit.custom ?? [:], of: .lead, requiring: false, &checks, in: unit.database)
  let phone = edit.phone.map { Phone($0)?.digits }
  if case .some(.none) = phone { checks.refuse("/phone", "invalid-phone", .invalidPhone) }
  try checks.finish()
  // The source is what won the lead is credited to (A3).
  if let source = edit.source, source != current.source, current.stage == .won { throw LeadError.sourceIsFinal }
  let day = CompanyZone.day(at: occurredAt)
  if let digits = phone ?? nil, digits != current.phone,
    let holder = try Leads.protected(phone: digits, on: day, in: unit.database), holder.id != current.id
  {
    throw LeadError.duplicate(owner: holder.ownerID, stage: holder.stage)
  }
  var new = current
  new.name = edit.name ?? current.name
  new.phone = (phone ?? nil) ?? current.phone
  new.wechat = merged(edit.wechat, current.wechat)
  new.email = merged(edit.email, current.email)
  new.homeStage = merged(edit.homeStage, current.homeStage)
  new.notes = merged(edit.notes, current.notes)
  new.address = edit.address ?? current.address
  new.source = edit.source ?? current.source
  new.interests = edit.interests ?? current.interests
  new.budget = edit.budget ?? current.budget
  for (name, value) in edit.custom ?? [:] { new.custom[name] = value.isEmpty ? nil : value }
  let failed = policy.profile.failedRules(budget: new.budget, homeStage: new.homeStage)
  let changes = try differences(current, new)
  guard !changes.isEmpty else { return false }
  try unit.record(
    LeadEdited(
      leadId: current.id, customerId: current.customerId, name: new.name, phone: new.phone, wechat: new.wechat,
      email: new.email, address: new.address, source: new.source, interests: new.interests, budget: new.budget,
      homeStage: new.homeStage, notes: new.notes, custom: new.custom, inProfile: failed.isEmpty, failedRules: failed,
      changes: changes, importId: importID, editedOn: day, occurredAt: occurredAt))
  if new.source.referrerCustomerId != current.source.referrerCustomerId {
    try Referrals.record(of: new, on: day, at: occurredAt, in: unit)
  }
  return true
}

private func merged(_ new: String?, _ old: String?) -> String? {
  guard let new else { return old }
  return new.isEmpty ? nil : new
}

private func differences(_ old: LeadView, _ new: LeadView) throws -> [CustomerUpdated.Change] {
  let pairs: [(String, String?, String?)] = [
    ("name", old.name, new.name), ("phone", old.phone, new.phone), ("wechat", old.wechat, new.wechat),
    ("email", old.email, new.email), ("homeStage", old.homeStage, new.homeStage), ("notes", old.notes, new.notes),
    ("address", try old.address.map { try Document.text($0) }, try new.address.map { try Document.text($0) }),
    ("source", try Document.text(old.source), try Document.text(new.source)),
    ("interests", try Document.text(old.interests), try Document.text(new.interests)),
    ("budget", try old.budget.map { try Document.text($0) }, try new.budget.map { try Document.text($0) }),
    ("custom", try Document.text(old.custom), try Document.text(new.custom)),
  ]
  return pairs.filter { $0.1 != $0.2 }.map { CustomerUpdated.Change(field: $0.0, from: $0.1, to: $0.2) }
}
