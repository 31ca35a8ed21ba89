import Contracts
import Kernel
import ServiceRuntime
import Spreadsheet
import Testing

@testable import ReportingService

@Suite("Reports as CSV, as spreadsheets, and the list of them")
struct ReportFormTests {
  /// Orders of three currencies: 1299.05 yuan, 1,500 yen, 1.250 dinar.
  private func model() throws -> ReadModel {
    func order(_ id: String, by person: String, _ amount: Int64, _ currency: String) throws -> OrderConfirmed {
      let money = try Money(amount, try #require(Currency(currency)))
      return Samples.order(id, of: "c-\(id)", lead: nil, by: person, money, on: "2026-02-10")
    }
    try CompanyZone.use("Asia/Shanghai")
    return try ReadModel(of: [
      EmployeeChanged(code: "anna", name: "=安娜", role: "shop", shop: nil, active: true),
      order("o1", by: "anna", 129_905, "CNY"), order("o2", by: "anna", 1_500, "JPY"),
      order("o3", by: "ben", 1_250, "KWD"),
    ])
  }

  private func lines(_ csv: CSV) -> [String] {
    String(decoding: csv.bytes.dropFirst(3), as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  @Test("amounts have the decimals of their currency, or are whole minor units, and names stand beside keys")
  func money() throws {
    let report = try model().answer(.sales)
    var form = CSVForm()
    let header = "key,label,currency,orders"
    let currencies = ["signed", "delivered", "received"]
    #expect(
      try lines(report.csv(form)) == [
        header + currencies.map { ",\($0),\($0).currency" }.joined(),
        "anna,'=安娜,CNY,1,1299.05,CNY,0.00,CNY,0.00,CNY", "anna,'=安娜,JPY,1,1500,JPY,0,JPY,0,JPY",
        "ben,,KWD,1,1.250,KWD,0.000,KWD,0.000,KWD",
      ])
    form.money = .minor
    #expect(
      try lines(report.csv(form)) == [
        header + currencies.map { ",\($0).amount,\($0).currency" }.joined(),
        "anna,'=安娜,CNY,1,129905,CNY,0,CNY,0,CNY", "anna,'=安娜,JPY,1,1500,JPY,0,JPY,0,JPY",
        "ben,,KWD,1,1250,KWD,0,KWD,0,KWD",
      ])
  }

  @Test("what the rows are stands above them, or as a table of its own, with a total for each currency")
  func meta() throws {
    let model = try model()
    let report = try model.answer(.sales, [("to", "2026-11-30"), ("groupBy", "shop,month")])
    let file = lines(report.metaTable(CSVForm(), titled: "Sales"))
    #expect(
      file == [
        "name,value,currency", "report,sales", "title,Sales", "scope,all", "groupBy,\"shop,month\"", "from,",
        "to,2026-11-30", "asOf,2026-12-31", "knownAt,2026-12-31 01:00:00", "timeZone,Asia/Shanghai", "provisional,true",
        "total.currency,CNY", "total.orders,1", "total.signed,1299.05,CNY", "total.delivered,0.00,CNY",
        "total.received,0.00,CNY", "total.currency,JPY", "total.orders,1", "total.signed,1500,JPY",
        "total.delivered,0,JPY", "total.received,0,JPY", "total.currency,KWD", "total.orders,1",
        "total.signed,1.250,KWD", "total.delivered,0.000,KWD", "total.received,0.000,KWD",
      ])
    let above = try lines(report.csv(CSVForm(), below: report.meta(CSVForm(), titled: "Sales")))
    #expect(Array(above.prefix(file.count - 1)) == Array(file.dropFirst()))
    #expect(try Array(above.dropFirst(file.count - 1)) == [""] + lines(report.csv(CSVForm())))
    #expect(
      above[file.count] == "key,label,key2,label2,currency,orders,signed,signed.currency,delivered,"
        + "delivered.currency,received,received.currency")
  }

  @Test("a spreadsheet has numbers with their currency's decimals, totals, and a sheet about them")
  func workbook() throws {
    let book = try model().answer(.sales, [("groupBy", "salesperson,month")]).workbook(titled: "Sales", in: .english)
    let (table, about) = (try #require(book.sheets.first), try #require(book.sheets.last))
    #expect(
      table.columns == [
        "Salesperson", "Name", "Month", "Name", "Currency", "Orders", "Signed", "Delivered", "Received",
      ])
    #expect(
      table.rows.first == [
        .text("anna"), .text("=安娜"), .text("2026-02"), .empty, .text("CNY"), .number(1, decimals: 0),
        .number(129_905, decimals: 2), .number(0, decimals: 2), .number(0, decimals: 2),
      ])
    #expect(table.rows.map { $0[6] }.last == .number(1_250, decimals: 3))
    #expect(
      table.totals.map { $0[6] } == [
        .number(129_905, decimals: 2), .number(1_500, decimals: 0), .number(1_250, decimals: 3),
      ])
    #expect(table.totals.allSatisfy { $0.count == table.columns.count && $0[0] == .text("Total") })
    #expect(about.rows.contains([.text("As of"), .text("2026-12-31")]))
    #expect(about.rows.contains([.text("Known at"), .text("2026-12-31 01:00:00 Asia/Shanghai")]))
    #expect(try !book.bytes().isEmpty)
  }

  @Test(
    "every report has a sheet that a spreadsheet can open, also without rows", arguments: [Language.chinese, .english])
  func allWorkbooks(language: Language) throws {
    let model = try ReadModel()
    for shape in ReportShape.all {
      let book = try model.answer(shape).workbook(titled: shape.name.title[language], in: language)
      #expect(try !book.bytes().isEmpty, "\(shape.name)")
    }
  }

  @Test(
    "the list of reports is of those that the caller may read",
    arguments: [
      (Role.manager, ReportName.allCases.count, ["all"], true), (.netSales, 10, ["own"], false),
      (.shop, 10, ["own", "shop"], false), (.finance, 10, ["all"], true), (.installer, 0, [], false),
      (.designer, 8, ["own"], false),
    ] as [(Role, Int, Set<String>, Bool)])
  func catalogue(role: Role, count: Int, scopes: Set<String>, seesCash: Bool) throws {
    let caller = Caller(subject: "me", name: "me", roles: [role], shop: "s1")
    let entries = ReportShape.all.compactMap { shape in
      shape.entry(
        for: ReadModel.query([], as: caller, scope: .company), filters: ReportRoutes().filters(shape), in: .english)
    }
    #expect(entries.count == count && entries.contains { $0.report == "cash" } == seesCash)
    #expect(Set(entries.map(\.scope)) == scopes)
    for entry in entries {
      let shape = try #require(ReportShape.all.first { $0.name.rawValue == entry.report })
      #expect(throws: Never.self) {
        try shape.visibility(ReadModel.query([], as: caller, scope: shape.scope))
      }
      #expect(entry.columns.map(\.name) == [shape.keyName] + shape.measures.map(\.name))
      #expect(entry.filters.map(\.name) == ["from", "to", "knownAt", "groupBy", "largestFirst", "asOf"])
      #expect(entry.columns.allSatisfy { !$0.label.isEmpty && !$0.definition.isEmpty })
    }
  }
}
