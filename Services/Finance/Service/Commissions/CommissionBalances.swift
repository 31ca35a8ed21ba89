import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
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
  }

  struct Payout: Codable, Sendable {
    var id: ID<Payment>
    var number: String
    var salespersonId: ID<Employee>
    var amount: Money
    var paidOn: BusinessDate
    var method: PaymentMethod
  }

  /// Whose rows a caller sees: the own ones only, in a shop too, since what people earn is shown to them and to those
  /// who keep the books (C16), as wages are.
  static func subject(of caller: Caller, asked salesperson: String?) -> String? {
    caller.roles.isDisjoint(with: [.manager, .operations, .finance, .auditor]) ? caller.subject : salesperson
  }

  static func rows(
    salesperson: String?, asOf day: BusinessDate?, after code: String = "", limit: Int = .max, in database: Database
  ) throws -> [Row] {
    let whose = salesperson == nil ? "salesperson > ?1" : "salesperson > ?1 AND salesperson = ?2"
    return try database.all(
      """
      SELECT salesperson, currency, sum(CASE kind WHEN 'accrued' THEN amount ELSE 0 END),
        sum(CASE kind WHEN 'adjusted' THEN amount ELSE 0 END), sum(CASE kind WHEN 'paid' THEN -amount ELSE 0 END)
      FROM (
        SELECT salesperson, currency, kind, amount FROM commission_months
          WHERE \(whose) AND \(day == nil ? "?3 IS NULL" : "month < substr(?3, 1, 7)")
        UNION ALL SELECT salesperson, currency, kind, amount FROM commission_lines
          WHERE \(whose) AND on_day >= substr(?3, 1, 7) || '-01' AND on_day <= ?3)
      GROUP BY salesperson, currency ORDER BY salesperson, currency LIMIT ?4
      """, code, salesperson, day?.description, limit
    ) {
      func money(_ amount: Int64, _ code: String) throws -> Money { try Items.money(amount, code) }
      let code = $0.text(1)
      return Row(
        salespersonId: ID($0.text(0)), accrued: try money($0.integer(2), code),
        adjusted: try money($0.integer(3), code),
        paid: try money($0.integer(4), code),
        open: try money($0.integer(2) + $0.integer(3) - $0.integer(4), code))
    }
  }

  static func lines(
    salesperson: String?, after row: Int64, limit: Int, in database: Database
  ) throws -> [(row: Int64, line: Line)] {
    try database.all(
      """
      SELECT l.rowid, l.salesperson, l.on_day, l.kind, l.amount, l.currency, c.plan, c.version, c.order_id, l.cause
      FROM commission_lines l LEFT JOIN commissions c ON c.id = l.commission
      WHERE l.rowid > ?1 AND (?2 IS NULL OR l.salesperson = ?2) ORDER BY l.rowid LIMIT ?3
      """, row, salesperson, limit
    ) {
      (
        $0.integer(0),
        Line(
          salespersonId: ID($0.text(1)), on: try Items.day($0.text(2)), kind: $0.text(3),
          amount: try Items.money($0.integer(4), $0.text(5)), planCode: $0.optionalText(6),
          planVersion: $0.optionalInteger(7).map { Int($0) }, orderId: $0.optionalText(8).map { ID($0) },
          causeId: $0.text(9))
      )
    }
  }

  static func pay(_ request: CommandRequest<Pay>, in unit: borrowing UnitOfWork) throws -> Answer<Payout> {
    let command = request.body
    func open(on day: BusinessDate?) throws -> [Row] {
      try rows(salesperson: command.salespersonId.text, asOf: day, in: unit.database)
    }
    let currency = command.amount?.currency
    let sums = try [open(on: command.paidOn), open(on: nil)].map { rows in
      rows.first { currency == nil || $0.open.currency == currency }?.open
    }
    let shown = sums.compactMap { $0?.currency }.first ?? currency ?? .cny
    // Neither more than was earned by that day, nor more than is left of it since.
    let available = try Money(max(0, sums.map { $0?.amount ?? 0 }.min() ?? 0), shown)
    let amount = command.amount ?? available
    var checks = FieldChecks()
    if command.amount != nil { checks.positive("/amount", amount) }
    try checks.finish()
    guard amount.amount > 0, amount.amount <= available.amount else {
      throw FinanceError.tooMuchPaidOut(available: available)
    }
    try Periods.requireOpen(command.paidOn, "/paidOn", in: unit.database)
    let paid = CommissionPaid(
      payoutId: unit.newID(), number: try Items.nextNumber("CP", on: command.paidOn, in: unit.database),
      salespersonId: command.salespersonId, amount: amount, method: command.method, paidOn: command.paidOn,
      entry: .moving(
        on: command.paidOn, debit: [(Account.commissionPayable, amount)], credit: [(command.method.account, amount)]),
      occurredAt: request.occurredAt(in: unit))
    try unit.record(paid)
    return Answer(
      Payout(
        id: paid.payoutId, number: paid.number, salespersonId: paid.salespersonId, amount: amount, paidOn: paid.paidOn,
        method: paid.method), status: 201)
  }
}
