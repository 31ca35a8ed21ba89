import HTTP
import Kernel
import SalesDomain
import ServiceKit
import ServiceRuntime
import Spreadsheet

/// A quote as something to print or to open in a spreadsheet.
enum QuoteDocuments {
  static func csv(_ quote: QuoteState) -> HTTPResponse {
    var csv = CSV(columns: [
      "number", "version", "description", "sku", "room", "quantity", "unitPrice", "discountPercent",
      "taxRatePercent", "amount", "currency",
    ])
    for line in quote.lines {
      csv.append([
        .text(quote.number), .number(String(quote.version)), .text(line.description), .text(line.sku ?? ""),
        .text(line.room ?? ""), .number(line.quantity.description), .number(digits(line.unitPrice)),
        .number(line.discountPercent.description), .number(line.taxRatePercent.description),
        .number(digits(line.amount)), .text(line.amount.currency.code),
      ])
    }
    return HTTPResponse(headers: ["Content-Type": CSV.contentType], body: .bytes(csv.bytes))
  }

  /// Numbers as numbers (C4); lines grouped as the quote has them, the total last.
  static func xlsx(_ quote: QuoteState, in language: Language) throws -> HTTPResponse {
    func say(_ zh: String, _ en: String) -> String { Localized(zh: zh, en: en)[language] }
    func money(_ money: Money) -> Workbook.Cell { .number(money.amount, decimals: money.currency.exponent) }
    var book = Workbook(
      sheet: quote.number,
      columns: [
        say("房间", "Room"), say("项目", "Item"), say("型号", "SKU"), say("数量", "Quantity"), say("单价", "Unit price"),
        say("折扣 %", "Discount %"), say("税率 %", "Tax rate %"), say("金额", "Amount"), say("货币", "Currency"),
      ])
    book.rows = quote.lines.map { line in
      [
        .text(line.room ?? ""), .text(line.description), .text(line.sku ?? ""),
        .number(line.quantity.value, decimals: line.quantity.scale), money(line.unitPrice),
        .number(Int64(line.discountPercent.hundredths), decimals: 2),
        .number(Int64(line.taxRatePercent.hundredths), decimals: 2), money(line.amount),
        .text(line.amount.currency.code),
      ]
    }
    let blank = [Workbook.Cell](repeating: .empty, count: 6)
    book.totals = [[.text(say("合计", "Total"))] + blank + [money(quote.total), .text(quote.total.currency.code)]]
    return HTTPResponse(
      headers: [
        "Content-Type": Workbook.contentType,
        "Content-Disposition": "attachment; filename=\(quote.number).xlsx",
      ], body: .bytes(try book.bytes()))
  }

  static func html(_ quote: QuoteState, customer: CustomerCopy?) -> HTTPResponse {
    let rows = quote.lines.map { line in
      """
      <tr><td>\(escaped(line.room ?? ""))</td><td>\(escaped(line.description))</td><td>\(escaped(line.sku ?? ""))</td>\
      <td class="n">\(line.quantity)</td><td class="n">\(digits(line.unitPrice))</td>\
      <td class="n">\(line.discountPercent)</td><td class="n">\(digits(line.amount))</td></tr>
      """
    }
    let taxes = quote.taxes.map { "<p>其中税额 \($0.ratePercent) %:\(digits($0.tax))</p>" }
    let html = """
      <!doctype html>
      <html lang="zh"><head><meta charset="utf-8"><title>\(escaped(quote.number))</title>
      <style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse;width:100%}
      td,th{border:1px solid #999;padding:4px;text-align:left}.n{text-align:right}</style></head><body>
      <h1>报价单 \(escaped(quote.number))</h1>
      <p>客户:\(escaped(customer?.name ?? ""))</p>
      <p>版本 \(quote.version) · 有效期至 \(quote.validUntil)</p>
      <table><tr><th>房间</th><th>项目</th><th>型号</th><th>数量</th><th>单价</th><th>折扣 %</th><th>金额</th></tr>
      \(rows.joined(separator: "\n"))
      </table>
      <p><strong>合计 \(quote.total)</strong></p>
      \(taxes.joined(separator: "\n"))
      </body></html>
      """
    return HTTPResponse(headers: ["Content-Type": "text/html; charset=utf-8"], body: .bytes(Array(html.utf8)))
  }

  /// `12999.00`
  private static func digits(_ money: Money) -> String {
    String(money.description.dropFirst(money.currency.code.count + 1))
  }

}
