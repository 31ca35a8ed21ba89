import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The table of employees.
enum EmployeeStore {
  static func write(_ event: EmployeeChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO employees (code, name, role, shop, active, version, roles) VALUES (?, ?, ?, ?, ?, 1, ?)
        ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, shop = excluded.shop,
        active = excluded.active, version = version + 1, roles = excluded.roles
      """, event.code, event.name, event.role, event.shop, event.active, try event.roles.map { try Document.text($0) })
  }

  static func employee(_ code: ID<Employee>, in database: Database) throws -> EmployeeState? {
    try database.first("SELECT * FROM employees WHERE code = ?", code, read: read)
  }

  /// Throws 404.
  static func find(_ code: ID<Employee>, in database: Database) throws -> EmployeeState {
    try employee(code, in: database).orNotFound(Localized(zh: "员工", en: "employee"), code.text)
  }

  /// In the order of codes.
  static func list(_ page: PageRequest, in database: Database) throws -> [EmployeeState] {
    try database.all(
      "SELECT * FROM employees WHERE code > ? ORDER BY code LIMIT ?", page.after, page.rows, read: read)
  }

  private static func read(_ row: borrowing Row) throws -> EmployeeState {
    EmployeeState(
      code: try row.id("code"), name: try row.text("name"), role: try row.text("role"),
      roles: try row.optionalDocument("roles"), shop: try row.optionalID("shop"), active: try row.bool("active"),
      version: try row.int("version"))
  }
}
