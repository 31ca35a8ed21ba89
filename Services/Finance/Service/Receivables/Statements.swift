import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// What a customer owes and paid, line by line (H8): receivables against money; how it is allocated does not matter.
enum Statements {
  struct Line: Codable, Sendable {
    var on: BusinessDate
    /// `order`, `service`, `correction`, `amendment`, `cancellation`, `credit-note`, `receipt`, `reversal`, `refund`
    var kind: String
    /// The order's, the service request's, the receipt's, the refund's or the credit note's number.
    var documentNumber: String
    /// The instalment's.
    var label: String?
    var debit: Money
    var credit: Money
    var balance: Money
  }

  struct View: Codable, Sendable {
    var customerId: ID<Customer>
    var from: BusinessDate
    var to: BusinessDate
    var opening: Money
    var lines: [Line]
    var closing: Money
    /// As of the last day.
    var aging: Aging.Row
  }

  /// As a request asks for it: the last twelve months where it names no days.
  static func view(asked query: QueryRequest, in database: Database) throws -> View {
    let customer: ID<Customer> = query.id("customerId")
    try FinanceCustomers.require(customer, in: database)
    try CallerScope(of: query.caller).require(customer, in: database)
    let to = try query.date("to") ?? CompanyZone.day(at: query.now)
    let from = try query.date("from") ?? to.adding(months: -FinancePolicy.standard.statementMonths)
    guard from <= to else {
      throw Problem.invalidQuery(
        "from", "after-to", Localized(zh: "起始日不能晚于截止日。", en: "The first day is not after the last."))
    }
    let currency = try query.text("currency").map { code in
      guard let currency = Currency(code) else {
        throw Problem.invalidQuery(
          "currency", "unknown", Localized(zh: "未知的货币“\(code)”。", en: "'\(code)' is no known currency."))
      }
      return currency
    }
    return try view(of: customer, from: from, to: to, in: currency, database)
  }

  /// Both days included; in the currency asked for, or the customer's first.
  static func view(
    of customer: ID<Customer>, from: BusinessDate, to: BusinessDate, in currency: Currency? = nil,
    _ database: Database
  ) throws -> View {
    let all = try database.all(
      """
      SELECT c.on_day, c.kind, CASE WHEN c.document = r.id THEN coalesce(o.number, r.label) ELSE c.document END
          AS document,
        r.label, c.amount, c.currency, 1 AS side, c.rowid AS place
      FROM receivable_changes c JOIN receivables r ON r.id = c.receivable LEFT JOIN orders o ON o.id = r.order_id
      WHERE c.customer = ?1 AND c.on_day <= ?2
      UNION ALL
      SELECT on_day, kind, document, NULL, -amount, currency, 2, rowid
      FROM credit_changes WHERE customer = ?1 AND on_day <= ?2
      ORDER BY 1, side, place
      """, customer, to
    ) {
      AccountStatement.Movement(
        on: try $0.date("on_day"), kind: try $0.text("kind"), document: try $0.text("document"),
        label: try $0.optionalText("label"), try $0.money("amount"))
    }
    let statement = try AccountStatement(of: all, from: from, in: currency)
    return View(
      customerId: customer, from: from, to: to, opening: statement.opening, lines: statement.lines.map(Line.init),
      closing: statement.closing,
      aging: try Aging.row(of: customer, in: statement.opening.currency, asOf: to, database))
  }

  /// A line's kind as people read it.
  static func words(for kind: String, _ language: Language) -> String {
    func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }
    return switch kind {
    case "order": say("订单", "Order")
    case "service": say("服务费", "Service charge")
    case "correction": say("更正", "Correction")
    case "amendment": say("变更", "Amendment")
    case "cancellation": say("取消", "Cancellation")
    case "credit-note": say("红冲", "Credit note")
    case "receipt": say("收款", "Receipt")
    case "reversal": say("收款冲销", "Receipt reversed")
    case "refund": say("退款", "Refund")
    default: kind
    }
  }
}

extension Statements.Line {
  init(_ line: AccountStatement.Line) {
    self.init(
      on: line.movement.on, kind: line.movement.kind, documentNumber: line.movement.document, label: line.label,
      debit: line.debit, credit: line.credit, balance: line.balance)
  }
}
