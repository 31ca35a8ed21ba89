import Documents
import HTTP
import Kernel
import ServiceRuntime

/// A customer's statement as a sheet of paper (H8, H14).
enum PrintedStatement {
  static func page(_ statement: Statements.View, of customer: FinanceCustomers.View?, _ print: Printing) -> HTTPResponse
  {
    let title = print.say("对账单", "Statement of account")
    var facts: [(name: String, value: HTML)] = [
      (print.say("客户", "Customer"), "\(customer?.name ?? statement.customerId.text)"),
      (print.say("电话", "Phone"), "\(customer?.phone ?? "")"),
      (print.say("期间", "Period"), "\(statement.from) – \(statement.to)"),
      (print.say("货币", "Currency"), "\(statement.opening.currency)"),
    ]
    if let part = Statements.words(forPart: statement.scope, print.language) {
      facts.append((print.say("范围", "Scope"), "\(part)"))
    }
    return HTTPResponse(
      page: print.page(
        title: "\(title) \(customer?.name ?? "")", pageNumbers: true,
        """
        <h1>\(title)</h1>
        \(Printing.facts(facts))
        \(lines(of: statement, print))
        \(aging(of: statement, print))
        \(Printing.signatures(print.say("制单", "Prepared by"), print.say("客户确认", "Confirmed by customer")))
        """))
  }

  private static func lines(of statement: Statements.View, _ print: Printing) -> HTML {
    var table = Table([
      .whole(print.say("日期", "Date")), .text(print.say("类型", "Kind")), .whole(print.say("单号", "Document")),
      .text(print.say("说明", "Details")), .figure(print.say("应收", "Debit")), .figure(print.say("收款", "Credit")),
      .figure(print.say("余额", "Balance")),
    ])
    table.append([
      "\(statement.from)", .across(5, print.say("期初余额", "Opening balance")), "\(statement.opening.grouped)",
    ])
    func amount(_ money: Money) -> Table.Cell { money.isZero ? "" : "\(money.grouped)" }
    for line in statement.lines {
      table.append([
        "\(line.on)", "\(Statements.words(for: line.kind, print.language))", "\(line.documentNumber)",
        "\(line.label ?? "")", amount(line.debit), amount(line.credit), "\(line.balance.grouped)",
      ])
    }
    table.append(
      ["\(statement.to)", .across(5, print.say("期末余额", "Closing balance")), "\(statement.closing.grouped)"],
      isTotal: true)
    return table.html
  }

  private static func aging(of statement: Statements.View, _ print: Printing) -> HTML {
    let aging = statement.aging
    let buckets = [
      (print.say("未到期", "Not due"), aging.notDue), (print.say("1–30 天", "1–30 days"), aging.days1to30),
      (print.say("31–60 天", "31–60 days"), aging.days31to60), (print.say("61–90 天", "61–90 days"), aging.days61to90),
      (print.say("91–180 天", "91–180 days"), aging.days91to180), (print.say("180 天以上", "Over 180 days"), aging.over180),
      (print.say("应收合计", "Total open"), aging.total), (print.say("未分配余额", "Unallocated credit"), aging.unallocated),
    ]
    var table = Table(buckets.map { .figure($0.0) })
    table.append(buckets.map { "\($0.1.grouped)" })
    return table.html
  }
}
