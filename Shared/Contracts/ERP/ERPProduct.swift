import Kernel

/// A product of the ERP as it now is (`Shared/Contracts/README.md#products-and-prices`).
public struct ERPProduct: Codable, Hashable, Sendable {
  public static let type = "joinery.erp.product.changed.v1"

  /// The product's code: 1 to 100 bytes without slashes and control characters.
  public var sku: ID<Product>
  /// A whole number from 0 that grows with each change; a time in milliseconds does.
  public var revision: Int
  /// What the product is called.
  public var name: String
  /// The company's word for its kind; needed of a product that is not here yet.
  public var category: String?
  /// The unit that it is sold in, in words, such as 平方米; needed of a product that is not here yet.
  public var unit: String?
  /// List price of one unit, tax included; needed of a product that is not here yet.
  public var price: Money?
  /// The first day of the price; at once without it. Until a later day the price so far counts.
  public var validFrom: BusinessDate?
  /// The rate of the tax that the price contains, from 0 to 100.
  public var taxRatePercent: Percent?
  /// Whether it is sold; without it, it is.
  public var active: Bool?
}
