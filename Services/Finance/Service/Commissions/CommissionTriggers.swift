import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Which facts earn commission, and which take it back (`rules.md`, Commission).
extension Commissions {
  // MARK: Signed

  static func signed(_ event: OrderConfirmed, in unit: borrowing UnitOfWork) throws {
    try earn(
      Cause(
        id: event.orderId.text, trigger: .signed, order: event.orderId, customer: event.customerId, receivable: nil,
        gross: event.terms.total, nets: try nets(of: event.orderId, in: unit.database), on: event.signedOn,
        occurredAt: event.occurredAt), in: unit)
  }

  /// What an amendment adds is earned by the plans and the owner of its day; what it takes away goes back to where it
  /// came from, category by category. `unsold`: of what the terms add, what the receivables do not, since credit notes
  /// have taken off more than the terms were.
  static func amended(_ event: OrderAmended, unsold: Int64, in unit: borrowing UnitOfWork) throws {
    let after = try nets(of: event.orderId, version: event.version, in: unit.database)
    let before = try nets(of: event.orderId, version: event.version - 1, in: unit.database)
    let cause = "\(event.orderId)#\(event.version)"
    var added: [Goods: Int64] = [:]
    for goods in Set(after.keys).union(before.keys).sorted() {
      let delta = after[goods, default: 0] - before[goods, default: 0]
      if delta > 0 { added[goods] = delta }
      try takeBack(
        net: -delta, .signed(category: goods.category), order: event.orderId, customer: event.customerId, cause: cause,
        on: event.amendedOn, at: event.occurredAt, in: unit)
    }
    guard !added.isEmpty else { return }
    let total = event.terms.total
    let unsoldNet = try Money(unsold, total.currency).scaled(after.values.reduce(0, +), over: max(1, total.amount))
    let sold = try Money(max(0, added.values.reduce(0, +) - unsoldNet.amount), total.currency)
    let goods = added.keys.sorted()
    let parts = sold.split(goods.map { added[$0] ?? 0 })
    let gross = try Money(max(0, total.amount - event.previousTotal.amount - unsold), total.currency)
    try earn(
      Cause(
        id: cause, trigger: .signed, order: event.orderId, customer: event.customerId, receivable: nil, gross: gross,
        nets: Dictionary(uniqueKeysWithValues: zip(goods, parts.map(\.amount))), on: event.amendedOn,
        occurredAt: event.occurredAt), in: unit)
  }

  /// What was not delivered was not sold.
  static func cancelled(
    undelivered: Int64, of total: Int64, order: ID<Order>, customer: ID<Customer>, cause: String, on day: BusinessDate,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    try takeBack(
      undelivered, of: total, .trigger(.signed), order: order, customer: customer, cause: cause, on: day,
      at: occurredAt, in: unit)
  }

  // MARK: Delivered

  /// Earned on what the delivery moved to revenue: a part that credit notes had taken off before earns nothing.
  static func delivered(_ event: DeliveryNoted, revenue: Money, in unit: borrowing UnitOfWork) throws {
    let tax = try Money.sum(event.taxes.map(\.tax), in: event.amount.currency)
    guard event.amount.amount > 0 else { return }
    let net = try event.amount.subtracting(tax).scaled(revenue.amount, over: event.amount.amount)
    var weights: [Goods: Int64] = [:]
    for line in event.lines {
      let found = try unit.database.first(
        """
        SELECT p.category, CASE WHEN p.sku IS NULL THEN l.sku END, l.net, l.gross
        FROM order_lines l LEFT JOIN products p ON p.sku = l.sku
        WHERE l.order_id = ? AND l.line = ? ORDER BY l.version DESC LIMIT 1
        """, event.orderId.text, line.lineId.text
      ) { (Goods(category: $0.optionalText(0), unknown: $0.optionalText(1)), $0.integer(2), $0.integer(3)) }
      let (goods, lineNet, lineGross) = found ?? (Goods(category: nil), 1, 1)
      weights[goods, default: 0] += try line.amount.scaled(lineNet, over: max(1, lineGross)).amount
    }
    if weights.isEmpty { weights = try nets(of: event.orderId, in: unit.database) }
    let goods = weights.keys.sorted()
    let parts = net.split(goods.map { max(0, weights[$0] ?? 0) })
    try earn(
      Cause(
        id: event.deliveryId.text, trigger: .delivered, order: event.orderId, customer: event.customerId,
        receivable: nil, gross: revenue,
        nets: Dictionary(uniqueKeysWithValues: zip(goods, parts.map(\.amount))), on: event.deliveredOn,
        occurredAt: event.occurredAt), in: unit)
  }

  /// An amendment that takes revenue away takes its share of what was earned by delivery.
  static func amendedBelowRevenue(_ entry: LedgerEntry, _ event: OrderAmended, in unit: borrowing UnitOfWork) throws {
    let (revenue, before) = try revenue(takenBy: entry, from: event.orderId, in: unit.database)
    try takeBack(
      revenue, of: before, .trigger(.delivered), order: event.orderId, customer: event.customerId,
      cause: "\(event.orderId)#\(event.version)", on: entry.on, at: event.occurredAt, in: unit)
  }

