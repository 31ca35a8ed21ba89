import FoundationEssentials
import Kernel
import ReportingDomain

extension Report {
  /// The report as a `JSONEncoder` with sorted keys writes it. It writes all but the rows, of which there may be one for
  /// each customer, and over which it would take a hundred times as long.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var head = self
    head.rows = []
    let text = Array(try encoder.encode(head))
    // In a text a quotation mark would have a backslash before it, so this is the key.
    let mark = Array(#""rows":[]"#.utf8)
    let found = text.indices.first { text[$0...].starts(with: mark) }
    guard !rows.isEmpty, let place = found.map({ $0 + mark.count - 1 }) else { return text }
    let names = (columns.map(\.name) + ["label"]).sorted().map { name in
      var key: [UInt8] = []
      appendJSON(name, to: &key)
      return (name: name, key: key + [UInt8(ascii: ":")])
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count + rows.count * 64 * names.count)
    bytes.append(contentsOf: text[..<place])
    for (index, row) in rows.enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      if index > 0 { bytes.append(UInt8(ascii: "{")) }
      var isFirst = true
      for (name, key) in names {
        guard let cell = row[name] else { continue }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        bytes.append(contentsOf: key)
        cell.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
    bytes.append(contentsOf: text[place...])
    return bytes
  }
}

extension Cell {
  fileprivate func write(to bytes: inout [UInt8]) {
    switch self {
    case .text(let text): appendJSON(text, to: &bytes)
    case .count(let count): Self.write(count, to: &bytes)
    case .money(let money):
      bytes.append(contentsOf: #"{"amount":"#.utf8)
      Self.write(money.amount, to: &bytes)
      bytes.append(contentsOf: #","currency":"#.utf8)
      appendJSON(money.currency.code, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
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

  private static func write(_ number: Int64, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: String(number).utf8)
  }
}
