import Kernel

extension BusinessDate {
  /// As people and banks write a day: `2026-11-22`, `20261122`, `2026/11/22`. Nil where there is no such day.
  public init?(written text: String) {
    let digits = text.filter(\.isNumber)
    let plain =
      digits.count == 8 && (text.count == 8 || text.count == 10)
      ? "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))" : text
    guard let day = BusinessDate(plain) else { return nil }
    self = day
  }
}

extension Money {
  /// An amount in yuan, or another currency's main unit: `12,999.00`; by its digits, never through binary floats. Nil
  /// where it is none. Throws for one that is too large.
  public init?(written text: String, in currency: Currency) throws(MoneyError) {
    let plain = text.replacing(",", with: "").replacing("¥", with: "").replacing("￥", with: "")
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard (1...2).contains(parts.count), decimals.count <= currency.exponent, decimals.allSatisfy(\.isASCII),
      decimals.allSatisfy(\.isNumber),
      let amount = Int64(
        "\(parts[0])\(decimals)\(String(repeating: "0", count: currency.exponent - decimals.count))")
    else { return nil }
    guard amount.magnitude <= UInt64(Money.limit) else { throw .overflow }
    try self.init(amount, currency)
  }
}
