import Contracts
import Kernel
import SQLite
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

  /// Whether money that lies with us pays for an order in full, beside the customer's orders that finance has not
  /// billed yet (`rules.md`, Sales: pre-paid parts pass).
  private static func isPrepaid(_ total: Money, by customer: ID<Customer>, in database: Database) throws -> Bool {
    let free = try database.first(
      """
      SELECT coalesce((SELECT amount FROM customer_credit WHERE customer = ?1 AND currency = ?2), 0)
        - coalesce((SELECT sum(json_extract(document, '$.terms.total.amount')) FROM orders
          WHERE customer = ?1 AND stage = 'confirmed' AND id NOT IN (SELECT order_id FROM billed_orders)), 0) AS free
      """, customer, total.currency
    ) { try $0.integer("free") }
    return total.amount <= free ?? 0
  }

  /// Refuses an order of a customer on hold that is not paid for already (409).
  static func require(_ customer: ID<Customer>, for total: Money, in database: Database) throws {
    let reasons = try database.first("SELECT reasons FROM credit_holds WHERE customer = ?", customer) {
      try $0.text("reasons")
    }
    guard let reasons, try !isPrepaid(total, by: customer, in: database) else { return }
    throw Problem(
      409, "credit-hold", title: Localized(zh: "客户信用已冻结", en: "The customer is on credit hold"),
      detail: Localized(
        zh: "原因：\(reasons)。请先收款，或请财务在 /v1/credit/\(customer)/release 解除。",
        en: "Reasons: \(reasons). Take a payment first, or have finance release it at /v1/credit/\(customer)/release."))
  }
}
