import Kernel

/// A receivable was lowered by the company's own will; what exceeds its open part is a credit of its own.
public struct CreditNotePosted: DomainEvent {
  public static let type = "joinery.finance.credit_note.posted.v1"
  public static let personal: Set<String> = ["reason"]

  public var creditNoteId: ID<CreditNote>
  public var number: String
  public var customerId: ID<Customer>
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  /// What the receivable is lowered by, tax included, with the surplus.
  public var amount: Money
  /// What of it became unallocated credit.
  public var surplus: Money
  /// The business day of the credit note.
  public var creditedOn: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// What a customer may owe, as set by a person (D6, D11).
public struct CreditLimitSet: DomainEvent {
  public static let type = "joinery.finance.credit_limit.set.v1"

  public var customerId: ID<Customer>
  /// The most that the customer may owe; absent for no such limit.
  public var limit: Money?
  /// The most that may be overdue; absent for no such limit.
  public var overdueLimit: Money?
  /// The most days that anything may be overdue; absent for no such limit.
  public var overdueDays: Int?
  public var occurredAt: Instant
}

/// A customer owes more, or longer, than was agreed (D6). A hold follows unless a person has released the customer.
public struct CreditLimitExceeded: DomainEvent {
  public static let type = "joinery.finance.credit.limit_exceeded.v1"

  public var customerId: ID<Customer>
  /// `limit`, `overdue-amount`, `overdue-days`
  public var reasons: [String]
  /// Receivables less unallocated money on that day.
  public var owed: Money
  /// What of it was overdue on that day.
  public var overdue: Money
  /// Days of the oldest overdue receivable.
  public var oldestDays: Int
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// A customer may not order any more until released (H5).
public struct CreditHeld: DomainEvent {
  public static let type = "joinery.finance.credit.held.v1"

  public var customerId: ID<Customer>
  /// `limit`, `overdue-amount`, `overdue-days`
  public var reasons: [String]
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// A hold ended: its reasons are gone, or a person released it.
public struct CreditReleased: DomainEvent {
  public static let type = "joinery.finance.credit.released.v1"
  public static let personal: Set<String> = ["reason"]

  public var customerId: ID<Customer>
  /// Code of the employee who released it; absent where its reasons are gone.
  public var releasedBy: ID<Employee>?
  public var reason: String?
  /// The last day of a release by a person.
  public var until: BusinessDate?
  public var on: BusinessDate
  public var occurredAt: Instant
}
