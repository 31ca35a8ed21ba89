import Kernel

/// A product as it now is, added or edited (C1).
public struct ProductChanged: DomainEvent {
  public static let type = "joinery.sales.product.changed.v1"
  public var key: String { sku }
  public var subject: String { sku }

  /// The product's code; also the key.
  public var sku: String
  /// What the product is called.
  public var name: String
  /// The unit that it is sold in, in words, such as 平方米 (square metre).
  public var unit: String
  /// List price of one unit, tax included.
  public var price: Money
  /// The company's word for its kind; commission plans name it.
  public var category: String
}

/// What a customer said to a product that was recommended (C22).
public struct RecommendationAnswered: DomainEvent {
  /// What a customer said to a recommendation.
  public enum Outcome: String, Codable, CaseIterable, Hashable, Sendable {
    case accepted, declined
  }

  public static let type = "joinery.sales.recommendation.answered.v1"

  public var customerId: ID<Customer>
  /// The product that was recommended.
  public var sku: String
  /// What the customer said.
  public var outcome: Outcome
  /// The business day of the answer.
  public var answeredOn: BusinessDate
  public var occurredAt: Instant
}
