import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The points ledger's table (F2).
enum PointsStore {
  static func write(_ event: PointsChanged, to database: Database) throws {
    try database.run(
      "INSERT INTO points VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.entryId, event.customerId, event.kind.rawValue,
      event.points, event.reason, event.refersTo, event.on, event.expiresOn)
  }

  static func account(of customer: ID<Customer>, in database: Database) throws -> PointsAccount {
    PointsAccount(
      customerID: customer,
      entries: try database.all("SELECT * FROM points WHERE customer = ? ORDER BY id", customer, read: entry))
  }

  /// The customers of whose points some were good until before a day, in the order of their ids.
  static func withPoints(until day: BusinessDate, in database: Database) throws -> [ID<Customer>] {
    try database.all(
      "SELECT DISTINCT customer FROM points WHERE points > 0 AND expires_on < ? ORDER BY customer", day
    ) { try $0.id("customer") }
  }

  /// In the order of ids.
  static func list(_ page: PageRequest, customer: String?, for visibility: Visibility, in database: Database) throws
    -> [PointsView]
  {
    try database.page(page, of: "points", where: ["customer": customer], .points, for: visibility) { row in
      PointsView(
        id: try row.id("id"), customerId: try row.id("customer"), kind: try row.text("kind"),
        points: try row.int("points"), reason: try row.optionalText("reason"),
        refersTo: try row.optionalText("refers_to"), on: try row.text("on_day"),
        expiresOn: try row.optionalText("expires_on"))
    }
  }

  private static func entry(_ row: borrowing Row) throws -> PointsAccount.Entry {
    PointsAccount.Entry(
      kind: try row.choice("kind"), points: try row.int("points"), expiresOn: try row.optionalDate("expires_on"))
  }
}

/// An entry of the points ledger as the API shows it (F2).
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
