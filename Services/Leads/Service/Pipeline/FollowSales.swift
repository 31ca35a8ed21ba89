import Contracts
import LeadsDomain
import Persistence

/// Leads follow what sales did with them: a quote moves one forward, an order wins it.
enum FollowSales {
  static func quoted(_ event: QuoteIssued, _ unit: borrowing UnitOfWork) throws {
    guard let lead = try LeadStore.awaited(event.leadId, in: unit.database),
      let moved = lead.quote(on: event.issuedOn, at: event.occurredAt)
    else { return }
    try unit.record(moved)
  }

  static func ordered(_ event: OrderConfirmed, _ unit: borrowing UnitOfWork) throws {
    guard let lead = try LeadStore.awaited(event.leadId, in: unit.database),
      let won = lead.win(by: event.orderId, on: event.signedOn, at: event.occurredAt)
    else { return }
    try unit.record(won)
  }
}
