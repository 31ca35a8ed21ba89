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
enum Recommendations {
  static func keep(_ order: OrderState, in database: Database) throws {
    try database.run("DELETE FROM order_skus WHERE order_id = ?", order.orderId.text)
    for sku in Set(order.terms.lines.compactMap(\.sku)) {
      try database.run("INSERT INTO order_skus VALUES (?, ?, ?)", order.orderId.text, sku, order.customerId.text)
    }
  }

  static func apply(_ event: RecommendationAnswered, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO recommendation_answers VALUES (?, ?, ?, ?)", event.customerId.text, event.sku,
      event.outcome.rawValue, event.answeredOn.description)
  }

  /// The most bought first; never what the customer has, or has declined. At most 10.
  static func list(
    for customer: ID<Customer>, in language: Language, of database: Database
  ) throws -> [Recommendation] {
    try database.all(
      """
      SELECT p.sku, p.name, p.category, p.amount, p.currency, count(DISTINCT theirs.customer) AS buyers,
        min(shared.name)
      FROM order_skus mine
      JOIN order_skus same ON same.sku = mine.sku AND same.customer != mine.customer
      JOIN order_skus theirs ON theirs.customer = same.customer
      JOIN products p ON p.sku = theirs.sku
      JOIN products shared ON shared.sku = mine.sku
      WHERE mine.customer = ?1
        AND theirs.sku NOT IN (SELECT sku FROM order_skus WHERE customer = ?1)
        AND theirs.sku NOT IN (SELECT sku FROM recommendation_answers WHERE customer = ?1 AND outcome = 'declined')
      GROUP BY p.sku ORDER BY buyers DESC, p.sku LIMIT 10
      """, customer.text
    ) { row in
      let (buyers, shared) = (row.int(5), row.text(6))
      let reason = Localized(
        zh: "\(buyers) 位同样购买了“\(shared)”的客户也买了它",
        en: "\(buyers) customers who bought '\(shared)' bought it too")
      return Recommendation(
        sku: row.text(0), name: row.text(1), category: row.text(2),
        price: try Money(row.integer(3), Currency(row.text(4)) ?? .cny), buyers: buyers, reason: reason[language])
    }
  }
}

/// Keeps what a customer said to a recommendation.
struct AnswerRecommendation: Command {
  var sku: String
  var outcome: RecommendationAnswered.Outcome
  var occurredAt: Instant?

  struct View: Codable, Sendable {
    var customerId: ID<Customer>
    var sku: String
    var outcome: RecommendationAnswered.Outcome
  }

  static func run(
    _ request: CommandRequest<AnswerRecommendation>, _ unit: borrowing UnitOfWork
  ) throws -> Answer<View> {
    let customer: ID<Customer> = request.id()
    guard try Customers.find(customer, in: unit.database) != nil else { throw Missing.customer(customer) }
    guard try Products.find(request.body.sku, in: unit.database) != nil else {
      throw Problem.invalidField(
        "/sku", "unknown-product",
        Localized(zh: "没有这个产品；请检查 sku。", en: "There is no such product; check the sku."))
    }
    let time = request.occurredAt(in: unit)
    try unit.record(
      RecommendationAnswered(
        customerId: customer, sku: request.body.sku, outcome: request.body.outcome,
        answeredOn: CompanyZone.day(at: time), occurredAt: time))
    return Answer(View(customerId: customer, sku: request.body.sku, outcome: request.body.outcome))
  }
}
