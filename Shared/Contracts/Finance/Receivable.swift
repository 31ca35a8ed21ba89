import Kernel

extension Catalog {
  static let financeEvents: [any DomainEvent.Type] = [
    ReceivableOpened.self, ReceivableAmended.self, ReceivableCancelled.self, ReceiptPosted.self, ReceiptReversed.self,
    CreditAllocated.self, AllocationReversed.self, RefundPosted.self, CreditNotePosted.self, RevenueRecognised.self,
    CreditLimitSet.self, CreditHeld.self, CreditReleased.self,
    ReceivableDue.self, ReceivableOverdue.self, CreditLimitExceeded.self, DunningLevelsSet.self,
    SupplierChanged.self, PayableOpened.self, PayableCancelled.self, PaymentPosted.self, PaymentReversed.self,
    PaymentAllocated.self, PaymentAllocationReversed.self, ExpenseRecorded.self, ExpensePaid.self, ExpenseReversed.self,
    CommissionPlanChanged.self, CommissionAccrued.self, CommissionAdjusted.self, CommissionPaid.self,
    PeriodClosed.self, PeriodReopened.self, RevenueReversed.self, RecurringExpenseChanged.self,
    AllocationOrderSet.self,
  ]
}

/// What happens to a receipt whose client chose no receivables (`rules.md`, Allocation).
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

  public var order: AllocationOrder
  public var occurredAt: Instant

  public init(order: AllocationOrder, occurredAt: Instant) {
    self.order = order
    self.occurredAt = occurredAt
  }
}

/// How money changes hands.
public enum PaymentMethod: String, Codable, CaseIterable, Hashable, Sendable {
  case cash, bank, card, wechat, alipay

  /// The account that it goes to and comes from: `money.cash`.
  public var account: String { "money.\(rawValue)" }
}

/// One side of an entry in the ledger: exactly one of debit and credit is not zero, neither is negative.
public struct LedgerLine: Codable, Hashable, Sendable {
  /// A stable code such as `receivable`, `deposits`, `contract-liability`, `revenue`, `tax`, `money.bank` (`http.md`).
  public var account: String
  public var debit: Money
  public var credit: Money

  public init(account: String, debit: Money, credit: Money) {
    self.account = account
    self.debit = debit
    self.credit = credit
  }
}

/// What a business fact posts into the ledger (H7): debits equal credits, in one currency. Never edited; a correction
/// is another entry.
public struct LedgerEntry: Codable, Hashable, Sendable {
  public var on: BusinessDate
  public var lines: [LedgerLine]
  /// The day in a closed month that it belongs to, or corrects something of (H9).
  public var refersTo: BusinessDate?

  public init(on: BusinessDate, lines: [LedgerLine], refersTo: BusinessDate? = nil) {
    self.on = on
    self.lines = lines
    self.refersTo = refersTo
  }
}

/// What a customer owes with a due date of its own: an instalment, a service charge, or a refunded part of a receipt
/// that was reversed.
public struct ReceivableOpened: DomainEvent {
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    case order, service, correction
  }

  public static let type = "joinery.finance.receivable.opened.v1"
  public var key: String { customerId.text }
  public var subject: String { receivableId.text }

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var kind: Kind
  public var orderId: ID<Order>?
  public var instalmentId: ID<Instalment>?
  public var requestId: ID<ServiceRequest>?
  public var label: String
  public var amount: Money
  /// Its own date: the order's `signedOn`, a service charge's day (`rules.md`, Allocation).
  public var on: BusinessDate
  public var dueOn: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    receivableId: ID<Receivable>, customerId: ID<Customer>, kind: Kind, orderId: ID<Order>?,
    instalmentId: ID<Instalment>?, requestId: ID<ServiceRequest>?, label: String, amount: Money, on: BusinessDate,
    dueOn: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.receivableId = receivableId
    self.customerId = customerId
    self.kind = kind
    self.orderId = orderId
    self.instalmentId = instalmentId
    self.requestId = requestId
    self.label = label
    self.amount = amount
    self.on = on
    self.dueOn = dueOn
    self.salespersonId = salespersonId
    self.shop = shop
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// An amendment of its order changed what a receivable is about; what was paid for it stays allocated as far as it fits.
public struct ReceivableAmended: DomainEvent {
  public static let type = "joinery.finance.receivable.amended.v1"
  public var key: String { customerId.text }
  public var subject: String { receivableId.text }

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  public var label: String
  public var previousAmount: Money
  public var amount: Money
  public var dueOn: BusinessDate
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, label: String, previousAmount: Money,
    amount: Money, dueOn: BusinessDate, on: BusinessDate, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.receivableId = receivableId
    self.customerId = customerId
    self.orderId = orderId
    self.label = label
    self.previousAmount = previousAmount
    self.amount = amount
    self.dueOn = dueOn
    self.on = on
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// What was open of a receivable is not owed any more: its order was cancelled.
public struct ReceivableCancelled: DomainEvent {
  public static let type = "joinery.finance.receivable.cancelled.v1"
  public var key: String { customerId.text }
  public var subject: String { receivableId.text }

