import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Receivables and credits in the store, as rules need them.
enum Items {
  private static let columns =
    "id, customer, order_id, salesperson, shop, open, currency, on_day, due_on, reopened_on"

  static func receivable(_ id: ID<Receivable>, in database: Database) throws -> OpenReceivable? {
    guard var item = try database.first("SELECT \(columns) FROM receivables WHERE id = ?", id.text, read: read) else {
      return nil
    }
    item.course = try course(of: id, in: database)
    return item
  }

  /// What a customer has open, oldest due first.
  static func open(of customer: ID<Customer>, in database: Database) throws -> [OpenReceivable] {
    var items = try database.all(
      "SELECT \(columns) FROM receivables WHERE customer = ? AND open > 0 ORDER BY due_on, on_day, id", customer.text,
      read: read)
    for index in items.indices { items[index].course = try course(of: items[index].id, in: database) }
    return items
  }

  private static func course(of id: ID<Receivable>, in database: Database) throws -> OpenCourse {
    OpenCourse(
      try database.all(
        """
        SELECT on_day, amount FROM receivable_changes WHERE receivable = ?1
        UNION ALL SELECT on_day, -amount FROM allocations WHERE receivable = ?1
        """, id.text
      ) { (on: try day($0.text(0)), amount: $0.integer(1)) })
  }

  private static func read(_ row: borrowing Row) throws -> OpenReceivable {
    OpenReceivable(
      id: ID(row.text(0)), customerID: ID(row.text(1)), orderID: row.optionalText(2).map { ID($0) },
      salespersonID: row.optionalText(3).map { ID($0) }, shop: row.optionalText(4).map { ID($0) },
      open: try money(row.integer(5), row.text(6)), on: try day(row.text(7)), dueOn: try day(row.text(8)),
      reopenedOn: row.isNull(9) || row.text(9).isEmpty ? nil : try day(row.text(9)))
  }

  /// A customer's unallocated credit, oldest first.
  static func lots(of customer: ID<Customer>, in database: Database) throws -> [CreditLot] {
    try database.all(
      """
      SELECT credit, free_on, amount, currency FROM credit_lots WHERE customer = ? AND amount > 0
      ORDER BY free_on, credit
      """, customer.text, read: lot)
  }

  static func lots(ofCredit credit: String, in database: Database) throws -> [CreditLot] {
    try database.all(
      "SELECT credit, free_on, amount, currency FROM credit_lots WHERE credit = ? AND amount > 0 ORDER BY free_on",
      credit, read: lot)
  }

  private static func lot(_ row: borrowing Row) throws -> CreditLot {
    CreditLot(
      creditID: row.text(0), freeOn: try day(row.text(1)), amount: try money(row.integer(2), row.text(3)))
  }

  /// What stands of the allocations to a receivable or of a credit: the latest first.
  struct Standing {
    var id: ID<Allocation>
    var credit: String
    var receivable: ID<Receivable>
    var amount: Money
    /// Its effective date: nothing undoes it before.
    var on: BusinessDate
  }

  static func allocations(toReceivable id: ID<Receivable>, in database: Database) throws -> [Standing] {
    try standing("receivable = ?", id.text, in: database)
  }

  static func allocations(ofCredit id: String, in database: Database) throws -> [Standing] {
    try standing("credit = ?", id, in: database)
  }

  /// One allocation with what stands of it, zero when all of it was undone.
  static func allocation(_ id: ID<Allocation>, in database: Database) throws -> Standing? {
    try database.first(
      """
      SELECT id, credit, receivable, sum(amount), currency, max(CASE WHEN reversal = 0 THEN on_day END)
      FROM allocations WHERE id = ? GROUP BY id
      """, id.text
    ) {
      Standing(
        id: ID($0.text(0)), credit: $0.text(1), receivable: ID($0.text(2)),
        amount: try money($0.integer(3), $0.text(4)), on: try day($0.text(5)))
    }
  }

  private static func standing(_ condition: String, _ value: String, in database: Database) throws -> [Standing] {
    try database.all(
      """
      SELECT id, credit, receivable, sum(amount), currency, max(CASE WHEN reversal = 0 THEN on_day END)
      FROM allocations WHERE \(condition) GROUP BY id
      HAVING sum(amount) > 0 ORDER BY max(on_day) DESC, id DESC
      """, value
    ) {
      Standing(
        id: ID($0.text(0)), credit: $0.text(1), receivable: ID($0.text(2)),
        amount: try money($0.integer(3), $0.text(4)), on: try day($0.text(5)))
    }
  }

