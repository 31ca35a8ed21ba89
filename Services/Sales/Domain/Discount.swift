import Contracts
import Kernel

/// A line that is sold below the limit (H4; `Services/Sales/README.md#approvals`).
public struct ExcessiveDiscount: Hashable, Sendable {
  /// Its place among the lines, from 1.
  public var line: Int
  public var discount: Percent
}

/// How far below its price a line is sold.
public enum Discount {
  /// The discount that a line gives, rounded up to hundredths of a percent: of its unit price, and of the product's list
  /// price where that is higher, since a lower price that is typed is a discount too. Another currency than the list's
  /// cannot be compared.
  public static func effective(_ line: PricedLine, list: Money?) -> Percent {
    guard let list, list.currency == line.unitPrice.currency, list.amount > line.unitPrice.amount else {
      return line.discountPercent
    }
    // Paid, in ten-thousandths of the list price: rounded down, so that the discount is rounded up.
    let whole = Int128(Percent.whole.hundredths)
    let paid = Int128(line.unitPrice.amount) * (whole - Int128(line.discountPercent.hundredths)) / Int128(list.amount)
    return Percent(hundredths: Int(whole - paid))
  }

  /// The lines above a limit. A line that was there `before`, of the same product, may keep the discount that it has.
  public static func excessive(
    _ lines: [PricedLine], before: [PricedLine] = [], limit: Percent, list: (String) throws -> Money?
  ) rethrows -> [ExcessiveDiscount] {
    var found: [ExcessiveDiscount] = []
    for (index, line) in lines.enumerated() {
      let price = try line.sku.flatMap { try list($0) }
      let discount = effective(line, list: price)
      let earlier = before.first { $0.lineId == line.lineId && $0.sku == line.sku }
      let allowed = max(limit, earlier.map { effective($0, list: price) } ?? limit)
      if discount > allowed { found.append(ExcessiveDiscount(line: index + 1, discount: discount)) }
    }
    return found
  }
}
