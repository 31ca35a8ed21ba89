import Kernel

/// How far an order, or a line of one, is in the works, as the ERP tells it (C11).
public struct ProductionChanged: DomainEvent {
  public static let type = "joinery.sales.production.changed.v1"
  public static let personal: Set<String> = ["reason"]

  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  /// The line of the order that is meant; absent where all of it is.
  public var lineId: ID<OrderLine>?
  /// How far it is.
  public var state: ProductionState
  /// The day on which it is to be ready; absent where the works name none.
  public var expectedOn: BusinessDate?
  /// It will be ready after the day that was promised to the customer, or the works call it late.
  public var isLate: Bool
  /// Why it is late, in words.
  public var reason: String?
  public var occurredAt: Instant
}
