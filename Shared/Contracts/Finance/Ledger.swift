import Kernel

/// A month takes no entries any more (H9).
public struct PeriodClosed: DomainEvent {
  public static let type = "joinery.finance.period.closed.v1"
  public var key: String { month }
  public var subject: String { month }

  /// `2026-11`
  public var month: String
  /// The day of the closing.
  public var on: BusinessDate
  public var closedBy: ID<Employee>
  public var occurredAt: Instant

  public init(month: String, on: BusinessDate, closedBy: ID<Employee>, occurredAt: Instant) {
    self.month = month
    self.on = on
    self.closedBy = closedBy
    self.occurredAt = occurredAt
  }
}

/// A manager opened a closed month again (H9).
public struct PeriodReopened: DomainEvent {
  public static let type = "joinery.finance.period.reopened.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { month }
  public var subject: String { month }

  /// `2026-11`
  public var month: String
  public var on: BusinessDate
  public var reopenedBy: ID<Employee>
  public var reason: String
  public var occurredAt: Instant

  public init(month: String, on: BusinessDate, reopenedBy: ID<Employee>, reason: String, occurredAt: Instant) {
    self.month = month
    self.on = on
    self.reopenedBy = reopenedBy
    self.reason = reason
    self.occurredAt = occurredAt
  }
}

/// A delivery was cancelled: what it moved to revenue and tax is contract liability again.
public struct RevenueReversed: DomainEvent {
  public static let type = "joinery.finance.revenue.reversed.v1"
  public var key: String { customerId.text }
  public var subject: String { deliveryId.text }

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  public var amount: Money
  public var tax: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    deliveryId: ID<DeliveryNote>, orderId: ID<Order>, customerId: ID<Customer>, amount: Money, tax: Money,
    on: BusinessDate, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.deliveryId = deliveryId
    self.orderId = orderId
    self.customerId = customerId
    self.amount = amount
    self.tax = tax
    self.on = on
    self.entry = entry
    self.occurredAt = occurredAt
  }
}
