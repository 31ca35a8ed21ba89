import Kernel
import ServiceRuntime

/// What a group's reporting answers besides its reports.
enum GroupRoutes {
  static func all(_ companies: Companies) -> [Route] { list(companies) + cards }

  private static func list(_ companies: Companies) -> [Route] {
    Route.list(
      "/v1/companies",
      Localized(zh: "各公司的数据读到何处", en: "The companies, and how far each is read"), tag: "reports",
      roles: .everyone, scope: .company, of: CompanyPosition.self, atOnce: true, sortedBy: 1
    ) { query, _, _ in
      Page(
        all: companies.all.map { company in
          let freshness = try? company.read { try Freshness(asOf: CompanyZone.day(at: query.now), in: $0) }
          return freshness.map { CompanyPosition(company, $0, at: query.now) }
            ?? CompanyPosition(company: company.code, behind: true, provisional: true)
        })
    }
  }

  /// A customer is of one company, whose reporting has who may see whom.
  private static let cards: [Route] = ["/v1/customers", "/v1/customers/{id}", "/v1/customers/{id}/timeline"].map {
    path in
    var route = Route.page(
      "GET", path, Localized(zh: "客户（在各公司的报表中）", en: "Customers: in the reporting of their company"), tag: "customers",
      roles: .everyone, scope: .company
    ) { _, _ in
      throw Problem(
        404, "not-of-the-group", title: Localized(zh: "集团报表不含客户", en: "The group's reporting has no customers"),
        detail: Localized(zh: "请在客户所属公司的报表中查看。", en: "Open the customer in the reporting of their company."))
    }
    route.description.answers = []
    route.description.ignoresOtherParameters = true
    return route
  }
}
