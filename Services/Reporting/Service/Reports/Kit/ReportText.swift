import JSON
import Kernel
import ReportingDomain
import ServiceRuntime

extension ReportAnswer {
  /// The report as compact JSON. Its writer writes all but the rows, whose names are the same each time and sorted once.
  func json() throws -> [UInt8] {
    let text = try CompactJSON.encoded(head)
    // In a text a quotation mark would have a backslash before it, so this is the key.
    let mark = Array(#""rows":["#.utf8)
    guard let place = text.indices.first(where: { text[$0...].starts(with: mark) }).map({ $0 + mark.count }) else {
      return text
    }
    let names = (head.columns.map(\.name) + labelNames).enumerated().sorted { $0.element < $1.element }
    let keys = names.map { column, name in
      var key = [UInt8(ascii: ",")]
      CompactJSON.append(name, to: &key)
      return (column: column, key: key + [UInt8(ascii: ":")])
    }
    let currencies = figures.totals.map { Array(#","currency":"\#($0.currency.code)"}"#.utf8) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count + lines.count * 64 * names.count)
    bytes += text[..<place]
    for index in lines.indices {
      if bytes.count > place { bytes.append(UInt8(ascii: ",")) }
      let start = bytes.count
      let currency = figures.totals.firstIndex { $0.currency.code == lines[index].currency } ?? 0
      for (column, key) in keys {
        guard let cell = try cell(column, at: index, of: figures.totals[currency]) else { continue }
        bytes += key
        cell.write(to: &bytes, currencies[currency])
      }
      // In place of the comma before the first: every row has its key.
      bytes[start] = UInt8(ascii: "{")
      bytes.append(UInt8(ascii: "}"))
    }
    bytes += text[place...]
    return bytes
  }
}

extension Cell {
  /// `currency` is what follows an amount of money.
  fileprivate func write(to bytes: inout [UInt8], _ currency: [UInt8]) {
    switch self {
    case .text(let text): CompactJSON.append(text, to: &bytes)
    case .count(let count): Self.write(count, to: &bytes)
    case .money(let money):
      bytes += Self.amount
      Self.write(money.amount, to: &bytes)
      bytes += currency
    case .decimal(let percent):
      let hundredths = percent.hundredths.magnitude
      if percent.hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
      Self.write(Int64(hundredths / 100), to: &bytes)
      let rest = UInt8(hundredths % 100)
      guard rest != 0 else { return }
      bytes.append(UInt8(ascii: "."))
      bytes.append(UInt8(ascii: "0") + rest / 10)
      if rest % 10 != 0 { bytes.append(UInt8(ascii: "0") + rest % 10) }
    }
  }

  private static let amount = Array(#"{"amount":"#.utf8)

  private static func write(_ number: Int64, to bytes: inout [UInt8]) {
    // Most amounts of a long report are zero.
    guard number != 0 else { return bytes.append(UInt8(ascii: "0")) }
    var digits = String(number)
    digits.withUTF8 { bytes.append(contentsOf: $0) }
  }
}
