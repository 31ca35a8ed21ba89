import Kernel

/// An instalment is due today and not paid (D4): raised once for each due date.
public struct ReceivableDue: DomainEvent {
  public static let type = "joinery.finance.receivable.due.v1"
  public var key: String { customerId.text }
  public var subject: String { receivableId.text }

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var label: String
  public var open: Money
  public var dueOn: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var raisedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, open: Money,
    dueOn: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?, raisedOn: BusinessDate, occurredAt: Instant
  ) {
    self.receivableId = receivableId
    self.customerId = customerId
    self.orderId = orderId
    self.label = label
    self.open = open
    self.dueOn = dueOn
    self.salespersonId = salespersonId
    self.shop = shop
    self.raisedOn = raisedOn
    self.occurredAt = occurredAt
  }
}

/// An instalment has reached a dunning level (D4, H8): raised once for each level and due date.
public struct ReceivableOverdue: DomainEvent {
  public static let type = "joinery.finance.receivable.overdue.v1"
  public var key: String { customerId.text }
  public var subject: String { receivableId.text }

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var label: String
  public var open: Money
  public var dueOn: BusinessDate
  /// 1 for the first, friendly one.
  public var level: Int
  /// Whole days after the due date.
  public var days: Int
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var raisedOn: BusinessDate
  public var occurredAt: Instant

  public init(
    receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, open: Money,
    dueOn: BusinessDate, level: Int, days: Int, salespersonId: ID<Employee>?, shop: ID<Shop>?,
    raisedOn: BusinessDate, occurredAt: Instant
  ) {
    self.receivableId = receivableId
    self.customerId = customerId
    self.orderId = orderId
    self.label = label
    self.open = open
    self.dueOn = dueOn
    self.level = level
    self.days = days
    self.salespersonId = salespersonId
    self.shop = shop
    self.raisedOn = raisedOn
    self.occurredAt = occurredAt
  }
}

/// A customer owes more, or longer, than was agreed (D6). A hold follows unless a person has released the customer.
public struct CreditLimitExceeded: DomainEvent {
  public static let type = "joinery.finance.credit.limit_exceeded.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// `limit`, `overdue-amount`, `overdue-days`
  public var reasons: [String]
  /// Receivables less unallocated money on that day.
  public var owed: Money
  public var overdue: Money
  /// Days of the oldest overdue receivable.
  public var oldestDays: Int
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, reasons: [String], owed: Money, overdue: Money, oldestDays: Int, on: BusinessDate,
    occurredAt: Instant
  ) {
    self.customerId = customerId
    self.reasons = reasons
    self.owed = owed
    self.overdue = overdue
    self.oldestDays = oldestDays
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// How many days after the due date each dunning level begins, the first level first, as a person set it (H8).
public struct DunningLevelsSet: DomainEvent {
  public static let type = "joinery.finance.dunning_levels.set.v1"
  public var key: String { "dunning-levels" }
  public var subject: String { "dunning-levels" }

  /// Ascending; none: nobody is dunned.
  public var days: [Int]
  public var occurredAt: Instant

  public init(days: [Int], occurredAt: Instant) {
    self.days = days
    self.occurredAt = occurredAt
  }
}
