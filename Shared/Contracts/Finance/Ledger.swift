import Kernel

/// How money changes hands.
public enum PaymentMethod: String, Codable, CaseIterable, Hashable, Sendable {
  case cash, bank, card, wechat, alipay

  /// The account that it goes to and comes from: `money.cash`.
  public var account: String { "money.\(rawValue)" }
}

/// One side of an entry in the ledger: exactly one of debit and credit is not zero, neither is negative.
public struct LedgerLine: Codable, Hashable, Sendable {
  /// A stable code such as `receivable`, `deposits`, `contract-liability`, `revenue`, `tax`, `money.bank`.
  public var account: String
  /// Zero where `credit` is not.
  public var debit: Money
  /// Zero where `debit` is not.
  public var credit: Money
}

/// What a business fact posts into the ledger (H7): debits equal credits, in one currency. Never edited; a correction
/// is another entry.
public struct LedgerEntry: Codable, Hashable, Sendable {
  public var on: BusinessDate
  /// Two or more; their debits equal their credits.
  public var lines: [LedgerLine]
  /// The day in a closed month that it belongs to, or corrects something of (H9).
  public var refersTo: BusinessDate? = nil
}

/// A delivery moved its share from contract liability to revenue and tax.
public struct RevenueRecognised: DomainEvent {
  public static let type = "joinery.finance.revenue.recognised.v1"

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// The share of the contract that was delivered, tax included; less `tax` it is revenue.
  public var amount: Money
  /// Tax contained in the amount.
  public var tax: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A delivery was cancelled: what it moved to revenue and tax is contract liability again.
public struct RevenueReversed: DomainEvent {
  public static let type = "joinery.finance.revenue.reversed.v1"

  public var deliveryId: ID<DeliveryNote>
  public var orderId: ID<Order>
  public var customerId: ID<Customer>
  /// The share that is taken back, tax included; less `tax` it is revenue no more.
  public var amount: Money
  /// Tax contained in the amount.
  public var tax: Money
  public var on: BusinessDate
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// A month takes no entries any more (H9).
public struct PeriodClosed: DomainEvent {
  public static let type = "joinery.finance.period.closed.v1"
  public var key: String { month }
  public var subject: String { month }

  /// `2026-11`
  public var month: String
  /// The day of the closing.
  public var on: BusinessDate
  /// Code of the employee who closed it.
  public var closedBy: ID<Employee>
  public var occurredAt: Instant
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
  /// Code of the manager who opened it.
  public var reopenedBy: ID<Employee>
  public var reason: String
  public var occurredAt: Instant
}
