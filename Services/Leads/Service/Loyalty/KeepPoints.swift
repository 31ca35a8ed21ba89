import Contracts
import Kernel
import LeadsDomain
import Persistence

/// Points follow the customer's money, and expire (F2).
enum KeepPoints {
  /// Brings a customer's points level with the money; `document` is finance's that changed it.
  static func level(
    _ customer: ID<Customer>, because document: String, on day: BusinessDate, _ policy: LeadsPolicy,
    at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws {
    let account = try PointsStore.account(of: customer, in: unit.database)
    let event = account.level(
      with: try MoneyCopies.received(of: customer, in: unit.database), because: document, as: { unit.newID() }, on: day,
      policy, at: occurredAt)
    if let event { try unit.record(event) }
  }

  /// The daily look: what was earned too long ago and not used since expires.
  static func expire(_ day: BusinessDate, _ unit: borrowing UnitOfWork) throws {
    for customer in try PointsStore.withPoints(until: day, in: unit.database) {
      let account = try PointsStore.account(of: customer, in: unit.database)
      if let event = account.expire(as: { unit.newID() }, on: day, at: unit.now) { try unit.record(event) }
    }
  }
}
