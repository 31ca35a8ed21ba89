import FoundationEssentials

/// Writes values as JSON: members sorted by name, nothing left between tokens, slashes as they are; byte for byte what
/// FoundationEssentials' `JSONEncoder` writes with `.sortedKeys` and `.withoutEscapingSlashes` (a test compares them).
/// That one builds a tree of the value first, which took a quarter of the processor time of a service that is busy with
/// commands; this one writes as it goes.
public enum CompactJSON {
  /// Throws what the value throws, and `EncodingError.invalidValue` for a number that JSON does not have.
  public static func encoded(_ value: some Encodable) throws -> [UInt8] {
    var output = Output()
    // By its address: a class would have each access checked and counted, which costs as much as the writing. Nobody
    // keeps an encoder for longer than it encodes.
    try withUnsafeMutablePointer(to: &output) { try $0.write(value, at: 0) }
    output.close(from: 0)
    return output.bytes
  }
}

/// The text so far, and the objects and arrays in it that are still open. A value's place is the number of those around
/// it; whatever is open inside of it ends when something is written beside it.
private struct Output {
  private struct Level {
    let isObject: Bool
    var count = 0
    let firstMember: Int
  }

  /// Where a member begins (its quote), its name ends and its value ends.
  private struct Member {
    let start: Int
    let nameEnd: Int
    var end = 0
  }

  private(set) var bytes: [UInt8] = []
  private var levels: [Level] = []
  private var members: [Member] = []

  init() { bytes.reserveCapacity(512) }

