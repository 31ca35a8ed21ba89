import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit

/// The table of employees.
enum EmployeeStore {
  static let table = CodedTable("employees", of: Localized(zh: "员工", en: "employee")) { row in
    EmployeeState(
      code: try row.id("code"), name: try row.text("name"), role: try row.text("role"),
      roles: try row.optionalDocument("roles"), shop: try row.optionalID("shop"), active: try row.bool("active"))
  }

  static func employee(_ code: ID<Employee>, in database: Database) throws -> EmployeeState? {
    try table.entry(code, in: database)?.state
  }

  static func write(_ event: EmployeeChanged, to database: Database) throws {
    try table.write(
      [
        "name": event.name, "role": event.role, "shop": event.shop, "active": event.active,
        "roles": try event.roles.map { try Document.text($0) },
      ], as: event.code, to: database)
  }
}
