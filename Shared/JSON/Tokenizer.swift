import Kernel

/// Cuts one JSON text (RFC 8259) into tokens, each before those inside of it: strict UTF-8, no member twice, at most 64
/// levels. Whatever reads JSON here reads these tokens.
struct Tokenizer {
  private static let depthLimit = 64
  /// Up to so many members are looked for one by one, which takes less than to hash their names. Beyond it that would be
  /// quadratic work, whose amount the sender chooses.
  private static let scanLimit = 32

  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var tokens: [Token] = []
  /// The members' values by name, for objects of many members and of names that are not plain ASCII.
  private(set) var indexes: [Int: [String: Int]] = [:]
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    tokens.reserveCapacity(64)
  }

  mutating func run() throws(JSONError) {
    try value(of: -1, 0, depth: 0)
    skipBlanks()
    guard position == bytes.count else { throw .syntax(offset: position) }
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= 32 {
      guard bytes[position] == 32 || bytes[position] == 10 || bytes[position] == 13 || bytes[position] == 9 else {
        return
      }
      position += 1
    }
  }

  private mutating func take(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    position += 1
    return true
  }

  private mutating func add(_ kind: Token.Kind, isPlain: Bool = true, from start: Int, _ parent: Int, _ ordinal: Int) {
    tokens.append(
      Token(
        kind: kind, isPlain: isPlain, start: start, end: position, next: tokens.count + 1, parent: parent,
        ordinal: ordinal))
  }

  private mutating func value(of parent: Int, _ ordinal: Int, depth: Int) throws(JSONError) {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "\""): _ = try text(of: parent, ordinal)
    case UInt8(ascii: "{"): try object(of: parent, ordinal, depth: depth + 1)
    case UInt8(ascii: "["): try array(of: parent, ordinal, depth: depth + 1)
    case UInt8(ascii: "t"): try word("true", .yes, parent, ordinal)
    case UInt8(ascii: "f"): try word("false", .no, parent, ordinal)
    case UInt8(ascii: "n"): try word("null", .null, parent, ordinal)
    default: try number(of: parent, ordinal)
    }
  }

  private mutating func word(
    _ word: StaticString, _ kind: Token.Kind, _ parent: Int, _ ordinal: Int
  ) throws(JSONError) {
    let start = position
    guard start + word.utf8CodeUnitCount <= bytes.count else { throw .syntax(offset: start) }
    for index in 0..<word.utf8CodeUnitCount where bytes[start + index] != word.utf8Start[index] {
      throw .syntax(offset: start)
    }
    position += word.utf8CodeUnitCount
    add(kind, from: start, parent, ordinal)
  }

  // MARK: Arrays and objects

  private mutating func open(
    _ kind: Token.Kind, _ parent: Int, _ ordinal: Int, depth: Int
  ) throws(JSONError) -> Int {
    guard depth <= Self.depthLimit else { throw .tooDeep(offset: position) }
    add(kind, from: position, parent, ordinal)
    position += 1
    skipBlanks()
    return tokens.count - 1
  }

  private mutating func array(of parent: Int, _ ordinal: Int, depth: Int) throws(JSONError) {
    let array = try open(.array, parent, ordinal, depth: depth)
    if take(UInt8(ascii: "]")) { return }
    var count = 0
    repeat {
      try value(of: array, count, depth: depth)
      count += 1
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw .syntax(offset: position) }
    tokens[array].next = tokens.count
  }

  private mutating func object(of parent: Int, _ ordinal: Int, depth: Int) throws(JSONError) {
    let object = try open(.object, parent, ordinal, depth: depth)
    if take(UInt8(ascii: "}")) { return }
    var (count, last, areSorted) = (0, object, true)
    // Beyond a few members, and for names that can be written in several ways.
    var index: [String: Int]?
    repeat {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw .syntax(offset: position) }
      let name = tokens.count
      let isASCII = try text(of: object, count)
      if index == nil, count >= Self.scanLimit || !isASCII || !tokens[name].isPlain {
        index = self.index(of: object, before: name)
      }
      if index != nil {
        guard index?.updateValue(name + 1, forKey: string(name)) == nil else { throw duplicate(name) }
      } else {
        // `CompactJSON` writes them sorted: then none is there twice, and nobody has to look.
        areSorted = areSorted && (last == object || plain(last).isBefore(plain(name)))
        guard areSorted || !holds(plain(name), object, before: name) else { throw duplicate(name) }
        last = name
      }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else { throw .syntax(offset: position) }
      try value(of: object, count, depth: depth)
      count += 1
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw .syntax(offset: position) }
    tokens[object].next = tokens.count
    guard let index else { return }
    tokens[object].isIndexed = true
    indexes[object] = index
  }

  private func duplicate(_ name: Int) -> JSONError { .duplicateKey(string(name), offset: tokens[name].start - 1) }

  private func index(of object: Int, before end: Int) -> [String: Int] {
    var index: [String: Int] = [:]
    var name = object + 1
    while name < end {
      index[string(name)] = name + 1
      name = tokens[name + 1].next
    }
    return index
  }

  private func holds(_ text: UnsafeBufferPointer<UInt8>, _ object: Int, before end: Int) -> Bool {
    var name = object + 1
    while name < end {
      if plain(name).isSame(as: text) { return true }
      name = tokens[name + 1].next
    }
    return false
  }

  private func plain(_ index: Int) -> UnsafeBufferPointer<UInt8> { tokens[index].text(of: bytes) }

  private func string(_ index: Int) -> String { tokens[index].string(of: bytes) }

  // MARK: Numbers and texts

  private mutating func digits() throws(JSONError) {
    let start = position
    while position < bytes.count, (48...57).contains(bytes[position]) { position += 1 }
    guard position > start else { throw .syntax(offset: position) }
  }

  private mutating func number(of parent: Int, _ ordinal: Int) throws(JSONError) {
    let start = position
    let isNegative = take(UInt8(ascii: "-"))
    let first = position
    let isZero = take(UInt8(ascii: "0"))
    if !isZero { try digits() }
    var isPlain = position - first <= 18 && !(isNegative && isZero)
    if take(UInt8(ascii: ".")) {
      isPlain = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isPlain = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    add(.number, isPlain: isPlain, from: start, parent, ordinal)
  }

  /// Whether it is ASCII, before its escapes are resolved.
  private mutating func text(of parent: Int, _ ordinal: Int) throws(JSONError) -> Bool {
    let quote = position
    position += 1
    let start = position
    var isPlain = true
    var all: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        let isASCII = all < 128
        guard isASCII || (try? UTF8Span(validating: bytes.extracting(start..<position).span)) != nil else {
          throw .invalidUnicode(offset: quote)
        }
        add(.text, isPlain: isPlain, from: start, parent, ordinal)
        position += 1
        return isASCII
      }
      guard byte >= 32 else { throw .syntax(offset: position) }
      position += 1
      all |= byte
      if byte == UInt8(ascii: "\\") {
        isPlain = false
        try escape(in: quote)
      }
    }
    throw .syntax(offset: position)
  }

  private mutating func escape(in quote: Int) throws(JSONError) {
    guard let byte, byte == UInt8(ascii: "u") || Token.unescaped(byte) != nil else { throw .syntax(offset: position) }
    position += 1
    guard byte == UInt8(ascii: "u") else { return }
    let unit = try codeUnit()
    guard UTF16.isSurrogate(unit) else { return }
    guard UTF16.isLeadSurrogate(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")),
      UTF16.isTrailSurrogate(try codeUnit())
    else { throw .invalidUnicode(offset: quote) }
  }

  private mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte, let digit = hexValue(byte) else { throw .syntax(offset: position) }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
