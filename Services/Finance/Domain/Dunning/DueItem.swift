import Contracts
import Kernel

/// An instalment with something open at a day (D4).
public struct DueItem: Hashable, Sendable {
  public var id: ID<Receivable>
  public var customerID: ID<Customer>
  public var orderID: ID<Order>?
  public var dueOn: BusinessDate
  public var open: Money
  public var salespersonID: ID<Employee>?
  public var shop: ID<Shop>?

  public init(
    id: ID<Receivable>, customerID: ID<Customer>, orderID: ID<Order>?, dueOn: BusinessDate, open: Money,
    salespersonID: ID<Employee>?, shop: ID<Shop>?
  ) {
    (self.id, self.customerID, self.orderID, self.dueOn) = (id, customerID, orderID, dueOn)
    (self.open, self.salespersonID, self.shop) = (open, salespersonID, shop)
  }

  /// Raises it at a stage of `DunningLevels`: due, or overdue at a level.
  public func raise(_ stage: Int, label: String, on day: BusinessDate, at now: Instant) -> any DomainEvent {
    guard stage > 0 else {
      return ReceivableDue(
        receivableId: id, customerId: customerID, orderId: orderID, label: label, open: open, dueOn: dueOn,
        salespersonId: salespersonID, shop: shop, raisedOn: day, occurredAt: now)
    }
    return ReceivableOverdue(
      receivableId: id, customerId: customerID, orderId: orderID, label: label, open: open, dueOn: dueOn,
      level: stage, days: day.days(since: dueOn), salespersonId: salespersonID, shop: shop, raisedOn: day,
      occurredAt: now)
  }
}
