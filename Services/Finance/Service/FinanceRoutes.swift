import Contracts
import JSON
import Kernel
import ServiceRuntime

/// Every route of finance, with the roles that may call it.
enum FinanceRoutes {
  private static let readers: Set<Role> = [.manager, .operations, .finance, .netSales, .shop]
  private static let cashiers: Set<Role> = [.manager, .operations, .finance]
  private static let deciders: Set<Role> = [.manager, .finance]

  static let all: [Route] = receipts + receivables + ReceivableRoutes.all + ledger + credit + customers + books

  private static let books: [Route] = PayablesRoutes.all + ExpensesRoutes.all + CommissionRoutes.all + PeriodRoutes.all

  private static let groupBy = RouteDescription.Parameter(
    "groupBy", Localized(zh: "customer、salesperson 或 shop", en: "customer, salesperson or shop"))
  private static let customer = RouteDescription.Parameter("customerId", Localized(zh: "客户", en: "Customer"))

  private static let receipts: [Route] =
    Route.list(
      "/v1/receipts", Localized(zh: "收款", en: "Receipts"), tag: "receipts", roles: readers, of: ReceiptView.self,
      parameters: [customer, .init("salespersonId", Localized(zh: "业务员", en: "Salesperson"))]
        + Receipts.Filter.parameters, sortedBy: 1
    ) { query, page, database in
      Page(
        try Receipts.list(
          customer: query.text("customerId"), salesperson: query.text("salespersonId"),
          try Receipts.Filter(asked: query), of: CallerScope(of: query.caller), after: page.after,
          limit: page.limit + 1, in: database),
        limit: page.limit
      ) { [.string($0.id.text)] }
    } + [
      .command(
        "POST", "/v1/receipts", Localized(zh: "登记收款", en: "Post a receipt"), tag: "receipts", roles: cashiers,
        answers: 201
      ) { request, unit in try postReceipt(request, in: unit) },
      .query("/v1/receipts/{id}", Localized(zh: "一笔收款", en: "A receipt"), tag: "receipts", roles: readers) {
        query, database in Answer(try Receipts.view(asked: query, in: database))
      },
      .command(
        "POST", "/v1/receipts/{id}/allocate", Localized(zh: "分配收款", en: "Allocate a receipt"), tag: "receipts",
        roles: cashiers
      ) { request, unit in try allocateReceipt(request, in: unit) },
      .command(
        "POST", "/v1/receipts/{id}/reverse", Localized(zh: "冲销收款", en: "Reverse a receipt"), tag: "receipts",
        roles: cashiers
      ) { request, unit in try reverseReceipt(request, in: unit) },
      .command(
        "POST", "/v1/allocations/{id}/reverse", Localized(zh: "撤销分配", en: "Undo an allocation"), tag: "receipts",
        roles: cashiers
      ) { request, unit in try undoAllocation(request, in: unit) },
      .command(
        "POST", "/v1/refunds", Localized(zh: "退款", en: "Refund"), tag: "receipts", roles: cashiers, answers: 201
      ) { request, unit in try postRefund(request, in: unit) },
      .command(
        "POST", "/v1/credit-notes", Localized(zh: "红冲", en: "Post a credit note"), tag: "receivables",
        roles: cashiers, answers: 201
      ) { request, unit in try postCreditNote(request, in: unit) },
    ]

