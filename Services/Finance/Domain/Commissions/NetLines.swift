import Contracts
import Kernel

/// A line of an order with its amounts with and without tax.
public struct NetLine: Hashable, Sendable {
  /// Empty for an order without lines: it counts as one.
  public var id: String
  public var sku: String?
  public var gross: Money
  public var net: Money

  /// The lines of an order. The tax of a rate is computed from the gross of all its lines
  /// (`Services/Finance/README.md#money`), and their net split by largest remainder, so that the parts add up.
  public static func lines(of terms: OrderTerms) throws(MoneyError) -> [NetLine] {
    guard !terms.lines.isEmpty else {
      let tax = try Money.sum(terms.taxes.map(\.tax), in: terms.total.currency)
      return [NetLine(id: "", sku: nil, gross: terms.total, net: try terms.total.subtracting(tax))]
    }
    var result: [NetLine] = []
    for rate in Set(terms.lines.map(\.taxRatePercent)) {
      let lines = terms.lines.filter { $0.taxRatePercent == rate }
      let gross = try Money.sum(lines.map(\.amount), in: terms.total.currency)
      let tax = terms.taxes.first { $0.ratePercent == rate }?.tax ?? .zero(gross.currency)
      let nets = try gross.subtracting(tax).split(lines.map(\.amount.amount))
      for (line, net) in zip(lines, nets) {
        result.append(NetLine(id: line.lineId.text, sku: line.sku, gross: line.amount, net: net))
      }
    }
    return result
  }
}
