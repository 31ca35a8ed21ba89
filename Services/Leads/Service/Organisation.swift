import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/employees`.
struct AddEmployee: Command {
  var code: ID<Employee>
  var name: String
  var role: Role
  var shop: ID<Shop>?
  var active: Bool?
  var occurredAt: Instant?
}

/// `PATCH /v1/employees/{code}`: what is left out stays.
struct EditEmployee: Command {
  var name: String?
  var role: Role?
  var shop: ID<Shop>?
  var active: Bool?
  var occurredAt: Instant?
}

/// `POST /v1/shops`.
struct AddShop: Command {
  var code: ID<Shop>
  var name: String
  var address: String?
  var occurredAt: Instant?
}

/// `PATCH /v1/shops/{code}`: what is left out stays.
struct EditShop: Command {
  var name: String?
  var address: String?
  var occurredAt: Instant?
}

struct EmployeeView: Codable, Sendable {
  var code: ID<Employee>
  var name: String
  var role: String
  var shop: ID<Shop>?
  var active: Bool
  var version: Int
}

struct ShopView: Codable, Sendable {
  var code: ID<Shop>
  var name: String
  var address: String?
  var version: Int
}

/// Employees and shops: codes chosen by the company.
enum Organisation {
  static func employee(_ code: ID<Employee>, in database: Database) throws -> EmployeeView? {
    try database.first(
      "SELECT code, name, role, shop, active, version FROM employees WHERE code = ?", code.text, read: employee)
  }

  static func employees(after code: String, limit: Int, in database: Database) throws -> [EmployeeView] {
    try database.all(
      "SELECT code, name, role, shop, active, version FROM employees WHERE code > ? ORDER BY code LIMIT ?", code,
      limit, read: employee)
  }

  private static func employee(_ row: borrowing Row) -> EmployeeView {
    EmployeeView(
      code: ID(row.text(0)), name: row.text(1), role: row.text(2), shop: row.optionalText(3).map { ID($0) },
      active: row.bool(4), version: row.int(5))
  }

  static func shop(_ code: ID<Shop>, in database: Database) throws -> ShopView? {
    try database.first("SELECT code, name, address, version FROM shops WHERE code = ?", code.text, read: shop)
  }

  static func shops(after code: String, limit: Int, in database: Database) throws -> [ShopView] {
    try database.all(
      "SELECT code, name, address, version FROM shops WHERE code > ? ORDER BY code LIMIT ?", code, limit, read: shop)
  }

  private static func shop(_ row: borrowing Row) -> ShopView {
    ShopView(
      code: ID(row.text(0)), name: row.text(1), address: row.optionalText(2), version: row.int(3))
  }

  static func add(_ request: CommandRequest<AddEmployee>, in unit: borrowing UnitOfWork) throws -> Answer<EmployeeView>
  {
    let command = request.body
    guard try employee(command.code, in: unit.database) == nil else { throw taken(command.code.text) }
    return .created(
      try record(
        EmployeeChanged(
          code: command.code, name: command.name, role: command.role.rawValue, shop: command.shop,
          active: command.active ?? true), in: unit), at: "/v1/employees/\(command.code)")
  }

  static func edit(
    _ request: CommandRequest<EditEmployee>, in unit: borrowing UnitOfWork
  ) throws -> Answer<EmployeeView> {
    let code: ID<Employee> = request.id("code")
    guard let current = try employee(code, in: unit.database) else {
      throw Problem.notFound(Localized(zh: "员工", en: "employee"), code.text)
    }
    try request.requireMatch(version: current.version)
    let command = request.body
    let view = try record(
      EmployeeChanged(
        code: code, name: command.name ?? current.name, role: command.role?.rawValue ?? current.role,
        shop: command.shop ?? current.shop, active: command.active ?? current.active), in: unit)
    return Answer(view, version: view.version)
  }

  static func add(_ request: CommandRequest<AddShop>, in unit: borrowing UnitOfWork) throws -> Answer<ShopView> {
    let command = request.body
    guard try shop(command.code, in: unit.database) == nil else { throw taken(command.code.text) }
    return .created(
      try record(ShopChanged(code: command.code, name: command.name, address: command.address), in: unit),
      at: "/v1/shops/\(command.code)")
  }

  static func edit(_ request: CommandRequest<EditShop>, in unit: borrowing UnitOfWork) throws -> Answer<ShopView> {
    let code: ID<Shop> = request.id("code")
    guard let current = try shop(code, in: unit.database) else {
      throw Problem.notFound(Localized(zh: "门店", en: "shop"), code.text)
    }
    try request.requireMatch(version: current.version)
    let view = try record(
      ShopChanged(
        code: code, name: request.body.name ?? current.name, address: request.body.address ?? current.address),
      in: unit)
    return Answer(view, version: view.version)
  }

  private static func record(_ event: EmployeeChanged, in unit: borrowing UnitOfWork) throws -> EmployeeView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    try checks.finish()
    try unit.record(event)
    guard let view = try employee(event.code, in: unit.database) else { throw taken(event.code.text) }
    return view
  }

  private static func record(_ event: ShopChanged, in unit: borrowing UnitOfWork) throws -> ShopView {
    var checks = FieldChecks()
    checks.text("/name", event.name)
    checks.length("/address", event.address)
    try checks.finish()
    try unit.record(event)
    guard let view = try shop(event.code, in: unit.database) else { throw taken(event.code.text) }
    return view
  }

  private static func taken(_ code: String) -> Problem {
    Problem(
      409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"),
      detail: Localized(
        zh: "编号“\(code)”已登记;请换一个编号,或用 PATCH 修改。",
        en: "The code '\(code)' is registered; choose another one, or change it with PATCH."))
  }
}
