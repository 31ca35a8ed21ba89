import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

/// The copy of finance's credit holds (H5): who may not order until finance releases it.
enum CreditStore {
  static func copy(_ event: CreditHeld, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, ?)", event.customerId, event.reasons.joined(separator: " "))
  }

  static func copy(_ event: CreditReleased, to database: Database) throws {
    try database.run("DELETE FROM credit_holds WHERE customer = ?", event.customerId)
  }

  static func isHeld(_ customer: ID<Customer>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM credit_holds WHERE customer = ?", customer)
  }

  /// The unallocated money of a customer: what finance's events post to `deposits`.
  static func copy(
    _ entry: LedgerEntry, of customer: ID<Customer>, for order: ID<Order>? = nil, to database: Database
  ) throws {
    for line in entry.lines where line.account == "deposits" {
      try database.run(
        """
        INSERT INTO customer_credit VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
        """, customer, line.credit.currency, line.credit.amount - line.debit.amount)
    }
    if let order { try database.run("INSERT OR IGNORE INTO billed_orders VALUES (?)", order) }
  }

  /// How a customer stands for an order in that currency.
  static func standing(_ customer: ID<Customer>, in currency: Currency, _ database: Database) throws -> CreditStanding {
    let found = try database.first(
      """
      SELECT (SELECT reasons FROM credit_holds WHERE customer = ?1) AS reasons,
        coalesce((SELECT amount FROM customer_credit WHERE customer = ?1 AND currency = ?2), 0) AS unallocated,
        coalesce((SELECT sum(json_extract(document, '$.terms.total.amount')) FROM orders
          WHERE customer = ?1 AND stage = 'confirmed' AND id NOT IN (SELECT order_id FROM billed_orders)), 0) AS unbilled
      """, customer, currency
    ) { row in
      CreditStanding(
        customer: customer, heldFor: try row.optionalText("reasons"), unallocated: try row.integer("unallocated"),
        unbilled: try row.integer("unbilled"))
    }
    return found ?? CreditStanding(customer: customer, heldFor: nil, unallocated: 0, unbilled: 0)
  }
}

extension CreditHold: ProblemConvertible {
  public var problem: Problem {
    Problem(
      409, "credit-hold", title: Localized(zh: "客户信用已冻结", en: "The customer is on credit hold"),
      detail: Localized(
        zh: "原因：\(reasons)。请先收款，或请财务在 /v1/credit/\(customer)/release 解除。",
        en: "Reasons: \(reasons). Take a payment first, or have finance release it at /v1/credit/\(customer)/release."))
  }
}
