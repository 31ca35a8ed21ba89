import Kernel

/// Money came in (D1). All of it is the customer's deposit until it is allocated.
public struct ReceiptPosted: DomainEvent {
  public static let type = "joinery.finance.receipt.posted.v1"

  public var receiptId: ID<Receipt>
  /// Without gaps per year.
  public var number: String
  public var customerId: ID<Customer>
  /// What came in.
  public var amount: Money
  public var method: PaymentMethod
  /// The business day on which the money came in.
  public var receivedOn: BusinessDate
  public var salespersonId: ID<Employee>?
  /// The order that the customer named; absent where none.
  public var orderId: ID<Order>?
  /// The number that the bank or payment service gave it.
  public var externalId: String?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A receipt was taken back: it bounced, or was the wrong customer's. Its allocations are reversed by events of their
/// own, before this one.
public struct ReceiptReversed: DomainEvent {
  public static let type = "joinery.finance.receipt.reversed.v1"
  public static let personal: Set<String> = ["reason"]

  public var receiptId: ID<Receipt>
  public var number: String
  public var customerId: ID<Customer>
  /// What is taken back: all of the receipt.
  public var amount: Money
  public var method: PaymentMethod
  public var on: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A part of a customer's credit (a receipt, a credit note's surplus) pays a part of a receivable.
public struct CreditAllocated: DomainEvent {
  public static let type = "joinery.finance.credit.allocated.v1"

  public var allocationId: ID<Allocation>
  public var customerId: ID<Customer>
  /// The receipt or credit note that it comes from.
  public var creditId: String
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  /// What of the credit pays the receivable.
  public var amount: Money
  /// Its effective date.
  public var on: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// An allocation, or a part of it, was undone: the reverse record beside it.
public struct AllocationReversed: DomainEvent {
  public static let type = "joinery.finance.allocation.reversed.v1"

  public var allocationId: ID<Allocation>
  public var customerId: ID<Customer>
  public var creditId: String
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  /// What of the credit pays the receivable no more.
  public var amount: Money
  public var on: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// What happens to a receipt whose client chose no receivables.
public enum AllocationOrder: String, Codable, CaseIterable, Hashable, Sendable {
  /// Oldest due first, of all that the customer owes.
  case oldestDue = "oldest-due"
  /// Order by order, the one signed first before the others; of the order that the receipt names, where it names one.
  case byOrder = "by-order"
  /// Nothing: it stays credit until somebody chooses.
  case explicit
}

/// The company has set how receipts are allocated when nobody chooses.
public struct AllocationOrderSet: DomainEvent {
  public static let type = "joinery.finance.allocation_order.set.v1"
  public var key: String { "allocation-order" }
  public var subject: String { "allocation-order" }

  /// How receipts are allocated from now on.
  public var order: AllocationOrder
  public var occurredAt: Instant
}

/// Money went back to a customer, out of unallocated credit.
public struct RefundPosted: DomainEvent {
  /// What the refund took of which credit.
  public struct Part: Codable, Hashable, Sendable {
    public var creditId: String
    /// How much of that credit.
    public var amount: Money
  }

  public static let type = "joinery.finance.refund.posted.v1"
  public static let personal: Set<String> = ["reason"]

  public var refundId: ID<Refund>
  public var number: String
  public var customerId: ID<Customer>
  /// What went back to the customer.
  public var amount: Money
  public var method: PaymentMethod
  /// The business day of the refund.
  public var refundedOn: BusinessDate
  public var reason: String
  /// Oldest credit first.
  public var parts: [Part]
  public var entry: LedgerEntry
  public var occurredAt: Instant
}
