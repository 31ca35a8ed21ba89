import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/touches`: an employee met somebody, whom the id or the phone finds, or who is registered now (A8, B7).
struct RecordTouch: Command {
  var customerId: ID<Customer>?
  var name: String?
  var phone: String?
  var source: LeadSource?
  var channel: String
  /// Without it, now.
  var at: Instant?
  var inbound: Bool?
  var notes: String?
  var occurredAt: Instant?
}

/// A touch as the API shows it.
struct TouchView: Codable, Sendable {
  var id: ID<Touch>
  var customerId: ID<Customer>
  var employeeId: ID<Employee>
  var channel: String
  var at: Instant
  /// The person was registered by this touch.
  var isNew: Bool
  /// The person came to us.
  var inbound: Bool
  var notes: String?
}

enum Touches {
  static func record(
    _ request: CommandRequest<RecordTouch>, policy: LeadsPolicy, in unit: borrowing UnitOfWork
  ) throws -> Answer<TouchView> {
    let command = request.body
    let occurredAt = request.occurredAt(in: unit)
    let at = command.at ?? occurredAt
    let phone = Phone(command.phone ?? "")
    var checks = FieldChecks()
    checks.text("/channel", command.channel)
    checks.length("/notes", command.notes, upTo: FieldChecks.longText)
    if at > unit.now.adding(seconds: 86_400) {
      checks.refuse("/at", "in-the-future", Localized(zh: "接触时间不能在未来。", en: "It cannot have happened in the future."))
    }
    if let id = command.customerId, try !Customers.exists(id, in: unit.database) {
      checks.refuse("/customerId", "unknown", Localized(zh: "没有这个客户。", en: "There is no such customer."))
    }
    if command.customerId == nil, phone == nil { checks.refuse("/phone", "invalid-phone", .invalidPhone) }
    var known = command.customerId
    if known == nil, let phone { known = try Customers.find(phone: phone.digits, in: unit.database) }
    if known == nil { checks.text("/name", command.name ?? "") }
    try checks.finish()
    let day = CompanyZone.day(at: at)
    if let known {
      try WinBack.review(known, by: "activity", on: day, at: occurredAt, policy: policy, in: unit)
    }
    let customer =
      try known
      ?? register(
        name: command.name ?? "", phone: phone?.digits ?? "", wechat: nil, email: nil, address: Address(),
        source: command.source ?? LeadSource(channel: .own), on: day, in: unit)
    let touch = TouchRecorded(
      touchId: unit.newID(), customerId: customer, employeeId: ID(request.caller.subject), channel: command.channel,
      at: at, isNew: known == nil, inbound: command.inbound ?? false, notes: command.notes, occurredAt: occurredAt)
    try unit.record(touch)
    return Answer(
      TouchView(
        id: touch.touchId, customerId: customer, employeeId: touch.employeeId, channel: touch.channel, at: at,
        isNew: touch.isNew, inbound: touch.inbound, notes: touch.notes), status: 201)
  }

  static func list(
    customer: String?, employee: String?, after id: String, limit: Int, in database: Database
  ) throws -> [TouchView] {
    try database.all(
      """
      SELECT id, customer, employee, channel, at, is_new, inbound, notes FROM touches
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR employee = ?3) ORDER BY id LIMIT ?4
      """, id, customer, employee, limit
    ) { row in
      TouchView(
        id: ID(row.text(0)), customerId: ID(row.text(1)), employeeId: ID(row.text(2)), channel: row.text(3),
        at: Instant(milliseconds: row.integer(4)), isNew: row.bool(5), inbound: row.bool(6), notes: row.optionalText(7))
    }
  }
}
