import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("gifts", tag: "loyalty", scope: .customer, readers: .everyone, writers: .field)

extension Feature {
  /// Gifts to customers, whose cost finance books (B19).
  static let gifts = Feature(
    tables: ["gifts"],
    routes: {
      resource.add(Localized(zh: "记录礼品", en: "Record a gift"), GiveGift.run)
      resource.list(
        Localized(zh: "礼品", en: "Gifts"), parameters: [.init("customerId", Localized(zh: "客户", en: "Customer"))],
        by: \.id.text
      ) { query, page, database in
        try GiftStore.list(page, customer: query.text("customerId"), for: query.visibility, in: database)
      }
    },
    writes: [.on(GiftGiven.self, GiftStore.write)],
    erases: [.texts("gifts", ["reason"])])
}

extension Migration {
  static let gifts = Migration(
    """
    CREATE TABLE gifts (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, description TEXT NOT NULL, cost INTEGER NOT NULL,
      currency TEXT NOT NULL, reason TEXT, given_by TEXT NOT NULL, given_on TEXT NOT NULL) STRICT;
    """)
}
