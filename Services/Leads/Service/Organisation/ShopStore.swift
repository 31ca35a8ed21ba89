import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit

/// The table of shops.
enum ShopStore {
  static let table = CodedTable("shops", of: Localized(zh: "门店", en: "shop")) { row in
    ShopState(code: try row.id("code"), name: try row.text("name"), address: try row.optionalText("address"))
  }

  static func write(_ event: ShopChanged, to database: Database) throws {
    try table.write(["name": event.name, "address": event.address], as: event.code, to: database)
  }
}
