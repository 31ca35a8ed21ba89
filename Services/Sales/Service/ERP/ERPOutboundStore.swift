import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain

/// Which orders of our own were sent to the ERP, and which it has registered. No event writes it: whether any are sent is a
/// setting.
enum ERPOutboundStore {
  static func knows(_ order: ID<Order>, in database: Database) throws -> Bool {
    try database.exists("SELECT 1 FROM erp_outbound WHERE order_id = ?", order)
  }

  static func sent(_ message: ERPOutboundOrder, at now: Instant, in database: Database) throws {
    try database.run(
      """
      INSERT INTO erp_outbound VALUES (?1, ?2, ?3, ?4, ?4, NULL, NULL) ON CONFLICT DO UPDATE SET
        revision = excluded.revision, change = excluded.change, sent_at = excluded.sent_at
      """, message.orderId, message.revision, message.change.rawValue, now.milliseconds)
  }

  /// Also one that the bridge has read in another way.
  static func register(_ order: OrderState, in unit: borrowing UnitOfWork) throws {
    try unit.database.run(
      """
      INSERT INTO erp_outbound VALUES (?1, ?2, 'confirmed', ?3, ?3, ?3, NULL) ON CONFLICT DO UPDATE SET
        registered_at = excluded.registered_at, conflict = NULL
      """, order.orderId, order.changes, unit.now.milliseconds)
  }

  static func note(conflict reason: String, of order: ID<Order>, in database: Database) throws {
    try database.run("UPDATE erp_outbound SET conflict = ? WHERE order_id = ?", reason, order)
  }

  /// How many orders that stand were sent before that time and are not registered.
  static func overdue(before milliseconds: Int64, in database: Database) throws -> Int {
    try database.first(
      """
      SELECT count(*) FROM erp_outbound b JOIN orders o ON o.id = b.order_id
      WHERE b.registered_at IS NULL AND b.first_at < ? AND o.stage = 'confirmed'
      """, milliseconds
    ) { $0.int(0) } ?? 0
  }

  /// How what waits for the broker forgets a person.
  static let erases: [Erasure] = [
    Erasure("announcements") { person, database in
      let waiting = try database.all(
        "SELECT id, value FROM announcements WHERE topic = ? AND json_extract(CAST(value AS TEXT), '$.customer.id') = ?",
        Catalog.erpOutboundOrders, person.customer
      ) { ($0.integer(0), $0.bytes(1)) }
      return try waiting.reduce(0) { count, announcement in
        let blanked = PersonalData.blanked(try JSON(parsing: announcement.1), ERPOutboundOrder.personal).bytes
        guard blanked != announcement.1 else { return count }
        return count + (try database.run("UPDATE announcements SET value = ? WHERE id = ?", blanked, announcement.0))
      }
    }
  ]
}
