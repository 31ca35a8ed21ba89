import Kernel

/// A product as it now is, added or edited (C1).
public struct ProductChanged: DomainEvent {
  public static let type = "joinery.sales.product.changed.v1"
  public var key: String { sku }
  public var subject: String { sku }

  public var sku: String
  public var name: String
  public var unit: String
  public var price: Money
  public var category: String
}

/// What a customer said to a product that was recommended (C22).
public struct RecommendationAnswered: DomainEvent {
  public enum Outcome: String, Codable, CaseIterable, Hashable, Sendable {
    case accepted, declined
  }

  public static let type = "joinery.sales.recommendation.answered.v1"

  public var customerId: ID<Customer>
  public var sku: String
  public var outcome: Outcome
  public var answeredOn: BusinessDate
  public var occurredAt: Instant
}
