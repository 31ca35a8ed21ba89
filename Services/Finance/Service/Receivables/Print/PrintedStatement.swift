import HTTP
import Kernel
import ServiceRuntime

/// A customer's statement as a sheet of paper (H8, H14).
enum PrintedStatement {
  static func page(_ statement: Statements.View, of customer: FinanceCustomers.View?, _ print: Printing) -> HTTPResponse
  {
    let title = print.say("对账单", "Statement of account")
    let rows = statement.lines.map { line in
      """
      <tr><td class="d">\(line.on)</td><td>\(escaped(Statements.words(for: line.kind, print.language)))</td><td class="d">\(escaped(line.documentNumber))</td>\
      <td>\(escaped(line.label ?? ""))</td><td class="n">\(amount(line.debit))</td>\
      <td class="n">\(amount(line.credit))</td><td class="n">\(Printing.digits(line.balance))</td></tr>
      """
    }
    let aging = statement.aging
    let buckets = [
      (print.say("未到期", "Not due"), aging.notDue), (print.say("1–30 天", "1–30 days"), aging.days1to30),
      (print.say("31–60 天", "31–60 days"), aging.days31to60), (print.say("61–90 天", "61–90 days"), aging.days61to90),
      (print.say("91–180 天", "91–180 days"), aging.days91to180), (print.say("180 天以上", "Over 180 days"), aging.over180),
      (print.say("应收合计", "Total open"), aging.total), (print.say("未分配余额", "Unallocated credit"), aging.unallocated),
    ]
    return print.page(
      title: "\(title) \(customer?.name ?? "")",
      """
      <h1>\(title)</h1>
      <dl><dt>\(print.say("客户", "Customer"))</dt><dd>\(escaped(customer?.name ?? statement.customerId.text))</dd>
      <dt>\(print.say("电话", "Phone"))</dt><dd>\(escaped(customer?.phone ?? ""))</dd>
      <dt>\(print.say("期间", "Period"))</dt><dd>\(statement.from) – \(statement.to)</dd>
      <dt>\(print.say("货币", "Currency"))</dt><dd>\(statement.opening.currency)</dd></dl>
      <table><thead><tr><th>\(print.say("日期", "Date"))</th><th>\(print.say("类型", "Kind"))</th>\
      <th>\(print.say("单号", "Document"))</th><th>\(print.say("说明", "Details"))</th>\
      <th class="n">\(print.say("应收", "Debit"))</th><th class="n">\(print.say("收款", "Credit"))</th>\
      <th class="n">\(print.say("余额", "Balance"))</th></tr></thead><tbody>
      <tr><td class="d">\(statement.from)</td><td colspan="5">\(print.say("期初余额", "Opening balance"))</td>\
      <td class="n">\(Printing.digits(statement.opening))</td></tr>
      \(rows.joined(separator: "\n"))
      <tr class="total"><td class="d">\(statement.to)</td><td colspan="5">\(print.say("期末余额", "Closing balance"))</td>\
      <td class="n">\(Printing.digits(statement.closing))</td></tr>
      </tbody></table>
      <table><thead><tr>\(buckets.map { "<th class=\"n\">\($0.0)</th>" }.joined())</tr></thead>
      <tbody><tr>\(buckets.map { "<td class=\"n\">\(Printing.digits($0.1))</td>" }.joined())</tr></tbody></table>
      <footer><span>\(print.say("制单", "Prepared by"))</span><span>\(print.say("客户确认", "Confirmed by customer"))</span></footer>
      """)
  }

  private static func amount(_ money: Money) -> String { money.isZero ? "" : Printing.digits(money) }
}

/// A receipt as a sheet of paper.
enum PrintedReceipt {
  /// What it paid, by the order's number and the instalment's label.
  struct Paid: Sendable {
    var label: String
    var on: BusinessDate
    var amount: Money
  }

  static func page(
    _ receipt: ReceiptView, paid: [Paid], of customer: FinanceCustomers.View?, _ print: Printing
  ) -> HTTPResponse {
    let title = print.say("收据", "Receipt")
    let rows = paid.map {
      "<tr><td>\(escaped($0.label))</td><td class=\"d\">\($0.on)</td><td class=\"n\">\(Printing.digits($0.amount))</td></tr>"
    }
    let reversed = receipt.reversedOn.map { "<p><strong>\(print.say("已冲销", "Reversed")) \($0)</strong></p>" } ?? ""
    return print.page(
      title: "\(title) \(receipt.number)",
      """
      <h1>\(title)</h1>
      <dl><dt>\(print.say("编号", "Number"))</dt><dd>\(receipt.number)</dd>
      <dt>\(print.say("日期", "Date"))</dt><dd>\(receipt.receivedOn)</dd>
      <dt>\(print.say("付款人", "Received from"))</dt><dd>\(escaped(customer?.name ?? receipt.customerId.text))</dd>
      <dt>\(print.say("方式", "Method"))</dt><dd>\(method(receipt, print))</dd></dl>
      \(reversed)
      <table><thead><tr><th>\(print.say("用于", "For"))</th><th>\(print.say("日期", "Date"))</th>\
      <th class="n">\(print.say("金额", "Amount")) (\(receipt.amount.currency))</th></tr></thead><tbody>
      \(rows.joined(separator: "\n"))
      <tr><td colspan="2">\(print.say("未分配（订金）", "Unallocated (deposit)"))</td>\
      <td class="n">\(Printing.digits(receipt.unallocated))</td></tr>
      <tr class="total"><td colspan="2">\(print.say("合计", "Total"))</td>\
      <td class="n">\(Printing.digits(receipt.amount))</td></tr>
      </tbody></table>
      <footer><span>\(print.say("收款人", "Received by"))</span><span>\(print.say("付款人", "Paid by"))</span></footer>
      """)
  }

  private static func method(_ receipt: ReceiptView, _ print: Printing) -> String {
    switch receipt.method {
    case .cash: print.say("现金", "Cash")
    case .bank: print.say("银行转账", "Bank transfer")
    case .card: print.say("刷卡", "Card")
    case .wechat: print.say("微信", "WeChat Pay")
    case .alipay: print.say("支付宝", "Alipay")
    }
  }
}
