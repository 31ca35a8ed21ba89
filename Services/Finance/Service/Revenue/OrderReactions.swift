import Contracts
import FinanceDomain
import Kernel
import Persistence

/// What finance does about the facts of contracts: the account finds the events, and this records them.
enum OrderReactions {
  static func confirm(_ event: OrderConfirmed, _ unit: borrowing UnitOfWork) throws {
    try change(event.orderId, of: event.customerId, unit) { try $0.confirm(event) }
  }

  static func amend(_ event: OrderAmended, _ unit: borrowing UnitOfWork) throws {
    try change(event.orderId, of: event.customerId, unit) { try $0.amend(event) }
  }

  static func cancel(_ event: OrderCancelled, _ unit: borrowing UnitOfWork) throws {
    try change(event.orderId, of: event.customerId, unit) { try $0.cancel(event) }
  }

  static func reinstate(_ event: OrderReinstated, _ unit: borrowing UnitOfWork) throws {
    try change(event.orderId, of: event.customerId, unit) { try $0.reinstate(event) }
  }

  static func deliver(_ event: DeliveryNoted, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccountStore.find(event.orderId, of: event.customerId, in: unit, settling: false)
    try account.deliver(event)
    try unit.record(all: account.events)
  }

  static func takeBack(_ event: DeliveryCancelled, _ unit: borrowing UnitOfWork) throws {
    var account = try OrderAccountStore.find(event.orderId, of: event.customerId, in: unit)
    try account.takeBack(event)
    try unit.record(all: account.events)
    // Only a cancelled order's receivables change.
    if account.isCancelled { try CreditHolds.review(event.customerId, in: unit) }
  }

  static func charge(_ event: ServiceCharged, _ unit: borrowing UnitOfWork) throws {
    guard event.amount.amount > 0 else { return }
    var account = try OrderAccountStore.begin(for: event.customerId, in: unit)
    try account.charge(event)
    try record(account, of: event.customerId, unit)
  }

  private static func change(
    _ order: ID<Order>, of customer: ID<Customer>, _ unit: borrowing UnitOfWork,
    _ move: (inout OrderAccount) throws -> Void
  ) throws {
    var account = try OrderAccountStore.find(order, of: customer, in: unit)
    try move(&account)
    try record(account, of: customer, unit)
  }

  /// What changes what a customer owes may put the customer on hold, or end that.
  private static func record(_ account: OrderAccount, of customer: ID<Customer>, _ unit: borrowing UnitOfWork) throws {
    try unit.record(all: account.events)
    try CreditHolds.review(customer, in: unit)
  }
}
