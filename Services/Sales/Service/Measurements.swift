import Contracts
import Kernel
import Persistence
import SQLite

/// What a designer found on site (C18, C19).
struct MeasurementView: Codable, Sendable {
  var id: ID<Measurement>
  var customerId: ID<Customer>
  var orderId: ID<Order>?
  var designerId: ID<Employee>
  /// 1 for the customer's first visit, one more with each (C21).
  var visit: Int
  var confirmed: Bool
  var changed: [SiteMeasured.Change]
  var appliances: [SiteMeasured.Appliance]
  var constraints: String?
  var measuredOn: BusinessDate
}

/// The table of measurements.
enum Measurements {
  static func apply(_ event: SiteMeasured, to database: Database) throws {
    let visits =
      try database.first("SELECT count(*) FROM measurements WHERE customer = ?", event.customerId.text) { $0.int(0) }
      ?? 0
    let view = MeasurementView(
      id: event.measurementId, customerId: event.customerId, orderId: event.orderId, designerId: event.designerId,
      visit: visits + 1, confirmed: event.confirmed, changed: event.changed, appliances: event.appliances,
      constraints: event.constraints, measuredOn: event.measuredOn)
    try database.run(
      "INSERT INTO measurements VALUES (?, ?, ?, ?)", event.measurementId.text, event.customerId.text,
      event.orderId?.text, try Document.text(view))
  }

  /// Throws 404.
  static func find(_ id: ID<Measurement>, in database: Database) throws -> MeasurementView {
    let found = try database.first("SELECT document FROM measurements WHERE id = ?", id.text) {
      try Document.state(MeasurementView.self, of: $0.text(0))
    }
    guard let found else { throw Missing.measurement(id) }
    return found
  }

  /// The newest first, those before an id.
  static func list(
    before id: String?, customer: String?, order: String?, limit: Int, in database: Database
  ) throws -> [MeasurementView] {
    try database.all(
      """
      SELECT document FROM measurements
      WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR customer = ?2) AND (?3 IS NULL OR order_id = ?3)
      ORDER BY id DESC LIMIT ?4
      """, id, customer, order, limit
    ) { try Document.state(of: $0.text(0)) }
  }
}
