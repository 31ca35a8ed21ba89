import Contracts
import FinanceDomain
import Kernel
import Persistence
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
    /// The day in a closed month that it belongs to or corrects something of.
    var refersTo: BusinessDate?
  }

  /// Lines of an account, or of all, in a period; both days included.
  static func lines(
    account: String?, from: BusinessDate?, to: BusinessDate?, after row: Int64, limit: Int, in database: Database
  ) throws -> [(row: Int64, line: Line)] {
    // In the order of posting; days lead to the lines where there are any, an account's own order where not.
    let index =
      from == nil && to == nil
      ? (account == nil ? "" : "INDEXED BY ledger_lines_posted")
      : "INDEXED BY ledger_lines_\(account == nil ? "day" : "account")"
    return try database.all(
      """
      SELECT rowid AS line_id, on_day, kind, document, customer, account, debit, credit, currency, refers_to
      FROM ledger_lines \(index)
      WHERE rowid > ?1 \(account == nil ? "" : "AND account = ?2")
        \(from == nil ? "" : "AND on_day >= ?3") \(to == nil ? "" : "AND on_day <= ?4")
      ORDER BY rowid LIMIT ?5
      """, row, account, from?.description, to?.description, limit
    ) {
      (
        try $0.integer("line_id"),
        Line(
          on: try $0.date("on_day"), kind: try $0.text("kind"), document: try $0.text("document"),
          customerId: try $0.optionalID("customer"), account: try $0.text("account"), debit: try $0.money("debit"),
          credit: try $0.money("credit"), refersTo: try $0.optionalDate("refers_to"))
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

  static func trialBalance(asOf day: BusinessDate, in database: Database, language: Language = .chinese) throws
    -> TrialBalance
  {
    let rows = try database.all(
      """
      SELECT account, currency, sum(balance) AS balance FROM (
        SELECT account, currency, debit - credit AS balance FROM ledger_months WHERE month < ?1
        UNION ALL
        SELECT account, currency, debit - credit FROM ledger_lines WHERE on_day >= ?1 || '-01' AND on_day <= ?2)
      GROUP BY account, currency HAVING sum(balance) != 0 ORDER BY account, currency
      """, day.month, day.description
    ) { row in
      let (account, balance) = (try row.text("account"), try row.money("balance"))
      let zero = Money.zero(balance.currency)
      return Balance(
        account: account, name: language == .chinese ? Account.chinese(account) : Account.english(account),
        debit: balance.amount > 0 ? balance : zero,
        credit: balance.amount < 0 ? balance.negated : zero)
    }
    return TrialBalance(asOf: day, rows: rows)
  }
}
