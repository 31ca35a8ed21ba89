import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let customers = FactTable(
    name: "customer", dimensions: ["channel", "campaign", "partner", "referrer"],
    values: ["customers", "orders", "signed", "received", "refunded", "service_cost"])
}

extension Feature {
  /// What a customer brought, by where the customer came from first: the channel, campaign, partner or referrer of the
  /// registration (I1). Other services' facts wait for it; those of orders come from `orders`.
  static let origins = Feature(
    facts: .customers, tables: [.copy("customer_origins"), .copy("waiting_facts")],
    listens: [
      .on(CustomerRegistered.self, copy: CustomerOrigin.register),
      .on(ReceiptPosted.self, copy: { try $1.add("received", $0.amount, of: $0.customerId, on: $0.receivedOn, $2) }),
      .on(ReceiptReversed.self, copy: { try $1.add("received", $0.amount.negated, of: $0.customerId, on: $0.on, $2) }),
      .on(RefundPosted.self, copy: { try $1.add("refunded", $0.amount, of: $0.customerId, on: $0.refundedOn, $2) }),
      .on(
        ServiceResolved.self,
        copy: { try $1.add("service_cost", $0.cost(), of: $0.customerId, on: $0.resolvedOn, $2) }),
      .on(ProblemClosed.self, copy: { try $1.add("service_cost", $0.cost, of: $0.customerId, on: $0.closedOn, $2) }),
    ])
}

extension EventOrigin {
  fileprivate func add(
    _ figure: String, _ amount: Money, of customer: ID<Customer>, on day: BusinessDate, _ database: Database
  ) throws {
    try CustomerOrigin.add([figure: amount.amount], of: customer, on: day, amount.currency, self, in: database)
  }
}

extension Migration {
  static let origins = Migration([
    FactTable.customers.creation,
    Migration(
      """
      -- Where a customer came from, and what other services told of it before.
      CREATE TABLE customer_origins (
        customer_id TEXT PRIMARY KEY, registered_on TEXT NOT NULL, known INTEGER NOT NULL, channel TEXT NOT NULL,
        campaign TEXT, partner TEXT, referrer TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE waiting_facts (
        customer_id TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
        part INTEGER NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL,
        figure TEXT NOT NULL, value INTEGER NOT NULL,
        PRIMARY KEY (customer_id, source, stream, number, part)) STRICT, WITHOUT ROWID;
      """),
  ])
}

/// Where a customer came from, and since when.
struct CustomerOrigin {
  private let day: BusinessDate
  private let known: Int64
  private let keys: [String: String]

  @Sendable static func register(_ event: CustomerRegistered, _ origin: EventOrigin, in database: Database) throws {
    try database.run(
      "INSERT INTO customer_origins VALUES (?, ?, ?, ?, ?, ?, ?)", event.customerId.text,
      event.registeredOn.description, origin.time.milliseconds, event.source.channel.rawValue,
      event.source.campaignId?.text, event.source.partnerId?.text, event.source.referrerCustomerId?.text)
    try add(["customers": 1], of: event.customerId, on: event.registeredOn, .cny, origin, in: database)
    try complete(event.customerId, in: database)
  }

  /// Adds to what the customer brought, or has it wait until the customer is registered.
  static func add(
    _ values: [String: Int64], of customer: ID<Customer>, on day: BusinessDate, _ currency: Currency, part: Int = 0,
    _ origin: EventOrigin, in database: Database
  ) throws {
    guard values.contains(where: { $0.value != 0 }) else { return }
    let found = try find(customer, in: database)
    for (column, value) in values where value != 0 {
      guard let place = FactTable.customers.values.firstIndex(of: column) else { continue }
      let part = 8 * part + place
      guard let found else {
        try database.run(
          "INSERT INTO waiting_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", customer.text, origin.source.rawValue,
          origin.stream, origin.number, part, day.description, origin.time.milliseconds, currency.code, column, value)
        continue
      }
      try found.keep(column, value, on: day, currency, part: part, of: Provenance(origin), in: database)
    }
  }

  private static func find(_ customer: ID<Customer>, in database: Database) throws -> CustomerOrigin? {
    try database.first(
      "SELECT registered_on, known, channel, campaign, partner, referrer FROM customer_origins WHERE customer_id = ?",
      customer.text
    ) { row in
      let (day, known) = (try row.date("registered_on"), try row.integer("known"))
      var keys = ["channel": try row.text("channel")]
      keys["campaign"] = try row.optionalText("campaign")
      keys["partner"] = try row.optionalText("partner")
      keys["referrer"] = try row.optionalText("referrer")
      return CustomerOrigin(day: day, known: known, keys: keys)
    }
  }

  /// A fact counts from the day and the moment on from which both of its halves do.
  private func keep(
    _ column: String, _ value: Int64, on day: BusinessDate, _ currency: Currency, part: Int, of event: Provenance,
    in database: Database
  ) throws {
    try FactTable.customers.keep(
      FactTable.Fact(day: max(day, self.day), currency: currency, keys: keys, values: [column: value]), part: part,
      of: Provenance(
        source: event.source, stream: event.stream, number: event.number, known: max(event.known, known)),
      in: database)
  }

  /// Counts what waited for a customer who is registered now.
  private static func complete(_ customer: ID<Customer>, in database: Database) throws {
    let waiting = try database.all(
      "SELECT source, stream, number, known, part, day, currency, figure, value FROM waiting_facts WHERE customer_id = ?",
      customer
    ) { row in
      let event = try Provenance(row)
      guard let currency = Currency(try row.text("currency")) else { throw row.corrupt("currency") }
      return (
        event: event, part: try row.int("part"), day: try row.date("day"), currency: currency,
        figure: try row.text("figure"), value: try row.integer("value")
      )
    }
    guard !waiting.isEmpty, let found = try find(customer, in: database) else { return }
    for fact in waiting {
      try found.keep(
        fact.figure, fact.value, on: fact.day, fact.currency, part: fact.part, of: fact.event, in: database)
    }
    try database.run("DELETE FROM waiting_facts WHERE customer_id = ?", customer.text)
  }
}
