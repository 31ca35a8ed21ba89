import Contracts
import Kernel
import ServiceRuntime

/// Whose receivables a caller sees (`http.md`, Access): those of all, of the own shop, or the own ones.
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
}
