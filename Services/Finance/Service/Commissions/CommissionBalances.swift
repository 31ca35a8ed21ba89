import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// What salespeople have earned, given back and got (C16): open = accrued + adjusted − paid.
enum CommissionBalances {
  /// A row in the columns of the report.
  struct Row: Codable, Sendable {
    var salespersonId: ID<Employee>
    var accrued: Money
    /// What was taken back, negative.
    var adjusted: Money
    var paid: Money
    /// Negative: a debt that is carried forward.
    var open: Money
  }

  /// A line of the record, with what caused it (H9).
  struct Line: Codable, Sendable {
    var salespersonId: ID<Employee>
    var on: BusinessDate
    /// `accrued`, `adjusted` or `paid`
    var kind: String
    var amount: Money
    var planCode: String?
    var planVersion: Int?
    var orderId: ID<Order>?
    /// The order, delivery, allocation, credit note or payout.
    var causeId: String
  }

  /// `POST /v1/commissions/payouts`: all that is open where no amount is named, never more.
  struct Pay: Command {
    var salespersonId: ID<Employee>
    var amount: Money?
    var paidOn: BusinessDate
    var method: PaymentMethod
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<Payout> {
      let (body, seen, database) = (request.body, request.visibility.seen, unit.database)
      let draft = PayoutDraft(
        salesperson: body.salespersonId, amount: body.amount, paidOn: body.paidOn, method: body.method)
      let paid = try draft.post(
        then: try rows(salesperson: draft.salesperson.text, asOf: draft.paidOn, in: seen, database),
        now: try rows(salesperson: draft.salesperson.text, asOf: nil, in: seen, database),
        number: try DocumentNumbers.finance.next("CP", on: draft.paidOn, in: database), try unit.books(),
        at: request.occurredAt(in: unit))
      try unit.record(paid)
      return Answer(Payout(paid), status: 201)
    }
  }

  struct Payout: Codable, Sendable {
    var id: ID<Payment>
    var number: String
    var salespersonId: ID<Employee>
    var amount: Money
    var paidOn: BusinessDate
    var method: PaymentMethod
  }

  static func rows(
    salesperson: String?, asOf day: BusinessDate?, after code: String = "", limit: Int = .max,
    in cut: Visibility.Cut, _ database: Database
  ) throws -> [CommissionBalance] {
    // Where the rows are one person's, an index leads to them.
    let salesperson = salesperson ?? (cut.reach == .own ? cut.employee : nil)
    let whose = salesperson == nil ? "salesperson > ?1" : "salesperson > ?1 AND salesperson = ?2"
    return try database.all(
      """
      SELECT salesperson, currency, sum(CASE kind WHEN 'accrued' THEN amount ELSE 0 END) AS accrued,
        sum(CASE kind WHEN 'adjusted' THEN amount ELSE 0 END) AS adjusted,
        sum(CASE kind WHEN 'paid' THEN -amount ELSE 0 END) AS paid
      FROM (
        SELECT salesperson, currency, kind, amount FROM commission_months
          WHERE \(whose) AND \(day == nil ? "?3 IS NULL" : "month < substr(?3, 1, 7)")
        UNION ALL SELECT salesperson, currency, kind, amount FROM commission_lines
          WHERE \(whose) AND on_day >= substr(?3, 1, 7) || '-01' AND on_day <= ?3) balances
      WHERE \(Belonging.commission("balances.salesperson").condition(5))
      GROUP BY salesperson, currency ORDER BY salesperson, currency LIMIT ?4
      """, [code, salesperson, day, limit] + cut.values
    ) {
      try CommissionBalance(
        salesperson: try $0.id("salesperson"), accrued: try $0.money("accrued"), adjusted: try $0.money("adjusted"),
        paid: try $0.money("paid"))
    }
  }

  static func lines(
    salesperson: String?, after row: Int64, limit: Int, in cut: Visibility.Cut, _ database: Database
  ) throws -> [(row: Int64, line: Line)] {
    try database.all(
      """
      SELECT l.rowid AS place, l.salesperson, l.on_day, l.kind, l.amount, l.currency, c.plan, c.version, c.order_id,
        l.cause
      FROM commission_lines l LEFT JOIN commissions c ON c.id = l.commission
      WHERE l.rowid > ?1 AND (?2 IS NULL OR l.salesperson = ?2) AND \(Belonging.commission("l.salesperson").condition(4))
      ORDER BY l.rowid LIMIT ?3
      """, [row, salesperson, limit] + cut.values
    ) {
      (
        try $0.integer("place"),
        Line(
          salespersonId: try $0.id("salesperson"), on: try $0.date("on_day"), kind: try $0.text("kind"),
          amount: try $0.money("amount"), planCode: try $0.optionalText("plan"),
          planVersion: try $0.optionalInt("version"), orderId: try $0.optionalID("order_id"),
          causeId: try $0.text("cause"))
      )
    }
  }
}

extension CommissionBalances.Payout {
  init(_ event: CommissionPaid) {
    self.init(
      id: event.payoutId, number: event.number, salespersonId: event.salespersonId, amount: event.amount,
      paidOn: event.paidOn, method: event.method)
  }
}

extension CommissionBalances.Row {
  init(_ balance: CommissionBalance) {
    self.init(
      salespersonId: balance.salesperson, accrued: balance.accrued, adjusted: balance.adjusted, paid: balance.paid,
      open: balance.open)
  }
}