  /// What an entry has taken of an order's revenue with its tax, and what there was before.
  private static func revenue(
    takenBy entry: LedgerEntry, from order: ID<Order>, in database: Database
  ) throws -> (taken: Int64, before: Int64) {
    let taken = entry.lines.filter { $0.account == Account.revenue || $0.account == Account.tax }.reduce(Int64(0)) {
      $0 + $1.debit.amount
    }
    let left = try database.first("SELECT amount FROM earned WHERE subject = ?", order.text) { $0.integer(0) } ?? 0
    return (taken, left + taken)
  }

  // MARK: Received

  /// Pro rata to net money, when it is allocated and dated like the allocation: a deposit earns nothing before it is
  /// applied (OCA/commission #385).
  static func received(_ event: CreditAllocated, in unit: borrowing UnitOfWork) throws {
    guard let order = event.orderId else { return }
    let balance = try netReceived(of: event.receivableId, in: unit.database)
    let earned = max(0, balance) - max(0, balance - event.amount.amount)
    let before = try allocated("order_id", order.text, in: unit.database) - event.amount.amount
    let total = try unit.database.first("SELECT total FROM orders WHERE id = ?", order.text) { $0.integer(0) } ?? 0
    guard earned > 0, total > 0 else { return }
    let nets = try nets(of: order, in: unit.database).mapValues { net in
      try CommissionRule.net(
        of: earned, after: before, of: total, net: try Money(net, event.amount.currency)
      ).amount
    }
    try earn(
      Cause(
        id: event.allocationId.text, trigger: .received, order: order, customer: event.customerId,
        receivable: event.receivableId, gross: try Money(earned, event.amount.currency), nets: nets, on: event.on,
        occurredAt: event.occurredAt), in: unit)
  }

  /// An allocation, or a part of it, was undone; `standing` is what stood of it before.
  static func unreceived(_ event: AllocationReversed, standing: Money, in unit: borrowing UnitOfWork) throws {
    guard let order = event.orderId else { return }
    try takeBack(
      event.amount.amount, of: standing.amount, .cause(event.allocationId.text), order: order,
      customer: event.customerId, cause: event.allocationId.text, on: event.on, at: event.occurredAt, in: unit)
    // Where a credit note had made credit of a part, the other allocations bring in that much less now.
    guard try surplus(of: event.receivableId, but: nil, in: unit.database) > 0 else { return }
    let left = max(0, try netReceived(of: event.receivableId, in: unit.database))
    let earned =
      try unit.database.first(
        """
        SELECT coalesce(sum(gross), 0) FROM
          (SELECT max(gross) AS gross FROM commissions WHERE order_id = ? AND receivable = ? GROUP BY cause)
        """, order.text, event.receivableId.text
      ) { $0.integer(0) } ?? 0
    try takeBack(
      left == 0 ? 1 : earned - left, of: left == 0 ? 1 : earned, .receivable(event.receivableId), order: order,
      customer: event.customerId, cause: event.allocationId.text, on: event.on, at: event.occurredAt, in: unit)
  }

  /// What is paid of a receivable less what credit notes have made credit of: that it does not bring in.
  private static func netReceived(of receivable: ID<Receivable>, in database: Database) throws -> Int64 {
    try allocated("receivable", receivable.text, in: database) - surplus(of: receivable, but: nil, in: database)
  }

  private static func allocated(_ column: String, _ id: String, in database: Database) throws -> Int64 {
    try database.first("SELECT coalesce(sum(amount), 0) FROM allocations WHERE \(column) = ?", id) { $0.integer(0) }
      ?? 0
  }

  private static func surplus(
    of receivable: ID<Receivable>, but note: ID<CreditNote>?, in database: Database
  ) throws -> Int64 {
    try database.first(
      "SELECT coalesce(sum(surplus), 0) FROM credit_notes WHERE receivable = ? AND id != ?", receivable.text,
      note?.text ?? ""
    ) { $0.integer(0) } ?? 0
  }

  // MARK: Credit notes

  /// Never adds commission (OCA/commission #555): it takes back its share of what was signed, of what was delivered,
  /// and of what was received where money is credit again.
  static func credited(_ event: CreditNotePosted, in unit: borrowing UnitOfWork) throws {
    guard let order = event.orderId else { return }
    func back(_ part: Int64, of whole: Int64, _ scope: Scope) throws {
      try takeBack(
        part, of: whole, scope, order: order, customer: event.customerId, cause: event.creditNoteId.text,
        on: event.creditedOn, at: event.occurredAt, in: unit)
    }
    let left = try unit.database.all(
      "SELECT id FROM receivables WHERE order_id = ? AND kind = 'order'", order.text
    ) { ID<Receivable>($0.text(0)) }.reduce(Int64(0)) { $0 + (try Items.creditable($1, in: unit.database)) }
    try back(event.amount.amount, of: left + event.amount.amount, .trigger(.signed))
    let (revenue, before) = try revenue(takenBy: event.entry, from: order, in: unit.database)
    try back(revenue, of: before, .trigger(.delivered))
    let received =
      try allocated("receivable", event.receivableId.text, in: unit.database)
      - surplus(of: event.receivableId, but: event.creditNoteId, in: unit.database)
    try back(event.surplus.amount, of: received, .receivable(event.receivableId))
  }
}
