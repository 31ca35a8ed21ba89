import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// What a customer owes and paid, line by line (H8): receivables against money; how it is allocated does not matter.
enum Statements {
  struct Line: Codable, Sendable {
    var on: BusinessDate
    /// `order`, `service`, `correction`, `amendment`, `cancellation`, `credit-note`, `receipt`, `reversal`, `refund`;
    /// in part also `allocation`
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
    /// Whose part of the account it is: `own`, `shop`, or `all` of it.
    var scope: String
  }

  /// As a request asks for it: the last twelve months where it names no days.
  static func view(asked query: QueryRequest, in database: Database) throws -> View {
    let visibility = query.visibility
    let customer = try FinanceCustomers.find(query.id("customerId"), for: visibility, .accounts, in: database).id
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
    return try view(of: customer, from: from, to: to, in: currency, for: visibility, database)
  }

  /// Whose statement a request asks for, as a page shows the customer: with the phone for those who see the customer
  /// so, not for all who see the money.
  static func customer(asked query: QueryRequest, in database: Database) throws -> FinanceCustomers.View? {
    try FinanceCustomers.view(query.id("customerId"), for: query.visibility(of: .customer), .customers, in: database)
  }

  /// Both days included; in the currency asked for, or the customer's first.
  ///
  /// Whoever sees a part of the account gets the part's own: its receivables, its money, and what has gone over between
  /// the part and the rest, so that the balance is what is open in the part less its credit.
  static func view(
    of customer: ID<Customer>, from: BusinessDate, to: BusinessDate, in currency: Currency? = nil,
    for visibility: Visibility, _ database: Database
  ) throws -> View {
    let ours = (
      receivable: Belonging.receivables(as: "r").condition(3), credit: Belonging.credit("c.credit").condition(3)
    )
    let all = try database.all(
      """
      SELECT c.on_day, c.kind, CASE WHEN c.document = r.id THEN coalesce(o.number, r.label) ELSE c.document END
          AS document,
        r.label, c.amount, c.currency, 1 AS side, c.rowid AS place
      FROM receivable_changes c JOIN receivables r ON r.id = c.receivable LEFT JOIN orders o ON o.id = r.order_id
      WHERE c.customer = ?1 AND c.on_day <= ?2 AND \(ours.receivable)
      UNION ALL
      SELECT on_day, kind, document, NULL, -amount, currency, 2, rowid
      FROM credit_changes c WHERE customer = ?1 AND on_day <= ?2 AND \(ours.credit)
      UNION ALL
      SELECT c.on_day, 'allocation', coalesce((SELECT number FROM receipts WHERE id = c.credit),
          (SELECT number FROM credit_notes WHERE id = c.credit), ''),
        iif(\(ours.receivable), r.label, NULL), iif(\(ours.receivable), -c.amount, c.amount), c.currency, 3,
        c.rowid
      FROM allocations c JOIN receivables r ON r.id = c.receivable
      WHERE NOT ?7 AND c.customer = ?1 AND c.on_day <= ?2
        AND (\(ours.receivable) IS TRUE) != (\(ours.credit) IS TRUE)
      ORDER BY 1, side, place
      """, [customer, to] + visibility.seen.values + [visibility.seen.isAll]
    ) {
      AccountStatement.Movement(
        on: try $0.date("on_day"), kind: try $0.text("kind"), document: try $0.text("document"),
        label: try $0.optionalText("label"), try $0.money("amount"))
    }
    let statement = try AccountStatement(of: all, from: from, in: currency)
    return View(
      customerId: customer, from: from, to: to, opening: statement.opening, lines: statement.lines.map(Line.init),
      closing: statement.closing,
      aging: try Aging.row(of: customer, in: statement.opening.currency, asOf: to, for: visibility, database),
      scope: visibility.word)
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
    case "reinstatement": say("恢复", "Reinstatement")
    case "credit-note": say("红冲", "Credit note")
    case "receipt": say("收款", "Receipt")
    case "reversal": say("收款冲销", "Receipt reversed")
    case "refund": say("退款", "Refund")
    case "allocation": say("分配", "Allocation")
    default: kind
    }
  }

  /// What a sheet of paper or a spreadsheet says of a part; nil of the whole.
  static func words(forPart scope: String, _ language: Language) -> String? {
    func say(_ chinese: String, _ english: String) -> String { language == .chinese ? chinese : english }
    return switch scope {
    case "own": say("仅本人订单", "Own orders only")
    case "shop": say("仅本店订单", "The shop's orders only")
    default: nil
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
