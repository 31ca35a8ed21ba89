import Contracts
import Kernel
import SQLite
import ServiceRuntime

/// Whose receivables a caller sees (`Services/Finance/README.md#who-sees-what`): those of all, of the own shop, or the
/// own ones.
struct CallerScope: Hashable, Sendable {
  var salesperson: String?
  var shop: String?

  static let all = CallerScope(salesperson: nil, shop: nil)

  init(salesperson: String?, shop: String?) {
    self.salesperson = salesperson
    self.shop = shop
  }

  init(of caller: Caller) {
    self = .all
    guard caller.roles.isDisjoint(with: [.manager, .operations, .finance, .auditor]) else { return }
    if caller.roles.contains(.shop), let code = caller.shop {
      shop = code
    } else {
      salesperson = caller.subject
    }
  }

  /// The same for one salesperson's rows only.
  func narrowed(to salespersonID: String?) -> CallerScope {
    guard let salespersonID, salesperson == nil else { return self }
    return CallerScope(salesperson: salespersonID, shop: shop)
  }

  /// SQL that holds for a customer whom the scope reaches: with a receivable in it, or a receipt that names the
  /// salesperson. Takes the three as SQL.
  static func reaches(_ customer: String, _ salesperson: String, _ shop: String) -> String {
    """
    (\(salesperson) IS NULL AND \(shop) IS NULL
      OR EXISTS (SELECT 1 FROM receivables v WHERE v.customer = \(customer)
        AND (\(salesperson) IS NULL OR v.salesperson = \(salesperson)) AND (\(shop) IS NULL OR v.shop = \(shop)))
      OR \(shop) IS NULL AND EXISTS (SELECT 1 FROM receipts w WHERE w.customer = \(customer)
        AND w.salesperson = \(salesperson)))
    """
  }

  /// Whoever asks for a customer out of the scope is answered as if there were none.
  func require(_ customer: ID<Customer>, in database: Database) throws {
    let seen = try database.first(
      "SELECT 1 WHERE \(Self.reaches("?1", "?2", "?3"))", customer.text, salesperson, shop
    ) { $0.integer(0) }
    guard seen != nil else { throw Problem.notFound(Localized(zh: "客户", en: "customer"), customer.text) }
  }
}
