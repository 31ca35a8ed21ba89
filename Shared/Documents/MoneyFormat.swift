import Kernel

extension Money {
  /// `12999.00`, without the currency.
  public var digits: String { String(description.dropFirst(currency.code.count + 1)) }

  /// `12,999.00`, without the currency.
  public var grouped: String {
    let text = digits
    let sign = text.hasPrefix("-") ? "-" : ""
    let parts = text.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
    var grouped = ""
    for (place, digit) in (parts.first ?? "").reversed().enumerated() {
      if place > 0, place % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return sign + String(grouped.reversed()) + parts.dropFirst().map { ".\($0)" }.joined()
  }
}
