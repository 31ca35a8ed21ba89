import Documents
import HTTP
import Kernel
import SalesDomain
import ServiceRuntime

/// What a customer's link opens (H4): the quote, and where to sign it; no login, no outside resource, Chinese or English.
enum QuoteAcceptancePage {
  private static let page = CustomerPage(PackageResources.acceptance_html, script: PackageResources.acceptance_js)

  static func form(for quote: QuoteState, _ language: Language) -> HTTPResponse {
    var table = Table([
      .text(language.say("房间", "Room")), .text(language.say("项目", "Item")), .text(language.say("数量", "Quantity")),
      .text(language.say("金额", "Amount")),
    ])
    for line in quote.lines {
      table.append(["\(line.room ?? "")", "\(line.description)", "\(line.quantity)", "\(line.amount)"])
    }
    return page.response(
      in: language,
      [
        "number": "\(quote.number)", "lines": table.html, "total": "\(quote.total)",
        "version": "\(quote.version)",
        "validUntil": "\(quote.validUntil)",
      ])
  }
}
