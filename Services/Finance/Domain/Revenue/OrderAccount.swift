import Contracts
import Kernel

/// The account of one contract, or of one service charge: what is owed for it by instalment, what of it is not revenue
/// yet, what was earned, and the commission on it. A move answers a fact of sales or after-sales with the events to
/// record, in order, and changes the account by them.
public struct OrderAccount {
  /// Revenue with the tax in it, in minor units.
  public struct Earned: Hashable, Sendable {
    public var amount: Int64
    public var tax: Int64

    public init(amount: Int64 = 0, tax: Int64 = 0) {
      self.amount = amount
      self.tax = tax
    }
  }

  public let customerID: ID<Customer>
  /// None for a service charge.
  public let orderID: ID<Order>?
  /// In the order of the plan, what was added later last.
  public internal(set) var items: [AmendedPlan.Standing]
  /// What is not revenue yet, in minor units.
  public internal(set) var liability: Int64
  public internal(set) var earned: Earned
  /// What each delivery that stands has moved to revenue.
  public internal(set) var deliveries: [ID<DeliveryNote>: Earned]
  public internal(set) var isCancelled: Bool
  /// The money side: receivables day by day, credit, allocations, commission.
  public internal(set) var settlement: Settlement

  public init(
    of order: ID<Order>?, _ customer: ID<Customer>, items: [AmendedPlan.Standing] = [], liability: Int64 = 0,
    earned: Earned = Earned(), deliveries: [ID<DeliveryNote>: Earned] = [:], isCancelled: Bool = false,
    _ settlement: Settlement
  ) {
    orderID = order
    customerID = customer
    (self.items, self.liability, self.earned) = (items, liability, earned)
    (self.deliveries, self.isCancelled, self.settlement) = (deliveries, isCancelled, settlement)
  }

  /// What has happened, in order.
  public var events: [any DomainEvent] { settlement.events }

  var books: Books { settlement.books }

  /// What deliveries have not moved to revenue yet.
  var undelivered: Int64 { max(0, liability) }

  /// The tax in a part of what was earned, in proportion; all of it with the last part.
  func taxShare(of amount: Money) throws(MoneyError) -> Money {
    guard earned.amount > 0 else { return .zero(amount.currency) }
    return try amount.scaled(earned.tax, over: earned.amount)
  }

  /// What is taken off leaves contract liability first, since what is not delivered was never revenue; then revenue and
  /// tax in the proportion in which they were earned. As the debits of an entry.
  func takingOff(_ amount: Money) throws(MoneyError) -> (undelivered: Money, revenue: Money, tax: Money) {
    let undelivered = try Money(min(self.undelivered, amount.amount), amount.currency)
    let earned = try amount.subtracting(undelivered)
    let tax = try taxShare(of: earned)
    return (undelivered, try earned.subtracting(tax), tax)
  }

  // MARK: Opening

  mutating func open(_ event: ReceivableOpened) {
    settlement.open(OpenReceivable(event))
    items.append(
      AmendedPlan.Standing(
        id: event.receivableId, instalmentID: event.instalmentId, label: event.label, amount: event.amount,
        dueOn: event.dueOn))
    if event.kind == .order { liability += event.amount.amount }
    if event.kind == .service {
      earned.amount += event.amount.amount
      earned.tax += event.entry.credit(of: Account.tax).amount
    }
    settlement.record(event)
  }

  /// An instalment becomes a receivable against contract liability; in a closed month on the first open day, which the
  /// entry says. Instalments of zero are no receivables.
  mutating func open(
    _ plan: [InstalmentPlan], on day: BusinessDate, _ salesperson: ID<Employee>?, _ shop: ID<Shop>?,
    at occurredAt: Instant
  ) -> [ID<Receivable>] {
    var opened: [ID<Receivable>] = []
    for instalment in plan where !instalment.amount.isZero {
      let posted = books.firstOpen(from: day)
      let event = ReceivableOpened(
        receivableId: books.id(), customerId: customerID, kind: .order, orderId: orderID,
        instalmentId: instalment.instalmentId, requestId: nil, label: instalment.label, amount: instalment.amount,
        on: posted, dueOn: instalment.dueOn, salespersonId: salesperson, shop: shop,
        entry: .moving(
          on: posted, debit: [(Account.receivable, instalment.amount)],
          credit: [(Account.contractLiability, instalment.amount)], refersTo: day),
        occurredAt: occurredAt)
      open(event)
      opened.append(event.receivableId)
    }
    return opened
  }

  /// Confirming an order posts receivable against contract liability, an instalment each
  /// (`Services/Finance/README.md#money`), and lays the customer's credit on them.
  public mutating func confirm(_ event: OrderConfirmed) throws(MoneyError) {
    let opened = open(
      event.terms.instalments, on: event.signedOn, event.salespersonId, event.shop, at: event.occurredAt)
    try settlement.commission(of: orderID) { (account) throws(MoneyError) in try account.signed(event) }
    try settlement.applyCredit(to: opened, at: event.occurredAt)
  }

  /// Service charges are revenue at once (`Services/Finance/README.md#money`).
  public mutating func charge(_ event: ServiceCharged) throws(MoneyError) {
    guard event.amount.amount > 0 else { return }
    let rate = Int64(event.taxRatePercent.hundredths)
    let tax = try event.amount.scaled(rate, over: 10_000 + rate)
    let posted = books.firstOpen(from: event.chargedOn)
    let opened = ReceivableOpened(
      receivableId: books.id(), customerId: customerID, kind: .service, orderId: nil, instalmentId: nil,
      requestId: event.requestId, label: event.number, amount: event.amount, on: posted, dueOn: event.dueOn,
      salespersonId: nil, shop: nil,
      entry: .moving(
        on: posted, debit: [(Account.receivable, event.amount)],
        credit: [(Account.revenue, try event.amount.subtracting(tax)), (Account.tax, tax)],
        refersTo: event.chargedOn),
      occurredAt: event.occurredAt)
    open(opened)
    try settlement.applyCredit(to: [opened.receivableId], at: event.occurredAt)
  }
}
