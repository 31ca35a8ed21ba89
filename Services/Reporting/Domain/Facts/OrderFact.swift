import Contracts
import Kernel

/// What one event adds to the signed figures of a salesperson and a shop (C12).
public struct OrderFact: Hashable, Sendable {
  public var leadId: ID<Lead>?
  public var salesperson: ID<Employee>?
  public var shop: ID<Shop>?
  /// The day on which it counts: signed, amended, cancelled or reinstated.
  public var day: BusinessDate
  public var orders: Int
  public var signed: Money
}

/// An order as the events so far have left it: what is to be taken back when it is amended or cancelled.
public struct SignedOrder: Hashable, Sendable {
  public var leadId: ID<Lead>?
  public var salesperson: ID<Employee>?
  public var shop: ID<Shop>?
  public var total: Money

  public init(leadId: ID<Lead>?, salesperson: ID<Employee>?, shop: ID<Shop>?, total: Money) {
    (self.leadId, self.salesperson, self.shop, self.total) = (leadId, salesperson, shop, total)
  }

  public init(_ event: OrderConfirmed) {
    self.init(
      leadId: event.leadId, salesperson: event.salespersonId, shop: event.shop, total: event.terms.total)
  }

  /// The order after an amendment, which never changes its lead.
  public func amended(_ event: OrderAmended) -> SignedOrder {
    SignedOrder(leadId: leadId, salesperson: event.salespersonId, shop: event.shop, total: event.terms.total)
  }

  /// What an order confirmed, or reinstated, on that day adds.
  public func confirmed(on day: BusinessDate) -> OrderFact { fact(day, orders: 1, signed: total) }

  /// What an amendment adds: the difference; or, where it moves the order to another salesperson, shop or currency,
  /// all of the old taken back there and all of the new counted here.
  public func change(to new: SignedOrder, on day: BusinessDate) throws(MoneyError) -> [OrderFact] {
    guard salesperson == new.salesperson, shop == new.shop, total.currency == new.total.currency else {
      return [cancelled(on: day), new.confirmed(on: day)]
    }
    let difference = try new.total.subtracting(total)
    return difference.isZero ? [] : [fact(day, orders: 0, signed: difference)]
  }

  /// What a cancellation takes back.
  public func cancelled(on day: BusinessDate) -> OrderFact { fact(day, orders: -1, signed: total.negated) }

  private func fact(_ day: BusinessDate, orders: Int, signed: Money) -> OrderFact {
    OrderFact(leadId: leadId, salesperson: salesperson, shop: shop, day: day, orders: orders, signed: signed)
  }
}
