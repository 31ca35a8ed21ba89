import Kernel
import Contracts
import Persistence
import ServiceRuntime

extension Feature {
  /// Limits, and who may not order any more (D6, D11, H5).
  static let credit = Feature(
    tables: ["credit_limits", "credit_holds"],
    routes: {
      Route.query(
        "/v1/credit/{customerId}", Localized(zh: "信用", en: "A customer's credit"), tag: "credit", roles: .salesReaders,
        scope: .customer
      ) { query, database in
        let customer = try FinanceCustomers.find(
          query.id("customerId"), for: query.visibility, .customers, in: database)
        return Answer(try CreditHolds.view(customer.id, seeing: query.visibility(of: .money), in: database))
      }
      Route.command(
        "PUT", "/v1/credit/{customerId}", Localized(zh: "设置信用限额", en: "Set the limits"), tag: "credit",
        roles: .deciders, scope: .customer, CreditHolds.SetLimit.run)
      Route.command(
        "POST", "/v1/credit/{customerId}/release", Localized(zh: "解除冻结", en: "Release a hold"), tag: "credit",
        roles: .deciders, scope: .customer, CreditHolds.Release.run)
    },
    writes: [
      .on(CreditLimitSet.self, CreditHolds.limit), .on(CreditHeld.self, CreditHolds.hold),
      .on(CreditReleased.self, CreditHolds.release), .nothing(CreditLimitExceeded.self),
    ],
    daily: [CreditHolds.sweep])
}

extension Migration {
  static let credit = Migration(
    """
    CREATE TABLE credit_limits (
      customer TEXT PRIMARY KEY, amount INTEGER, currency TEXT, overdue_amount INTEGER, overdue_days INTEGER) STRICT;
    CREATE TABLE credit_holds (
      customer TEXT PRIMARY KEY, held INTEGER NOT NULL, reasons TEXT NOT NULL, released_by TEXT, until TEXT) STRICT;
    """)
}
