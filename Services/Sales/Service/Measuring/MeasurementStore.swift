import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The table of measurements.
enum MeasurementStore {
  static let table = DocumentTable<MeasurementState>(
    "measurements", of: Localized(zh: "量尺记录", en: "measurement"), key: .init("id") { $0.id },
    [.init("customer") { $0.customerId }, .init("order_id") { $0.orderId }], belonging: .measurements)

  static func write(_ event: SiteMeasured, to database: Database) throws {
    let visits = try database.first(
      "SELECT count(*) AS visits FROM measurements WHERE customer = ?", event.customerId
    ) { try $0.int("visits") }
    try table.write(MeasurementState(event, visit: (visits ?? 0) + 1), to: database)
  }

  /// One that the caller sees. Throws 404.
  static func find(_ id: ID<Measurement>, for visibility: Visibility, in database: Database) throws -> MeasurementState
  {
    try table.find(id, for: visibility, in: database)
  }
}
