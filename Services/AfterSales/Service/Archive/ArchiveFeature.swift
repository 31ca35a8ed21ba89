import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("installed-items", tag: "archive", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// What stands at customers', with its warranty (E1, H10).
  static let archive = Feature(
    tables: ["installed_items"],
    routes: {
      resource.list(
        Localized(zh: "安装档案", en: "What is installed"), of: InstalledItemView.self,
        parameters: [
          .ofCustomer, .ofInstallation, .init("component", Localized(zh: "部件", en: "Of this component")),
        ], asOf: true, by: \.id.text
      ) { query, page, database in
        let day = try query.asOf()
        return try ArchiveStore.table.page(
          page,
          where: [
            "customer": query.text("customerId"), "installation": query.text("installationId"),
            "component": query.text("component"),
          ], for: query.visibility, in: database
        ).map { InstalledItemView($0, asOf: day) }
      }
      resource.item(Localized(zh: "一件已安装的产品", en: "An installed item"), asOf: true) { query, database in
        let item = try ArchiveStore.table.find(
          query.id() as ID<InstalledItem>, for: query.visibility, in: database)
        return Answer(InstalledItemView(item, asOf: try query.asOf()))
      }
    })
}

extension Migration {
  static let installedItems = Migration(
    """
    CREATE TABLE installed_items (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, installation TEXT NOT NULL, component TEXT NOT NULL,
      in_use INTEGER NOT NULL, maintained_on TEXT NOT NULL, document TEXT NOT NULL) STRICT;
    CREATE INDEX installed_items_customer ON installed_items (customer, id);
    CREATE INDEX installed_items_installation ON installed_items (installation);
    """)
}