  mutating func open(isObject: Bool, at place: Int) {
    guard levels.count <= place else { return close(from: place + 1) }
    levels.append(Level(isObject: isObject, firstMember: members.count))
    bytes.append(isObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
  }

  /// Ends the objects and arrays that are open at that place and inside of it.
  mutating func close(from place: Int) {
    while levels.count > place, let level = levels.popLast() {
      if level.isObject { sort(from: level.firstMember) }
      bytes.append(level.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
    }
  }

  /// Begins the next element of the array, or the next member of the object, at that place.
  mutating func next(_ name: String?, at place: Int) {
    close(from: place + 1)
    if levels[place].count > 0 {
      if name != nil { members[members.count - 1].end = bytes.count }
      bytes.append(UInt8(ascii: ","))
    }
    levels[place].count += 1
    guard let name else { return }
    let start = bytes.count
    write(name)
    members.append(Member(start: start, nameEnd: bytes.count - 1))
    bytes.append(UInt8(ascii: ":"))
  }

  func count(at place: Int) -> Int { levels[place].count }

  private mutating func sort(from first: Int) {
    defer { members.removeSubrange(first...) }
    guard members.count > first + 1 else { return }
    members[members.count - 1].end = bytes.count
    let start = members[first].start
    bytes.withUnsafeBufferPointer { bytes in
      func precedes(_ one: Member, _ other: Member) -> Bool {
        bytes[one.start..<one.nameEnd].lexicographicallyPrecedes(bytes[other.start..<other.nameEnd])
      }
      guard (first + 1..<members.count).contains(where: { precedes(members[$0], members[$0 - 1]) }) else { return }
      members[first...].sort(by: precedes)
    }
    var sorted: [UInt8] = []
    sorted.reserveCapacity(bytes.count - start)
    for member in members[first...] {
      if !sorted.isEmpty { sorted.append(UInt8(ascii: ",")) }
      sorted += bytes[member.start..<member.end]
    }
    bytes.replaceSubrange(start..., with: sorted)
  }

  // MARK: Values

  mutating func write(_ text: String, finite: Bool) throws {
    guard finite else {
      throw EncodingError.invalidValue(
        text, EncodingError.Context(codingPath: [], debugDescription: "JSON has no number \(text)"))
    }
    write(bare: text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  mutating func write(bare text: String) { bytes += text.utf8 }

  mutating func write(_ text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { characters in
      var written = 0
      for (index, byte) in characters.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5c {
        bytes += characters[written..<index]
        escape(byte)
        written = index + 1
      }
      bytes += characters[written...]
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22: bytes += #"\""#.utf8
    case 0x5c: bytes += #"\\"#.utf8
    case 8: bytes += #"\b"#.utf8
    case 9: bytes += #"\t"#.utf8
    case 10: bytes += #"\n"#.utf8
    case 12: bytes += #"\f"#.utf8
    case 13: bytes += #"\r"#.utf8
    default: write(bare: (byte < 16 ? #"\u000"# : #"\u00"#) + String(byte, radix: 16))
    }
  }
}

extension UnsafeMutablePointer<Output> {
  /// Not a method of the output: a value writes its parts there meanwhile.
  func write<Value: Encodable>(_ value: Value, at depth: Int) throws {
    // Where the types are the same, a cast would look for that once more.
    if Value.self == String.self {
      pointee.write(unsafeBitCast(value, to: String.self))
    } else if Value.self == Int.self {
      pointee.write(bare: String(unsafeBitCast(value, to: Int.self)))
    } else if Value.self == Int64.self {
      pointee.write(bare: String(unsafeBitCast(value, to: Int64.self)))
    } else if Value.self == Bool.self {
      pointee.write(bare: unsafeBitCast(value, to: Bool.self) ? "true" : "false")
    } else if Value.self == Double.self, let number = value as? Double {
      try pointee.write(number.description, finite: number.isFinite)
    } else if Value.self == Decimal.self, let number = value as? Decimal {
      try pointee.write(number.description, finite: number.isFinite)
    } else {
      let before = pointee.bytes.count
      try value.encode(to: Place(output: self, depth: depth))
      if pointee.bytes.count == before { pointee.write(bare: "{}") }
    }
  }
}

/// Where one value is written.
private struct Place: Encoder, SingleValueEncodingContainer {
  let output: UnsafeMutablePointer<Output>
  let depth: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    output.pointee.open(isObject: true, at: depth)
    return KeyedEncodingContainer(Members(output: output, depth: depth))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.pointee.open(isObject: false, at: depth)
    return Elements(output: output, depth: depth)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { output.pointee.write(bare: "null") }
  func encode<Value: Encodable>(_ value: Value) throws { try output.write(value, at: depth) }
  // The rarer numbers write themselves through these.
  func encode(_ value: Float) throws { try output.pointee.write(value.description, finite: value.isFinite) }
  func encode(_ value: Int8) { output.pointee.write(bare: String(value)) }
  func encode(_ value: Int16) { output.pointee.write(bare: String(value)) }
  func encode(_ value: Int32) { output.pointee.write(bare: String(value)) }
  func encode(_ value: UInt) { output.pointee.write(bare: String(value)) }
  func encode(_ value: UInt8) { output.pointee.write(bare: String(value)) }
  func encode(_ value: UInt16) { output.pointee.write(bare: String(value)) }
  func encode(_ value: UInt32) { output.pointee.write(bare: String(value)) }
  func encode(_ value: UInt64) { output.pointee.write(bare: String(value)) }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let output: UnsafeMutablePointer<Output>
  let depth: Int
  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    output.pointee.next(key.stringValue, at: depth)
    output.pointee.write(bare: "null")
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    output.pointee.next(key.stringValue, at: depth)
    try output.write(value, at: depth + 1)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested>
  {
    superEncoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { place("super") }
  func superEncoder(forKey key: Key) -> any Encoder { place(key.stringValue) }

  private func place(_ name: String) -> Place {
    output.pointee.next(name, at: depth)
    return Place(output: output, depth: depth + 1)
  }
}

private struct Elements: UnkeyedEncodingContainer {
  let output: UnsafeMutablePointer<Output>
  let depth: Int
  var codingPath: [any CodingKey] { [] }
  var count: Int { output.pointee.count(at: depth) }

  func encodeNil() {
    output.pointee.next(nil, at: depth)
    output.pointee.write(bare: "null")
  }

  func encode<Value: Encodable>(_ value: Value) throws {
    output.pointee.next(nil, at: depth)
    try output.write(value, at: depth + 1)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    superEncoder().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { superEncoder().unkeyedContainer() }

  func superEncoder() -> any Encoder {
    output.pointee.next(nil, at: depth)
    return Place(output: output, depth: depth + 1)
  }
}
