import Contracts
import Inbound
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import SalesDomain
import ServiceKit
import ServiceRuntime

extension ERPIntake {
  /// What sales takes in of the ERP's besides orders (G6; `Shared/Contracts/README.md#what-the-erp-bridge-publishes`).
  static let ofSales: [ERPIntake] = [product, stock, production, shipment]

  private static let product = ERPIntake(.product) { message, unit in
    let data = try message.data(ERPProduct.self)
    let before = try ProductStore.product(data.sku.text, in: unit.database)?.product
    let event = try data.changed(before, from: message.source, on: unit.today)
    try unit.record(event)
    return event.sku
  }

  private static let stock = ERPIntake(.stock) { message, unit in
    let event = try message.data(ERPStock.self).changed(from: message.source)
    let owner = try StockStore.source(event.sku, event.warehouse, in: unit.database)
    if let owner, owner != message.source {
      throw CannotApply(
        "the field 'warehouse' is refused: the stock of this product there is counted by \(owner); let only one ERP send it"
      )
    }
    try unit.record(event)
    return nil
  }

  private static let production = ERPIntake(.production, belongs: ERPOrderName.person) { message, unit in
    let data = try message.data(ERPProduction.self)
    let order = try ERPOrderName(number: data.orderNumber, id: data.orderId)
      .order(of: message.source, in: unit.database)
    try unit.record(order.produced(data, at: message.at))
    return order.orderId.text
  }

  private static let shipment = ERPIntake(.shipment, belongs: ERPOrderName.person) { message, unit in
    try TakeERPShipment.take(message, in: unit)
  }
}

/// How a message names the order that it is about: by the ERP's number, or by our id where the ERP has the order from here.
struct ERPOrderName: Decodable {
  var number: String?
  var id: ID<Order>?

  private enum CodingKeys: String, CodingKey {
    case number = "orderNumber"
    case id = "orderId"
  }

  init(number: String?, id: ID<Order>?) { (self.number, self.id) = (number, id) }

  /// What a message waits for whose order is not placed yet: the ERP's order, as it is placed.
  static func placing(_ source: String, _ number: String) -> String { "the placing of order \(source)#\(number)" }

  /// The order as it is here. Throws `WaitsFor` for one that has not come yet, or still waits for its customer.
  func order(of source: String, in database: Database) throws -> OrderState {
    if let id {
      guard let order = try OrderStore.state(id, in: database) else { throw WaitsFor(Source.sales.rawValue, id.text) }
      return order
    }
    guard let number else { throw CannotApply("the field 'orderNumber' is missing; write it, or 'orderId'") }
    guard let order = try ERPOrderStore.order(source, number, in: database) else {
      throw WaitsFor(Source.sales.rawValue, Self.placing(source, number))
    }
    return try OrderStore.table.existing(order, in: database)
  }

  /// Whose a message is, by the key of the person who may be erased.
  static func person(_ envelope: Envelope, _ unit: borrowing UnitOfWork) throws -> String? {
    guard let data = envelope.data, let name = try? CompactJSON.decoded(ERPOrderName.self, from: data) else {
      return nil
    }
    if let id = name.id { return try OrderStore.state(id, in: unit.database)?.customerId.text }
    return name.number.map { "\(envelope.source)#\($0)" }
  }
}
