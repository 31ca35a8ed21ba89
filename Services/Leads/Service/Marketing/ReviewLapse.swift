import Contracts
import Kernel
import LeadsDomain
import Persistence

/// Tells that a customer who had lapsed is back, once for each lapse (A18).
enum ReviewLapse {
  /// To be called before the contact is recorded that brings them back; `order` is the one that does.
  static func end(
    of customer: ID<Customer>, by what: String, order: ID<Order>? = nil, on day: BusinessDate, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    let lapse = try WinBackStore.lapse(of: customer, before: order, through: day, in: unit.database)
    guard let event = lapse?.ended(by: what, of: customer, on: day, policy, at: occurredAt),
      try !WinBackStore.isTold(of: customer, lapsedOn: event.lapsedOn, in: unit.database)
    else { return }
    try unit.record(event)
  }
}
