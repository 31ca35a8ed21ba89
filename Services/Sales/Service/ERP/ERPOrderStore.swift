import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain

/// The table of the ERP's orders: where each stands, and the one that waits for its customer.
enum ERPOrderStore {
  // MARK: Written by own events

  static func receive(_ event: ERPOrderReceived, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO erp_orders VALUES (?, ?, ?, 'waiting', NULL, NULL, ?)", event.erp.source,
      event.erp.orderNumber, event.erp.revision, try Document.text(event))
  }

  static func cancel(_ event: ERPOrderCancelled, to database: Database) throws {
    try database.run(
      """
      INSERT INTO erp_orders VALUES (?, ?, ?, 'cancelled', NULL, ?, NULL) ON CONFLICT DO UPDATE SET
        revision = excluded.revision, state = 'cancelled', reason = excluded.reason, received = NULL
      """, event.erp.source, event.erp.orderNumber, event.erp.revision, event.reason)
  }

  static func placed(_ erp: ERPReference, as order: ID<Order>, in database: Database) throws {
    try database.run(
      """
      UPDATE erp_orders SET state = 'accepted', order_id = ?, reason = NULL, received = NULL
      WHERE source = ? AND order_number = ?
      """, order, erp.source, erp.orderNumber)
  }

  static func amended(_ erp: ERPReference, in database: Database) throws {
    try database.run(
      "UPDATE erp_orders SET revision = ? WHERE source = ? AND order_number = ?", erp.revision, erp.source,
      erp.orderNumber)
  }

  /// By the ERP, or by somebody here, which the ERP's revision does not count.
  static func cancelled(_ event: OrderCancelled, in database: Database) throws {
    try database.run(
      """
      UPDATE erp_orders SET state = 'cancelled', reason = ?, revision = coalesce(?, revision)
      WHERE order_id = ? AND state = 'accepted'
      """, event.reason, event.erp?.revision, event.orderId)
  }

  static func reinstated(_ event: OrderReinstated, in database: Database) throws {
    try database.run(
      """
      UPDATE erp_orders SET state = 'accepted', reason = NULL, revision = coalesce(?, revision)
      WHERE order_id = ? AND state = 'cancelled'
      """, event.erp?.revision, event.orderId)
  }

  /// An order of our own, under the ERP's number.
  static func registered(_ event: OrderRegistered, in database: Database) throws {
    try database.run(
      """
      INSERT INTO erp_orders SELECT ?1, ?2, ?3, iif(stage = 'confirmed', 'accepted', 'cancelled'), id, NULL, NULL
      FROM orders WHERE id = ?4
      """, event.erp.source, event.erp.orderNumber, event.erp.revision, event.orderId)
  }

  /// How what the ERP said is forgotten: by the order where it has one, by the ERP's number where it waits for one.
  static let erases: [Erasure] = [
    .texts("erp_orders", ["reason"], of: "order_id IN (SELECT id FROM orders WHERE customer = ?1)"),
    Erasure("erp_orders") { person, database in
      try person.otherKeys.reduce(0) { count, key in
        let found = try database.first(
          "SELECT received FROM erp_orders WHERE source || '#' || order_number = ? AND received IS NOT NULL", key
        ) { try $0.text("received") }
        let blanked = try found.map { text in
          String(decoding: try PersonalData.blanked(Array(text.utf8), of: ERPOrderReceived.type), as: UTF8.self)
        }
        return count
          + (try database.run(
            """
            UPDATE erp_orders SET received = ?2, reason = iif(reason IS NULL, NULL, '')
            WHERE source || '#' || order_number = ?1 AND (received IS NOT ?2 OR coalesce(reason, '') != '')
            """, key, blanked))
      }
    },
  ]

  // MARK: Messages

  /// Notes the last message that was taken.
  static func note(
    _ erp: ERPReference, hash: Int64, message: String, in unit: borrowing UnitOfWork
  ) throws {
    try unit.database.run(
      "INSERT OR REPLACE INTO erp_messages VALUES (?, ?, ?, ?, ?, ?, NULL)", erp.source, erp.orderNumber, erp.revision,
      hash,
      message, unit.now.milliseconds)
  }

  /// Notes that a message contradicts the one that was taken, until a later one is.
  static func note(conflict reason: String, with subject: OutsideSubject, in database: Database) throws {
    try database.run(
      "UPDATE erp_messages SET conflict = ? WHERE source = ? AND order_number = ?", reason, subject.source, subject.key)
  }

  /// What the message of just this revision said; nil where the last one that was taken is of another, or was taken by a
  /// build that did not note it.
  static func hash(of erp: ERPReference, in database: Database) throws -> Int64? {
    try database.first(
      "SELECT hash FROM erp_messages WHERE source = ? AND order_number = ? AND revision = ?", erp.source,
      erp.orderNumber, erp.revision
    ) { $0.integer(0) }
  }

  /// Its `ce_id`.
  static func message(of erp: ERPReference, in database: Database) throws -> String? {
    try database.first(
      "SELECT id FROM erp_messages WHERE source = ? AND order_number = ? AND revision = ?", erp.source,
      erp.orderNumber, erp.revision
    ) { $0.text(0) }
  }

  // MARK: Read

  static func entry(_ source: String, _ number: String, in database: Database) throws -> ERPEntry {
    try database.first(
      "SELECT * FROM erp_orders WHERE source = ? AND order_number = ?", source, number
    ) { row -> ERPEntry in
      switch try row.text("state") {
      case "waiting": .waiting(revision: try row.int("revision"))
      case "accepted": .placed(revision: try row.int("revision"), try row.id("order_id"))
      case "cancelled": .cancelled(revision: try row.int("revision"), try row.optionalID("order_id"))
      default: throw row.corrupt("state")
      }
    } ?? .absent
  }

  /// What the ERP's order is here; nil where it is not placed yet. Throws `CannotApply` for one that was cancelled before.
  static func order(_ source: String, _ number: String, in database: Database) throws -> ID<Order>? {
    let found: (id: ID<Order>?, state: String)? = try database.first(
      "SELECT order_id, state FROM erp_orders WHERE source = ? AND order_number = ?", source, number
    ) { (try $0.optionalID("order_id"), try $0.text("state")) }
    if let found, found.id == nil, found.state == "cancelled" {
      throw CannotApply("the field 'orderNumber' is refused: the order was cancelled before it was placed here")
    }
    return found?.id
  }

  /// The order that waits; nil where none does.
  static func received(_ source: String, _ number: String, in database: Database) throws -> ERPOrderReceived? {
    try database.first(
      "SELECT received FROM erp_orders WHERE source = ? AND order_number = ? AND received IS NOT NULL", source, number
    ) { try $0.document("received") }
  }
}
