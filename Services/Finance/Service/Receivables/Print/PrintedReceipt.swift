import Documents
import HTTP
import Kernel
import ServiceRuntime

/// A receipt as a sheet of paper.
enum PrintedReceipt {
  /// What it paid, by the order's number and the instalment's label.
  struct Paid: Sendable {
    var label: String
    var on: BusinessDate
    var amount: Money
  }

  static func page(
    _ receipt: ReceiptView, paid: [Paid], of customer: String?, _ print: Printing
  ) -> HTTPResponse {
    let title = print.say("收据", "Receipt")
    let facts: [(name: String, value: HTML)] = [
      (print.say("编号", "Number"), "\(receipt.number)"), (print.say("日期", "Date"), "\(receipt.receivedOn)"),
      (print.say("付款人", "Received from"), "\(customer ?? receipt.customerId.text)"),
      (print.say("方式", "Method"), "\(method(receipt, print))"),
    ]
    let reversed = receipt.reversedOn.map {
      "<p><strong>\(print.say("已冲销", "Reversed")) \($0)</strong></p>" as HTML
    }
    return HTTPResponse(
      page: print.page(
        title: "\(title) \(receipt.number)", pageNumbers: true,
        """
        <h1>\(title)</h1>
        \(Printing.facts(facts))
        \(reversed ?? "")
        \(allocations(of: receipt, paid: paid, print))
        \(Printing.signatures(print.say("收款人", "Received by"), print.say("付款人", "Paid by")))
        """))
  }

  private static func allocations(of receipt: ReceiptView, paid: [Paid], _ print: Printing) -> HTML {
    var table = Table([
      .text(print.say("用于", "For")), .whole(print.say("日期", "Date")),
      .figure("\(print.say("金额", "Amount")) (\(receipt.amount.currency))"),
    ])
    for item in paid { table.append(["\(item.label)", "\(item.on)", "\(item.amount.grouped)"]) }
    if let elsewhere = receipt.elsewhere {
      table.append([.across(2, print.say("其他订单", "Other orders")), "\(elsewhere.grouped)"])
    }
    table.append([.across(2, print.say("未分配（订金）", "Unallocated (deposit)")), "\(receipt.unallocated.grouped)"])
    table.append([.across(2, print.say("合计", "Total")), "\(receipt.amount.grouped)"], isTotal: true)
    return table.html
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
