/// Why bytes are no JSON text that is taken.
public enum JSONError: Error, Hashable, Sendable {
  /// The grammar is broken at this byte.
  case syntax(offset: Int)
  /// The string that begins at this byte is not UTF-8, or half of a surrogate pair.
  case invalidUnicode(offset: Int)
  /// More than 64 arrays and objects inside one another.
  case tooDeep(offset: Int)
  /// An object names this member twice.
  case duplicateKey(String, offset: Int)
}

extension JSON {
  /// Reads one JSON text (RFC 8259): strict UTF-8, no duplicate members, at most 64 levels.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.document()
  }
}

private struct JSONParser {
  static let depthLimit = 64

  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(depth: 0)
    skipBlanks()
    guard index == bytes.count else { throw .syntax(offset: index) }
    return value
  }

  private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipBlanks() {
    while let byte, byte == 32 || byte == 10 || byte == 13 || byte == 9 { index += 1 }
  }

  private mutating func take(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    index += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let end = index + word.utf8CodeUnitCount
    guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[index..<end]) }) else {
      throw .syntax(offset: index)
    }
    index = end
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    guard depth <= Self.depthLimit else { throw .tooDeep(offset: index) }
    index += 1
    var members: [JSON.Member] = []
    // Beyond a handful of members, comparing each with each would be quadratic work that a sender chooses.
    var seen: Set<String> = []
    skipBlanks()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipBlanks()
      let start = index
      guard byte == UInt8(ascii: "\"") else { throw .syntax(offset: index) }
      let key = try string()
      if members.count == 24 { seen = Set(members.map(\.key)) }
      let isNew =
        members.count < 24 ? !members.contains { $0.key == key } : seen.insert(key).inserted
      guard isNew else { throw .duplicateKey(key, offset: start) }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw .syntax(offset: index) }
      members.append(JSON.Member(key, try value(depth: depth)))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw .syntax(offset: index) }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    guard depth <= Self.depthLimit else { throw .tooDeep(offset: index) }
    index += 1
    var elements: [JSON] = []
    skipBlanks()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw .syntax(offset: index) }
    return .array(elements)
  }

  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte, (48...57).contains(byte) { index += 1 }
    guard index > start else { throw .syntax(offset: index) }
  }

  private mutating func number() throws(JSONError) -> String {
    let start = index
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func string() throws(JSONError) -> String {
    let start = index
    // ASCII, which most strings are, needs no check and decodes much faster.
    var isASCII = true
    index += 1
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        let content = bytes[start + 1..<index]
        let text = isASCII ? String(decoding: content, as: UTF8.self) : String(validating: content, as: UTF8.self)
        guard let text else { throw .invalidUnicode(offset: start) }
        index += 1
        return text
      case UInt8(ascii: "\\"): return try escaped(from: start)
      case 0..<32: throw .syntax(offset: index)
      default:
        isASCII = isASCII && byte < 128
        index += 1
      }
    }
    throw .syntax(offset: index)
  }

  /// The rest of a string from its first escape on.
  private mutating func escaped(from start: Int) throws(JSONError) -> String {
    var content = Array(bytes[start + 1..<index])
    while let byte {
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else { throw .invalidUnicode(offset: start) }
        return text
      case UInt8(ascii: "\\"): try escape(into: &content, from: start)
      case 0..<32: throw .syntax(offset: index - 1)
      default: content.append(byte)
      }
    }
    throw .syntax(offset: index)
  }

  private mutating func escape(into content: inout [UInt8], from start: Int) throws(JSONError) {
    guard let byte else { throw .syntax(offset: index) }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "b"): content.append(8)
    case UInt8(ascii: "f"): content.append(12)
    case UInt8(ascii: "n"): content.append(10)
    case UInt8(ascii: "r"): content.append(13)
    case UInt8(ascii: "t"): content.append(9)
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else { throw .invalidUnicode(offset: start) }
      content += text.utf8
    default: throw .syntax(offset: index - 1)
    }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte, let digit = hexValue(byte) else { throw .syntax(offset: index) }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }
}

/// The value of a hexadecimal digit of either case.
func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case 48...57: byte - 48
  case 97...102: byte - 87
  case 65...70: byte - 55
  default: nil
  }
}
