import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("partners", scope: .company, readers: .everyone, writers: .salespeople)

extension Feature {
  /// Business partners who bring customers, and what came of theirs (A2, B20).
  static let partners = Feature(
    tables: ["partners"],
    routes: {
      resource.list(Localized(zh: "合作伙伴", en: "Partners"), by: \.id.text) { _, page, database in
        try PartnerStore.list(page, in: database)
      }
      resource.add(Localized(zh: "登记合作伙伴", en: "Register a partner"), AddPartner.run)
      resource.item(Localized(zh: "一个合作伙伴", en: "A partner")) { query, database in
        try PartnerStore.answer(query.id(), in: database)
      }
      resource.edit(Localized(zh: "修改合作伙伴", en: "Change a partner"), EditPartner.run)
    },
    writes: [.on(PartnerChanged.self, PartnerStore.write)])
}

extension Migration {
  static let partners = Migration(
    """
    CREATE TABLE partners (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, contact_name TEXT, phone TEXT, owner TEXT,
      active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
    """)
}
