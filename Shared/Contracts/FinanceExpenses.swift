import Kernel

/// The company spent something (D3, D8): paid at once where a method is named, owed otherwise.
public struct ExpenseRecorded: DomainEvent {
  public static let type = "joinery.finance.expense.recorded.v1"
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }
  public var subject: String { expenseId.text }

  public var expenseId: ID<Expense>
  /// Without gaps per year (`http.md`).
  public var number: String
  /// A free code; `expense.<category>` is its account.
  public var category: String
  public var item: String
  public var amount: Money
  public var spentOn: BusinessDate
  public var method: PaymentMethod?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, spentOn: BusinessDate,
    method: PaymentMethod?, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
    customerId: ID<Customer>?, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.expenseId = expenseId
    self.number = number
    self.category = category
    self.item = item
    self.amount = amount
    self.spentOn = spentOn
    self.method = method
    self.salespersonId = salespersonId
    self.shop = shop
    self.campaignId = campaignId
    self.customerId = customerId
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// An expense that was owed is paid.
public struct ExpensePaid: DomainEvent {
  public static let type = "joinery.finance.expense.paid.v1"
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }
  public var subject: String { expenseId.text }

  public var expenseId: ID<Expense>
  public var number: String
  public var category: String
  public var item: String
  public var amount: Money
  public var paidOn: BusinessDate
  public var method: PaymentMethod
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, paidOn: BusinessDate,
    method: PaymentMethod, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
    customerId: ID<Customer>?, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.expenseId = expenseId
    self.number = number
    self.category = category
    self.item = item
    self.amount = amount
    self.paidOn = paidOn
    self.method = method
    self.salespersonId = salespersonId
    self.shop = shop
    self.campaignId = campaignId
    self.customerId = customerId
    self.entry = entry
    self.occurredAt = occurredAt
  }
}

/// An expense was recorded wrongly: all of it is taken back, on a day of its own.
public struct ExpenseReversed: DomainEvent {
  public static let type = "joinery.finance.expense.reversed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }
  public var subject: String { expenseId.text }

  public var expenseId: ID<Expense>
  public var number: String
  public var category: String
  public var item: String
  public var amount: Money
  public var on: BusinessDate
  /// Where the money comes back to; nil where it was never paid.
  public var method: PaymentMethod?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant

  public init(
    expenseId: ID<Expense>, number: String, category: String, item: String, amount: Money, on: BusinessDate,
    method: PaymentMethod?, salespersonId: ID<Employee>?, shop: ID<Shop>?, campaignId: ID<Campaign>?,
    customerId: ID<Customer>?, reason: String, entry: LedgerEntry, occurredAt: Instant
  ) {
    self.expenseId = expenseId
    self.number = number
    self.category = category
    self.item = item
    self.amount = amount
    self.on = on
    self.method = method
    self.salespersonId = salespersonId
    self.shop = shop
    self.campaignId = campaignId
    self.customerId = customerId
    self.reason = reason
    self.entry = entry
    self.occurredAt = occurredAt
  }
}
