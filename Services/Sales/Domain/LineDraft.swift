import Kernel

/// A line as somebody wants it, before it is priced: of a quote, an order or the ERP.
public struct LineDraft: Decodable, Hashable, Sendable {
  public var sku: String?
  public var description: String
  public var room: String?
  public var quantity: Quantity
  /// Tax included.
  public var unitPrice: Money
  public var discountPercent: Percent?
  /// The company's rate without it.
  public var taxRatePercent: Percent?

  public init(
    sku: String? = nil, description: String, room: String? = nil, quantity: Quantity, unitPrice: Money,
    discountPercent: Percent? = nil, taxRatePercent: Percent? = nil
  ) {
    (self.sku, self.description, self.room, self.quantity) = (sku, description, room, quantity)
    (self.unitPrice, self.discountPercent, self.taxRatePercent) = (unitPrice, discountPercent, taxRatePercent)
  }
}
