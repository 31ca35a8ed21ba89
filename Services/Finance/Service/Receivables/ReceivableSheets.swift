import HTTP
import Kernel
import ServiceRuntime
import Spreadsheet

/// Statement and aging as spreadsheets (H8): amounts are numbers, ids and document numbers texts.
enum ReceivableSheets {
  static func statement(
    _ statement: Statements.View, of customer: FinanceCustomers.View?, _ language: Language
  ) throws -> HTTPResponse {
    func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }
    var sheet = Workbook.Sheet(
      say("对账单", "Statement"),
      columns: [
        say("日期", "Date"), say("类型", "Kind"), say("单号", "Document"), say("说明", "Details"), say("应收", "Debit"),
        say("收款", "Credit"), say("余额", "Balance"), say("货币", "Currency"),
      ])
    let currency = Workbook.Cell.text(statement.opening.currency.code)
    sheet.rows.append([
      .text(statement.from.description), .text(say("期初余额", "Opening balance")), .text(customer?.name ?? ""),
      Statements.words(forPart: statement.scope, language).map { .text($0) } ?? .empty, .empty, .empty,
      money(statement.opening), currency,
    ])
    for line in statement.lines {
      sheet.rows.append([
        .text(line.on.description), .text(Statements.words(for: line.kind, language)), .text(line.documentNumber),
        .text(line.label ?? ""),
        money(line.debit), money(line.credit), money(line.balance), currency,
      ])
    }
    sheet.totals.append([
      .text(statement.to.description), .text(say("期末余额", "Closing balance")), .empty, .empty, .empty, .empty,
      money(statement.closing), currency,
    ])
    return try file(sheet, named: "statement")
  }

  /// `names`: those of customers by their ids, where the rows are customers.
  static func aging(
    _ rows: [Aging.Row], names: [String: String], _ language: Language
  ) throws -> HTTPResponse {
    func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }
    var sheet = Workbook.Sheet(
      say("应收账龄", "Aging"),
      columns: [
        say("分组", "Key"), say("客户", "Customer"), say("未到期", "Not due"), say("1–30 天", "1–30 days"),
        say("31–60 天", "31–60 days"),
        say("61–90 天", "61–90 days"), say("91–180 天", "91–180 days"), say("180 天以上", "Over 180 days"),
        say("合计", "Total"), say("未分配余额", "Unallocated"), say("货币", "Currency"),
      ])
    for row in rows { sheet.rows.append(cells(row.key, names[row.key], amounts(row), row.total.currency)) }
    // No sum across currencies (`Services/Finance/README.md#money`): a total for each.
    for currency in Set(rows.map(\.total.currency)).sorted(by: { $0.code < $1.code }) {
      var sums = [Int64](repeating: 0, count: 8)
      for row in rows where row.total.currency == currency {
        for (place, amount) in amounts(row).enumerated() { sums[place] += amount }
      }
      let part = rows.first.flatMap { Statements.words(forPart: $0.scope, language) }
      sheet.totals.append(cells(say("合计", "Total"), part, sums, currency))
    }
    return try file(sheet, named: "aging")
  }

  private static func amounts(_ row: Aging.Row) -> [Int64] {
    [
      row.notDue, row.days1to30, row.days31to60, row.days61to90, row.days91to180, row.over180, row.total,
      row.unallocated,
    ].map(\.amount)
  }

  private static func cells(
    _ key: String, _ name: String?, _ amounts: [Int64], _ currency: Currency
  ) -> [Workbook.Cell] {
    [.text(key), name.map { .text($0) } ?? .empty] + amounts.map { .number($0, decimals: currency.exponent) } + [
      .text(currency.code)
    ]
  }

  private static func money(_ money: Money) -> Workbook.Cell {
    .number(money.amount, decimals: money.currency.exponent)
  }

  private static func file(_ sheet: Workbook.Sheet, named name: String) throws -> HTTPResponse {
    HTTPResponse(
      headers: [
        "Content-Type": Workbook.contentType, "Content-Disposition": "attachment; filename=\"\(name).xlsx\"",
      ], body: .bytes(try Workbook([sheet]).bytes()))
  }
}
