import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// Something that stands at a customer's (E1).
struct ArchivedItem: Codable, Sendable {
  var id: ID<InstalledItem>
  var customerId: ID<Customer>
  var installationId: ID<Installation>
  var sku: String?
  var name: String
  var component: String
  var serial: String?
  var room: String?
  var installedOn: BusinessDate
  var warrantyUntil: BusinessDate
  /// When it was last looked after.
  var maintainedOn: BusinessDate?
  var replaces: ID<InstalledItem>?
  var replacedBy: ID<InstalledItem>?
}

/// An installed item as it is read.
struct InstalledItemView: Codable, Sendable {
  var id: ID<InstalledItem>
  var customerId: ID<Customer>
  var installationId: ID<Installation>
  var sku: String?
  var name: String
  var component: String
  var serial: String?
  var room: String?
  var installedOn: BusinessDate
  var warrantyUntil: BusinessDate
  var underWarranty: Bool
  var maintainedOn: BusinessDate?
  var replaces: ID<InstalledItem>?
  var replacedBy: ID<InstalledItem>?

  init(_ item: ArchivedItem, asOf day: BusinessDate) {
    id = item.id
    customerId = item.customerId
    installationId = item.installationId
    sku = item.sku
    name = item.name
    component = item.component
    serial = item.serial
    room = item.room
    installedOn = item.installedOn
    warrantyUntil = item.warrantyUntil
    underWarranty = day <= item.warrantyUntil
    maintainedOn = item.maintainedOn
    replaces = item.replaces
    replacedBy = item.replacedBy
  }
}

/// The archive.
enum InstalledItems {
  static func apply(_ event: InstallationCompleted, to database: Database) throws {
    for item in event.items {
      try write(
        ArchivedItem(
          id: item.itemId, customerId: event.customerId, installationId: event.installationId, sku: item.sku,
          name: item.name, component: item.component, serial: item.serial, room: item.room,
          installedOn: event.completedOn, warrantyUntil: item.warrantyUntil), to: database)
    }
  }

  /// Replaced parts keep the rest of the warranty (`rules.md`); what was maintained counts its next time from here.
  static func apply(_ event: ServiceResolved, to database: Database) throws {
    for part in event.parts {
      guard let old = part.replaces, let new = part.itemId, var item = try find(old, in: database) else { continue }
      var replacement = item
      item.replacedBy = new
      try write(item, to: database)
      replacement.id = new
      replacement.name = part.name
      replacement.serial = part.serial
      replacement.installedOn = event.resolvedOn
      replacement.warrantyUntil = part.warrantyUntil ?? item.warrantyUntil
      replacement.maintainedOn = nil
      replacement.replaces = old
      try write(replacement, to: database)
    }
    for id in event.maintained ?? [] {
      guard var item = try find(id, in: database) else { continue }
      item.maintainedOn = event.resolvedOn
      try write(item, to: database)
    }
  }

  static func find(_ id: ID<InstalledItem>, in database: Database) throws -> ArchivedItem? {
    try database.first("SELECT document FROM installed_items WHERE id = ?", id.text) {
      try Document.state(of: $0.text(0))
    }
  }

  /// What a list of items can be narrowed to.
  struct Filter {
    var customer: String?
    var installation: String?
    var component: String?
  }

  static func list(
    _ filter: Filter, after id: String, limit: Int, in database: Database
  ) throws -> [ArchivedItem] {
    try database.all(
      """
      SELECT document FROM installed_items WHERE id > ?1 AND (?2 IS NULL OR customer = ?2)
        AND (?3 IS NULL OR installation = ?3) AND (?4 IS NULL OR component = ?4) ORDER BY id LIMIT ?5
      """, id, filter.customer, filter.installation, filter.component, limit
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func write(_ item: ArchivedItem, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO installed_items VALUES (?, ?, ?, ?, ?, ?, ?)", item.id.text, item.customerId.text,
      item.installationId.text, item.component, item.replacedBy == nil,
      (item.maintainedOn ?? item.installedOn).description, try Document.text(item))
  }
}
