import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of what stands at customers'.
enum ArchiveStore {
  static let table = DocumentTable<InstalledItemState>(
    "installed_items", of: Localized(zh: "已安装的产品", en: "installed item"), key: .init("id") { $0.id },
    [
      .init("customer") { $0.customerId }, .init("installation") { $0.installationId },
      .init("component") { $0.component }, .init("in_use") { $0.isInUse },
      .init("maintained_on") { $0.lookedAfterOn },
    ], belonging: .installedItems)

  static func add(_ event: InstallationCompleted, to database: Database) throws {
    for item in event.items { try table.write(InstalledItemState(item, of: event), to: database) }
  }

  /// Parts that took the place of items, and items that were looked after.
  static func resolve(_ event: ServiceResolved, to database: Database) throws {
    for part in event.parts {
      guard let replaced = part.replaces else { continue }
      try table.change(replaced, in: database) { item in
        if let replacement = item.replace(part, of: event) { try table.write(replacement, to: database) }
      }
    }
    for id in event.maintained ?? [] { try table.change(id, in: database) { $0.maintain(event) } }
  }

  static func item(_ id: ID<InstalledItem>, in database: Database) throws -> InstalledItemState? {
    try table.state(id, in: database)
  }

  static func items(of installation: ID<Installation>, in database: Database) throws -> [InstalledItemState] {
    try table.all("WHERE installation = ? ORDER BY id", installation, in: database)
  }

  /// What the resolution of a request is about: what its parts replace, and what it maintained.
  static func items(
    for command: ResolveRequest, of request: RequestState, in database: Database
  ) throws -> [InstalledItemState] {
    let maintained =
      request.maintainsAll
      ? try table.all(
        "WHERE customer = ?1 AND (?2 IS NULL OR installation = ?2) ORDER BY id", request.customerId,
        request.installationId, in: database) : []
    let replaced = Set((command.parts ?? []).compactMap(\.replaces)).subtracting(maintained.map(\.id))
    return maintained + (try replaced.sorted().compactMap { try item($0, in: database) })
  }

  /// Looks at every item in use.
  static func eachInUse(in database: Database, _ body: (MaintenanceDues.Item) -> Void) throws {
    try database.each(
      "SELECT id, customer, installation, component, maintained_on FROM installed_items WHERE in_use ORDER BY id"
    ) { row in
      body(
        MaintenanceDues.Item(
          id: try row.id("id"), customerId: try row.id("customer"), installationId: try row.id("installation"),
          component: try row.text("component"), lookedAfterOn: try row.date("maintained_on")))
    }
  }
}
