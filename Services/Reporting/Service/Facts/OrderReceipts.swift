import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite

/// Money received for orders. Whichever of order and money is told first waits for the other.
enum OrderReceipts {
  /// What an allocation, or its undoing, adds to what was received for an order, and to the lead that it came from.
  @Sendable static func receive(
    _ part: AllocatedPart, _ origin: EventOrigin, in database: Database
  ) throws {
    guard let order = part.orderId else { return }
    try FactTable.orders.keep(
      FactTable.Fact(
        day: part.on, currency: part.amount.currency,
        keys: ["salesperson": part.salespersonId?.text, "shop": part.shop?.text].compactMapValues { $0 },
        values: ["received": part.amount.amount]), origin, in: database)
    try database.run(
      "INSERT INTO order_receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
      origin.number, order, part.on, origin.time, part.amount.currency, part.amount.amount)
    try attribute(order, origin.stream, origin.number, in: database)
  }

  /// Hands the money received for an order to its lead: one allocation's, or of all that came before the order.
  static func attribute(
    _ order: ID<Order>, _ stream: Int? = nil, _ number: Int64? = nil, in database: Database
  ) throws {
    let found = try database.all(
      """
      SELECT r.source, r.stream, r.number, max(r.known, o.known) AS known, o.lead_id, r.day, r.amount, r.currency
      FROM order_receipts r JOIN orders o ON o.order_id = r.order_id
      WHERE r.order_id = ?1 AND o.lead_id IS NOT NULL AND (?2 IS NULL OR (r.stream = ?2 AND r.number = ?3))
      """, order, stream, number
    ) { row in
      let event = try Provenance(row)
      return (
        event, LeadFact(leadId: try row.id("lead_id"), day: try row.date("day"), received: try row.money("amount"))
      )
    }
    for (event, fact) in found { try LeadFacts.keep(fact, part: 0, of: event, in: database) }
  }
}

/// A part of a customer's credit that pays a part of a receivable, or does so no more: then below zero.
struct AllocatedPart {
  let orderId: ID<Order>?
  let receivableId: ID<Receivable>
  let customerId: ID<Customer>
  let amount: Money
  let on: BusinessDate
  let salespersonId: ID<Employee>?
  let shop: ID<Shop>?
  let entry: LedgerEntry
}

extension EventHandler {
  /// Both events of allocations.
  static func onAllocated(
    _ write: @escaping @Sendable (AllocatedPart, EventOrigin, Database) throws -> Void
  ) -> [EventHandler] {
    [
      .on(
        CreditAllocated.self,
        copy: { event, origin, database in
          let part = AllocatedPart(
            orderId: event.orderId, receivableId: event.receivableId, customerId: event.customerId,
            amount: event.amount, on: event.on, salespersonId: event.salespersonId, shop: event.shop,
            entry: event.entry)
          try write(part, origin, database)
        }),
      .on(
        AllocationReversed.self,
        copy: { event, origin, database in
          let part = AllocatedPart(
            orderId: event.orderId, receivableId: event.receivableId, customerId: event.customerId,
            amount: event.amount.negated, on: event.on, salespersonId: event.salespersonId, shop: event.shop,
            entry: event.entry)
          try write(part, origin, database)
        }),
    ]
  }
}
