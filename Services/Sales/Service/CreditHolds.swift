import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// The copy of finance's credit holds (H5): who may not order until finance releases it.
enum CreditHolds {
  static func copy(_ event: CreditHeld, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, ?)", event.customerId.text, event.reasons.joined(separator: " "))
  }

  static func copy(_ event: CreditReleased, to database: Database) throws {
    try database.run("DELETE FROM credit_holds WHERE customer = ?", event.customerId.text)
  }

  static func isHeld(_ customer: ID<Customer>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM credit_holds WHERE customer = ?", customer.text)
  }

  /// Refuses an order of a customer on hold (409).
  static func require(_ customer: ID<Customer>, in database: Database) throws {
    let reasons = try database.first("SELECT reasons FROM credit_holds WHERE customer = ?", customer.text) {
      $0.text(0)
    }
    guard let reasons else { return }
    throw Problem(
      409, "credit-hold", title: Localized(zh: "客户信用已冻结", en: "The customer is on credit hold"),
      detail: Localized(
        zh: "原因：\(reasons)。请先收款，或请财务在 /v1/credit/\(customer)/release 解除。",
        en: "Reasons: \(reasons). Take a payment first, or have finance release it at /v1/credit/\(customer)/release."))
  }
}
