import Kernel
import ServiceKit
import ServiceRuntime

extension Feature {
  /// Files that become business facts (H3).
  static let imports = Feature(routes: {
    Route.importing(
      "/v1/imports/opening-balances", Localized(zh: "导入期初应收", en: "Import opening balances"), roles: .cashiers,
      OpeningBalances.take)
    Route.importing(
      "/v1/imports/bank-statement", Localized(zh: "导入银行流水", en: "Import a bank statement"), roles: .cashiers,
      BankStatement.take)
  })
}
