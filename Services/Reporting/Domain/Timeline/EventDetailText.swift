import Kernel

/// Appends a text as JSON has it, slashes as they are.
public func appendJSON(_ text: String, to bytes: inout [UInt8]) {
  var text = text
  bytes.append(UInt8(ascii: "\""))
  text.withUTF8 { content in
    guard content.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
      return bytes.append(contentsOf: content)
    }
    for byte in content {
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
      case 8: bytes += #"\b"#.utf8
      case 9: bytes += #"\t"#.utf8
      case 10: bytes += #"\n"#.utf8
      case 12: bytes += #"\f"#.utf8
      case 13: bytes += #"\r"#.utf8
      case 0..<32:
        bytes += (byte < 16 ? #"\u000"# : #"\u00"#).utf8
        bytes += String(byte, radix: 16).utf8
      default: bytes.append(byte)
      }
    }
  }
  bytes.append(UInt8(ascii: "\""))
}

extension EventDetail {
  /// The same text as a `JSONEncoder` with sorted keys and slashes as they are gives, which takes many times as long.
  public var json: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    func open(_ name: StaticString) {
      bytes.append(UInt8(ascii: bytes.isEmpty ? "{" : ","))
      bytes.append(UInt8(ascii: "\""))
      name.withUTF8Buffer { bytes.append(contentsOf: $0) }
      bytes.append(UInt8(ascii: "\""))
      bytes.append(UInt8(ascii: ":"))
    }
    func put(_ name: StaticString, _ value: String?) {
      guard let value else { return }
      open(name)
      appendJSON(value, to: &bytes)
    }
    func put(_ name: StaticString, _ value: Int?) {
      guard let value else { return }
      open(name)
      bytes.append(contentsOf: String(value).utf8)
    }
    if let amount {
      open("amount")
      bytes.append(contentsOf: #"{"amount":"#.utf8)
      bytes.append(contentsOf: String(amount.amount).utf8)
      bytes.append(contentsOf: #","currency":"#.utf8)
      appendJSON(amount.currency.code, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    put("channel", channel)
    put("count", count)
    put("day", day?.description)
    put("from", from)
    put("label", label)
    put("method", method)
    put("number", number)
    put("orderId", orderId)
    put("salesperson", salesperson)
    put("shop", shop)
    put("text", text)
    put("to", to)
    put("until", until?.description)
    put("version", version)
    guard !bytes.isEmpty else { return "{}" }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }
}
