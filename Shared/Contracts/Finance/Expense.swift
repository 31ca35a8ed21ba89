import Kernel

/// The company spent something (D3, D8): paid at once where a method is named, owed otherwise.
public struct ExpenseRecorded: DomainEvent {
  public static let type = "joinery.finance.expense.recorded.v1"
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }

  public var expenseId: ID<Expense>
  /// Without gaps per year.
  public var number: String
  /// A free code; `expense.<category>` is its account.
  public var category: String
  public var item: String
  /// What was spent, tax included.
  public var amount: Money
  /// The business day of the expense.
  public var spentOn: BusinessDate
  /// How it was paid; absent where it is owed.
  public var method: PaymentMethod?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  /// Whose wage it is; such a row is for those who keep the books alone.
  public var employeeId: ID<Employee>? = nil
  /// What it comes from, and for which of its days: each day is posted once.
  public var recurringExpenseId: ID<RecurringExpense>? = nil
  /// The day by which it is to be paid, where it is owed.
  public var dueOn: BusinessDate? = nil
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// What is spent each month (D3: rent, wages), as it is from now on.
public struct RecurringExpenseChanged: DomainEvent {
  public static let type = "joinery.finance.recurring_expense.changed.v1"
  public var key: String { "recurring-expenses" }

  public var recurringExpenseId: ID<RecurringExpense>
  public var category: String
  public var item: String
  /// What is spent each time, tax included.
  public var amount: Money
  /// The first day; the others are the same day of each month after it, the last one of a month that is shorter.
  public var startsOn: BusinessDate
  /// No day after this one is posted.
  public var endsOn: BusinessDate?
  /// How it is paid, on the day itself; owed without it.
  public var method: PaymentMethod?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Code of the employee whose wage it is; absent for other expenses.
  public var employeeId: ID<Employee>?
  public var occurredAt: Instant
}

/// An expense that was owed is paid.
public struct ExpensePaid: DomainEvent {
  public static let type = "joinery.finance.expense.paid.v1"
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }

  public var expenseId: ID<Expense>
  public var number: String
  public var category: String
  public var item: String
  /// What was paid, tax included.
  public var amount: Money
  /// The business day of the payment.
  public var paidOn: BusinessDate
  public var method: PaymentMethod
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  public var entry: LedgerEntry
  public var occurredAt: Instant
}

/// An expense was recorded wrongly: all of it is taken back, on a day of its own.
public struct ExpenseReversed: DomainEvent {
  public static let type = "joinery.finance.expense.reversed.v1"
  public static let personal: Set<String> = ["reason"]
  public var key: String { (customerId?.text ?? salespersonId?.text ?? shop?.text) ?? category }

  public var expenseId: ID<Expense>
  public var number: String
  public var category: String
  public var item: String
  /// What is taken back: all of the expense.
  public var amount: Money
  public var on: BusinessDate
  /// Where the money comes back to; absent where it was never paid.
  public var method: PaymentMethod?
  public var salespersonId: ID<Employee>?
  public var shop: ID<Shop>?
  public var campaignId: ID<Campaign>?
  /// Whom a gift went to (B19).
  public var customerId: ID<Customer>?
  public var reason: String
  public var entry: LedgerEntry
  public var occurredAt: Instant
}
