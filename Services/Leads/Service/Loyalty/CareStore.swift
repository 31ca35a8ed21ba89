import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The tables of plans of care, of what was told by them, and of installations, whose days they may follow.
enum CareStore {
  static func write(_ event: CarePlanChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO care_plans VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        date_kind = excluded.date_kind, lead_days = excluded.lead_days, tier = excluded.tier,
        active = excluded.active, version = version + 1
      """, event.planId, event.name, event.dateKind, event.leadDays, event.tier, event.active)
  }

  static func note(_ event: CareDue, to database: Database) throws {
    try database.run(
      "INSERT INTO care_due VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.planId, event.customerId,
      event.dateKind, event.dueOn, event.raisedOn, event.ownerId)
  }

  static func copy(_ event: InstallationCompleted, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO installations VALUES (?, ?, ?)", event.installationId, event.customerId,
      event.completedOn)
  }

  /// In the order of ids.
  static func list(_ page: PageRequest, in database: Database) throws -> [CarePlanState] {
    try database.all("SELECT * FROM care_plans WHERE id > ? ORDER BY id LIMIT ?", page.after, page.rows, read: read)
  }

  static func active(in database: Database) throws -> [CarePlanState] {
    try database.all("SELECT * FROM care_plans WHERE active ORDER BY id", read: read)
  }

  static func isTold(
    _ plan: CarePlanState, of customer: ID<Customer>, dueOn: BusinessDate, in database: Database
  ) throws -> Bool {
    try database.exists(
      "SELECT 1 FROM care_due WHERE plan = ? AND customer = ? AND date_kind = ? AND due_on = ?", plan.id, customer,
      plan.dateKind, dueOn)
  }

  /// The days that a plan follows. Dates of the lunar calendar wait for its tables: they are kept, not told.
  static func dates(
    of plan: CarePlanState, in database: Database
  ) throws -> [(customer: ID<Customer>, date: BusinessDate)] {
    let tier = """
      (?1 IS NULL OR EXISTS (SELECT 1 FROM tiers t WHERE t.customer = c.id AND t.tier = ?1)) AND c.status != 'blocked'
      """
    if plan.dateKind == CarePlanState.installation {
      return try database.all(
        """
        SELECT c.id, i.on_day FROM installations i JOIN customers c ON c.id = i.customer WHERE \(tier)
        ORDER BY c.id, i.id
        """, plan.tier?.rawValue
      ) { (try $0.id("id"), try $0.date("on_day")) }
    }
    return try database.all(
      """
      SELECT c.id, json_extract(d.value, '$.date') AS day FROM customers c, json_each(c.dates) d
      WHERE \(tier) AND json_extract(d.value, '$.kind') = ?2 AND NOT coalesce(json_extract(d.value, '$.lunar'), 0)
      ORDER BY c.id
      """, plan.tier?.rawValue, plan.dateKind
    ) { (try $0.id("id"), try $0.date("day")) }
  }

  private static func read(_ row: borrowing Row) throws -> CarePlanState {
    CarePlanState(
      id: try row.id("id"), name: try row.text("name"), dateKind: try row.text("date_kind"),
      leadDays: try row.int("lead_days"), tier: try row.optionalChoice("tier"), active: try row.bool("active"),
      version: try row.int("version"))
  }
}
