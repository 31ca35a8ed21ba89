import Contracts
import Kernel

/// What is told of money that came in.
public struct ReceiptDraft: Hashable, Sendable {
  public var customerID: ID<Customer>
  public var amount: Money
  public var method: PaymentMethod
  public var receivedOn: BusinessDate
  public var salespersonID: ID<Employee>?
  public var orderID: ID<Order>?
  /// The source's own; the same one is the same receipt.
  public var externalID: String?

  public init(
    customerID: ID<Customer>, amount: Money, method: PaymentMethod, receivedOn: BusinessDate,
    salespersonID: ID<Employee>? = nil, orderID: ID<Order>? = nil, externalID: String? = nil
  ) {
    (self.customerID, self.amount, self.method, self.receivedOn) = (customerID, amount, method, receivedOn)
    (self.salespersonID, self.orderID, self.externalID) = (salespersonID, orderID, externalID)
  }

  /// What is wrong with it, apart from its day's month.
  public func review(isKnown: Bool) throws(FinanceError) {
    var review = FieldReview()
    if !isKnown { review.refuse("/customerId", .unknownCustomer) }
    review.positive("/amount", amount)
    review.length("/externalId", externalID)
    try review.finish()
  }

  /// All of it is the customer's deposit until it is allocated.
  public func post(number: String, _ books: Books, at occurredAt: Instant) throws(FinanceError) -> ReceiptPosted {
    try books.requireOpen(receivedOn, "/receivedOn")
    return ReceiptPosted(
      receiptId: books.id(), number: number, customerId: customerID, amount: amount, method: method,
      receivedOn: receivedOn, salespersonId: salespersonID, orderId: orderID, externalId: externalID,
      entry: .moving(on: receivedOn, debit: [(method.account, amount)], credit: [(Account.deposits, amount)]),
      occurredAt: occurredAt)
  }
}
