import Documents
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
        .text(line.room ?? ""), .number(line.quantity.description), .number(line.unitPrice.digits),
        .number(line.discountPercent.description), .number(line.taxRatePercent.description),
        .number(line.amount.digits), .text(line.amount.currency.code),
      ])
    }
    return HTTPResponse(headers: ["Content-Type": CSV.contentType], body: .bytes(csv.bytes))
  }

  /// Numbers as numbers (C4); lines grouped as the quote has them, the total last.
  static func xlsx(_ quote: QuoteState, in language: Language) throws -> HTTPResponse {
    func money(_ money: Money) -> Workbook.Cell { .number(money.amount, decimals: money.currency.exponent) }
    var sheet = Workbook.Sheet(
      quote.number,
      columns: [
        language.say("房间", "Room"), language.say("项目", "Item"), language.say("型号", "SKU"),
        language.say("数量", "Quantity"), language.say("单价", "Unit price"),
        language.say("折扣 %", "Discount %"), language.say("税率 %", "Tax rate %"), language.say("金额", "Amount"),
        language.say("货币", "Currency"),
      ])
    sheet.rows = quote.lines.map { line in
      [
        .text(line.room ?? ""), .text(line.description), .text(line.sku ?? ""),
        .number(line.quantity.value, decimals: line.quantity.scale), money(line.unitPrice),
        .number(Int64(line.discountPercent.hundredths), decimals: 2),
        .number(Int64(line.taxRatePercent.hundredths), decimals: 2), money(line.amount),
        .text(line.amount.currency.code),
      ]
    }
    let blank = [Workbook.Cell](repeating: .empty, count: 6)
    sheet.totals = [
      [.text(language.say("合计", "Total"))] + blank + [money(quote.total), .text(quote.total.currency.code)]
    ]
    return HTTPResponse(
      headers: [
        "Content-Type": Workbook.contentType,
        "Content-Disposition": "attachment; filename=\(quote.number).xlsx",
      ], body: .bytes(try Workbook([sheet]).bytes()))
  }
}
