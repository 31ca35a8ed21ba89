import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let employees = Resource(
  "employees", key: "code", tag: "organisation", scope: .company, readers: .everyone, writers: .organisers)
private let shops = Resource(
  "shops", key: "code", tag: "organisation", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// Employees and shops, by codes that the company chose.
  static let organisation = Feature(
    tables: ["employees", "shops"],
    routes: {
      employees.list(
        Localized(zh: "员工", en: "Employees"), of: EmployeeStore.table, as: EmployeeView.init, by: \.code.text)
      shops.list(Localized(zh: "门店", en: "Shops"), of: ShopStore.table, as: ShopView.init, by: \.code.text)
      employees.add(Localized(zh: "登记员工", en: "Register an employee"), AddEmployee.run)
      employees.item(Localized(zh: "一名员工", en: "An employee"), of: EmployeeStore.table, as: EmployeeView.init)
      employees.edit(Localized(zh: "修改员工", en: "Change an employee"), EditEmployee.run)
      shops.add(Localized(zh: "登记门店", en: "Register a shop"), AddShop.run)
      shops.item(Localized(zh: "一家门店", en: "A shop"), of: ShopStore.table, as: ShopView.init)
      shops.edit(Localized(zh: "修改门店", en: "Change a shop"), EditShop.run)
    },
    writes: [.on(EmployeeChanged.self, EmployeeStore.write), .on(ShopChanged.self, ShopStore.write)])
}

extension Migration {
  static let organisation = Migration(
    """
    CREATE TABLE employees (
      code TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, shop TEXT, active INTEGER NOT NULL,
      version INTEGER NOT NULL) STRICT;
    CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT, version INTEGER NOT NULL) STRICT;
    """)

  static let employeeRoles = Migration("ALTER TABLE employees ADD COLUMN roles TEXT;")
}
