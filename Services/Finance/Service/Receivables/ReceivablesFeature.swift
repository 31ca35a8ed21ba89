import Contracts
import Documents
import JSON
import Kernel
import Persistence
import ServiceRuntime
import Spreadsheet

private let resource = Resource("receivables", scope: .money, readers: .salesReaders, writers: .cashiers)

extension Feature {
  /// What customers owe: by instalment, by age, by customer, on paper (D5, D6, H8).
  static let receivables = Feature(
    tables: ["receivables", "receivable_changes", "receivable_terms"],
    routes: {
      resource.list(
        Localized(zh: "应收", en: "Receivables"),
        parameters: [.customer, .init("orderId", Localized(zh: "订单", en: "Order"))], asOf: true, by: \.id.text
      ) { query, page, database in
        try Receivables.list(
          customer: query.text("customerId"), order: query.text("orderId"), for: query.visibility,
          asOf: try query.asOf(), after: page.after, limit: page.rows, in: database)
      }
      aging
      Route.query(
        "/v1/statements/{customerId}", Localized(zh: "对账单", en: "A customer's statement"), tag: "receivables",
        roles: .salesReaders, scope: .money, parameters: .period + [.currency]
      ) { query, database in Answer(try Statements.view(asked: query, in: database)) }
      concentration
      printed
      sheets
    },
    writes: [
      .on(ReceivableOpened.self, ReceivableStore.open), .on(ReceivableAmended.self, ReceivableStore.amend),
      .on(ReceivableCancelled.self, ReceivableStore.cancel), .on(ReceivableReinstated.self, ReceivableStore.reinstate),
    ])
}

private let aging = Route.list(
  "/v1/aging", Localized(zh: "应收账龄", en: "Receivables by age"), tag: "receivables", roles: .salesReaders,
  scope: .money,
  of: Aging.Row.self, parameters: [.customer, .groupBy], asOf: true, atOnce: true, sortedBy: 2
) { query, page, database in
  let after = (page.cursor?.values ?? []).map { $0.string ?? "" }
  let rows = try Aging.rows(
    asOf: try query.asOf(), by: try query.choice("groupBy", of: Aging.Grouping.self) ?? .customer,
    customer: query.text("customerId"), for: query.visibility, in: database
  ).filter { after.count < 2 || ($0.key, $0.total.currency.code) > (after[0], after[1]) }
  return Page(Array(rows.prefix(page.rows)), limit: page.limit) {
    [.string($0.key), .string($0.total.currency.code)]
  }
}

private let concentration = Route.list(
  "/v1/concentration", Localized(zh: "应收集中度", en: "Customers by their share of what is open"), tag: "receivables",
  roles: .bookReaders, scope: .money, of: Concentration.Row.self, asOf: true, atOnce: true,
  sortedBy: 1
) { query, page, database in
  // The place in the order: shares change with every receipt, so no value of a row is one.
  let after = Int(page.after) ?? 0
  let rows = try Concentration.rows(
    asOf: try query.asOf(), after: after, limit: page.rows, for: query.visibility, in: database)
  return Page(rows, limit: page.limit) { _ in [.string(String(after + page.limit))] }
}

private let printed = Route.page(
  "GET", "/v1/statements/{customerId}.html", Localized(zh: "可打印的对账单", en: "A statement to print"),
  tag: "receivables", roles: .salesReaders, scope: .money, parameters: .paper + .period + [.currency]
) { query, context in
  try context.store.read { database in
    PrintedStatement.page(
      try Statements.view(asked: query, in: database),
      of: try Statements.customer(asked: query, in: database), try Printing(asked: query))
  }
}

private let sheets: [Route] = [
  .page(
    "GET", "/v1/statements/{customerId}.xlsx", Localized(zh: "对账单表格", en: "A statement as a spreadsheet"),
    tag: "receivables", roles: .salesReaders, scope: .money, mediaType: Workbook.contentType,
    parameters: .period + [.currency, .language]
  ) { query, context in
    try context.store.read { database in
      try ReceivableSheets.statement(
        try Statements.view(asked: query, in: database),
        of: try Statements.customer(asked: query, in: database), try Language(asked: query))
    }
  },
  .page(
    "GET", "/v1/aging.xlsx", Localized(zh: "应收账龄表格", en: "Receivables by age as a spreadsheet"),
    tag: "receivables", roles: .salesReaders, scope: .money, mediaType: Workbook.contentType,
    parameters: [.init("asOf", Localized(zh: "截至日", en: "As of"), BusinessDate.self), .groupBy, .language]
  ) { query, context in
    try context.store.read { database in
      let rows = try Aging.rows(
        asOf: try query.asOf(), by: try query.choice("groupBy", of: Aging.Grouping.self) ?? .customer,
        for: query.visibility, in: database)
      var names: [String: String] = [:]
      for customer in rows.compactMap(\.customerId) {
        names[customer.text] = try FinanceCustomers.find(customer, in: database)?.name
      }
      return try ReceivableSheets.aging(rows, names: names, try Language(asked: query))
    }
  },
]
