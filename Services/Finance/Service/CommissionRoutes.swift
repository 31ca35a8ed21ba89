import Contracts
import JSON
import Kernel
import ServiceRuntime

/// Commission plans, what they earned, and what was paid of it (C15, C16).
enum CommissionRoutes {
  private static let everyone: Set<Role> = [.manager, .operations, .finance, .auditor, .netSales, .shop, .designer]
  private static let deciders: Set<Role> = [.manager, .finance, .operations]
  private static let salesperson = RouteDescription.Parameter("salespersonId", Localized(zh: "业务员", en: "Salesperson"))

  static let all: [Route] = plans + balances

  private static let plans: [Route] =
    Route.list(
      "/v1/commission-plans", Localized(zh: "提成方案", en: "Commission plans"), tag: "commissions", roles: everyone,
      of: CommissionPlans.View.self, sortedBy: 2
    ) { _, page, database in
      let after = page.cursor?.values.last.flatMap { if case .number(let digits) = $0 { Int(digits) } else { nil } }
      return Page(
        try CommissionPlans.list(after: page.after, version: after ?? 0, limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.code.text), JSON($0.version)] }
    } + [
      .command(
        "POST", "/v1/commission-plans", Localized(zh: "设定提成方案", en: "Set a commission plan"), tag: "commissions",
        roles: deciders, answers: 201
      ) { request, unit in try CommissionPlans.set(request, in: unit) }
    ]

  private static let balances: [Route] =
    Route.list(
      "/v1/commissions", Localized(zh: "提成", en: "Commission by salesperson"), tag: "commissions", roles: everyone,
      of: CommissionBalances.Row.self, parameters: [salesperson], asOf: true, sortedBy: 1
    ) { query, page, database in
      let subject = CommissionBalances.subject(of: query.caller, asked: query.text("salespersonId"))
      return Page(
        try CommissionBalances.rows(
          salesperson: subject, asOf: try query.asOf(), after: page.after, limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.salespersonId.text)] }
    }
    + Route.list(
      "/v1/commissions/lines", Localized(zh: "提成明细", en: "Lines of commission"), tag: "commissions", roles: everyone,
      of: CommissionBalances.Line.self, parameters: [salesperson], sortedBy: 1
    ) { query, page, database in
      let subject = CommissionBalances.subject(of: query.caller, asked: query.text("salespersonId"))
      let after = page.cursor?.values.first.flatMap { if case .number(let digits) = $0 { Int64(digits) } else { nil } }
      let rows = try CommissionBalances.lines(
        salesperson: subject, after: after ?? 0, limit: page.limit + 1, in: database)
      var result = Page(all: rows.prefix(page.limit).map(\.line))
      result.nextCursor = rows.count > page.limit ? Cursor([JSON(rows[page.limit - 1].row)]).text : nil
      return result
    } + [
      .command(
        "POST", "/v1/commissions/payouts", Localized(zh: "支付提成", en: "Pay commission out"), tag: "commissions",
        roles: deciders, answers: 201
      ) { request, unit in try CommissionBalances.pay(request, in: unit) }
    ]
}
