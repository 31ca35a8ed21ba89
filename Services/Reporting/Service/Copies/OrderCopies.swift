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
      "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", event.orderId.text, event.number,
      event.customerId.text, event.leadId?.text, event.salespersonId?.text, event.shop?.text,
      event.signedOn.description, order.total.amount, order.total.currency.code)
    try keep([order.confirmed(on: event.signedOn)], origin, in: database)
  }

  static func amend(_ event: OrderAmended, _ origin: EventOrigin, in database: Database) throws {
    let old = try find(event.orderId, in: database)
    let new = old.amended(event)
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ?, currency = ? WHERE order_id = ?",
      new.salesperson?.text, new.shop?.text, event.signedOn.description, new.total.amount, new.total.currency.code,
      event.orderId.text)
    try keep(try old.change(to: new, on: event.amendedOn), origin, in: database)
  }

  static func cancel(_ event: OrderCancelled, _ origin: EventOrigin, in database: Database) throws {
    let order = try find(event.orderId, in: database)
    try database.run(
      "UPDATE orders SET total = 0, cancelled_on = ? WHERE order_id = ?", event.cancelledOn.description,
      event.orderId.text)
    try keep([order.cancelled(on: event.cancelledOn)], origin, in: database)
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
    guard let found else { throw Never("the order \(id) was never confirmed here; redrive its confirmation first") }
    return found
  }

  private static func keep(_ facts: [OrderFact], _ origin: EventOrigin, in database: Database) throws {
    for (part, fact) in facts.enumerated() {
      let salesperson = fact.salesperson?.text ?? ReadModels.none
      let shop = fact.shop?.text ?? ReadModels.none
      let (day, currency) = (fact.day.description, fact.signed.currency.code)
      try database.run(
        "INSERT INTO order_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
        origin.number, part, salesperson, shop, day, origin.time.milliseconds, currency, fact.orders,
        fact.signed.amount)
      for (dimension, key) in [("salesperson", salesperson), ("shop", shop), ("month", fact.day.month)] {
        for (grain, period) in [(DaySpan.Grain.month, fact.day.month), (.day, day)] {
          try database.run(
            """
            INSERT INTO order_sums VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET orders = orders + excluded.orders, signed = signed + excluded.signed
            """, dimension, grain.rawValue, period, key, currency, fact.orders, fact.signed.amount)
        }
      }
      if let fact = LeadFact(fact) { try LeadCopies.keep(fact, part: part, origin, in: database) }
    }
  }
}
