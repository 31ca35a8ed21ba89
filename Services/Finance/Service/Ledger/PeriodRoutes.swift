import Contracts
import Kernel
import ServiceRuntime

/// Months and their closing (H9).
enum PeriodRoutes {
  private static let readers: Set<Role> = [.manager, .operations, .finance, .auditor]

  static let all: [Route] =
    Route.list(
      "/v1/periods", Localized(zh: "会计期间", en: "Months of the ledger"), tag: "ledger", roles: readers,
      of: Periods.View.self, sortedBy: 1
    ) { _, page, database in
      Page(try Periods.list(after: page.after, limit: page.limit + 1, in: database), limit: page.limit) {
        [.string($0.month)]
      }
    } + [
      .command(
        "POST", "/v1/periods/{month}/close", Localized(zh: "关账", en: "Close a month"), tag: "ledger",
        roles: [.manager, .finance], Periods.Close.run),
      .command(
        "POST", "/v1/periods/{month}/reopen", Localized(zh: "重新开账", en: "Open a closed month again"), tag: "ledger",
        roles: [.manager], Periods.Reopen.run),
    ]
}
