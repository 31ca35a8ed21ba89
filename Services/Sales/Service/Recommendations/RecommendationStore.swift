import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain
import ServiceRuntime

/// A product that a customer may want, with the reason (C22).
struct Recommendation: Codable, Sendable {
  var sku: String
  var name: String
  var category: String
  var price: Money
  /// How many customers bought it together with something that this one has.
  var buyers: Int
  var reason: String
}

/// What other customers bought beside what this one has. Which products an order has is kept per order, so that an
/// amendment takes back what it takes out.
enum RecommendationStore {
  static func keep(_ order: OrderState, in database: Database) throws {
    try database.run("DELETE FROM order_skus WHERE order_id = ?", order.orderId)
    for sku in Set(order.terms.lines.compactMap(\.sku)) {
      try database.run("INSERT INTO order_skus VALUES (?, ?, ?)", order.orderId, sku, order.customerId)
    }
  }

  static func write(_ event: RecommendationAnswered, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO recommendation_answers VALUES (?, ?, ?, ?)", event.customerId, event.sku,
      event.outcome.rawValue, event.answeredOn)
  }

  /// The most bought first; never what the customer has, or has declined. At most 10.
  static func list(
    for customer: ID<Customer>, in language: Language, of database: Database
  ) throws -> [Recommendation] {
    try database.all(
      """
      SELECT p.sku, p.name, p.category, p.amount, p.currency, count(DISTINCT theirs.customer) AS buyers,
        min(shared.name) AS shared
      FROM order_skus mine
      JOIN order_skus same ON same.sku = mine.sku AND same.customer != mine.customer
      JOIN order_skus theirs ON theirs.customer = same.customer
      JOIN products p ON p.sku = theirs.sku
      JOIN products shared ON shared.sku = mine.sku
      WHERE mine.customer = ?1
        AND theirs.sku NOT IN (SELECT sku FROM order_skus WHERE customer = ?1)
        AND theirs.sku NOT IN (SELECT sku FROM recommendation_answers WHERE customer = ?1 AND outcome = 'declined')
      GROUP BY p.sku ORDER BY buyers DESC, p.sku LIMIT 10
      """, customer
    ) { row in
      let (buyers, shared) = (try row.int("buyers"), try row.text("shared"))
      let reason = Localized(
        zh: "\(buyers) 位同样购买了“\(shared)”的客户也买了它",
        en: "\(buyers) customers who bought '\(shared)' bought it too")
      return Recommendation(
        sku: try row.text("sku"), name: try row.text("name"), category: try row.text("category"),
        price: try row.money("amount"), buyers: buyers, reason: reason[language])
    }
  }
}
