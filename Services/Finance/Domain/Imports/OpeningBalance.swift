import Contracts
import Kernel

/// What a customer owed when the books were begun: a receivable of its own with its due date, against the account
/// `opening-balance`. The reference makes a second run harmless.
public struct OpeningBalance: Hashable, Sendable {
  public static let account = "opening-balance"

  public var customerID: ID<Customer>
  public var amount: Money
  public var on: BusinessDate
  public var dueOn: BusinessDate
  public var reference: String
  public var salespersonID: ID<Employee>?
  public var shop: ID<Shop>?

  public init(
    customerID: ID<Customer>, amount: Money, on: BusinessDate, dueOn: BusinessDate, reference: String,
    salespersonID: ID<Employee>? = nil, shop: ID<Shop>? = nil
  ) {
    (self.customerID, self.amount, self.on, self.dueOn) = (customerID, amount, on, dueOn)
    (self.reference, self.salespersonID, self.shop) = (reference, salespersonID, shop)
  }

  /// What makes two of them the same fact, once the reference is.
  public func isSame(as other: OpeningBalance) -> Bool {
    amount == other.amount && on == other.on && dueOn == other.dueOn
  }

  /// Opens the receivable and lays the customer's credit on it.
  public func post(_ settlement: inout Settlement, at occurredAt: Instant) throws(MoneyError) -> ID<Receivable> {
    let opened = ReceivableOpened(
      receivableId: settlement.books.id(), customerId: customerID, kind: .correction, orderId: nil,
      instalmentId: nil, requestId: nil, label: reference, amount: amount, on: on, dueOn: dueOn,
      salespersonId: salespersonID, shop: shop,
      entry: .moving(on: on, debit: [(Account.receivable, amount)], credit: [(Self.account, amount)]),
      occurredAt: occurredAt)
    settlement.open(OpenReceivable(opened))
    settlement.record(opened)
    try settlement.applyCredit(to: [opened.receivableId], at: occurredAt)
    return opened.receivableId
  }
}
