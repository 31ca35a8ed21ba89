import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// The table of shops.
enum ShopStore {
  static func write(_ event: ShopChanged, to database: Database) throws {
    try database.run(
      """
      INSERT INTO shops VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        address = excluded.address, version = version + 1
      """, event.code, event.name, event.address)
  }

  static func shop(_ code: ID<Shop>, in database: Database) throws -> ShopState? {
    try database.first("SELECT * FROM shops WHERE code = ?", code, read: read)
  }

  /// Throws 404.
  static func find(_ code: ID<Shop>, in database: Database) throws -> ShopState {
    try shop(code, in: database).orNotFound(Localized(zh: "门店", en: "shop"), code.text)
  }

  /// In the order of codes.
  static func list(_ page: PageRequest, in database: Database) throws -> [ShopState] {
    try database.all("SELECT * FROM shops WHERE code > ? ORDER BY code LIMIT ?", page.after, page.rows, read: read)
  }

  private static func read(_ row: borrowing Row) throws -> ShopState {
    ShopState(
      code: try row.id("code"), name: try row.text("name"), address: try row.optionalText("address"),
      version: try row.int("version"))
  }
}
