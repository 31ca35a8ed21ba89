import Contracts
import Kernel
import ServiceRuntime

/// What the company spends (D3, D8).
enum ExpensesRoutes {
  private static let readers: Set<Role> = [.manager, .operations, .finance, .auditor, .netSales, .shop]
  private static let cashiers: Set<Role> = [.manager, .operations, .finance]

  static let all: [Route] = single + recurring

  private static let single: [Route] =
    Route.list(
      "/v1/expenses", Localized(zh: "费用", en: "Expenses"), tag: "expenses", roles: readers, of: ExpenseView.self,
      parameters: [
        .init("category", Localized(zh: "类别", en: "Category")),
        .init("salespersonId", Localized(zh: "业务员", en: "Salesperson")),
        .init("shop", Localized(zh: "门店", en: "Shop")),
        .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
        .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      ], sortedBy: 1
    ) { query, page, database in
      // A salesperson sees the own rows and wages, a shop those of the shop and the own wages there (C16).
      let scope = CallerScope(of: query.caller).narrowed(to: query.text("salespersonId"))
      let filter = Expenses.Filter(
        category: query.text("category"), salesperson: scope.salesperson, shop: scope.shop ?? query.text("shop"),
        from: try query.date("from"), to: try query.date("to"),
        wages: !query.caller.roles.isDisjoint(with: cashiers.union([.auditor])), employee: query.caller.subject)
      return Page(
        try Expenses.list(filter, after: page.after, limit: page.limit + 1, in: database), limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/expenses", Localized(zh: "登记费用", en: "Record an expense"), tag: "expenses", roles: cashiers,
        answers: 201, RecordExpense.run),
      .query(
        "/v1/expenses/{id}", Localized(zh: "一笔费用", en: "An expense"), tag: "expenses", roles: cashiers
      ) { query, database in Answer(ExpenseView(try Expenses.state(query.id(), in: database))) },
      .command(
        "POST", "/v1/expenses/{id}/pay", Localized(zh: "支付费用", en: "Pay an expense"), tag: "expenses",
        roles: cashiers, PayExpense.run),
      .command(
        "POST", "/v1/expenses/{id}/reverse", Localized(zh: "冲销费用", en: "Reverse an expense"), tag: "expenses",
        roles: cashiers, ReverseExpense.run),
    ]

  private static let recurring: [Route] =
    Route.list(
      "/v1/recurring-expenses", Localized(zh: "每月费用", en: "What is spent each month"), tag: "expenses",
      roles: cashiers.union([.auditor]), of: RecurringExpenses.View.self, sortedBy: 1
    ) { _, page, database in
      Page(
        try RecurringExpenses.list(after: page.after, limit: page.limit + 1, in: database).map(
          RecurringExpenses.View.init), limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/recurring-expenses", Localized(zh: "设定每月费用", en: "Spend this each month"), tag: "expenses",
        roles: cashiers, answers: 201, RecurringExpenses.Set.run),
      .command(
        "POST", "/v1/recurring-expenses/{id}/end", Localized(zh: "停止每月费用", en: "End it"), tag: "expenses",
        roles: cashiers, RecurringExpenses.End.run),
    ]
}
