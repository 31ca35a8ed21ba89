import FoundationEssentials
import Glibc

extension CompactJSON {
  /// Reads what `encoded` writes, and whatever else is plain: what is unusual (escapes by number, fractions, a member
  /// twice, deep nesting) and what is wrong is left to FoundationEssentials' `JSONDecoder`, so that both read the same
  /// and say the same about it. That one alone takes half of what it costs to apply an event.
  public static func decoded<Value: Decodable>(_ type: Value.Type = Value.self, from bytes: [UInt8]) throws -> Value {
    if let value = try? plain(type, bytes) { return value }
    return try JSONDecoder().decode(type, from: Data(bytes))
  }

  private static func plain<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
    try bytes.withUnsafeBufferPointer { bytes in
      var parser = Parser(bytes)
      try parser.parse()
      return try parser.tokens.withUnsafeBufferPointer { tokens in
        var input = Input(bytes: bytes, tokens: tokens)
        // By its address, as in `encoded`.
        let value = try withUnsafeMutablePointer(to: &input) { try $0.read(type, at: 0) }
        // A type may try a reading and go on without it.
        guard !input.hasMetUnusual else { throw Unusual() }
        return value
      }
    }
  }
}

/// Thrown where Foundation is to read instead.
private struct Unusual: Error {}

/// One value of a JSON text.
private struct Token {
  enum Kind: UInt8 {
    case null, yes, no, integer, text, array, object
  }

  let kind: Kind
  /// The text without its quotes, or the number.
  let start: Int
  var end: Int
  /// The token behind this one and all that is inside of it.
  var next = 0
  /// Whether a text has escapes.
  var isEscaped = false

  func text(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  static func unescaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "r"): 13
    default: nil
    }
  }
}

/// Cuts a JSON text into values, each before those inside of it.
private struct Parser {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tokens: [Token] = []
  private var position = 0
  private static let depthLimit = 32

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tokens.reserveCapacity(64)
  }

  mutating func parse() throws(Unusual) {
    try parseValue(depth: 0)
    skipSpace()
    // What nobody reads is text too.
    guard position == bytes.count, (try? UTF8Span(validating: bytes.span)) != nil else { throw Unusual() }
  }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] <= 0x20, [0x20, 9, 10, 13].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func parseValue(depth: Int) throws(Unusual) {
    skipSpace()
    guard position < bytes.count, depth < Self.depthLimit else { throw Unusual() }
    switch bytes[position] {
    case UInt8(ascii: "\""): try parseText()
    case UInt8(ascii: "{"): try parseMembers(depth)
    case UInt8(ascii: "["): try parseElements(depth)
    case UInt8(ascii: "n"): try parse("null", .null)
    case UInt8(ascii: "t"): try parse("true", .yes)
    case UInt8(ascii: "f"): try parse("false", .no)
    default: try parseInteger()
    }
  }

  private mutating func parse(_ word: StaticString, _ kind: Token.Kind) throws(Unusual) {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { throw Unusual() }
    for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] { throw Unusual() }
    tokens.append(Token(kind: kind, start: position, end: end, next: tokens.count + 1))
    position = end
  }

  private mutating func parseInteger() throws(Unusual) {
    let start = position
    if bytes[position] == UInt8(ascii: "-") { position += 1 }
    let first = position
    while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    let digits = position - first
    guard digits > 0, digits <= 18, digits == 1 || bytes[first] != UInt8(ascii: "0"),
      first == start || bytes[first] != UInt8(ascii: "0")
    else { throw Unusual() }
    if position < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) {
      throw Unusual()
    }
    tokens.append(Token(kind: .integer, start: start, end: position, next: tokens.count + 1))
  }

  private mutating func parseText() throws(Unusual) {
    position += 1
    var token = Token(kind: .text, start: position, end: position, next: tokens.count + 1)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        token.end = position
        position += 1
        tokens.append(token)
        return
      }
      guard byte >= 0x20 else { throw Unusual() }
      if byte == UInt8(ascii: "\\") {
        token.isEscaped = true
        position += 1
        guard position < bytes.count, Token.unescaped(bytes[position]) != nil else { throw Unusual() }
      }
      position += 1
    }
    throw Unusual()
  }

  private mutating func parseElements(_ depth: Int) throws(Unusual) {
    let index = open(.array)
    if !take(UInt8(ascii: "]")) {
      repeat { try parseValue(depth: depth + 1) } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { throw Unusual() }
    }
    tokens[index].next = tokens.count
  }

  private mutating func parseMembers(_ depth: Int) throws(Unusual) {
    let index = open(.object)
    if !take(UInt8(ascii: "}")) {
      var last: Int?
      var isSorted = true
      repeat {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw Unusual() }
        let name = tokens.count
        try parseText()
        guard !tokens[name].isEscaped, take(UInt8(ascii: ":")) else { throw Unusual() }
        if let last, isSorted { isSorted = text(last).isBefore(text(name)) }
        last = name
        try parseValue(depth: depth + 1)
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw Unusual() }
      tokens[index].next = tokens.count
      if !isSorted, hasRepeatedName(index) { throw Unusual() }
    }
    tokens[index].next = tokens.count
  }

  private mutating func open(_ kind: Token.Kind) -> Int {
    tokens.append(Token(kind: kind, start: position, end: position))
    position += 1
    return tokens.count - 1
  }

  /// In sorted objects, as `encoded` writes them, none is, and nobody asks.
  private func hasRepeatedName(_ object: Int) -> Bool {
    var names = Set<[UInt8]>()
    var index = object + 1
    while index < tokens[object].next {
      guard names.insert(Array(text(index))).inserted else { return true }
      index = tokens[index + 1].next
    }
    return false
  }

  private func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { tokens[index].text(of: bytes) }
}

