import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain

/// A delivery note as people and programs see it.
struct DeliveryView: Codable, Sendable {
  enum State: String, Codable, CaseIterable, Sendable {
    case noted, cancelled
  }

  var id: ID<DeliveryNote>
  var number: String
  var state: State
  var orderId: ID<Order>
  var customerId: ID<Customer>
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var deliveredOn: BusinessDate
  var warehouse: String
  var lines: [DeliveryNoted.Line]
  var amount: Money
  /// The tax that the amount contains, by rate.
  var taxes: [TaxShare]
  /// Nothing of the order was left after it.
  var complete: Bool
  var cancelledOn: BusinessDate?
  var reason: String?

  init(_ event: DeliveryNoted) {
    id = event.deliveryId
    number = event.number
    state = .noted
    orderId = event.orderId
    customerId = event.customerId
    salespersonId = event.salespersonId
    shop = event.shop
    deliveredOn = event.deliveredOn
    warehouse = event.warehouse
    lines = event.lines
    amount = event.amount
    taxes = event.taxes
    complete = event.isComplete
  }
}

/// The table of delivery notes.
enum Deliveries {
  static func apply(_ event: DeliveryNoted, to database: Database) throws {
    try database.run(
      "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, 'noted', ?)", event.deliveryId.text, event.number,
      event.orderId.text, event.customerId.text, event.deliveredOn.description,
      try Document.text(DeliveryView(event)))
  }

  static func apply(_ event: DeliveryCancelled, to database: Database) throws {
    guard var note = try state(event.deliveryId, in: database) else { return }
    note.state = .cancelled
    note.cancelledOn = event.cancelledOn
    note.reason = event.reason
    try database.run(
      "UPDATE deliveries SET state = 'cancelled', document = ? WHERE id = ?", try Document.text(note),
      event.deliveryId.text)
  }

  private static func state(_ id: ID<DeliveryNote>, in database: Database) throws -> DeliveryView? {
    try database.first("SELECT document FROM deliveries WHERE id = ?", id.text) { try Document.state(of: $0.text(0)) }
  }

  /// Throws 404.
  static func find(_ id: ID<DeliveryNote>, in database: Database) throws -> DeliveryView {
    guard let note = try state(id, in: database) else { throw Missing.delivery(id) }
    return note
  }

  /// The newest first, those before an id.
  static func list(
    before id: String?, customer: String?, order: String?, limit: Int, in database: Database
  ) throws -> [DeliveryView] {
    try database.all(
      """
      SELECT document FROM deliveries
      WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR order_id = ?3)
      ORDER BY id DESC LIMIT ?4
      """, id, customer, order, limit
    ) { try Document.state(of: $0.text(0)) }
  }
}
