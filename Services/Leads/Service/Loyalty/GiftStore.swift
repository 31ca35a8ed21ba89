import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of gifts.
enum GiftStore {
  static func write(_ event: GiftGiven, to database: Database) throws {
    try database.run(
      "INSERT INTO gifts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.giftId, event.customerId, event.description,
      event.cost.amount, event.cost.currency, event.reason, event.givenBy, event.givenOn)
  }

  /// In the order of ids.
  static func list(_ page: PageRequest, customer: String?, for visibility: Visibility, in database: Database) throws
    -> [GiftView]
  {
    try database.page(page, of: "gifts", where: ["customer": customer], .gifts, for: visibility) { row in
      GiftView(
        id: try row.id("id"), customerId: try row.id("customer"), description: try row.text("description"),
        cost: try row.money("cost"), reason: try row.optionalText("reason"), givenBy: try row.id("given_by"),
        givenOn: try row.text("given_on"))
    }
  }
}

/// A gift as the API shows one (B19).
struct GiftView: Codable, Sendable {
  var id: ID<Gift>
  var customerId: ID<Customer>
  var description: String
  var cost: Money
  var reason: String?
  var givenBy: ID<Employee>
  var givenOn: String
}