/// A JSON text cut into values. Nothing in it is counted by reference, since it is asked for every member of every value.
private struct Input {
  let bytes: UnsafeBufferPointer<UInt8>
  let tokens: UnsafeBufferPointer<Token>
  var hasMetUnusual = false

  func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { tokens[index].text(of: bytes) }

  /// The value of a member of an object; nil where there is none of that name.
  func member(_ name: String, of object: Int) -> Int? {
    var name = name
    return name.withUTF8 { name in
      var index = object + 1
      while index < tokens[object].next {
        let token = tokens[index]
        if token.end - token.start == name.count, text(index).isSame(as: name) { return index + 1 }
        index = tokens[index + 1].next
      }
      return nil
    }
  }

  func string(_ index: Int) throws(Unusual) -> String {
    let token = tokens[index]
    guard token.kind == .text else { throw Unusual() }
    // That all of it is UTF-8 was seen when it was parsed; to ask again costs as much as all else here.
    guard token.isEscaped else { return String(decoding: text(index), as: UTF8.self) }
    var plain: [UInt8] = []
    plain.reserveCapacity(token.end - token.start)
    var isEscape = false
    for byte in text(index) {
      if isEscape {
        plain.append(Token.unescaped(byte) ?? byte)
        isEscape = false
      } else if byte == UInt8(ascii: "\\") {
        isEscape = true
      } else {
        plain.append(byte)
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }

  func integer(_ index: Int) throws(Unusual) -> Int64 {
    guard tokens[index].kind == .integer else { throw Unusual() }
    let digits = text(index)
    let isNegative = digits[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    for digit in digits.dropFirst(isNegative ? 1 : 0) { value = value * 10 + Int64(digit - 48) }
    return isNegative ? -value : value
  }

  func truth(_ index: Int) throws(Unusual) -> Bool {
    switch tokens[index].kind {
    case .yes: true
    case .no: false
    default: throw Unusual()
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Both are of the same length.
  fileprivate func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = baseAddress, let otherStart = other.baseAddress else { return true }
    return memcmp(start, otherStart, count) == 0
  }

  fileprivate func isBefore(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = baseAddress, let otherStart = other.baseAddress else { return count < other.count }
    let order = memcmp(start, otherStart, Swift.min(count, other.count))
    return order < 0 || (order == 0 && count < other.count)
  }
}

extension UnsafeMutablePointer<Input> {
  func read<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
    do {
      // The types are the same wherever these are compared: a cast would look for that once more.
      if Value.self == String.self { return unsafeBitCast(try pointee.string(index), to: type) }
      if Value.self == Int.self { return unsafeBitCast(Int(try pointee.integer(index)), to: type) }
      if Value.self == Int64.self { return unsafeBitCast(try pointee.integer(index), to: type) }
      if Value.self == Bool.self { return unsafeBitCast(try pointee.truth(index), to: type) }
      return try Value(from: Part(input: self, index: index))
    } catch {
      pointee.hasMetUnusual = true
      throw error
    }
  }

  fileprivate func unusual() -> Unusual {
    pointee.hasMetUnusual = true
    return Unusual()
  }
}

/// One value of the input.
private struct Part: Decoder, SingleValueDecodingContainer {
  let input: UnsafeMutablePointer<Input>
  let index: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard input.pointee.tokens[index].kind == .object else { throw input.unusual() }
    return KeyedDecodingContainer(Members(input: input, object: index))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard input.pointee.tokens[index].kind == .array else { throw input.unusual() }
    return Elements(input: input, array: index, position: index + 1)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { input.pointee.tokens[index].kind == .null }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try input.read(type, at: index) }
  // Numbers of other sizes are rare enough for Foundation.
  func decode(_ type: Double.Type) throws -> Double { throw input.unusual() }
  func decode(_ type: Float.Type) throws -> Float { throw input.unusual() }
  func decode(_ type: Int8.Type) throws -> Int8 { throw input.unusual() }
  func decode(_ type: Int16.Type) throws -> Int16 { throw input.unusual() }
  func decode(_ type: UInt.Type) throws -> UInt { throw input.unusual() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { throw input.unusual() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { throw input.unusual() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { throw input.unusual() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { throw input.unusual() }
  func decode(_ type: Int32.Type) throws -> Int32 {
    guard let value = Int32(exactly: try input.read(Int64.self, at: index)) else { throw input.unusual() }
    return value
  }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let input: UnsafeMutablePointer<Input>
  let object: Int
  var codingPath: [any CodingKey] { [] }

  var allKeys: [Key] {
    var keys: [Key] = []
    var index = object + 1
    while index < input.pointee.tokens[object].next {
      // A name that is no text is refused where it is read.
      if let name = try? input.pointee.string(index) {
        if let key = Key(stringValue: name) { keys.append(key) }
      } else {
        input.pointee.hasMetUnusual = true
      }
      index = input.pointee.tokens[index + 1].next
    }
    return keys
  }

  func contains(_ key: Key) -> Bool { input.pointee.member(key.stringValue, of: object) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { input.pointee.tokens[try member(key)].kind == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try input.read(type, at: try member(key))
  }

  // What the protocol itself does for these types looks for the member three times.
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(type, key) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(type, key) }
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(type, key) }
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    try present(type, key)
  }

  private func present<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
    guard let index = input.pointee.member(key.stringValue, of: object), input.pointee.tokens[index].kind != .null
    else { return nil }
    return try input.read(type, at: index)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { throw input.unusual() }
  func superDecoder(forKey key: Key) throws -> any Decoder { Part(input: input, index: try member(key)) }

  private func member(_ key: Key) throws -> Int {
    guard let index = input.pointee.member(key.stringValue, of: object) else { throw input.unusual() }
    return index
  }
}

private struct Elements: UnkeyedDecodingContainer {
  let input: UnsafeMutablePointer<Input>
  let array: Int
  var position: Int
  private(set) var currentIndex = 0
  var codingPath: [any CodingKey] { [] }
  var isAtEnd: Bool { position >= input.pointee.tokens[array].next }

  var count: Int? {
    var count = 0
    var index = array + 1
    while index < input.pointee.tokens[array].next {
      count += 1
      index = input.pointee.tokens[index].next
    }
    return count
  }

  init(input: UnsafeMutablePointer<Input>, array: Int, position: Int) {
    (self.input, self.array, self.position) = (input, array, position)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { throw input.unusual() }
    guard input.pointee.tokens[position].kind == .null else { return false }
    _ = try superDecoder()
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard !isAtEnd else { throw input.unusual() }
    let value = try input.read(type, at: position)
    _ = try superDecoder()
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  /// Steps over one element.
  mutating func superDecoder() throws -> any Decoder {
    guard !isAtEnd else { throw input.unusual() }
    defer {
      position = input.pointee.tokens[position].next
      currentIndex += 1
    }
    return Part(input: input, index: position)
  }
}
