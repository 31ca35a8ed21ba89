import Contracts
import Kernel
import SQLite
import SalesDomain
import ServiceRuntime

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
  var lines: [PricedLine]
  var total: Money
  /// The tax that the total contains, by rate.
  var taxes: [TaxShare]
  var instalments: [InstalmentPlan]
  var erp: ERPReference?
  var cancelledOn: BusinessDate?
  var reason: String?
  var history: [OrderChange]

  init(_ order: OrderState, history: [OrderChange]) {
    id = order.orderId
    number = order.number
    version = order.version
    state = order.stage
    customerId = order.customerId
    quoteId = order.quoteId
    leadId = order.leadId
    salespersonId = order.salespersonId
    designerId = order.designerId
    shop = order.shop
    signedOn = order.signedOn
    signedAt = order.signedAt
    promisedOn = order.terms.promisedOn
    lines = order.terms.lines
    total = order.terms.total
    taxes = order.terms.taxes
    instalments = order.terms.instalments
    erp = order.erp
    cancelledOn = order.cancelledOn
    reason = order.reason
    self.history = history
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
  var erp: ERPReference?

  init(_ order: OrderState) {
    id = order.orderId
    number = order.number
    version = order.version
    state = order.stage
    customerId = order.customerId
    quoteId = order.quoteId
    leadId = order.leadId
    salespersonId = order.salespersonId
    shop = order.shop
    signedOn = order.signedOn
    promisedOn = order.terms.promisedOn
    total = order.terms.total
    erp = order.erp
  }
}

extension Answer where Body == OrderView {
  /// The order as it now is.
  static func order(_ id: ID<Order>, in database: Database) throws -> Answer {
    let order = try Orders.find(id, in: database)
    return Answer(OrderView(order, history: try Orders.history(id, in: database)), version: order.changes)
  }
}
