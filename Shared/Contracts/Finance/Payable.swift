import Kernel

/// A supplier or partner as it now is, registered or edited (D2).
public struct SupplierChanged: DomainEvent {
  public static let type = "joinery.finance.supplier.changed.v1"
  public var key: String { code.text }

  public var code: ID<Supplier>
  public var name: String
  public var active: Bool
}

/// A supplier has billed something (D2): its own line among what is owed, with its own due date.
public struct PayableOpened: DomainEvent {
  public static let type = "joinery.finance.payable.opened.v1"
  public var key: String { supplierCode.text }

  public var payableId: ID<Payable>
  /// Without gaps per year.
  public var number: String
  public var supplierCode: ID<Supplier>
  /// The expense that it is: `expense.<category>` is debited, `purchases` where nobody said.
  public var category: String
  /// What the supplier billed, tax included.
  public var amount: Money
  /// The date of the bill.
  public var billedOn: BusinessDate
  public var dueOn: BusinessDate
  /// The supplier's own number.
  public var reference: String?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A bill is not owed: it was wrong, or the supplier took it back. What was paid of it is credit with the supplier.
public struct PayableCancelled: DomainEvent {
  public static let type = "joinery.finance.payable.cancelled.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { supplierCode.text }

  public var payableId: ID<Payable>
  public var number: String
  public var supplierCode: ID<Supplier>
  public var category: String
  /// What had been billed, tax included.
  public var amount: Money
  public var on: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// Money went to a supplier (D2). What no bill takes of it is credit with the supplier.
public struct PaymentPosted: DomainEvent {
  public static let type = "joinery.finance.payment.posted.v1"
  public var key: String { supplierCode.text }

  public var paymentId: ID<Payment>
  /// Without gaps per year.
  public var number: String
  public var supplierCode: ID<Supplier>
  /// What went to the supplier.
  public var amount: Money
  public var method: PaymentMethod
  /// The business day of the payment.
  public var paidOn: BusinessDate
  /// The number that the bank or payment service gave it.
  public var externalId: String?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A payment came back. Its allocations are reversed by events of their own, before this one.
public struct PaymentReversed: DomainEvent {
  public static let type = "joinery.finance.payment.reversed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { supplierCode.text }

  public var paymentId: ID<Payment>
  public var number: String
  public var supplierCode: ID<Supplier>
  /// What came back: all of the payment.
  public var amount: Money
  public var method: PaymentMethod
  public var on: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A part of a payment pays a part of a bill. Both stand in `payable` already, so that nothing is posted.
public struct PaymentAllocated: DomainEvent {
  public static let type = "joinery.finance.payment.allocated.v1"
  public var key: String { supplierCode.text }

  public var allocationId: ID<Allocation>
  public var supplierCode: ID<Supplier>
  public var paymentId: ID<Payment>
  public var payableId: ID<Payable>
  /// What of the payment pays the bill.
  public var amount: Money
  /// The later of payment and bill, and of the day that either came free again.
  public var on: BusinessDate
  public var occurredAt: Instant
}

/// An allocation of a payment was undone: the reverse record beside it.
public struct PaymentAllocationReversed: DomainEvent {
  public static let type = "joinery.finance.payment_allocation.reversed.v1"
  public var key: String { supplierCode.text }

  public var allocationId: ID<Allocation>
  public var supplierCode: ID<Supplier>
  public var paymentId: ID<Payment>
  public var payableId: ID<Payable>
  /// What of the payment pays the bill no more.
  public var amount: Money
  public var on: BusinessDate
  public var occurredAt: Instant
}
