import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The time zone by which the days of a store's facts were told, for who reads the store from outside.
enum ZoneTable {
  static let name = "business_zone"

  static func zone(in database: Database) throws -> String? {
    try database.first("SELECT zone FROM \(name)") { $0.text(0) }
  }

  /// At each start: a company may move, and then reads its days anew by `joinery rebuild`.
  @Sendable static func note(in store: Store) throws {
    let zone = CompanyZone.name
    guard try store.read({ try Self.zone(in: $0) }) != zone else { return }
    try store.perform(for: Cause(actor: store.service, correlationID: "time zone")) { unit in
      try unit.database.run("DELETE FROM \(name)")
      try unit.database.run("INSERT INTO \(name) VALUES (?)", zone)
    }
  }
}

extension Feature {
  /// By which zone days are told here.
  static let zone = Feature(tables: [.unverified(ZoneTable.name)])
}

extension Migration {
  static let zone = Migration("CREATE TABLE business_zone (zone TEXT NOT NULL) STRICT;")
}
