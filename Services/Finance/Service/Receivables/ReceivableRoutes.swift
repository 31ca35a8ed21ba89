import Contracts
import Documents
import FinanceDomain
import Kernel
import ServiceKit
import ServiceRuntime
import Spreadsheet

/// Routes around receivables beyond the core: reminders, dunning, concentration, printed documents, imports.
enum ReceivableRoutes {
  private static let readers: Set<Role> = [.manager, .operations, .finance, .netSales, .shop]
  private static let cashiers: Set<Role> = [.manager, .operations, .finance]

  static let all: [Route] = reminders + printed + sheets + imports

  private static let reminders: [Route] =
    Route.list(
      "/v1/reminders", Localized(zh: "收款提醒：今日、本周到期与逾期", en: "Due today, this week, and overdue"),
      tag: "receivables", roles: readers, of: Reminders.View.self,
      parameters: [
        .init("salespersonId", Localized(zh: "导购", en: "Salesperson")),
        .init("when", Localized(zh: "overdue、today 或 this-week", en: "overdue, today or this-week")),
      ], asOf: true, sortedBy: 2
    ) { query, page, database in
      let after = (page.cursor?.values ?? []).map { $0.string ?? "" }
      let items = try Reminders.list(
        asOf: try query.asOf(), when: try query.choice("when", of: DueWhen.self),
        of: CallerScope(of: query.caller).narrowed(to: query.text("salespersonId")),
        after: after.count == 2 ? (after[0], after[1]) : nil, limit: page.limit + 1, in: database)
      return Page(items, limit: page.limit) { [.string($0.dueOn.description), .string($0.receivableId.text)] }
    }
    + Route.list(
      "/v1/concentration", Localized(zh: "应收集中度", en: "Customers by their share of what is open"),
      tag: "receivables", roles: cashiers, of: Concentration.Row.self, asOf: true, sortedBy: 1
    ) { query, page, database in
      // The place in the order: shares change with every receipt, so no value of a row is one.
      let after = Int(page.after) ?? 0
      let rows = try Concentration.rows(
        asOf: try query.asOf(), after: after, limit: page.limit + 1, in: database)
      return Page(rows, limit: page.limit) { _ in [.string(String(after + page.limit))] }
    } + [
      .query(
        "/v1/dunning-levels", Localized(zh: "催款级别", en: "Dunning levels"), tag: "receivables", roles: readers
      ) { _, database in Answer(Dunning.View(days: try Dunning.levels(in: database).days)) },
      .command(
        "PUT", "/v1/dunning-levels", Localized(zh: "设置催款级别", en: "Set the dunning levels"), tag: "receivables",
        roles: [.manager, .finance], Dunning.SetLevels.run),
      .query(
        "/v1/allocation-order", Localized(zh: "收款默认分配方式", en: "How receipts are allocated by themselves"),
        tag: "receipts", roles: readers
      ) { _, database in Answer(AllocationOrders.View(order: try AllocationOrders.present(in: database))) },
      .command(
        "PUT", "/v1/allocation-order", Localized(zh: "设置收款默认分配方式", en: "Set how receipts are allocated"),
        tag: "receipts", roles: [.manager, .finance], AllocationOrders.Set.run),
    ]

  private static let paper = [
    RouteDescription.Parameter("paper", Localized(zh: "A4 或 241mm（多联纸）", en: "A4, or 241mm for multi-part paper")),
    RouteDescription.Parameter("lang", Localized(zh: "zh 或 en", en: "zh or en")),
  ]

  private static let printed: [Route] = [
    .page(
      "GET", "/v1/statements/{customerId}.html", Localized(zh: "可打印的对账单", en: "A statement to print"),
      tag: "receivables", roles: readers,
      parameters: paper + [
        .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
        .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      ]
    ) { query, context in
      try context.store.read { database in
        let customer: ID<Customer> = query.id("customerId")
        return PrintedStatement.page(
          try Statements.view(asked: query, in: database), of: try FinanceCustomers.find(customer, in: database),
          try Printing(asked: query))
      }
    },
    .page(
      "GET", "/v1/receipts/{id}.html", Localized(zh: "可打印的收据", en: "A receipt to print"), tag: "receipts",
      roles: readers, parameters: paper
    ) { query, context in
      try context.store.read { database in
        let receipt = try Receipts.view(asked: query, in: database)
        let paid = try receipt.allocations.map { allocation in
          let label = try database.first(
            """
            SELECT coalesce(o.number || ' ', '') || r.label FROM receivables r LEFT JOIN orders o ON o.id = r.order_id
            WHERE r.id = ?
            """, allocation.receivableId.text
          ) { $0.text(0) }
          return PrintedReceipt.Paid(label: label ?? "", on: allocation.on, amount: allocation.amount)
        }
        return PrintedReceipt.page(
          receipt, paid: paid, of: try FinanceCustomers.find(receipt.customerId, in: database),
          try Printing(asked: query))
      }
    },
  ]

  private static let sheets: [Route] = [
    .page(
      "GET", "/v1/statements/{customerId}.xlsx", Localized(zh: "对账单表格", en: "A statement as a spreadsheet"),
      tag: "receivables", roles: readers, mediaType: Workbook.contentType,
      parameters: [
        .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
        .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
      ]
    ) { query, context in
      try context.store.read { database in
        try ReceivableSheets.statement(
          try Statements.view(asked: query, in: database),
          of: try FinanceCustomers.find(query.id("customerId"), in: database), try Printing(asked: query).language)
      }
    },
    .page(
      "GET", "/v1/aging.xlsx", Localized(zh: "应收账龄表格", en: "Receivables by age as a spreadsheet"),
      tag: "receivables", roles: readers, mediaType: Workbook.contentType,
      parameters: [
        .init("asOf", Localized(zh: "截至日", en: "As of"), BusinessDate.self),
        .init("groupBy", Localized(zh: "customer、salesperson 或 shop", en: "customer, salesperson or shop")),
      ]
    ) { query, context in
      try context.store.read { database in
        let rows = try Aging.rows(
          asOf: try query.asOf(), by: try query.choice("groupBy", of: Aging.Grouping.self) ?? .customer,
          of: CallerScope(of: query.caller), in: database)
        var names: [String: String] = [:]
        for customer in rows.compactMap(\.customerId) {
          names[customer.text] = try FinanceCustomers.find(customer, in: database)?.name
        }
        return try ReceivableSheets.aging(rows, names: names, try Printing(asked: query).language)
      }
    },
  ]

  private static let imports: [Route] = [
    Route.importing(
      "/v1/imports/opening-balances", Localized(zh: "导入期初应收", en: "Import opening balances"), roles: cashiers,
      OpeningBalances.take),
    Route.importing(
      "/v1/imports/bank-statement", Localized(zh: "导入银行流水", en: "Import a bank statement"), roles: cashiers,
      BankStatement.take),
  ]
}
