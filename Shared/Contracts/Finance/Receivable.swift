import Kernel

/// What a customer owes with a due date of its own: an instalment, a service charge, or a refunded part of a receipt
/// that was reversed.
public struct ReceivableOpened: DomainEvent {
  /// What something is owed for.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    case order, service, correction
  }

  public static let type = "joinery.finance.receivable.opened.v1"

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  /// What it is owed for: an order's instalment, a service charge, or a correction.
  public var kind: Kind
  public var orderId: ID<Order>?
  /// The instalment of the order; absent for other kinds.
  public var instalmentId: ID<Instalment>?
  /// The service request that is charged; absent for other kinds.
  public var requestId: ID<ServiceRequest>?
  public var label: String
  /// What is owed, tax included.
  public var amount: Money
  /// Its own date: the order's `signedOn`, a service charge's day.
  public var on: BusinessDate
  public var dueOn: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// An amendment of its order changed what a receivable is about; what was paid for it stays allocated as far as it
/// fits.
public struct ReceivableAmended: DomainEvent {
  public static let type = "joinery.finance.receivable.amended.v1"

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var label: String
  /// What was owed before, tax included.
  public var previousAmount: Money
  /// What is owed now, tax included.
  public var amount: Money
  public var dueOn: BusinessDate
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// What was open of a receivable is not owed any more: its order was cancelled.
public struct ReceivableCancelled: DomainEvent {
  public static let type = "joinery.finance.receivable.cancelled.v1"

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  /// What was open, and is closed by this.
  public var amount: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// What the cancellation of its order had closed of a receivable is owed again: the order goes on.
public struct ReceivableReinstated: DomainEvent {
  public static let type = "joinery.finance.receivable.reinstated.v1"

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  /// What had been closed, and is open again by this.
  public var amount: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// An instalment is due today and not paid (D4): raised once for each due date.
public struct ReceivableDue: DomainEvent {
  public static let type = "joinery.finance.receivable.due.v1"

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
}

/// An instalment has reached a dunning level (D4, H8): raised once for each level and due date.
public struct ReceivableOverdue: DomainEvent {
  public static let type = "joinery.finance.receivable.overdue.v1"

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
}

/// How many days after the due date each dunning level begins, the first level first, as a person set it (H8).
public struct DunningLevelsSet: DomainEvent {
  public static let type = "joinery.finance.dunning_levels.set.v1"
  public var key: String { "dunning-levels" }
  public var subject: String { "dunning-levels" }

  /// Ascending; none: nobody is dunned.
  public var days: [Int]
  public var occurredAt: Instant
}
