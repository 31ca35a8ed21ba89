import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/leads` (A2, A3, A19).
struct CaptureLead: Command {
  var name: String
  var phone: String
  var wechat: String?
  var email: String?
  var address: Address?
  var source: LeadSource
  var interests: [String]?
  var budget: Money?
  var homeStage: String?
  var notes: String?
  var custom: [String: String]?
  var ownerId: ID<Employee>?
  var occurredAt: Instant?

  /// The phone as it is compared; throws 422 with everything that is wrong.
  func checked(in database: Database) throws -> Phone {
    var checks = FieldChecks()
    checks.text("/name", name)
    checks.length("/wechat", wechat)
    checks.length("/email", email)
    for (field, text) in [
      ("city", address?.city), ("community", address?.community), ("building", address?.building),
      ("room", address?.room),
    ] { checks.length("/address/\(field)", text) }
    checks.length("/source/detail", source.detail)
    if (interests?.count ?? 0) > 50 {
      checks.refuse("/interests", "too-many", Localized(zh: "最多 50 项。", en: "At most 50 of them."))
    }
    for (index, interest) in (interests ?? []).enumerated() { checks.text("/interests/\(index)", interest) }
    checks.notNegative("/budget", budget)
    checks.length("/homeStage", homeStage)
    checks.length("/notes", notes, upTo: FieldChecks.longText)
    for (field, text) in custom ?? [:] { checks.length("/custom/\(field)", text, upTo: FieldChecks.longText) }
    try CustomFields.check(custom ?? [:], of: .lead, requiring: true, &checks, in: database)
    let phone = Phone(phone)
    if phone == nil {
      checks.refuse("/phone", "invalid-phone", .invalidPhone)
    }
    try checks.finish()
    guard let phone else { throw Problem.invalidField("/phone", "invalid-phone", .invalidPhone) }
    return phone
  }
}

/// Captures a lead as somebody sent it.
func captureLead(
  _ request: CommandRequest<CaptureLead>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> Answer<LeadView> {
  let id = try capture(
    request.body, owner: request.body.ownerId ?? request.caller.ownsWhatItCaptures, importID: nil,
    at: request.occurredAt(in: unit), policy: policy, in: unit)
  return .created(try Leads.view(id, in: unit.database), at: "/v1/leads/\(id)")
}

/// Captures a lead: refuses one that somebody protects, attaches it to a customer known by phone, or registers one.
func capture(
  _ command: CaptureLead, owner: ID<Employee>?, importID: ID<ImportBatch>?, at occurredAt: Instant,
  policy: LeadsPolicy, in unit: borrowing UnitOfWork
) throws -> ID<Lead> {
  let phone = try command.checked(in: unit.database)
  let day = CompanyZone.day(at: occurredAt)
  if let holder = try Leads.protected(phone: phone.digits, on: day, in: unit.database) {
    throw LeadError.duplicate(owner: holder.ownerID, stage: holder.stage)
  }
  let known = try Customers.find(phone: phone.digits, in: unit.database)
  if let known { try WinBack.review(known, by: "lead", on: day, at: occurredAt, policy: policy, in: unit) }
  let customerID =
    try known
    ?? register(
      name: command.name, phone: phone.digits, wechat: command.wechat, email: command.email,
      address: command.address ?? Address(), source: command.source, on: day, in: unit)
  let failed = policy.profile.failedRules(budget: command.budget, homeStage: command.homeStage)
  let lead = LeadCaptured(
    leadId: unit.newID(), customerId: customerID, name: command.name, phone: phone.digits, source: command.source,
    interests: command.interests ?? [], budget: command.budget, homeStage: command.homeStage, notes: command.notes,
    custom: command.custom ?? [:], ownerId: owner, protectedUntil: day.adding(days: policy.protectionDays),
    inProfile: failed.isEmpty, failedRules: failed, capturedOn: day, occurredAt: occurredAt, wechat: command.wechat,
    email: command.email, address: command.address, importId: importID)
  do {
    try unit.record(lead)
  } catch let error as SQLiteError where error.isDuplicate {
    // The constraint knows of a protection that the look-up above did not see (another day, another clock).
    throw LeadError.duplicate(owner: nil, stage: .new)
  }
  if command.source.referrerCustomerId != nil {
    try Referrals.record(of: try Leads.view(lead.leadId, in: unit.database), on: day, at: occurredAt, in: unit)
  }
  return lead.leadId
}

/// Gives a person or household its id, for ever.
func register(
  name: String, phone: String, wechat: String?, email: String?, address: Address, source: LeadSource,
  on day: BusinessDate, in unit: borrowing UnitOfWork
) throws -> ID<Customer> {
  let customerID: ID<Customer> = unit.newID()
  try unit.record(
    CustomerRegistered(
      customerId: customerID, name: name, phone: phone, wechat: wechat, email: email, address: address,
      source: source, registeredOn: day))
  return customerID
}

extension Caller {
  /// Salespeople own what they capture; what others capture goes to the pool (A6).
  var ownsWhatItCaptures: ID<Employee>? {
    self != .local && !roles.isDisjoint(with: [.netSales, .shop]) ? ID(subject) : nil
  }
}
