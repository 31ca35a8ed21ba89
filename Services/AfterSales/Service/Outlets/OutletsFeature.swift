import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource(
  "outlets", key: "code", tag: "organisation", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// Service outlets, and which of them may see to a customer (E4).
  static let outlets = Feature(
    tables: ["outlets"],
    routes: {
      resource.list(
        Localized(zh: "服务网点", en: "Service outlets"),
        parameters: [.init("area", Localized(zh: "服务区域的一部分", en: "A part of the area that it serves"))],
        by: \.code.text
      ) { query, page, database in
        try OutletStore.list(page, area: query.text("area"), in: database)
      }
      resource.add(Localized(zh: "登记网点", en: "Register an outlet"), AddOutlet.run)
      Route.query(
        "/v1/outlets/proposed", Localized(zh: "为客户推荐网点", en: "Which outlets may see to a customer"),
        tag: "organisation", roles: .everyone, scope: .customer,
        parameters: [
          .init("customerId", Localized(zh: "客户", en: "For this customer"), isRequired: true),
          .init("skill", Localized(zh: "所需技能", en: "With this skill")),
        ]
      ) { query, database in
        let id: ID<Customer> = ID(query.text("customerId") ?? "")
        guard try CustomerDirectory.holds(id, query.visibility.seen, .customers, database),
          let customer = try CustomerDirectory.customer(id, in: database)
        else {
          throw Problem.invalidQuery(
            "customerId", "unknown", Localized(zh: "没有这个客户，或不在您的范围内。", en: "There is no such customer that you see."))
        }
        return Answer(Page(all: try OutletStore.proposed(for: customer, skill: query.text("skill"), in: database)))
      }
      resource.item(Localized(zh: "一个网点", en: "An outlet"), of: OutletStore.table, as: OutletView.init)
      resource.edit(Localized(zh: "修改网点", en: "Change an outlet"), EditOutlet.run)
    },
    writes: [.on(OutletChanged.self, OutletStore.write)])
}

extension Migration {
  static let outlets = Migration(
    "CREATE TABLE outlets (code TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;")
}
