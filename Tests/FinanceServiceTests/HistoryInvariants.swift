import Contracts
import FinanceDomain
import Foundation
import Kernel
import SQLite
import ServiceRuntime
import TestSupport

@testable import FinanceService

/// What a month said on its last day when it was closed, with all months before it: it never says anything else.
struct ClosedMonth: Equatable {
  var month: String
  var figures: [String]

  init(_ month: String, in finance: SteppedService) throws {
    self.month = month
    guard let last = BusinessDate("\(month)-01")?.adding(months: 1).adding(days: -1) else {
      figures = []
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    func text(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    figures = try finance.store.read { database in
      try [text(Ledger.trialBalance(asOf: last, in: database))]
        + Aging.Grouping.allCases.map { try text(Aging.rows(asOf: last, by: $0, for: .everything, in: database)) }
        + [
          text(Receivables.list(customer: nil, order: nil, for: .everything, asOf: last, in: database)),
          text(
            CommissionBalances.rows(salesperson: nil, asOf: last, in: Visibility.everything.seen, database).map(
              CommissionBalances.Row.init)),
          text(PayableStore.list(supplier: nil, asOf: last, in: database)),
        ]
    }
    figures += try finance.rows("SELECT count(*), sum(debit) FROM ledger_lines WHERE on_day <= '\(last)'").flatMap {
      $0
    }
  }
}

/// What must hold after any history; what does not is told in words.
extension History {
  /// With `everyDay` at each day on which anything happened (on others no sum changes), otherwise at some of them.
  mutating func wrong(everyDay: Bool) throws -> [String] {
    var days = try finance.rows("SELECT DISTINCT on_day FROM ledger_lines ORDER BY 1").map { $0[0] }
    if !everyDay { days = Set(days.shuffled(using: &random).prefix(6) + days.suffix(1)).sorted() }
    var wrong: [String] = []
    var postings = try Postings(finance)
    for day in days.compactMap({ BusinessDate($0) }) where wrong.isEmpty {
      self.days += 1
      postings.go(to: day)
      wrong += try finance.store.read { try Self.wrong(on: day, postings, in: $0) }
    }
    wrong += try wrongInTables()
    for month in closed where try ClosedMonth(month.month, in: finance) != month {
      wrong.append("\(month.month) is closed and has changed")
    }
    return wrong
  }

  /// Balances of the ledger at a day, from its lines alone.
  struct Postings {
    private var lines: ArraySlice<(day: String, account: String, customer: String, amount: Int64)>
    private var sums: [String: [String: Int64]] = [:]

    init(_ finance: SteppedService) throws {
      lines = try finance.rows(
        """
        SELECT on_day, account, coalesce(customer, ''), sum(debit) - sum(credit) FROM ledger_lines GROUP BY 1, 2, 3
        ORDER BY 1
        """
      ).map { ($0[0], $0[1], $0[2], Int64($0[3]) ?? 0) }[...]
    }

    /// Days come in their order.
    mutating func go(to day: BusinessDate) {
      let text = day.description
      while let line = lines.first, line.day <= text {
        sums[line.account, default: [:]][line.customer, default: 0] += line.amount
        lines.removeFirst()
      }
    }

    func balances(_ account: String) -> [String: Int64] { (sums[account] ?? [:]).filter { $0.value != 0 } }

    func balance(_ account: String) -> Int64 { (sums[account] ?? [:]).values.reduce(0, +) }
  }

  private static func wrong(on day: BusinessDate, _ ledger: Postings, in database: Database) throws -> [String] {
    var wrong: [String] = []
    func same<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) {
      if found != expected { wrong.append("\(day): \(what) is \(found), not \(expected)") }
    }
    let trial = try Ledger.trialBalance(asOf: day, in: database).rows
    same("the debit side", trial.reduce(0) { $0 + $1.debit.amount }, trial.reduce(0) { $0 + $1.credit.amount })
    for row in trial {
      same("the balance of \(row.account)", row.debit.amount - row.credit.amount, ledger.balance(row.account))
    }
    let (receivable, deposits) = (ledger.balance("receivable"), -ledger.balance("deposits"))
    for grouping in Aging.Grouping.allCases {
      let rows = try Aging.rows(asOf: day, by: grouping, for: .everything, in: database)
      same("aging by \(grouping)", rows.reduce(0) { $0 + $1.total.amount }, receivable)
      same("credit by \(grouping)", rows.reduce(0) { $0 + $1.unallocated.amount }, deposits)
      for row in rows {
        let columns = [row.notDue, row.days1to30, row.days31to60, row.days61to90, row.days91to180, row.over180]
        same("\(row.key)'s total", columns.reduce(0) { $0 + $1.amount }, row.total.amount)
        if (columns + [row.unallocated]).contains(where: { $0.amount < 0 }) { wrong.append("\(day): negative \(row)") }
      }
      guard grouping == .customer else { continue }
      func figures(_ of: (Aging.Row) -> Int64) -> [String: Int64] {
        Dictionary(uniqueKeysWithValues: rows.map { ($0.key, of($0)) }).filter { $0.value != 0 }
      }
      same("aging of customers", figures(\.total.amount), ledger.balances("receivable"))
      same("credit of customers", figures(\.unallocated.amount), ledger.balances("deposits").mapValues { -$0 })
      for row in rows {
        let statement = try Statements.view(of: ID(row.key), from: day, to: day, for: .everything, database)
        same("\(row.key)'s statement", statement.closing.amount, row.total.amount - row.unallocated.amount)
      }
      for person in try database.all(
        "SELECT DISTINCT salesperson FROM orders", read: { try $0.optionalText("salesperson") })
      {
        guard let person else { continue }
        let part = Visibility.of(Caller(subject: person, name: "", roles: [.netSales]))
        for row in try Aging.rows(asOf: day, for: part, in: database) {
          let statement = try Statements.view(of: ID(row.key), from: day, to: day, for: part, database)
          same(
            "\(row.key)'s statement for \(person)", statement.closing.amount, row.total.amount - row.unallocated.amount)
        }
      }
      let items = try Receivables.list(customer: nil, order: nil, for: .everything, asOf: day, in: database)
      same("what is open", items.reduce(0) { $0 + $1.open.amount }, receivable)
      for bucket in AgingBucket.allCases {
        let open = items.filter { AgingBucket(due: $0.dueOn, asOf: day) == bucket }.reduce(0) { $0 + $1.open.amount }
        same("\(bucket)", rows.reduce(0) { $0 + $1.amount(in: bucket) }, open)
      }
      for item in items where item.open.amount < 0 || item.open.amount > item.amount.amount {
        wrong.append("\(day): \(item) is open by too much or too little")
      }
    }
    let bills = try PayableStore.list(supplier: nil, asOf: day, in: database)
    for bill in bills where bill.open.amount < 0 { wrong.append("\(day): \(bill.number) is negative") }
    same("what is owed", try owed(bills, on: day, in: database), -ledger.balance("payable"))
    let commission = try CommissionBalances.rows(salesperson: nil, asOf: day, in: Visibility.everything.seen, database)
    same(
      "open commission", commission.reduce(0) { $0 + $1.open.amount }, -ledger.balance("commission-payable"))
    return wrong
  }

  /// Bills and expenses that are not paid, less credit with suppliers.
  private static func owed(_ bills: [PayableView], on day: BusinessDate, in database: Database) throws -> Int64 {
    let others = try database.first(
      """
      SELECT (SELECT coalesce(sum(amount), 0) FROM expenses WHERE spent_on <= ?1 AND coalesce(paid_on, '9') > ?1
          AND (coalesce(reversed_on, '9') > ?1))
        - (SELECT coalesce(sum(amount), 0) FROM payments WHERE paid_on <= ?1 AND coalesce(reversed_on, '9') > ?1)
        + (SELECT coalesce(sum(amount), 0) FROM payment_allocations WHERE on_day <= ?1)
      """, day.description
    ) { $0.integer(0) }
    return bills.reduce(others ?? 0) { $0 + $1.open.amount }
  }

  // MARK: In the tables, at all days at once

  /// A query that finds what is wrong, and its name.
  private static let queries: [(String, String)] = [
    ("held", "SELECT * FROM held_keys"),
    (
      "an entry that does not balance, or is of several days",
      """
      SELECT document, place FROM ledger_lines GROUP BY document, place
      HAVING sum(debit) != sum(credit) OR count(DISTINCT on_day) > 1 OR min(debit, credit) < 0
      """
    ),
    (
      "a receivable that is negative at the end of a day",
      running("receivable", "SELECT receivable AS id, on_day, amount FROM receivable_changes", "allocations")
    ),
    (
      "a credit that is negative at the end of a day",
      running("credit", "SELECT credit AS id, on_day, amount FROM credit_changes", "allocations")
    ),
    (
      "a bill that is negative at the end of a day",
      running(
        "payable",
        """
        SELECT id, billed_on AS on_day, amount FROM payables
        UNION ALL SELECT id, cancelled_on, -amount FROM payables WHERE cancelled_on IS NOT NULL
        """, "payment_allocations")
    ),
    (
      "a payment that is negative at the end of a day",
      running(
        "payment",
        """
        SELECT id, paid_on AS on_day, amount FROM payments
        UNION ALL SELECT id, reversed_on, -amount FROM payments WHERE reversed_on IS NOT NULL
        """, "payment_allocations")
    ),
    (
      "a receivable that is not open by its amount less what reduced it",
      """
      SELECT id, open FROM receivables r WHERE open !=
        (SELECT sum(amount) FROM receivable_changes WHERE receivable = r.id)
        - (SELECT coalesce(sum(amount), 0) FROM allocations WHERE receivable = r.id)
      """
    ),
    (
      "a credit whose lots are not what is left of it",
      """
      SELECT credit, sum(amount) FROM credit_changes c GROUP BY credit
      HAVING sum(amount) - (SELECT coalesce(sum(amount), 0) FROM allocations WHERE credit = c.credit)
        != (SELECT coalesce(sum(amount), 0) FROM credit_lots WHERE credit = c.credit)
      """
    ),
    (
      "an allocation of one customer's credit to another's receivable",
      """
      SELECT a.id FROM allocations a JOIN receivables r ON r.id = a.receivable JOIN credit_changes c ON c.credit = a.credit
      WHERE r.customer != c.customer OR a.customer != r.customer
      """
    ),
    (
      "a series with a gap",
      """
      SELECT * FROM (SELECT substr(number, 1, 7) AS series, count(*) AS have, max(CAST(substr(number, 9) AS INTEGER)) AS last
        FROM (SELECT number FROM receipts UNION ALL SELECT number FROM refunds UNION ALL SELECT number FROM credit_notes
          UNION ALL SELECT number FROM payables UNION ALL SELECT number FROM payments UNION ALL SELECT number FROM expenses
          UNION ALL SELECT number FROM commission_payouts) GROUP BY 1) WHERE have != last
      """
    ),
    (
      "commission that is not the rate of its base, all parts of an order together",
      """
      SELECT order_id, plan, version, salesperson, sum(amount), sum(base) FROM commissions GROUP BY 1, 2, 3, 4
      HAVING sum(amount) != (sum(base) * rate + 5000) / 10000 OR min(base) < 0
      """
    ),
    (
      "commission that is not the sum of its lines",
      """
      SELECT id FROM commissions c WHERE amount !=
        (SELECT coalesce(sum(amount), 0) FROM commission_lines WHERE commission = c.id)
      """
    ),
    (
      "commission on a receivable that brings in nothing: no more is paid than credit notes made credit of",
      """
      SELECT receivable, sum(base) FROM commissions c WHERE trigger = 'received' GROUP BY receivable
      HAVING sum(base) != 0 AND (SELECT coalesce(sum(amount), 0) FROM allocations WHERE receivable = c.receivable)
        <= (SELECT coalesce(sum(surplus), 0) FROM credit_notes WHERE receivable = c.receivable)
      """
    ),
    (
      "commission on more than a receivable brings in, beyond a rounding of each part",
      """
      SELECT receivable, sum(gross) FROM (SELECT receivable, max(gross) AS gross FROM commissions
        WHERE trigger = 'received' GROUP BY receivable, cause) c GROUP BY receivable
      HAVING sum(gross) - count(*) > max(0,
        (SELECT coalesce(sum(amount), 0) FROM allocations WHERE receivable = c.receivable)
        - (SELECT coalesce(sum(surplus), 0) FROM credit_notes WHERE receivable = c.receivable))
      """
    ),
    (
      "an expense that recurs and was posted twice, or after its end",
      """
      SELECT recurring FROM (SELECT e.recurring, count(*) AS posted FROM expenses e GROUP BY 1) e
        JOIN recurring_expenses r ON r.id = e.recurring
      WHERE posted != 1 + 12 * (substr(last_due, 1, 4) - substr(starts_on, 1, 4))
        + substr(last_due, 6, 2) - substr(starts_on, 6, 2) OR last_due > ends_on
      """
    ),
    (
      "commission that awaits what has come",
      """
      SELECT w.* FROM commission_awaits w JOIN commissions c ON c.id = w.commission
      WHERE w.role = 1 AND c.salesperson IN (SELECT code FROM employees) OR w.sku IN (SELECT sku FROM products)
      """
    ),
    (
      "commission on what was not delivered",
      """
      SELECT order_id FROM commissions c WHERE trigger = 'delivered' GROUP BY order_id HAVING sum(amount) != 0 AND
        (SELECT coalesce(sum(amount), 0) FROM earned WHERE subject = c.order_id) = 0
      """
    ),
    (
      "commission on what is not sold any more",
      """
      SELECT order_id FROM commissions c WHERE trigger = 'signed' GROUP BY order_id HAVING sum(amount) != 0 AND
        (SELECT coalesce(sum(r.amount - r.credited + (SELECT coalesce(sum(amount), 0) FROM receivable_changes
          WHERE receivable = r.id AND kind IN ('cancellation', 'reinstatement'))), 0) FROM receivables r WHERE r.order_id = c.order_id) = 0
      """
    ),
  ]

  /// What becomes negative at the end of a day: movements of its own less allocations.
  private static func running(_ own: String, _ movements: String, _ allocations: String) -> String {
    """
    WITH days AS (SELECT id, on_day, sum(amount) AS moved FROM (
        \(movements) UNION ALL SELECT \(own), on_day, -amount FROM \(allocations)) GROUP BY id, on_day),
      running AS (SELECT id, on_day, sum(moved) OVER (PARTITION BY id ORDER BY on_day) AS rest FROM days)
    SELECT id, on_day, rest FROM running WHERE rest < 0
    """
  }

  private func wrongInTables() throws -> [String] {
    try Self.queries.compactMap { name, sql in
      let found = try finance.rows(sql)
      return found.isEmpty ? nil : "\(name): \(found.prefix(3))"
    }
  }

  /// Once everything has arrived: each event was applied once, however often and in whatever order it came.
  func wrongAtRest() throws -> [String] {
    var wrong: [String] = []
    for deal in deals {
      let row = try finance.rows(
        """
        SELECT o.total, o.delivered, o.state = 'cancelled', (SELECT sum(amount) FROM receivables
          WHERE order_id = o.id AND kind = 'order'), (SELECT sum(amount) FROM order_liability WHERE order_id = o.id),
          (SELECT count(*) FROM receivables WHERE order_id = o.id AND credited > 0)
        FROM orders o WHERE id = '\(deal.id)'
        """
      ).first?.map { Int64($0) ?? 0 }
      guard let row else {
        wrong.append("\(deal.id) has not arrived")
        continue
      }
      if row[0] != deal.terms.total.amount || row[1] != deal.delivered || (row[2] == 1) != deal.isCancelled {
        wrong.append("the copy of \(deal.id) is \(row), sales says \(deal)")
      }
      // Later credit notes leave an order's total, not its receivables', where an amendment comes after them.
      if !deal.isCancelled, row[5] == 0, row[3] != row[0] { wrong.append("\(deal.id)'s receivables are \(row[3])") }
      if deal.isCancelled, row[4] != 0 { wrong.append("the liability of the cancelled \(deal.id) is \(row[4])") }
    }
    let charged = try finance.integer("SELECT count(*) FROM receivables WHERE kind = 'service'")
    if charged != charges { wrong.append("\(charged) of \(charges) service charges") }
    return wrong
  }

  /// After `unwind`: no order has commission left, and nobody owes anything for one but where a credit note has become
  /// credit of its own.
  func wrongAfterUnwinding() throws -> [String] {
    let left = try finance.rows(
      """
      SELECT order_id, trigger, sum(amount) FROM commissions GROUP BY 1, 2 HAVING sum(amount) != 0
      UNION ALL SELECT order_id, 'open', sum(open) FROM receivables WHERE kind = 'order'
        GROUP BY 1 HAVING sum(open) != 0 AND sum(credited) = 0
      UNION ALL SELECT 'all', account, sum(debit) - sum(credit) FROM ledger_lines
        WHERE account = 'contract-liability' GROUP BY 2 HAVING sum(debit) != sum(credit)
      """)
    return left.isEmpty ? [] : ["left after everything was taken back: \(left.prefix(5))"]
  }
}

extension Aging.Row {
  fileprivate func amount(in bucket: AgingBucket) -> Int64 {
    switch bucket {
    case .notDue: notDue.amount
    case .days1to30: days1to30.amount
    case .days31to60: days31to60.amount
    case .days61to90: days61to90.amount
    case .days91to180: days91to180.amount
    case .over180: over180.amount
    }
  }
}