  /// What credit notes may still take off a receivable: its amount less what was cancelled and credited before.
  static func creditable(_ id: ID<Receivable>, in database: Database) throws -> Int64 {
    try database.first(
      """
      SELECT amount - credited + (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c
        WHERE c.receivable = receivables.id AND c.kind = 'cancellation') FROM receivables WHERE id = ?
      """, id.text
    ) { max(0, $0.integer(0)) } ?? 0
  }

  /// What is not revenue yet of an order.
  static func liability(of order: ID<Order>, in database: Database) throws -> Int64 {
    max(
      0,
      try database.first("SELECT amount FROM order_liability WHERE order_id = ?", order.text) { $0.integer(0) } ?? 0)
  }

  /// The tax in a part of what an order or a service charge has earned, in proportion; all of it with the last part.
  static func taxShare(of amount: Money, earnedBy subject: String, in database: Database) throws -> Money {
    let found = try database.first("SELECT amount, tax FROM earned WHERE subject = ?", subject) {
      ($0.integer(0), $0.integer(1))
    }
    guard let (earned, tax) = found, earned > 0 else { return .zero(amount.currency) }
    return try amount.scaled(tax, over: earned)
  }

  static func money(_ amount: Int64, _ code: String) throws -> Money { try Money(amount, Currency(code) ?? .cny) }

  static func day(_ text: String) throws -> BusinessDate {
    guard let day = BusinessDate(text) else { throw Problem.notFound(Localized(zh: "日期", en: "day"), text) }
    return day
  }

  /// `RC-2026-000012`, without gaps per year: taken in the transaction, from the table that `apply` writes.
  static func nextNumber(_ series: String, on day: BusinessDate, in database: Database) throws -> String {
    let year = day.parts.year
    let last =
      try database.first("SELECT last FROM number_series WHERE series = ? AND year = ?", series, year) { $0.int(0) }
      ?? 0
    let digits = String(last + 1)
    return "\(series)-\(year)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }
}

/// What use cases and reactions do to items, each as its event.
extension UnitOfWork {
  func allocate(_ drafts: [AllocationDraft], at occurredAt: Instant) throws {
    for draft in drafts {
      let day = try Periods.firstOpen(from: draft.on, in: database)
      let allocated = CreditAllocated(
        allocationId: newID(), customerId: draft.receivable.customerID, creditId: draft.creditID,
        receivableId: draft.receivable.id, orderId: draft.receivable.orderID, amount: draft.amount, on: day,
        salespersonId: draft.receivable.salespersonID, shop: draft.receivable.shop,
        entry: .moving(
          on: day, debit: [(Account.deposits, draft.amount)], credit: [(Account.receivable, draft.amount)],
          refersTo: draft.on),
        occurredAt: occurredAt)
      try record(allocated)
      try Commissions.received(allocated, in: self)
    }
  }

  /// Undoes allocations, the given ones in their order, up to an amount.
  func free(_ amount: Money, of standing: [Items.Standing], on day: BusinessDate, at occurredAt: Instant) throws {
    var rest = amount.amount
    for allocation in standing where rest > 0 {
      guard let receivable = try Items.receivable(allocation.receivable, in: database) else { continue }
      let part = try Money(min(rest, allocation.amount.amount), amount.currency)
      rest -= part.amount
      let day = try Periods.firstOpen(from: max(day, allocation.on), in: database)
      let reversed = AllocationReversed(
        allocationId: allocation.id, customerId: receivable.customerID, creditId: allocation.credit,
        receivableId: receivable.id, orderId: receivable.orderID, amount: part, on: day,
        salespersonId: receivable.salespersonID, shop: receivable.shop,
        entry: .moving(on: day, debit: [(Account.receivable, part)], credit: [(Account.deposits, part)]),
        occurredAt: occurredAt)
      try record(reversed)
      try Commissions.unreceived(reversed, standing: allocation.amount, in: self)
    }
  }

  /// Lays a customer's unallocated credit on receivables that have just opened, and on these alone
  /// (`rules.md`, Allocation).
  func applyCredit(of customer: ID<Customer>, to opened: [ID<Receivable>], at occurredAt: Instant) throws {
    let fresh = try opened.compactMap { try Items.receivable($0, in: database) }.sorted(
      by: OpenReceivable.oldestDueFirst)
    try allocate(try Allocating.lay(try Items.lots(of: customer, in: database), on: fresh), at: occurredAt)
  }
}