  private static let receivables: [Route] =
    Route.list(
      "/v1/receivables", Localized(zh: "应收", en: "Receivables"), tag: "receivables", roles: readers,
      of: ReceivableView.self,
      parameters: [customer, .init("orderId", Localized(zh: "订单", en: "Order"))], asOf: true, sortedBy: 1
    ) { query, page, database in
      let items = try Receivables.list(
        customer: query.text("customerId"), order: query.text("orderId"), of: CallerScope(of: query.caller),
        asOf: try query.asOf(), after: page.after, limit: page.limit + 1, in: database)
      return Page(items, limit: page.limit) { [.string($0.id.text)] }
    }
    + Route.list(
      "/v1/aging", Localized(zh: "应收账龄", en: "Receivables by age"), tag: "receivables", roles: readers,
      of: Aging.Row.self, parameters: [customer, groupBy], asOf: true, sortedBy: 2
    ) { query, page, database in
      let after = (page.cursor?.values ?? []).map { $0.string ?? "" }
      let rows = try Aging.rows(
        asOf: try query.asOf(), by: try query.choice("groupBy", of: Aging.Grouping.self) ?? .customer,
        customer: query.text("customerId"), of: CallerScope(of: query.caller), in: database
      ).filter { after.count < 2 || ($0.key, $0.total.currency.code) > (after[0], after[1]) }
      return Page(Array(rows.prefix(page.limit + 1)), limit: page.limit) {
        [.string($0.key), .string($0.total.currency.code)]
      }
    } + [
      .query(
        "/v1/statements/{customerId}", Localized(zh: "对账单", en: "A customer's statement"), tag: "receivables",
        roles: readers,
        parameters: [
          .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
          .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
          .init("currency", Localized(zh: "货币", en: "Currency")),
        ]
      ) { query, database in Answer(try Statements.view(asked: query, in: database)) }
    ]

  private static let ledger: [Route] =
    Route.list(
      "/v1/ledger", Localized(zh: "分录", en: "Lines of the ledger"), tag: "ledger", roles: cashiers,
      of: Ledger.Line.self,
      parameters: [
        .init("account", Localized(zh: "科目", en: "Account")),
        .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
        .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      ], sortedBy: 1
    ) { query, page, database in
      let after = page.cursor?.values.first.flatMap { if case .number(let digits) = $0 { Int64(digits) } else { nil } }
      let rows = try Ledger.lines(
        account: query.text("account"), from: try query.date("from"), to: try query.date("to"), after: after ?? 0,
        limit: page.limit + 1, in: database)
      return Page(rows, limit: page.limit)
    } + [
      .query(
        "/v1/trial-balance", Localized(zh: "试算平衡表", en: "Trial balance"), tag: "ledger", roles: cashiers, asOf: true
      ) { query, database in
        Answer(
          try Ledger.trialBalance(
            asOf: try query.asOf(), in: database, language: Language(accepting: query.http.headers["Accept-Language"])))
      }
    ]

  private static let credit: [Route] = [
    .query("/v1/credit/{customerId}", Localized(zh: "信用", en: "A customer's credit"), tag: "credit", roles: readers) {
      query, database in
      try CallerScope(of: query.caller).require(query.id("customerId"), in: database)
      return Answer(try CreditHolds.view(query.id("customerId"), in: database))
    },
    .command(
      "PUT", "/v1/credit/{customerId}", Localized(zh: "设置信用限额", en: "Set the limits"), tag: "credit",
      roles: deciders
    ) { request, unit in try CreditHolds.set(request, in: unit) },
    .command(
      "POST", "/v1/credit/{customerId}/release", Localized(zh: "解除冻结", en: "Release a hold"), tag: "credit",
      roles: deciders
    ) { request, unit in try CreditHolds.release(request, in: unit) },
  ]

  private static let customers: [Route] = [
    .query(
      "/v1/customers/{id}", Localized(zh: "财务所知的客户", en: "The copy of a customer"), tag: "customers", roles: readers
    ) { query, database in Answer(try FinanceCustomers.view(asked: query, in: database)) }
  ]
}

extension Page where Item == Ledger.Line {
  /// A page of rows that are found again by their place in the table.
  init(_ rows: [(row: Int64, line: Ledger.Line)], limit: Int) {
    self.init(all: rows.prefix(limit).map(\.line))
    nextCursor = rows.count > limit ? Cursor([JSON(rows[limit - 1].row)]).text : nil
  }
}
