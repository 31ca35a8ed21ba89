import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension Feature {
  /// What people call the codes of reports and events.
  static let names = Feature(
    tables: [.copy("employees"), .copy("shops"), .copy("crews"), .copy("suppliers"), .copy("segments")],
    listens: [
      .on(EmployeeChanged.self, copy: employee),
      .on(ShopChanged.self, copy: { try name($0.code, $0.name, in: "shops", $1) }),
      .on(CrewChanged.self, copy: crew),
      .on(SupplierChanged.self, copy: { try name($0.code, $0.name, in: "suppliers", $1) }),
      .on(SegmentDefined.self, copy: { try name($0.segmentId, $0.name, in: "segments", $1) }),
    ])

  /// With where he or she works.
  @Sendable private static func employee(_ event: EmployeeChanged, in database: Database) throws {
    try database.run(
      """
      INSERT INTO employees (code, name, shop) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET name = excluded.name, shop = excluded.shop
      """, event.code, event.name, event.shop)
  }

  /// With who works in it.
  @Sendable private static func crew(_ event: CrewChanged, in database: Database) throws {
    try database.run(
      """
      INSERT INTO crews (code, name, members) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET name = excluded.name, members = excluded.members
      """, event.code, event.name, try Document.text(event.members ?? []))
  }

  private static func name<Thing>(
    _ code: ID<Thing>, _ name: String, in table: String, _ database: Database
  ) throws {
    try database.run(
      "INSERT INTO \(table) VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name", code, name)
  }
}

extension Migration {
  static let employeesAndShops = Migration(
    """
    CREATE TABLE employees (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """)
  static let crews = named("crews")
  static let suppliers = named("suppliers")
  static let segmentNames = named("segments")

  private static func named(_ table: String) -> Migration {
    Migration("CREATE TABLE \(table) (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;")
  }
}
