import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

extension FactTable {
  static let orders = FactTable(
    name: "order", dimensions: ["salesperson", "shop"], values: ["orders", "signed", "delivered", "received"])
}

extension Feature {
  /// Orders as their events have left them, and what they and the money for them make (C12). What they make counts for
  /// the lead and the customer that they came from as well.
  static let orders = Feature(
    facts: .orders, tables: [.copy("orders"), .copy("order_receipts")],
    listens: [
      .on(OrderConfirmed.self, copy: OrderTable.confirm), .on(OrderAmended.self, copy: OrderTable.amend),
      .on(OrderCancelled.self, copy: OrderTable.cancel), .on(OrderReinstated.self, copy: OrderTable.reinstate),
      FactTable.orders.keep(of: DeliveryNoted.self) { event in
        FactTable.Fact(
          day: event.deliveredOn, currency: event.amount.currency, keys: keys(event.salespersonId, event.shop),
          values: ["delivered": event.amount.amount])
      },
      FactTable.orders.keep(of: DeliveryCancelled.self) { event in
        FactTable.Fact(
          day: event.cancelledOn, currency: event.amount.currency, keys: keys(event.salespersonId, event.shop),
          values: ["delivered": -event.amount.amount])
      },
    ] + EventHandler.onAllocated(OrderReceipts.receive))

  fileprivate static func keys(_ salesperson: ID<Employee>?, _ shop: ID<Shop>?) -> [String: String] {
    ["salesperson": salesperson?.text, "shop": shop?.text].compactMapValues { $0 }
  }
}

enum OrderTable {
  @Sendable static func confirm(_ event: OrderConfirmed, _ origin: EventOrigin, in database: Database) throws {
    let order = SignedOrder(event)
    try database.run(
      """
      INSERT INTO orders (order_id, number, customer_id, lead_id, salesperson, shop, signed_on, total, currency,
        promised_on, known, designer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, event.orderId, event.number, event.customerId, event.leadId?.text, event.salespersonId?.text,
      event.shop?.text, event.signedOn, order.total.amount, order.total.currency, event.terms.promisedOn, origin.time,
      event.designerId)
    try keep([order.confirmed(on: event.signedOn)], of: event.customerId, origin, in: database)
    try OrderReceipts.attribute(event.orderId, in: database)
  }

  @Sendable static func amend(_ event: OrderAmended, _ origin: EventOrigin, in database: Database) throws {
    let old = try find(event.orderId, in: database)
    let new = old.amended(event)
    try write(event, new, in: database)
    try keep(try old.change(to: new, on: event.amendedOn), of: event.customerId, origin, in: database)
  }

  private static func write(_ event: OrderAmended, _ order: SignedOrder, in database: Database) throws {
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ?, currency = ?, promised_on = ? WHERE order_id = ?",
      order.salesperson?.text, order.shop?.text, event.signedOn, order.total.amount, order.total.currency,
      event.terms.promisedOn, event.orderId)
  }

  @Sendable static func cancel(_ event: OrderCancelled, _ origin: EventOrigin, in database: Database) throws {
    let order = try find(event.orderId, in: database)
    try database.run(
      "UPDATE orders SET total = 0, cancelled_on = ? WHERE order_id = ?", event.cancelledOn, event.orderId)
    try keep([order.cancelled(on: event.cancelledOn)], of: event.customerId, origin, in: database)
  }

  /// Its figures count again from this day on: the days since the cancellation stay as they were reported.
  @Sendable static func reinstate(_ event: OrderReinstated, _ origin: EventOrigin, in database: Database) throws {
    let order = try find(event.orderId, in: database).amended(event.amendment)
    try write(event.amendment, order, in: database)
    try database.run("UPDATE orders SET cancelled_on = NULL WHERE order_id = ?", event.orderId)
    try keep([order.confirmed(on: event.reinstatedOn)], of: event.customerId, origin, in: database)
  }

  /// An order's events come in the order written, so one that is not here was set aside as unreadable.
  private static func find(_ id: ID<Order>, in database: Database) throws -> SignedOrder {
    let found = try database.first(
      "SELECT lead_id, salesperson, shop, total, currency FROM orders WHERE order_id = ?", id
    ) { row in
      SignedOrder(
        leadId: try row.optionalID("lead_id"), salesperson: try row.optionalID("salesperson"),
        shop: try row.optionalID("shop"), total: try row.money("total"))
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
      try FactTable.orders.keep(
        FactTable.Fact(
          day: fact.day, currency: fact.signed.currency, keys: Feature.keys(fact.salesperson, fact.shop),
          values: values), part: part, origin, in: database)
      try CustomerOrigin.add(
        values, of: customer, on: fact.day, fact.signed.currency, part: part, origin, in: database)
      if let fact = LeadFact(fact) { try LeadFacts.keep(fact, part: part, of: Provenance(origin), in: database) }
    }
  }
}

extension Migration {
  static let orders = Migration(
    """
    CREATE TABLE orders (
      order_id TEXT PRIMARY KEY, number TEXT NOT NULL, customer_id TEXT NOT NULL, lead_id TEXT, salesperson TEXT,
      shop TEXT, signed_on TEXT NOT NULL, total INTEGER NOT NULL, currency TEXT NOT NULL, cancelled_on TEXT)
      STRICT, WITHOUT ROWID;
    CREATE INDEX orders_customer ON orders (customer_id, order_id);
    CREATE TABLE order_facts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
      salesperson TEXT NOT NULL, shop TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
      currency TEXT NOT NULL, orders INTEGER NOT NULL, signed INTEGER NOT NULL,
      PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
    CREATE INDEX order_facts_salesperson ON order_facts (salesperson, day);
    CREATE INDEX order_facts_shop ON order_facts (shop, day);
    CREATE INDEX order_facts_day ON order_facts (day);
    CREATE TABLE order_sums (
      dimension TEXT NOT NULL, grain INTEGER NOT NULL, period TEXT NOT NULL, key TEXT NOT NULL,
      currency TEXT NOT NULL, orders INTEGER NOT NULL, signed INTEGER NOT NULL,
      PRIMARY KEY (dimension, grain, period, key, currency)) STRICT, WITHOUT ROWID;
    """)

  static let ordersReceived = Migration(
    """
    ALTER TABLE order_facts ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE order_facts ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE order_sums ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE order_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE orders ADD COLUMN promised_on TEXT;
    ALTER TABLE orders ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE order_receipts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, order_id TEXT NOT NULL,
      day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
      PRIMARY KEY (order_id, source, stream, number)) STRICT, WITHOUT ROWID;
    """)
}