  public var receivableId: ID<Receivable>
  public var customerId: ID<Customer>
  public var orderId: ID<Order>?
  /// What was open, and is closed by this.
  public var amount: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    receivableId: ID<Receivable>, customerId: ID<Customer>, orderId: ID<Order>?, amount: Money, on: BusinessDate,
    entry: LedgerEntry, occurredAt: Instant
  ) {
    self.receivableId = receivableId
    self.customerId = customerId
    self.orderId = orderId
    self.amount = amount
    self.on = on
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// Money came in (D1). All of it is the customer's deposit until it is allocated.
public struct ReceiptPosted: DomainEvent {
  public static let type = "joinery.finance.receipt.posted.v1"
  public var key: String { customerId.text }
  public var subject: String { receiptId.text }

  public var receiptId: ID<Receipt>
  /// Without gaps per year (`http.md`).
  public var number: String
  public var customerId: ID<Customer>
  public var amount: Money
  public var method: PaymentMethod
  public var receivedOn: BusinessDate
  public var salespersonId: ID<Employee>?
  public var orderId: ID<Order>?
  public var externalId: String?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    receiptId: ID<Receipt>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
    receivedOn: BusinessDate, salespersonId: ID<Employee>?, orderId: ID<Order>?, externalId: String?,
    entry: LedgerEntry, occurredAt: Instant
  ) {
    self.receiptId = receiptId
    self.number = number
    self.customerId = customerId
    self.amount = amount
    self.method = method
    self.receivedOn = receivedOn
    self.salespersonId = salespersonId
    self.orderId = orderId
    self.externalId = externalId
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// A receipt was taken back: it bounced, or was the wrong customer's. Its allocations are reversed by events of their
/// own, before this one.
public struct ReceiptReversed: DomainEvent {
  public static let type = "joinery.finance.receipt.reversed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { receiptId.text }

  public var receiptId: ID<Receipt>
  public var number: String
  public var customerId: ID<Customer>
  public var amount: Money
  public var method: PaymentMethod
  public var on: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    receiptId: ID<Receipt>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
    on: BusinessDate, reason: String, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.receiptId = receiptId
    self.number = number
    self.customerId = customerId
    self.amount = amount
    self.method = method
    self.on = on
    self.reason = reason
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// A part of a customer's credit (a receipt, a credit note's surplus) pays a part of a receivable.
public struct CreditAllocated: DomainEvent {
  public static let type = "joinery.finance.credit.allocated.v1"
  public var key: String { customerId.text }
  public var subject: String { allocationId.text }

  public var allocationId: ID<Allocation>
  public var customerId: ID<Customer>
  /// The receipt or credit note that it comes from.
  public var creditId: String
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  public var amount: Money
  /// Its effective date (`rules.md`, Allocation).
  public var on: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    allocationId: ID<Allocation>, customerId: ID<Customer>, creditId: String, receivableId: ID<Receivable>,
    orderId: ID<Order>?, amount: Money, on: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?,
    entry: LedgerEntry, occurredAt: Instant
  ) {
    self.allocationId = allocationId
    self.customerId = customerId
    self.creditId = creditId
    self.receivableId = receivableId
    self.orderId = orderId
    self.amount = amount
    self.on = on
    self.salespersonId = salespersonId
    self.shop = shop
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// An allocation, or a part of it, was undone: the reverse record beside it.
public struct AllocationReversed: DomainEvent {
  public static let type = "joinery.finance.allocation.reversed.v1"
  public var key: String { customerId.text }
  public var subject: String { allocationId.text }

  public var allocationId: ID<Allocation>
  public var customerId: ID<Customer>
  public var creditId: String
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  public var amount: Money
  public var on: BusinessDate
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    allocationId: ID<Allocation>, customerId: ID<Customer>, creditId: String, receivableId: ID<Receivable>,
    orderId: ID<Order>?, amount: Money, on: BusinessDate, salespersonId: ID<Employee>?, shop: ID<Shop>?,
    entry: LedgerEntry, occurredAt: Instant
  ) {
    self.allocationId = allocationId
    self.customerId = customerId
    self.creditId = creditId
    self.receivableId = receivableId
    self.orderId = orderId
    self.amount = amount
    self.on = on
    self.salespersonId = salespersonId
    self.shop = shop
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// Money went back to a customer, out of unallocated credit.
public struct RefundPosted: DomainEvent {
  /// What the refund took of which credit.
  public struct Part: Codable, Hashable, Sendable {
    public var creditId: String
    public var amount: Money

    public init(creditId: String, amount: Money) {
      self.creditId = creditId
      self.amount = amount
    }
  }

  public static let type = "joinery.finance.refund.posted.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { refundId.text }

  public var refundId: ID<Refund>
  public var number: String
  public var customerId: ID<Customer>
  public var amount: Money
  public var method: PaymentMethod
  public var refundedOn: BusinessDate
  public var reason: String
  /// Oldest credit first (`rules.md`, Allocation).
  public var parts: [Part]
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    refundId: ID<Refund>, number: String, customerId: ID<Customer>, amount: Money, method: PaymentMethod,
    refundedOn: BusinessDate, reason: String, parts: [Part], entry: LedgerEntry, occurredAt: Instant
  ) {
    self.refundId = refundId
    self.number = number
    self.customerId = customerId
    self.amount = amount
    self.method = method
    self.refundedOn = refundedOn
    self.reason = reason
    self.parts = parts
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// A receivable was lowered by the company's own will; what exceeds its open part is a credit of its own.
public struct CreditNotePosted: DomainEvent {
  public static let type = "joinery.finance.credit_note.posted.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { creditNoteId.text }

  public var creditNoteId: ID<CreditNote>
  public var number: String
  public var customerId: ID<Customer>
  public var receivableId: ID<Receivable>
  public var orderId: ID<Order>?
  public var amount: Money
  /// What of it became unallocated credit.
  public var surplus: Money
  public var creditedOn: BusinessDate
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    creditNoteId: ID<CreditNote>, number: String, customerId: ID<Customer>, receivableId: ID<Receivable>,
    orderId: ID<Order>?, amount: Money, surplus: Money, creditedOn: BusinessDate, reason: String, entry: LedgerEntry,
    occurredAt: Instant
  ) {
    self.creditNoteId = creditNoteId
    self.number = number
    self.customerId = customerId
    self.receivableId = receivableId
    self.orderId = orderId
    self.amount = amount
    self.surplus = surplus
    self.creditedOn = creditedOn
    self.reason = reason
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// A delivery moved its share from contract liability to revenue and tax (`rules.md`, Money).
public struct RevenueRecognised: DomainEvent {
  public static let type = "joinery.finance.revenue.recognised.v1"
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

/// What a customer may owe, as set by a person (D6, D11). Nil in a field: no such limit.
public struct CreditLimitSet: DomainEvent {
  public static let type = "joinery.finance.credit_limit.set.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  public var limit: Money?
  public var overdueLimit: Money?
  public var overdueDays: Int?
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, limit: Money?, overdueLimit: Money?, overdueDays: Int?, occurredAt: Instant
  ) {
    self.customerId = customerId
    self.limit = limit
    self.overdueLimit = overdueLimit
    self.overdueDays = overdueDays
    self.occurredAt = occurredAt
  }
}

/// A customer may not order any more until released (H5).
public struct CreditHeld: DomainEvent {
  public static let type = "joinery.finance.credit.held.v1"
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// `limit`, `overdue-amount`, `overdue-days`
  public var reasons: [String]
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(customerId: ID<Customer>, reasons: [String], on: BusinessDate, occurredAt: Instant) {
    self.customerId = customerId
    self.reasons = reasons
    self.on = on
    self.occurredAt = occurredAt
  }
}

/// A hold ended: its reasons are gone, or a person released it.
public struct CreditReleased: DomainEvent {
  public static let type = "joinery.finance.credit.released.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { customerId.text }
  public var subject: String { customerId.text }

  public var customerId: ID<Customer>
  /// Who released it; nil where its reasons are gone.
  public var releasedBy: ID<Employee>?
  public var reason: String?
  /// The last day of a release by a person.
  public var until: BusinessDate?
  public var on: BusinessDate
  public var occurredAt: Instant

  public init(
    customerId: ID<Customer>, releasedBy: ID<Employee>?, reason: String?, until: BusinessDate?, on: BusinessDate,
    occurredAt: Instant
  ) {
    self.customerId = customerId
    self.releasedBy = releasedBy
    self.reason = reason
    self.until = until
    self.on = on
    self.occurredAt = occurredAt
  }
}
