import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceRuntime

/// What the ledger says (H7).
enum Ledger {
  struct Line: Codable, Sendable {
    var on: BusinessDate
    var kind: String
    var document: String
    var customerId: ID<Customer>?
    var account: String
    var debit: Money
    var credit: Money
  }

  /// Lines of an account, or of all, in a period; both days included.
  static func lines(
    account: String?, from: BusinessDate?, to: BusinessDate?, after row: Int64, limit: Int, in database: Database
  ) throws -> [(row: Int64, line: Line)] {
    try database.all(
      """
      SELECT rowid, on_day, kind, document, customer, account, debit, credit, currency FROM ledger_lines
      WHERE rowid > ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR on_day >= ?3) AND (?4 IS NULL OR on_day <= ?4)
      ORDER BY rowid LIMIT ?5
      """, row, account, from?.description, to?.description, limit
    ) {
      (
        $0.integer(0),
        Line(
          on: try Items.day($0.text(1)), kind: $0.text(2), document: $0.text(3),
          customerId: $0.optionalText(4).map { ID($0) }, account: $0.text(5),
          debit: try Items.money($0.integer(6), $0.text(8)), credit: try Items.money($0.integer(7), $0.text(8)))
      )
    }
  }

  struct Balance: Codable, Sendable {
    var account: String
    var name: String
    var debit: Money
    var credit: Money
  }

  struct TrialBalance: Codable, Sendable {
    var asOf: BusinessDate
    /// Each account's balance on the side where it stands; both sides have the same sum.
    var rows: [Balance]
  }

  static func trialBalance(asOf day: BusinessDate, in database: Database) throws -> TrialBalance {
    let rows = try database.all(
      """
      SELECT account, currency, sum(debit) - sum(credit) FROM ledger_lines WHERE on_day <= ?
      GROUP BY account, currency HAVING sum(debit) != sum(credit) ORDER BY account, currency
      """, day.description
    ) { row in
      let balance = try Items.money(row.integer(2), row.text(1))
      let zero = Money.zero(balance.currency)
      return Balance(
        account: row.text(0), name: Account.chinese(row.text(0)), debit: balance.amount > 0 ? balance : zero,
        credit: balance.amount < 0 ? balance.negated : zero)
    }
    return TrialBalance(asOf: day, rows: rows)
  }

  // MARK: Statements

  struct StatementLine: Codable, Sendable {
    var on: BusinessDate
    /// `order`, `service`, `correction`, `amendment`, `cancellation`, `credit-note`, `receipt`, `reversal`, `refund`
    var kind: String
    var documentNumber: String
    var debit: Money
    var credit: Money
    var balance: Money
  }

  struct Statement: Codable, Sendable {
    var customerId: ID<Customer>
    var from: BusinessDate
    var to: BusinessDate
    var opening: Money
    var lines: [StatementLine]
    var closing: Money
    /// As of the last day.
    var aging: Receivables.AgingRow?
  }

  /// What a customer owes and paid, line by line: receivables against money; how it is allocated does not matter here.
  static func statement(
    of customer: ID<Customer>, from: BusinessDate, to: BusinessDate, in database: Database
  ) throws -> Statement {
    let all = try database.all(
      """
      SELECT on_day, kind, document, amount, currency, 1 FROM receivable_changes WHERE customer = ?1 AND on_day <= ?2
      UNION ALL
      SELECT on_day, kind, document, -amount, currency, 2 FROM credit_changes WHERE customer = ?1 AND on_day <= ?2
      ORDER BY 1, 6, 3
      """, customer.text, to.description
    ) { (on: $0.text(0), kind: $0.text(1), document: $0.text(2), amount: $0.integer(3), currency: $0.text(4)) }
    let currency = all.first.flatMap { Currency($0.currency) } ?? .cny
    var balance = all.filter { $0.on < from.description }.reduce(Int64(0)) { $0 + $1.amount }
    let opening = try Money(balance, currency)
    let lines = try all.filter { $0.on >= from.description && $0.currency == currency.code }.map { item in
      balance += item.amount
      return StatementLine(
        on: try Items.day(item.on), kind: item.kind, documentNumber: item.document,
        debit: try Money(max(0, item.amount), currency), credit: try Money(max(0, -item.amount), currency),
        balance: try Money(balance, currency))
    }
    return Statement(
      customerId: customer, from: from, to: to, opening: opening, lines: lines, closing: try Money(balance, currency),
      aging: try Receivables.aging(asOf: to, customer: customer.text, in: database).first)
  }
}
