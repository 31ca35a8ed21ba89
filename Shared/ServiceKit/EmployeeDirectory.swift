import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// A service's copy of the company's people and shops, in its tables `employees` and `shops`; the events of leads write
/// it, which has tables of its own under the same names.
public enum EmployeeDirectory {
  public static let tables = Migration(
    """
    CREATE TABLE employees (
      code TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, shop TEXT, active INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX employees_shop ON employees (shop) WHERE shop IS NOT NULL;
    CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """)

  /// What those write who keep the copy.
  public static let listens: [EventHandler] = [
    .on(EmployeeChanged.self, copy: copy), .on(ShopChanged.self, copy: copy),
  ]
  /// For stores of before there was the copy.
  public static let secondReading = SecondReading("employees", listens)

  public static func copy(_ event: EmployeeChanged, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO employees (code, name, role, shop, active) VALUES (?, ?, ?, ?, ?)", event.code,
      event.name, event.role, event.shop, event.active)
  }

  public static func copy(_ event: ShopChanged, to database: Database) throws {
    try database.run("INSERT OR REPLACE INTO shops (code, name) VALUES (?, ?)", event.code, event.name)
  }

  /// Whose things a cut has in it; nil for everybody's.
  public static func codes(in cut: Visibility.Cut, _ database: Database) throws -> Set<String>? {
    if cut.isAll { return nil }
    let colleagues = try database.all("SELECT code FROM employees WHERE shop = ?", cut.shop) { try $0.text("code") }
    return Set(colleagues + [cut.employee].compactMap { $0 })
  }
}
