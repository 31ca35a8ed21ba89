import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// Where an order of our own stands with the ERP that takes them.
struct ERPOutboundView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    /// Sent, and not registered yet.
    case waiting
    /// The same for longer than it should be (`JOINERY_ERP_REGISTERS_WITHIN_HOURS`).
    case overdue
    /// The ERP has a number for it.
    case registered
    /// Cancelled before it was registered.
    case cancelled
  }

  var orderId: ID<Order>
  var orderNumber: String
  var state: State
  /// What was sent last.
  var change: ERPOutboundOrder.Change
  var revision: Int
  var firstSentAt: Instant
  var lastSentAt: Instant
  var registeredAt: Instant?
  var externalId: String?
  var externalSystem: String?
  /// Why the ERP's number for it was not taken.
  var conflict: String?
}

enum ERPOutboundQueries {
  /// In the order of their ids, which is that in which they were made.
  static func list(
    _ query: QueryRequest, _ page: PageRequest, _ outbound: ERPOutbound, _ database: Database
  ) throws -> [ERPOutboundView] {
    let state = try query.choice("state", of: ERPOutboundView.State.self)
    return try database.all(
      "SELECT * FROM (\(standing)) WHERE order_id > ?2 AND (?4 IS NULL OR state = ?4) ORDER BY order_id LIMIT ?3",
      outbound.late(at: query.now), page.after, page.rows, state?.rawValue, read: view)
  }

  static func find(_ order: ID<Order>, _ outbound: ERPOutbound, at now: Instant, _ database: Database) throws
    -> ERPOutboundView?
  {
    try database.first(
      "SELECT * FROM (\(standing)) WHERE order_id = ?2", outbound.late(at: now), order, read: view)
  }

  private static let standing = """
    SELECT b.*, o.number, o.document ->> '$.erp.orderNumber' AS external, o.document ->> '$.erp.source' AS system,
      CASE WHEN b.registered_at IS NOT NULL THEN 'registered' WHEN o.stage = 'cancelled' THEN 'cancelled'
        WHEN b.first_at < ?1 THEN 'overdue' ELSE 'waiting' END AS state
    FROM erp_outbound b JOIN orders o ON o.id = b.order_id
    """

  private static func view(_ row: borrowing Row) throws -> ERPOutboundView {
    ERPOutboundView(
      orderId: try row.id("order_id"), orderNumber: try row.text("number"), state: try row.choice("state"),
      change: try row.choice("change"), revision: try row.int("revision"),
      firstSentAt: try row.instant("first_at"), lastSentAt: try row.instant("sent_at"),
      registeredAt: try row.optionalInstant("registered_at"),
      externalId: try row.optionalText("external"), externalSystem: try row.optionalText("system"),
      conflict: try row.optionalText("conflict"))
  }
}
