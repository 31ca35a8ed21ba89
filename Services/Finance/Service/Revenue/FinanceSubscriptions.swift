import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence
import SQLite

/// What finance keeps of other services' facts, and what it does about them.
enum FinanceSubscriptions {
  static let all = Subscriptions(
    service: Source.finance.rawValue, to: [.leads, .sales, .aftersales],
    [
      .on(
        CustomerRegistered.self,
        copy: { event, _, database in
          try database.run(
            "INSERT OR REPLACE INTO customers VALUES (?, ?, ?)", event.customerId.text, event.name, event.phone)
        }),
      .on(CustomerUpdated.self, copy: { event, _, database in try update(event, database) }),
      .on(OrderConfirmed.self, copy: copy, react: confirm),
      .on(OrderAmended.self, copy: copy, react: amend),
      .on(OrderCancelled.self, copy: copy, react: cancel),
      .on(DeliveryNoted.self, copy: copy, react: deliver),
      .on(DeliveryCancelled.self, copy: copy, react: takeBack),
      .on(EmployeeChanged.self, copy: CommissionCopies.copy, react: LateFacts.match),
      .on(ProductChanged.self, copy: CommissionCopies.copy, react: LateFacts.match),
      .on(ServiceCharged.self, react: charge),
      .on(GiftGiven.self, react: GiftExpense.record),
    ],
    catchUp: [
      DeliveryCancelled.type: .fromNowOn, EmployeeChanged.type: .fromNowOn, ProductChanged.type: .fromNowOn,
      GiftGiven.type: .fromNowOn,
    ])

  private static func update(_ event: CustomerUpdated, _ database: Database) throws {
    for change in event.changes where change.field == "name" || change.field == "phone" {
      try database.run(
        "UPDATE customers SET \(change.field) = ? WHERE id = ?", change.to ?? "", event.customerId.text)
    }
  }

  // MARK: Copies of orders

  private static func copy(_ event: OrderConfirmed, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'confirmed')", event.orderId.text, event.number,
      event.customerId.text, event.salespersonId?.text, event.shop?.text, event.signedOn.description,
      event.terms.total.amount, event.terms.total.currency.code)
    try CommissionCopies.copy(
      event.terms, of: event.orderId, version: 1, from: event.signedOn, event.salespersonId, to: database)
  }

  private static func copy(_ event: OrderAmended, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ? WHERE id = ?", event.salespersonId?.text,
      event.shop?.text, event.signedOn.description, event.terms.total.amount, event.orderId.text)
    try CommissionCopies.copy(
      event.terms, of: event.orderId, version: event.version, from: event.amendedOn, event.salespersonId, to: database)
  }

  private static func copy(_ event: OrderCancelled, _: EventOrigin, _ database: Database) throws {
    try database.run("UPDATE orders SET state = 'cancelled' WHERE id = ?", event.orderId.text)
  }

  private static func copy(_ event: DeliveryNoted, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET delivered = delivered + ? WHERE id = ?", event.amount.amount, event.orderId.text)
  }

  private static func copy(_ event: DeliveryCancelled, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET delivered = delivered - ? WHERE id = ?", event.amount.amount, event.orderId.text)
  }

  // MARK: Reactions

  private static func confirm(_ event: OrderConfirmed, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccounts.find(event.orderId, of: event.customerId, in: unit)
    try account.confirm(event)
    try unit.record(all: account.events)
    try CreditHolds.review(event.customerId, in: unit)
  }

  private static func amend(_ event: OrderAmended, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccounts.find(event.orderId, of: event.customerId, in: unit)
    try account.amend(event)
    try unit.record(all: account.events)
    try CreditHolds.review(event.customerId, in: unit)
  }

  private static func cancel(_ event: OrderCancelled, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccounts.find(event.orderId, of: event.customerId, in: unit)
    try account.cancel(event)
    try unit.record(all: account.events)
    try CreditHolds.review(event.customerId, in: unit)
  }

  private static func deliver(_ event: DeliveryNoted, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccounts.findUnsettled(event.orderId, of: event.customerId, in: unit)
    try account.deliver(event)
    try unit.record(all: account.events)
  }

  private static func takeBack(_ event: DeliveryCancelled, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccounts.find(event.orderId, of: event.customerId, in: unit)
    try account.takeBack(event)
    try unit.record(all: account.events)
    // Only a cancelled order's receivables change.
    if account.isCancelled { try CreditHolds.review(event.customerId, in: unit) }
  }

  private static func charge(_ event: ServiceCharged, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    guard event.amount.amount > 0 else { return }
    var account = try OrderAccounts.begin(for: event.customerId, in: unit)
    try account.charge(event)
    try unit.record(all: account.events)
    try CreditHolds.review(event.customerId, in: unit)
  }
}
