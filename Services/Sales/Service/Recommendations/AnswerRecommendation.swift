import Contracts
import Kernel
import Persistence
import ServiceKit
import ServiceRuntime

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

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let customer: ID<Customer> = request.id()
    _ = try CustomerDirectory.find(customer, for: request.visibility, .customers, in: unit.database)
    guard try ProductStore.product(request.body.sku, in: unit.database) != nil else {
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
