import Contracts
import Kernel
import Persistence
import ServiceRuntime

extension Feature {
  /// A person is forgotten (H12; `Services/Leads/README.md#erasing`).
  static let erasing = Feature(
    tables: [.copy("customer_dues"), .copy("customer_warranties")],
    routes: {
      Route.action(
        "/v1/customers/{id}/erase", Localized(zh: "删除客户的个人资料", en: "Erase a customer's personal data"),
        tag: "customers", roles: [.manager], scope: .customer
      ) { (request: CommandRequest<EraseCustomer>, context) in
        let answer = try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
          try EraseCustomer.run(request, unit)
        }
        try ErasedList.keep(context.store)
        return answer
      }
    },
    writes: [.nothing(CustomerErased.self)],
    listens: OpenMattersStore.listens, secondReadings: [.init("open-matters", OpenMattersStore.listens)])
}

extension Migration {
  static let erasing = Migration(
    """
    CREATE TABLE customer_dues (
      customer TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
      PRIMARY KEY (customer, currency)) STRICT, WITHOUT ROWID;
    CREATE TABLE customer_warranties (customer TEXT PRIMARY KEY, until TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """)
}
