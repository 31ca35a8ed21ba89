import Contracts
import Kernel

extension ERPProduct {
  /// What the ERP's word makes of a product; `before` is nil for one that is not here yet
  /// (`Shared/Contracts/README.md#products-and-prices`). Throws `ProductError` or `InvalidField`.
  public func changed(_ before: ProductState?, from source: String, on day: BusinessDate) throws -> ProductChanged {
    if let owner = before?.erpSource, owner != source { throw ProductError.ofOtherERP(owner: owner) }
    var product: ProductState
    if let before {
      product = before.standing(on: day)
      setPrice(of: &product, on: day)
    } else {
      guard let category else { throw InvalidField("/category", .neededWhenNew) }
      guard let unit else { throw InvalidField("/unit", .neededWhenNew) }
      guard let price else { throw InvalidField("/price", .neededWhenNew) }
      // There is no price before it, so that it counts at once.
      product = ProductState(
        sku: sku.text, name: name, unit: unit, price: price, category: category,
        priceFrom: validFrom.map { min($0, day) } ?? day)
    }
    product.name = name
    product.unit = unit ?? product.unit
    product.category = category ?? product.category
    product.taxRatePercent = taxRatePercent ?? product.taxRatePercent
    product.active = active ?? true
    product.erpSource = source
    return try product.changed()
  }

  /// A price that is left out stays, and so does what is known of the next one. One that is given is all that the ERP
  /// knows: a next price of before is off.
  private func setPrice(of product: inout ProductState, on day: BusinessDate) {
    guard let price else { return }
    product.nextPrice = nil
    if let validFrom, validFrom > day {
      product.nextPrice = ProductPrice(price: price, validFrom: validFrom)
    } else if price != product.price {
      (product.price, product.priceFrom) = (price, validFrom ?? day)
    }
  }
}
