import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/care-plans` (B18).
struct AddCarePlan: Command {
  var name: String
  /// The kind of the customer's date that it follows, or `installation`.
  var dateKind: String
  var leadDays: Int?
  var tier: CustomerTier?
  var active: Bool?
  var occurredAt: Instant?
}

struct CarePlanView: Codable, Sendable {
  var id: ID<CarePlan>
  var name: String
  var dateKind: String
  var leadDays: Int
  var tier: String?
  var active: Bool
  var version: Int
}

/// Care by the days of the year that matter to customers.
enum Care {
  static func list(after id: String, limit: Int, in database: Database) throws -> [CarePlanView] {
    try database.all(
      """
      SELECT id, name, date_kind, lead_days, tier, active, version FROM care_plans WHERE id > ? ORDER BY id LIMIT ?
      """, id, limit
    ) { row in
      CarePlanView(
        id: ID(row.text(0)), name: row.text(1), dateKind: row.text(2), leadDays: row.int(3),
        tier: row.optionalText(4), active: row.bool(5), version: row.int(6))
    }
  }

  static func add(
    _ request: CommandRequest<AddCarePlan>, in unit: borrowing UnitOfWork
  ) throws -> Answer<CarePlanView> {
    let command = request.body
    var checks = FieldChecks()
    checks.text("/name", command.name)
    checks.text("/dateKind", command.dateKind, upTo: 50)
    if let days = command.leadDays, !(0...60).contains(days) {
      checks.refuse("/leadDays", "out-of-range", Localized(zh: "请写 0 到 60。", en: "Write 0 to 60."))
    }
    try checks.finish()
    let event = CarePlanChanged(
      planId: unit.newID(), name: command.name, dateKind: command.dateKind, leadDays: command.leadDays ?? 3,
      tier: command.tier?.rawValue, active: command.active ?? true, occurredAt: request.occurredAt(in: unit))
    try unit.record(event)
    return .created(
      CarePlanView(
        id: event.planId, name: event.name, dateKind: event.dateKind, leadDays: event.leadDays, tier: event.tier,
        active: event.active, version: 1), at: "/v1/care-plans/\(event.planId)")
  }

  /// The daily look: tells once of each plan, customer and day that comes within the plan's lead.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for plan in try list(after: "", limit: 10_000, in: unit.database) where plan.active {
      for (customer, date) in try dates(of: plan, in: unit.database) {
        guard let due = YearlyDay.next(of: date, from: day), due.days(since: day) <= plan.leadDays,
          try !unit.database.exists(
            "SELECT 1 FROM care_due WHERE plan = ? AND customer = ? AND date_kind = ? AND due_on = ?", plan.id.text,
            customer, plan.dateKind, due.description)
        else { continue }
        try unit.record(
          CareDue(
            planId: plan.id, customerId: ID(customer), dateKind: plan.dateKind,
            ownerId: try Customers.owner(of: ID(customer), in: unit.database), dueOn: due, raisedOn: day,
            occurredAt: unit.now))
      }
    }
  }

  /// Dates of the lunar calendar wait for its tables: they are kept, not told.
  private static func dates(of plan: CarePlanView, in database: Database) throws -> [(String, BusinessDate)] {
    let tier = """
      (?1 IS NULL OR EXISTS (SELECT 1 FROM tiers t WHERE t.customer = c.id AND t.tier = ?1)) AND c.status != 'blocked'
      """
    let rows =
      plan.dateKind == "installation"
      ? try database.all(
        """
        SELECT c.id, i.on_day FROM installations i JOIN customers c ON c.id = i.customer WHERE \(tier)
        ORDER BY c.id, i.id
        """, plan.tier
      ) { ($0.text(0), BusinessDate($0.text(1))) }
      : try database.all(
        """
        SELECT c.id, json_extract(d.value, '$.date') FROM customers c, json_each(c.dates) d
        WHERE \(tier) AND json_extract(d.value, '$.kind') = ?2 AND NOT coalesce(json_extract(d.value, '$.lunar'), 0)
        ORDER BY c.id
        """, plan.tier, plan.dateKind
      ) { ($0.text(0), BusinessDate($0.text(1))) }
    return rows.compactMap { customer, date in date.map { (customer, $0) } }
  }
}
