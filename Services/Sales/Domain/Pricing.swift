import Contracts
import Kernel

/// Lines with their amounts, the sum, and the tax that it contains.
public struct PricedLines: Hashable, Sendable {
  public var lines: [PricedLine]
  public var total: Money
  /// By rate, the lowest first.
  public var taxes: [TaxShare]
}

/// Prices of quotes and orders (C2, C6; `Services/Sales/README.md#prices`): each line is rounded once, half up, then
/// summed; the tax is taken out of the gross of each rate group.
public enum Pricing {
  public static let lineLimit = 500
  /// 13 %, where a line names none.
  public static let defaultTaxRate = Percent(hundredths: 1300)

  /// Prices lines. `lineID` names the line at an index; errors point into `/lines`.
  public static func price(
    _ drafts: [LineDraft], lineID: (Int) -> ID<OrderLine>
  ) throws(InvalidField) -> PricedLines {
    guard let currency = drafts.first?.unitPrice.currency else { throw InvalidField("/lines", .noItems) }
    guard drafts.count <= lineLimit else { throw InvalidField("/lines", .tooManyItems(limit: lineLimit)) }
    var lines: [PricedLine] = []
    for (index, draft) in drafts.enumerated() {
      lines.append(try price(draft, lineID(index), in: currency, at: "/lines/\(index)"))
    }
    do {
      return PricedLines(
        lines: lines, total: try Money.sum(lines.map(\.amount), in: currency), taxes: try taxes(of: lines, in: currency)
      )
    } catch {
      throw InvalidField("/lines", .tooLarge)
    }
  }

  private static func price(
    _ draft: LineDraft, _ id: ID<OrderLine>, in currency: Currency, at pointer: String
  ) throws(InvalidField) -> PricedLine {
    let discount = draft.discountPercent ?? .zero
    let taxRate = draft.taxRatePercent ?? defaultTaxRate
    try TextRule.require(draft.description, at: "\(pointer)/description")
    try TextRule.check(draft.sku, at: "\(pointer)/sku")
    try TextRule.check(draft.room, at: "\(pointer)/room")
    guard draft.quantity.value > 0 else { throw InvalidField("\(pointer)/quantity/value", .notPositive) }
    guard draft.unitPrice.amount >= 0 else { throw InvalidField("\(pointer)/unitPrice/amount", .negative) }
    guard draft.unitPrice.currency == currency else {
      throw InvalidField(
        "\(pointer)/unitPrice/currency", .otherCurrency(draft.unitPrice.currency, expected: currency))
    }
    guard (Percent.zero...Percent.whole).contains(discount) else {
      throw InvalidField("\(pointer)/discountPercent", .notFromZeroToHundred)
    }
    guard (Percent.zero...Percent.whole).contains(taxRate) else {
      throw InvalidField("\(pointer)/taxRatePercent", .notFromZeroToHundred)
    }
    let amount: Money
    do {
      amount = try draft.quantity.price(at: draft.unitPrice, discount: discount)
    } catch {
      throw InvalidField(pointer, .tooLarge)
    }
    return PricedLine(
      lineId: id, sku: draft.sku, description: draft.description, room: draft.room, quantity: draft.quantity,
      unitPrice: draft.unitPrice, discountPercent: discount, taxRatePercent: taxRate, amount: amount)
  }

  /// The tax contained in the gross of each rate: gross × rate / (100 + rate), half up.
  public static func taxes(of lines: [PricedLine], in currency: Currency) throws(MoneyError) -> [TaxShare] {
    var shares: [TaxShare] = []
    for rate in Set(lines.map(\.taxRatePercent)).sorted() {
      let gross = try Money.sum(lines.filter { $0.taxRatePercent == rate }.map(\.amount), in: currency)
      let tax = try gross.scaled(Int64(rate.hundredths), over: Int64(Percent.whole.hundredths + rate.hundredths))
      shares.append(TaxShare(ratePercent: rate, gross: gross, tax: tax))
    }
    return shares
  }
}
