import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain

/// Something that happened to an order: an entry of its history (C7).
struct OrderChange: Codable, Sendable {
  enum Kind: String, Codable, CaseIterable, Sendable {
    case confirmed, amended, cancelled
  }

  var kind: Kind
  var version: Int
  var on: BusinessDate
  var at: Instant
  var reason: String?
  var total: Money
  /// What an amendment changed.
  var diff: TermsDiff?
}

/// The tables of orders and of their history.
enum Orders {
  static func apply(_ event: OrderConfirmed, to database: Database) throws {
    let order = OrderState(event)
    try DocumentNumbers.take(event.number, to: database)
    try write(order, to: database)
    try note(
      OrderChange(
        kind: .confirmed, version: 1, on: event.signedOn, at: event.occurredAt, total: event.terms.total),
      of: order, to: database)
  }

  static func apply(_ event: OrderAmended, to database: Database) throws {
    guard var order = try state(event.orderId, in: database) else { return }
    let diff = TermsDiff(from: order.terms, to: event.terms)
    order.apply(event)
    try write(order, to: database)
    try note(
      OrderChange(
        kind: .amended, version: event.version, on: event.amendedOn, at: event.occurredAt, reason: event.reason,
        total: event.terms.total, diff: diff), of: order, to: database)
  }

  static func apply(_ event: OrderCancelled, to database: Database) throws {
    guard var order = try state(event.orderId, in: database) else { return }
    order.apply(event)
    try write(order, to: database)
    try note(
      OrderChange(
        kind: .cancelled, version: order.version, on: event.cancelledOn, at: event.occurredAt, reason: event.reason,
        total: order.terms.total), of: order, to: database)
  }

  /// What deliveries change of an order stands in its state, not in its history of terms.
  static func change(
    _ id: ID<Order>, in database: Database, _ body: (inout OrderState) throws -> Void
  ) throws {
    guard var order = try state(id, in: database) else { return }
    try body(&order)
    try write(order, to: database)
  }

  static func state(_ id: ID<Order>, in database: Database) throws -> OrderState? {
    try database.first("SELECT document FROM orders WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  /// Throws 404.
  static func find(_ id: ID<Order>, in database: Database) throws -> OrderState {
    guard let order = try state(id, in: database) else { throw Missing.order(id) }
    return order
  }

  static func history(_ id: ID<Order>, in database: Database) throws -> [OrderChange] {
    try database.all("SELECT document FROM order_changes WHERE order_id = ? ORDER BY change", id.text) {
      try Document.state(of: $0.text(0))
    }
  }

  /// The newest first, those before an id.
  static func list(_ filter: SalesFilter, limit: Int, in database: Database) throws -> [OrderState] {
    try database.all(
      """
      SELECT o.document FROM orders o LEFT JOIN customers c ON c.id = o.customer
      WHERE (?1 IS NULL OR o.id < ?1) AND (?2 IS NULL OR o.customer = ?2) AND (?3 IS NULL OR o.salesperson = ?3)
        AND (?4 IS NULL OR o.stage = ?4)
        AND (?5 IS NULL OR instr(lower(o.number || ' ' || coalesce(o.erp_number, '') || ' '
          || coalesce(c.name || ' ' || c.phone, '')), lower(?5)) > 0)
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(o.document, '$.terms.lines') line
          WHERE instr(lower(coalesce(json_extract(line.value, '$.sku'), '') || ' '
            || json_extract(line.value, '$.description')), lower(?7)) > 0))
        AND (?8 IS NULL OR json_extract(o.document, '$.signedOn') >= ?8)
        AND (?9 IS NULL OR json_extract(o.document, '$.signedOn') <= ?9)
        AND (?10 IS NULL OR json_extract(o.document, '$.terms.total.amount') >= ?10)
        AND (?11 IS NULL OR json_extract(o.document, '$.terms.total.amount') <= ?11)
      ORDER BY o.id DESC LIMIT ?6
      """, filter.before, filter.customer, filter.salesperson, filter.stage, filter.text, limit,
      filter.item, filter.from, filter.to, filter.lowest, filter.highest
    ) { try Document.state(of: $0.text(0)) }
  }

  private static func note(_ change: OrderChange, of order: OrderState, to database: Database) throws {
    try database.run(
      "INSERT INTO order_changes VALUES (?, ?, ?)", order.orderId.text, order.changes, try Document.text(change))
  }

  private static func write(_ order: OrderState, to database: Database) throws {
    try Recommendations.keep(order, in: database)
    try database.run(
      """
      INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
        salesperson = excluded.salesperson, stage = excluded.stage, document = excluded.document
      """, order.orderId.text, order.number, order.customerId.text, order.salespersonId?.text, order.stage.rawValue,
      order.quoteId?.text, order.erp?.orderNumber, try Document.text(order))
  }
}
