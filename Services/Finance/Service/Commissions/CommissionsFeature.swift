import Kernel
import Contracts
import JSON
import Persistence
import ServiceKit
import ServiceRuntime

extension Feature {
  /// Commission plans, what they earn, and what is paid of it (C15, C16, H9).
  static let commissions = Feature(
    tables: [
      "commission_plans", "commissions", "commission_awaits", "commission_lines", "commission_months",
      "commission_payouts", .copy("employees"), .copy("shops"), .copy("products"), .copy("order_lines"),
      .copy("order_owners"),
    ],
    routes: {
      plans
      Resource("commission-plans", tag: "commissions", scope: .earnings, readers: .everyone, writers: .registrars).add(
        Localized(zh: "设定提成方案", en: "Set a commission plan"), CommissionPlans.Set.run)
      Resource("commissions", scope: .earnings, readers: .everyone, writers: .cashiers).list(
        Localized(zh: "提成", en: "Commission by salesperson"), parameters: [.salesperson], asOf: true,
        by: \.salespersonId.text
      ) { query, page, database in
        try CommissionBalances.rows(
          salesperson: query.text("salespersonId"), asOf: try query.asOf(), after: page.after, limit: page.rows,
          in: query.visibility.seen, database
        ).map(CommissionBalances.Row.init)
      }
      lines
      Resource("commissions/payouts", tag: "commissions", scope: .earnings, readers: .everyone, writers: .cashiers).add(
        Localized(zh: "支付提成", en: "Pay commission out"), CommissionBalances.Pay.run)
    },
    writes: [
      .on(CommissionPlanChanged.self, CommissionPlans.change), .on(CommissionAccrued.self, CommissionStore.accrue),
      .on(CommissionAdjusted.self, CommissionStore.adjust), .on(CommissionPaid.self, CommissionStore.pay),
    ],
    listens: [
      .on(EmployeeChanged.self, copy: EmployeeDirectory.copy, react: LateFacts.match),
      .on(ShopChanged.self, copy: EmployeeDirectory.copy),
      .on(ProductChanged.self, copy: CommissionCopies.copy, react: LateFacts.match),
      .on(OrderConfirmed.self, copy: CommissionCopies.copy), .on(OrderAmended.self, copy: CommissionCopies.copy),
      .on(OrderReinstated.self, copy: CommissionCopies.copy),
    ],
    catchUp: [ProductChanged.type: .fromNowOn], secondReadings: [EmployeeDirectory.secondReading])
}

private let plans = Route.list(
  "/v1/commission-plans", Localized(zh: "提成方案", en: "Commission plans"), tag: "commissions", roles: .everyone,
  scope: .earnings,
  of: CommissionPlans.View.self, sortedBy: 2
) { query, page, database in
  let version = page.cursor?.values.last.flatMap { if case .number(let digits) = $0 { Int(digits) } else { nil } }
  return Page(
    try CommissionPlans.list(
      after: page.after, version: version ?? 0, limit: page.rows, in: query.visibility.seen, database),
    limit: page.limit
  ) { [.string($0.code.text), JSON($0.version)] }
}

private let lines = Route.list(
  "/v1/commissions/lines", Localized(zh: "提成明细", en: "Lines of commission"), tag: "commissions", roles: .everyone,
  scope: .earnings,
  of: CommissionBalances.Line.self, parameters: [.salesperson], sortedBy: 1
) { query, page, database in
  Page(
    try CommissionBalances.lines(
      salesperson: query.text("salespersonId"), after: page.afterRow, limit: page.rows, in: query.visibility.seen,
      database), limit: page.limit)
}
