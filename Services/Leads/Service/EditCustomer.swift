import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/customers` (B2, B3).
struct AddCustomer: Command {
  var name: String
  var phone: String?
  var wechat: String?
  var email: String?
  var address: Address?
  var source: LeadSource?
  var type: String?
  var status: CustomerStatus?
  var tags: [String]?
  var contacts: [ContactPerson]?
  var properties: [Property]?
  var dates: [ImportantDate]?
  var optOut: [String]?
  var custom: [String: String]?
  var occurredAt: Instant?
}

/// `PATCH /v1/customers/{id}`: what is left out stays, lists are replaced, an empty text takes a value away.
struct EditCustomer: Command {
  var name: String?
  var phone: String?
  var wechat: String?
  var email: String?
  var address: Address?
  var type: String?
  var status: CustomerStatus?
  var tags: [String]?
  var contacts: [ContactPerson]?
  var properties: [Property]?
  var dates: [ImportantDate]?
  var optOut: [String]?
  var custom: [String: String]?
  var occurredAt: Instant?
}

func addCustomer(_ request: CommandRequest<AddCustomer>, in unit: borrowing UnitOfWork) throws -> Answer<CustomerView> {
  let command = request.body
  var checks = FieldChecks()
  checks.text("/name", command.name)
  let phone = try command.phone.map { try checkedPhone($0, &checks) } ?? ""
  let edit = EditCustomer(
    type: command.type, status: command.status, tags: command.tags, contacts: command.contacts,
    properties: command.properties, dates: command.dates, optOut: command.optOut, custom: command.custom)
  check(edit, &checks)
  checks.length("/wechat", command.wechat)
  checks.length("/email", command.email)
  try CustomFields.check(command.custom ?? [:], of: .customer, requiring: true, &checks, in: unit.database)
  try checks.finish()
  try refuseTaken(phone: phone, by: nil, in: unit.database)
  let occurredAt = request.occurredAt(in: unit)
  let day = CompanyZone.day(at: occurredAt)
  let id = try register(
    name: command.name, phone: phone, wechat: command.wechat, email: command.email,
    address: command.address ?? Address(), source: command.source ?? LeadSource(channel: .own), on: day, in: unit)
  let changes = try differences(of: edit, from: try Customers.view(id, in: unit.database))
  if !changes.isEmpty {
    try unit.record(
      CustomerUpdated(customerId: id, changes: changes, origin: "edit", updatedOn: day, occurredAt: occurredAt))
  }
  let view = try Customers.view(id, in: unit.database)
  return .created(view, at: "/v1/customers/\(id)", version: view.version)
}

func editCustomer(
  _ request: CommandRequest<EditCustomer>, in unit: borrowing UnitOfWork
) throws -> Answer<CustomerView> {
  let current = try Customers.view(request.id(), in: unit.database)
  try request.requireMatch(version: current.version)
  var command = request.body
  var checks = FieldChecks()
  if let name = command.name { checks.text("/name", name) }
  if let phone = command.phone, !phone.isEmpty { command.phone = try checkedPhone(phone, &checks) }
  check(command, &checks)
  try CustomFields.check(command.custom ?? [:], of: .customer, requiring: false, &checks, in: unit.database)
  try checks.finish()
  if let status = command.status, status != current.status, !current.status.next.contains(status) {
    throw LeadError.illegalStatus(from: current.status, to: status)
  }
  if let phone = command.phone { try refuseTaken(phone: phone, by: current.id, in: unit.database) }
  let changes = try differences(of: command, from: current)
  if !changes.isEmpty {
    let occurredAt = request.occurredAt(in: unit)
    try unit.record(
      CustomerUpdated(
        customerId: current.id, changes: changes, origin: "edit", updatedOn: CompanyZone.day(at: occurredAt),
        occurredAt: occurredAt))
  }
  let view = try Customers.view(current.id, in: unit.database)
  return Answer(view, version: view.version)
}

/// The digits, or what was written where it is no phone number: the checks have it then.
private func checkedPhone(_ text: String, _ checks: inout FieldChecks) throws -> String {
  guard let phone = Phone(text) else {
    checks.refuse("/phone", "invalid-phone", .invalidPhone)
    return text
  }
  return phone.digits
}

private func refuseTaken(phone: String, by own: ID<Customer>?, in database: Database) throws {
  guard !phone.isEmpty, let holder = try Customers.find(phone: phone, in: database), holder != own else { return }
  throw LeadError.phoneTaken(owner: try Customers.owner(of: holder, in: database))
}

private func check(_ edit: EditCustomer, _ checks: inout FieldChecks) {
  for (field, text) in [
    ("wechat", edit.wechat), ("email", edit.email), ("address/city", edit.address?.city),
    ("address/community", edit.address?.community), ("address/building", edit.address?.building),
    ("address/room", edit.address?.room),
  ] { checks.length("/\(field)", text) }
  if let type = edit.type { checks.text("/type", type, upTo: 50) }
  for (field, count) in [
    ("tags", edit.tags?.count), ("contacts", edit.contacts?.count), ("properties", edit.properties?.count),
    ("dates", edit.dates?.count), ("optOut", edit.optOut?.count),
  ] where (count ?? 0) > 50 {
    checks.refuse("/\(field)", "too-many", Localized(zh: "最多 50 项。", en: "At most 50 of them."))
  }
  for (index, tag) in (edit.tags ?? []).enumerated() { checks.text("/tags/\(index)", tag, upTo: 50) }
  for (index, channel) in (edit.optOut ?? []).enumerated() { checks.text("/optOut/\(index)", channel, upTo: 50) }
  for (index, contact) in (edit.contacts ?? []).enumerated() {
    checks.text("/contacts/\(index)/name", contact.name)
    checks.length("/contacts/\(index)/role", contact.role)
    if let phone = contact.phone, Phone(phone) == nil {
      checks.refuse("/contacts/\(index)/phone", "invalid-phone", .invalidPhone)
    }
  }
  for (index, date) in (edit.dates ?? []).enumerated() { checks.text("/dates/\(index)/kind", date.kind, upTo: 50) }
}

/// Each change with old and new (B3); nothing for what stays.
private func differences(of edit: EditCustomer, from current: CustomerView) throws -> [CustomerUpdated.Change] {
  var changes: [CustomerUpdated.Change] = []
  func text(_ field: String, _ new: String?, _ old: String?) {
    guard let new, new != old ?? "" else { return }
    changes.append(CustomerUpdated.Change(field: field, from: old, to: new.isEmpty ? nil : new))
  }
  func list<Item: Codable & Equatable>(_ field: String, _ new: [Item]?, _ old: [Item]) throws {
    guard let new, new != old else { return }
    changes.append(CustomerUpdated.Change(field: field, from: try Document.text(old), to: try Document.text(new)))
  }
  text("name", edit.name, current.name)
  text("phone", edit.phone, current.phone)
  text("wechat", edit.wechat, current.wechat)
  text("email", edit.email, current.email)
  text("city", edit.address?.city, current.address.city)
  text("community", edit.address?.community, current.address.community)
  text("building", edit.address?.building, current.address.building)
  text("room", edit.address?.room, current.address.room)
  text("type", edit.type, current.type)
  text("status", edit.status?.rawValue, current.status.rawValue)
  try list("tags", edit.tags, current.tags)
  try list("contacts", edit.contacts, current.contacts)
  try list("properties", edit.properties, current.properties)
  try list("dates", edit.dates, current.dates)
  try list("optOut", edit.optOut, current.optOut)
  for (name, value) in (edit.custom ?? [:]).sorted(by: { $0.key < $1.key }) {
    text("custom.\(name)", value, current.custom[name])
  }
  return changes
}

/// What the customer wrote of the contact data on an evaluation (E6): what differs is taken over. A phone that is
/// another customer's, or no phone at all, is for a person to decide: it becomes a reminder.
func takeOver(_ event: InstallationEvaluated, in unit: borrowing UnitOfWork) throws {
  guard let contact = event.contact else { return }
  guard try Customers.exists(event.customerId, in: unit.database) else {
    throw WaitsFor(Source.leads.rawValue, event.customerId.text)
  }
  let current = try Customers.view(event.customerId, in: unit.database)
  func said(_ text: String?) -> String? { text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil } }
  var edit = EditCustomer(name: said(contact.name))
  edit.address = contact.address.map {
    Address(
      city: said($0.city), community: said($0.community), building: said($0.building), room: said($0.room))
  }
  var isForPeople = false
  if let text = said(contact.phone) {
    if let phone = Phone(text), try [nil, current.id].contains(Customers.find(phone: phone.digits, in: unit.database)) {
      edit.phone = phone.digits
    } else {
      isForPeople = true
    }
  }
  let changes = try differences(of: edit, from: current)
  if !changes.isEmpty {
    try unit.record(
      CustomerUpdated(
        customerId: current.id, changes: changes, origin: "evaluation", updatedOn: event.evaluatedOn,
        occurredAt: event.occurredAt))
  }
  if isForPeople {
    try unit.record(
      ReminderRaised(
        customerId: current.id, rule: "contact-diff", ownerId: current.ownerId, dueOn: event.evaluatedOn,
        raisedOn: event.evaluatedOn, occurredAt: event.occurredAt))
  }
}

extension Localized {
  static let invalidPhone = Localized(
    zh: "请写 5 到 20 位的电话号码,如 13800138000。", en: "Write a phone number of 5 to 20 digits, such as 13800138000.")
}
