import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

/// A line of an order with how far it is delivered.
struct OrderLineView: Codable, Sendable {
  var line: PricedLine
  var delivered: Quantity
  var remaining: Quantity

  private enum CodingKeys: String, CodingKey { case delivered, remaining }

  init(_ line: PricedLine, of order: OrderState) {
    self.line = line
    let done = order.delivered(line.lineId)?.millionths ?? 0
    delivered = Quantity(millionths: done, scale: line.quantity.scale) ?? line.quantity
    remaining = Quantity(millionths: order.remaining(of: line), scale: line.quantity.scale) ?? line.quantity
  }

  init(from decoder: any Decoder) throws {
    line = try PricedLine(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    delivered = try container.decode(Quantity.self, forKey: .delivered)
    remaining = try container.decode(Quantity.self, forKey: .remaining)
  }

  func encode(to encoder: any Encoder) throws {
    try line.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(delivered, forKey: .delivered)
    try container.encode(remaining, forKey: .remaining)
  }
}

/// An order in full, with its history.
struct OrderView: Codable, Sendable {
  var id: ID<Order>
  var number: String
  /// 1 as confirmed, one more with each amendment.
  var version: Int
  var state: OrderStage
  var customerId: ID<Customer>
  var quoteId: ID<Quote>?
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>?
  var designerId: ID<Employee>?
  var shop: ID<Shop>?
  var signedOn: BusinessDate
  var signedAt: SigningPlace?
  var promisedOn: BusinessDate?
  var lines: [OrderLineView]
  /// How far it is delivered.
  var delivery: DeliveryProgress
  var total: Money
  /// The tax that the total contains, by rate.
  var taxes: [TaxShare]
  var instalments: [InstalmentPlan]
  var erp: ERPReference?
  /// What an ERP calls it, and which.
  var externalId: String?
  var externalSystem: String?
  var cancelledOn: BusinessDate?
  var reason: String?
  /// How far the works are, by the ERP's word: of the whole order, of its lines.
  var production: [ProductionView]
  var history: [OrderChange]
}

extension OrderView {
  init(_ order: OrderState, production: [ProductionStatus], history: [OrderChange]) {
    self.init(
      id: order.orderId, number: order.number, version: order.version, state: order.stage, customerId: order.customerId,
      quoteId: order.quoteId, leadId: order.leadId, salespersonId: order.salespersonId, designerId: order.designerId,
      shop: order.shop, signedOn: order.signedOn, signedAt: order.signedAt, promisedOn: order.terms.promisedOn,
      lines: order.terms.lines.map { OrderLineView($0, of: order) }, delivery: order.progress, total: order.terms.total,
      taxes: order.terms.taxes, instalments: order.terms.instalments, erp: order.erp,
      externalId: order.erp?.orderNumber, externalSystem: order.erp?.source, cancelledOn: order.cancelledOn,
      reason: order.reason,
      production: production.map { ProductionView($0, promisedOn: order.terms.promisedOn) }, history: history)
  }
}

/// An order in a list.
struct OrderSummary: Codable, Sendable {
  var id: ID<Order>
  var number: String
  var version: Int
  var state: OrderStage
  var customerId: ID<Customer>
  var quoteId: ID<Quote>?
  var leadId: ID<Lead>?
  var salespersonId: ID<Employee>?
  var shop: ID<Shop>?
  var signedOn: BusinessDate
  var promisedOn: BusinessDate?
  var total: Money
  var delivery: DeliveryProgress
  var erp: ERPReference?
}

extension OrderSummary {
  init(_ order: OrderState) {
    self.init(
      id: order.orderId, number: order.number, version: order.version, state: order.stage, customerId: order.customerId,
      quoteId: order.quoteId, leadId: order.leadId, salespersonId: order.salespersonId, shop: order.shop,
      signedOn: order.signedOn, promisedOn: order.terms.promisedOn, total: order.terms.total, delivery: order.progress,
      erp: order.erp)
  }
}

extension Answer where Body == OrderView {
  /// The order as it now is.
  static func order(_ id: ID<Order>, in database: Database) throws -> Answer {
    try order(OrderStore.table.find(id, in: database), in: database)
  }

  static func order(_ order: OrderState, in database: Database) throws -> Answer {
    Answer(
      OrderView(
        order, production: try ProductionStore.list(of: order.orderId, in: database),
        history: try OrderStore.history(order.orderId, in: database)), version: order.changes)
  }
}
