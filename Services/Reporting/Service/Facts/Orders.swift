import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Orders as their events have left them, and the facts that they make.
enum OrderCopies {
  static func confirm(_ event: OrderConfirmed, _ origin: EventOrigin, in database: Database) throws {
    let order = SignedOrder(event)
    try database.run(
      """
      INSERT INTO orders (order_id, number, customer_id, lead_id, salesperson, shop, signed_on, total, currency,
        promised_on, known) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, event.orderId.text, event.number, event.customerId.text, event.leadId?.text, event.salespersonId?.text,
      event.shop?.text, event.signedOn.description, order.total.amount, order.total.currency.code,
      event.terms.promisedOn?.description, origin.time.milliseconds)
    try keep([order.confirmed(on: event.signedOn)], of: event.customerId, origin, in: database)
    try attribute(event.orderId, in: database)
    try RetentionCopies.order(event, origin, in: database)
  }

  static func amend(_ event: OrderAmended, _ origin: EventOrigin, in database: Database) throws {
    let old = try find(event.orderId, in: database)
    let new = old.amended(event)
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ?, currency = ?, promised_on = ? WHERE order_id = ?",
      new.salesperson?.text, new.shop?.text, event.signedOn.description, new.total.amount, new.total.currency.code,
      event.terms.promisedOn?.description, event.orderId.text)
    try keep(try old.change(to: new, on: event.amendedOn), of: event.customerId, origin, in: database)
  }

  static func cancel(_ event: OrderCancelled, _ origin: EventOrigin, in database: Database) throws {
    let order = try find(event.orderId, in: database)
    try database.run(
      "UPDATE orders SET total = 0, cancelled_on = ? WHERE order_id = ?", event.cancelledOn.description,
      event.orderId.text)
    try keep([order.cancelled(on: event.cancelledOn)], of: event.customerId, origin, in: database)
  }

  /// An order's events come in the order written, so one that is not here was set aside as unreadable.
  private static func find(_ id: ID<Order>, in database: Database) throws -> SignedOrder {
    let found = try database.first(
      "SELECT lead_id, salesperson, shop, total, currency FROM orders WHERE order_id = ?", id.text
    ) { row in
      SignedOrder(
        leadId: row.optionalText(0).map { ID($0) }, salesperson: row.optionalText(1).map { ID($0) },
        shop: row.optionalText(2).map { ID($0) },
        total: try Money(row.integer(3), Currency(row.text(4)) ?? .cny))
    }
    guard let found else {
      throw CannotApply("the order \(id) was never confirmed here; redrive its confirmation first")
    }
    return found
  }

  private static func keep(
    _ facts: [OrderFact], of customer: ID<Customer>, _ origin: EventOrigin, in database: Database
  ) throws {
    for (part, fact) in facts.enumerated() {
      let values = ["orders": Int64(fact.orders), "signed": fact.signed.amount]
      try keep(values, fact.signed.currency, fact.day, fact.salesperson, fact.shop, part: part, origin, in: database)
      try OriginCopies.add(
        ["orders": Int64(fact.orders), "signed": fact.signed.amount], of: customer, on: fact.day,
        fact.signed.currency, part: part, origin, in: database)
      if let fact = LeadFact(fact) { try LeadCopies.keep(fact, part: part, origin, in: database) }
    }
  }

  private static func keep(
    _ values: [String: Int64], _ currency: Currency, _ day: BusinessDate, _ salesperson: ID<Employee>?,
    _ shop: ID<Shop>?, part: Int = 0, _ origin: EventOrigin, in database: Database
  ) throws {
    let keys = ["salesperson": salesperson?.text, "shop": shop?.text].compactMapValues { $0 }
    try FactTable.orders.keep(
      FactTable.Fact(day: day, currency: currency, keys: keys, values: values), part: part, origin, in: database)
  }

  static func deliver(_ event: DeliveryNoted, _ origin: EventOrigin, in database: Database) throws {
    try keep(
      ["delivered": event.amount.amount], event.amount.currency, event.deliveredOn, event.salespersonId, event.shop,
      origin, in: database)
  }

  /// What an allocation, or its undoing, adds to what was received for an order, and to the lead that it came from:
  /// whichever of order and money is told first waits for the other.
  static func receive(_ part: AllocatedPart, _ origin: EventOrigin, in database: Database) throws {
    guard let order = part.orderId else { return }
    try keep(
      ["received": part.amount.amount], part.amount.currency, part.on, part.salespersonId, part.shop, origin,
      in: database)
    try database.run(
      "INSERT INTO order_receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
      origin.number, order.text, part.on.description, origin.time.milliseconds, part.amount.currency.code,
      part.amount.amount)
    try attribute(order, origin.stream, origin.number, in: database)
  }

  /// Hands the money received for an order to its lead: one allocation's, or of all that came before the order.
  private static func attribute(
    _ order: ID<Order>, _ stream: Int? = nil, _ number: Int64? = nil, in database: Database
  ) throws {
    let found = try database.all(
      """
      SELECT r.source, r.stream, r.number, o.lead_id, r.day, max(r.known, o.known), r.currency, r.amount
      FROM order_receipts r JOIN orders o ON o.order_id = r.order_id
      WHERE r.order_id = ?1 AND o.lead_id IS NOT NULL AND (?2 IS NULL OR (r.stream = ?2 AND r.number = ?3))
      """, order.text, stream, number
    ) { row in
      (
        Place(source: row.text(0), stream: row.int(1), number: row.integer(2), known: row.integer(5)),
        LeadFact(
          leadId: ID(row.text(3)), day: BusinessDate(row.text(4)) ?? BusinessDate(daysSince1970: 0),
          received: try Money(row.integer(7), Currency(row.text(6)) ?? .cny))
      )
    }
    for (place, fact) in found { try LeadCopies.keep(fact, part: 0, at: place, in: database) }
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

  init(_ event: CreditAllocated) {
    (orderId, receivableId, customerId) = (event.orderId, event.receivableId, event.customerId)
    (amount, on, salespersonId, shop) = (event.amount, event.on, event.salespersonId, event.shop)
  }

  init(_ event: AllocationReversed) {
    (orderId, receivableId, customerId) = (event.orderId, event.receivableId, event.customerId)
    (amount, on, salespersonId, shop) = (event.amount.negated, event.on, event.salespersonId, event.shop)
  }
}
