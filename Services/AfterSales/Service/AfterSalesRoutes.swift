import Contracts
import Kernel
import ServiceRuntime

/// Every route of after-sales, with the roles that may call it.
enum AfterSalesRoutes {
  static let everyone = Set(Role.allCases)

  static var routes: [Route] { customers }

  private static var customers: [Route] {
    Route.list(
      "/v1/customers", Localized(zh: "售后所知的客户", en: "Customers as after-sales knows them"), tag: "customers",
      roles: everyone, of: CustomerView.self,
      parameters: [.init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone"))], sortedBy: 1
    ) { query, page, database in
      Page(
        try Customers.list(containing: query.text("q"), after: page.after, limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .query(
        "/v1/customers/{id}", Localized(zh: "一位客户", en: "A customer"), tag: "customers", roles: everyone
      ) { query, database in
        guard let customer = try Customers.find(query.id(), in: database) else {
          throw Problem.notFound(Localized(zh: "客户", en: "customer"), query.parameter("id"))
        }
        return Answer(customer)
      }
    ]
  }
}
