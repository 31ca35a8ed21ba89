import Contracts
import Kernel
import LeadsDomain
import Persistence

/// Who brought whom, and what came of it (A20).
enum RecordReferral {
  /// Records whom a lead came from, where its source names a customer, and what its orders have brought already.
  static func record(
    of lead: LeadState, on day: BusinessDate, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    guard let event = lead.referral(on: day, at: occurredAt) else { return }
    try unit.record(event)
    for order in try ReferralStore.orders(of: lead.id, in: unit.database) {
      try review(order, on: day, at: occurredAt, in: unit)
    }
  }

  /// Tells what an order has received since. Whichever of order and money comes last finds both.
  static func review(
    _ order: ID<Order>?, on day: BusinessDate, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    guard let order, let referral = try ReferralStore.referral(of: order, in: unit.database) else { return }
    for received in try ReferralStore.received(for: order, in: unit.database) {
      let told = try ReferralStore.told(of: order, in: received.currency, unit.database)
      let event = try referral.review(order, received: received, told: told, on: day, at: occurredAt)
      if let event { try unit.record(event) }
    }
  }
}
