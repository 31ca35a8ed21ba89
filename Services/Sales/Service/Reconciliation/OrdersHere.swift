import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain

/// The ERP's orders as they are here, for the comparison with what the ERP says.
enum OrdersHere {
  /// Those of a source that are signed on these days: orders, and those that wait to be one. `+`: found by their day, not
  /// by the source, which may have all of them.
  static func signed(
    of source: String, from first: BusinessDate, to last: BusinessDate, in database: Database
  ) throws -> [OrderHere] {
    try database.all(
      """
      SELECT \(columns) FROM orders o JOIN erp_orders e ON e.order_id = o.id
        LEFT JOIN erp_messages m ON m.source = e.source AND m.order_number = e.order_number
      WHERE o.erp_number IS NOT NULL AND json_extract(o.document, '$.signedOn') BETWEEN ?2 AND ?3 AND +e.source = ?1
      UNION ALL
      SELECT \(columns) FROM erp_orders e LEFT JOIN orders o ON o.id = e.order_id
        LEFT JOIN erp_messages m ON m.source = e.source AND m.order_number = e.order_number
      WHERE e.source = ?1 AND e.received IS NOT NULL AND json_extract(e.received, '$.signedOn') BETWEEN ?2 AND ?3
      """, source, first, last, read: order)
  }

  /// One of them, whenever it is signed; nil where it never came.
  static func order(_ number: String, of source: String, in database: Database) throws -> OrderHere? {
    try database.first(
      """
      SELECT \(columns) FROM erp_orders e LEFT JOIN orders o ON o.id = e.order_id
        LEFT JOIN erp_messages m ON m.source = e.source AND m.order_number = e.order_number
      WHERE e.source = ? AND e.order_number = ?
      """, source, number, read: order)
  }

  /// The highest revision of each order of a source that was set aside.
  static func parked(of source: String, in database: Database) throws -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: try database.all(
        """
        SELECT k.key, max(r.revision) AS revision FROM held_keys k JOIN kept_records r ON r.held = k.id
        WHERE k.topic = ? AND k.source = ? AND r.revision IS NOT NULL GROUP BY k.key
        """, ERPKind.order.topic, source
      ) { (try $0.text("key"), try $0.int("revision")) })
  }

  /// What waits has no order yet; of what was cancelled before it was known there is neither.
  private static let columns = """
    e.order_number, e.revision, e.state = 'cancelled' AS is_cancelled, m.at AS taken_at,
    coalesce(json_extract(e.received, '$.signedOn'), json_extract(o.document, '$.signedOn')) AS signed_on,
    coalesce(json_extract(e.received, '$.terms.total.amount'), json_extract(o.document, '$.terms.total.amount'))
      AS amount,
    coalesce(json_extract(e.received, '$.terms.total.currency'), json_extract(o.document, '$.terms.total.currency'))
      AS currency
    """

  private static func order(_ row: borrowing Row) throws -> OrderHere {
    OrderHere(
      orderNumber: try row.text("order_number"), revision: try row.int("revision"),
      signedOn: try row.optionalDate("signed_on"), total: try row.optionalMoney("amount"),
      isCancelled: try row.bool("is_cancelled"), takenAt: try row.optionalInstant("taken_at"))
  }
}
