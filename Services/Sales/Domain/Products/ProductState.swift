import Contracts
import Kernel

/// Why a product cannot become what it was asked to.
public enum ProductError: Error, Hashable, Sendable {
  /// It is this ERP's, which would undo an edit by hand with its next message.
  case ofERP(String)
  /// Another ERP tells of it, this one owns it.
  case ofOtherERP(owner: String)
}

/// A product of the catalogue as its events made it (C1; `Services/Sales/README.md#products`).
public struct ProductState: Hashable, Sendable {
  public var sku: String
  public var name: String
  public var unit: String
  /// The list price of one unit, tax included, as it was when it was last changed.
  public var price: Money
  public var category: String
  /// The first day of the price.
  public var priceFrom: BusinessDate?
  /// What takes its place on a later day.
  public var nextPrice: ProductPrice?
  /// The company's rate without it.
  public var taxRatePercent: Percent?
  /// What is not active is named in no new line.
  public var active: Bool
  /// The ERP that owns it.
  public var erpSource: String?

  public init(
    sku: String, name: String, unit: String, price: Money, category: String, priceFrom: BusinessDate? = nil,
    nextPrice: ProductPrice? = nil, taxRatePercent: Percent? = nil, active: Bool = true, erpSource: String? = nil
  ) {
    (self.sku, self.name, self.unit, self.price, self.category) = (sku, name, unit, price, category)
    (self.priceFrom, self.nextPrice, self.taxRatePercent) = (priceFrom, nextPrice, taxRatePercent)
    (self.active, self.erpSource) = (active, erpSource)
  }

  /// The same as it stands on a day: with the next price in the place of the last, once its day has come.
  public func standing(on day: BusinessDate) -> ProductState {
    guard let next = nextPrice, next.validFrom <= day else { return self }
    var standing = self
    (standing.price, standing.priceFrom, standing.nextPrice) = (next.price, next.validFrom, nil)
    return standing
  }

  /// An edit by hand. Throws `ProductError` for what is an ERP's, or `InvalidField`.
  public func edited(
    name: String?, unit: String?, price: Money?, category: String?, on day: BusinessDate
  ) throws -> ProductChanged {
    if let erpSource { throw ProductError.ofERP(erpSource) }
    var product = standing(on: day)
    product.name = name ?? product.name
    product.unit = unit ?? product.unit
    product.category = category ?? product.category
    if let price, price != product.price { (product.price, product.priceFrom) = (price, day) }
    return try product.changed()
  }

  /// The event that makes the product what it is here. Quotes and orders keep the price that they copied. Throws
  /// `InvalidField`.
  public func changed() throws(InvalidField) -> ProductChanged {
    try TextRule.require(name, at: "/name")
    try TextRule.require(unit, at: "/unit")
    try TextRule.require(category, at: "/category")
    for amount in [price, nextPrice?.price].compactMap({ $0?.amount }) where amount < 0 {
      throw InvalidField("/price/amount", .negative)
    }
    if let rate = taxRatePercent, !(Percent.zero...Percent.whole).contains(rate) {
      throw InvalidField("/taxRatePercent", .notFromZeroToHundred)
    }
    return ProductChanged(
      sku: sku, name: name, unit: unit, price: price, category: category, priceFrom: priceFrom, nextPrice: nextPrice,
      taxRatePercent: taxRatePercent, active: active ? nil : false, erpSource: erpSource)
  }
}
