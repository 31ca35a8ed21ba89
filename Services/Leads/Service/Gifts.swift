import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/gifts` (B19).
struct GiveGift: Command {
  var customerId: ID<Customer>
  var description: String
  var cost: Money
  var reason: String?
  var givenOn: BusinessDate?
  var occurredAt: Instant?
}

struct GiftView: Codable, Sendable {
  var id: ID<Gift>
  var customerId: ID<Customer>
  var description: String
  var cost: Money
  var reason: String?
  var givenBy: ID<Employee>
  var givenOn: String
}

/// Entries of the points ledger as the API shows them (F2).
struct PointsView: Codable, Sendable {
  var id: ID<PointsEntry>
  var customerId: ID<Customer>
  var kind: String
  var points: Int
  var reason: String?
  var refersTo: String?
  var on: String
  var expiresOn: String?
}

enum Gifts {
  static func give(_ request: CommandRequest<GiveGift>, in unit: borrowing UnitOfWork) throws -> Answer<GiftView> {
    let command = request.body
    var checks = FieldChecks()
    checks.text("/description", command.description)
    checks.notNegative("/cost", command.cost)
    checks.length("/reason", command.reason, upTo: FieldChecks.longText)
    if try !Customers.exists(command.customerId, in: unit.database) {
      checks.refuse("/customerId", "unknown", Localized(zh: "没有这个客户。", en: "There is no such customer."))
    }
    try checks.finish()
    let occurredAt = request.occurredAt(in: unit)
    let event = GiftGiven(
      giftId: unit.newID(), customerId: command.customerId, description: command.description, cost: command.cost,
      reason: command.reason, givenBy: ID(request.caller.subject),
      givenOn: command.givenOn ?? CompanyZone.day(at: occurredAt), occurredAt: occurredAt)
    try unit.record(event)
    return Answer(
      GiftView(
        id: event.giftId, customerId: event.customerId, description: event.description, cost: event.cost,
        reason: event.reason, givenBy: event.givenBy, givenOn: event.givenOn.description), status: 201)
  }

  static func list(customer: String?, after id: String, limit: Int, in database: Database) throws -> [GiftView] {
    try database.all(
      """
      SELECT id, customer, description, cost, currency, reason, given_by, given_on FROM gifts
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) ORDER BY id LIMIT ?3
      """, id, customer, limit
    ) { row in
      GiftView(
        id: ID(row.text(0)), customerId: ID(row.text(1)), description: row.text(2),
        cost: try Money(row.integer(3), Currency(row.text(4)) ?? .cny), reason: row.optionalText(5),
        givenBy: ID(row.text(6)), givenOn: row.text(7))
    }
  }
}

extension Points {
  static func list(customer: String?, after id: String, limit: Int, in database: Database) throws -> [PointsView] {
    try database.all(
      """
      SELECT id, customer, kind, points, reason, refers_to, on_day, expires_on FROM points
      WHERE id > ?1 AND (?2 IS NULL OR customer = ?2) ORDER BY id LIMIT ?3
      """, id, customer, limit
    ) { row in
      PointsView(
        id: ID(row.text(0)), customerId: ID(row.text(1)), kind: row.text(2), points: row.int(3),
        reason: row.optionalText(4), refersTo: row.optionalText(5), on: row.text(6), expiresOn: row.optionalText(7))
    }
  }

  /// The daily look: what was earned too long ago and not used since expires, the oldest first.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let due = try unit.database.all(
      """
      SELECT customer, sum(CASE WHEN points > 0 AND expires_on < ?1 THEN points ELSE 0 END)
        + sum(CASE WHEN points < 0 THEN points ELSE 0 END) AS rest
      FROM points GROUP BY customer HAVING rest > 0 ORDER BY customer
      """, day.description
    ) { ($0.text(0), $0.int(1)) }
    for (customer, points) in due {
      try unit.record(
        PointsChanged(
          entryId: unit.newID(), customerId: ID(customer), kind: .expired, points: -points, reason: nil, refersTo: nil,
          on: day, expiresOn: nil, occurredAt: unit.now))
    }
  }
}
