import Kernel
import AfterSalesDomain
import Contracts
import Persistence
import ServiceRuntime

extension Feature {
  /// What the company decides of warranties, working hours and targets (E13, H10).
  static let policy = Feature(
    tables: ["terms"],
    routes: {
      Route.query(
        "/v1/warranty-terms", Localized(zh: "各部件的质保期", en: "How long warranties are"), tag: "terms", roles: .everyone,
        scope: .company
      ) { _, database in
        let (terms, version) = try PolicyStore.warranty(in: database)
        return Answer(terms, version: version)
      }
      Route.command(
        "PUT", "/v1/warranty-terms", Localized(zh: "设置质保期", en: "Set how long warranties are"), tag: "terms",
        roles: .organisers, scope: .company, edits: true, SetWarrantyTerms.run)
      Route.query(
        "/v1/service-terms", Localized(zh: "工作时间与服务时限", en: "Working hours and targets"), tag: "terms",
        roles: .everyone, scope: .company
      ) { _, database in
        let (terms, version) = try PolicyStore.service(in: database)
        return Answer(terms, version: version)
      }
      Route.command(
        "PUT", "/v1/service-terms", Localized(zh: "设置工作时间与服务时限", en: "Set working hours and targets"),
        tag: "terms", roles: .organisers, scope: .company, edits: true, SetServiceTerms.run)
    },
    writes: [.on(WarrantyTermsChanged.self, PolicyStore.write), .on(ServiceTermsChanged.self, PolicyStore.write)])
}

extension Migration {
  static let terms = Migration(
    "CREATE TABLE terms (name TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;")
}
