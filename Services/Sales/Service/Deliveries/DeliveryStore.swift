import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

/// The table of delivery notes.
enum DeliveryStore {
  static let table = DocumentTable<DeliveryState>(
    "deliveries", of: Localized(zh: "送货单", en: "delivery note"), key: .init("id") { $0.id },
    [
      .init("number") { $0.number }, .init("order_id") { $0.orderId }, .init("customer") { $0.customerId },
      .init("delivered_on") { $0.deliveredOn }, .init("state") { $0.state.rawValue },
    ], belonging: .deliveries)

  static func note(_ event: DeliveryNoted, to database: Database) throws {
    try SalesNumbers.take(event.number, to: database)
    try OrderStore.change(event.orderId, in: database) { try $0.apply(event) }
    try table.write(DeliveryState(event), to: database)
  }

  static func cancel(_ event: DeliveryCancelled, to database: Database) throws {
    try OrderStore.change(event.orderId, in: database) { try $0.apply(event) }
    try table.change(event.deliveryId, in: database) { $0.apply(event) }
  }

  static func track(_ event: DeliveryTracked, to database: Database) throws {
    try table.change(event.deliveryId, in: database) { $0.apply(event) }
  }

  /// One that the caller sees. Throws 404.
  static func find(_ id: ID<DeliveryNote>, for visibility: Visibility, in database: Database) throws -> DeliveryState {
    try table.find(id, for: visibility, in: database)
  }
}
