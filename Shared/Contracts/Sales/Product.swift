import Kernel

/// A list price that counts from a day on.
public struct ProductPrice: Codable, Hashable, Sendable {
  /// Of one unit, tax included.
  public var price: Money
  /// The first day on which it counts.
  public var validFrom: BusinessDate
}

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
  /// The first day of the price; absent where nobody noted it.
  public var priceFrom: BusinessDate? = nil
  /// The price that takes the place of this one on a later day; absent where none is known.
  public var nextPrice: ProductPrice? = nil
  /// The rate of the tax that the price contains; absent where it is the company's.
  public var taxRatePercent: Percent? = nil
  /// False where it is sold no more; absent where it is.
  public var active: Bool? = nil
  /// The ERP that owns it, by its `ce_source`; absent where people here do.
  public var erpSource: String? = nil
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
