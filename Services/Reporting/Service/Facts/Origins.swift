import Contracts
import Kernel
import Messaging
import SQLite

/// What a customer brought, by where the customer came from first: the channel, campaign, partner or referrer of the
/// registration (I1). Other services' facts wait for it.
enum OriginCopies {
  static func register(_ event: CustomerRegistered, _ origin: EventOrigin, in database: Database) throws {
    try database.run(
      "INSERT INTO customer_origins VALUES (?, ?, ?, ?, ?, ?, ?)", event.customerId.text,
      event.registeredOn.description, origin.time.milliseconds, event.source.channel.rawValue,
      event.source.campaignId?.text, event.source.partnerId?.text, event.source.referrerCustomerId?.text)
    try add(["customers": 1], of: event.customerId, on: event.registeredOn, .cny, origin, in: database)
    try complete(event.customerId, in: database)
  }

  static func add(
    _ values: [String: Int64], of customer: ID<Customer>, on day: BusinessDate, _ currency: Currency, part: Int = 0,
    _ origin: EventOrigin, in database: Database
  ) throws {
    guard values.contains(where: { $0.value != 0 }) else { return }
    let found = try find(customer, in: database)
    for (column, value) in values where value != 0 {
      guard let place = FactTable.customers.values.firstIndex(of: column) else { continue }
      guard let found else {
        try database.run(
          "INSERT INTO waiting_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", customer.text, origin.source.rawValue,
          origin.stream, origin.number, 8 * part + place, day.description, origin.time.milliseconds, currency.code,
          column, value)
        continue
      }
      let from = Place(
        source: origin.source.rawValue, stream: origin.stream, number: origin.number,
        known: origin.time.milliseconds)
      try keep(column, value, found, on: day, currency, part: 8 * part + place, at: from, in: database)
    }
  }

  /// Where a customer came from, and since when.
  private struct Origin {
    let day: BusinessDate
    let known: Int64
    let keys: [String: String]
  }

  private static func find(_ customer: ID<Customer>, in database: Database) throws -> Origin? {
    try database.first(
      "SELECT registered_on, known, channel, campaign, partner, referrer FROM customer_origins WHERE customer_id = ?",
      customer.text
    ) { row in
      var keys = ["channel": row.text(2)]
      keys["campaign"] = row.optionalText(3)
      keys["partner"] = row.optionalText(4)
      keys["referrer"] = row.optionalText(5)
      return Origin(
        day: BusinessDate(row.text(0)) ?? BusinessDate(daysSince1970: 0), known: row.integer(1), keys: keys)
    }
  }

  /// A fact counts from the day and the moment on from which both of its halves do.
  private static func keep(
    _ column: String, _ value: Int64, _ found: Origin, on day: BusinessDate, _ currency: Currency, part: Int,
    at place: Place, in database: Database
  ) throws {
    try FactTable.customers.keep(
      FactTable.Fact(day: max(day, found.day), currency: currency, keys: found.keys, values: [column: value]),
      part: part,
      at: Place(
        source: place.source, stream: place.stream, number: place.number, known: max(place.known, found.known)),
      in: database)
  }

  /// Counts what waited for a customer who is registered now.
  private static func complete(_ customer: ID<Customer>, in database: Database) throws {
    let waiting = try database.all(
      "SELECT source, stream, number, part, day, known, currency, figure, value FROM waiting_facts WHERE customer_id = ?",
      customer.text
    ) { row in
      (
        place: Place(source: row.text(0), stream: row.int(1), number: row.integer(2), known: row.integer(5)),
        part: row.int(3), day: row.text(4), currency: row.text(6), figure: row.text(7), value: row.integer(8)
      )
    }
    guard !waiting.isEmpty, let found = try find(customer, in: database) else { return }
    for fact in waiting {
      guard let day = BusinessDate(fact.day) else { continue }
      try keep(
        fact.figure, fact.value, found, on: day, Currency(fact.currency) ?? .cny, part: fact.part, at: fact.place,
        in: database)
    }
    try database.run("DELETE FROM waiting_facts WHERE customer_id = ?", customer.text)
  }
}

/// Who bought for the first time and who came back (B21, B22).
enum RetentionCopies {
  static func order(_ event: OrderConfirmed, _ origin: EventOrigin, in database: Database) throws {
    try database.run(
      "INSERT INTO buyers VALUES (?, 1) ON CONFLICT DO UPDATE SET orders = orders + 1", event.customerId.text)
    let count =
      try database.first("SELECT orders FROM buyers WHERE customer_id = ?", event.customerId.text) { $0.int(0) } ?? 1
    let values: [String: Int64] = [
      "orders": 1, "buyers": count == 1 ? 1 : 0, "second_orders": count == 2 ? 1 : 0, "repeats": count > 1 ? 1 : 0,
    ]
    try FactTable.retention.keep(
      FactTable.Fact(
        day: event.signedOn, currency: event.terms.total.currency,
        keys: ["shop": event.shop?.text].compactMapValues { $0 }, values: values),
      part: 0, origin, in: database)
  }
}
