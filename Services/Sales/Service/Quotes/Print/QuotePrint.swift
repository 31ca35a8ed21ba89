import Contracts
import Documents
import HTTP
import Kernel
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// A quote to print; once it is accepted, the contract, with how the customer signed it (H4).
struct QuotePrint {
  let quote: QuoteState
  let customer: CustomerCopy?
  /// Names of the employees that it names, by their codes.
  let employees: [String: String]

  init(_ quote: QuoteState, customer: CustomerCopy?, in database: Database) throws {
    (self.quote, self.customer) = (quote, customer)
    let codes = [quote.salespersonId, quote.acceptance?.linkBy, quote.acceptance?.by].compactMap { $0?.text }
    var names: [String: String] = [:]
    for code in codes {
      names[code] = try database.first("SELECT name FROM employees WHERE code = ?", code) { try $0.text("name") }
    }
    employees = names
  }

  func html(_ print: Printing) -> HTTPResponse {
    let address = [
      customer?.address.city, customer?.address.community, customer?.address.building, customer?.address.room,
    ].compactMap { $0 }
    let taxes = quote.taxes.map { share in
      "<p>\(print.say("其中税额", "Of which tax at")) \(share.ratePercent) %\(print.say("：", ": "))\(share.tax.digits)</p>"
        as HTML
    }
    return HTTPResponse(
      page: print.page(
        title: quote.number, style: PackageResources.quote_css,
        """
        <h1>\(print.say("报价单", "Quote")) \(quote.number)</h1>
        \(Printing.facts([
          (print.say("客户", "Customer"), "\(customer?.name ?? "")"),
          (print.say("电话", "Phone"), "\(customer?.phone ?? "")"),
          (print.say("地址", "Address"), "\(address.joined(separator: " "))"),
          (print.say("销售", "Salesperson"), "\(name(quote.salespersonId))"),
          (print.say("日期", "Date"), "\(quote.issuedOn ?? quote.draftedOn)"),
          (print.say("版本", "Version"), "\(quote.version)"),
          (print.say("有效期至", "Valid until"), "\(quote.validUntil)"),
        ]))
        \(lines(print))
        <p><strong>\(print.say("合计", "Total")) \(quote.total)</strong></p>
        \(taxes)
        \(acceptance(print))
        """))
  }

  private func lines(_ print: Printing) -> HTML {
    var table = Table([
      .text(print.say("房间", "Room")), .text(print.say("项目", "Item")), .text(print.say("型号", "SKU")),
      .figure(print.say("数量", "Quantity")), .figure(print.say("单价", "Unit price")),
      .figure(print.say("折扣 %", "Discount %")), .figure(print.say("金额", "Amount")),
    ])
    for line in quote.lines {
      table.append([
        "\(line.room ?? "")", "\(line.description)", "\(line.sku ?? "")", "\(line.quantity)",
        "\(line.unitPrice.digits)", "\(line.discountPercent)", "\(line.amount.digits)",
      ])
    }
    return table.html
  }

  private func acceptance(_ print: Printing) -> HTML {
    guard let acceptance = quote.acceptance else { return "" }
    let time = CompanyZone.minute(at: acceptance.at)
    let terms = print.say("第 \(quote.version) 版", "version \(quote.version)")
    guard let signedName = acceptance.signedName else {
      let employee = acceptance.by.map(name) ?? "–"
      return """
        <section class="signed"><h2>\(print.say("客户接受", "Accepted by the customer"))</h2>
        <p>\(print.say(
          "客户于 \(time) 接受\(terms)，由 \(employee) 登记（无在线签名）。",
          "The customer accepted \(terms) at \(time), as noted by \(employee) (not signed online)."))</p></section>
        """
    }
    return """
      <section class="signed"><h2>\(print.say("客户签名", "Signed by the customer"))</h2>
      \(drawing(acceptance, signedName, print))
      \(Printing.facts([
        (print.say("签名人", "Name as typed"), "\(signedName)"),
        (print.say("接受版本", "Accepted"), "\(quote.number)\(print.say("，", ", "))\(terms)"),
        (print.say("时间", "Time"), "\(time)"),
        (print.say("网络地址", "Network address"), "\(acceptance.signedFrom ?? "–")"),
        (print.say("链接发放人", "Link made by"), "\(acceptance.linkBy.map(name) ?? "–")"),
      ]))</section>
      """
  }

  private func drawing(_ acceptance: QuoteAcceptance, _ signedName: String, _ print: Printing) -> HTML {
    guard let path = acceptance.signature else {
      return """
        <p class="typed">\(signedName)</p>
        <p>\(print.say("客户以输入姓名的方式签名。", "The customer signed by typing the name."))</p>
        """
    }
    return """
      <svg class="ink" viewBox="0 0 \(Signature.width) \(Signature.height)" role="img"
        aria-label="\(print.say("手写签名", "Drawn signature"))"><path d="\(path)"/></svg>
      """
  }

  /// The name and the code, which tells two of one name apart.
  private func name(_ employee: ID<Employee>) -> String {
    employees[employee.text].map { "\($0)（\(employee)）" } ?? employee.text
  }
}
