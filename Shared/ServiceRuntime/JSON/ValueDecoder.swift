/// A decoder over one value of the body.
final class ValueDecoder: Decoder {
  let value: JSON
  let place: Place
  let findings: Findings
  /// Members of this object that no container of it knows.
  private(set) var unknown: [String] = []
  private var isChecked = false

  init(_ value: JSON, at place: Place, _ findings: Findings) {
    self.value = value
    self.place = place
    self.findings = findings
  }

  var codingPath: [any CodingKey] { place.path }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = value else { throw place.wrongType(value, zh: "对象", en: "an object") }
    check(members, against: type)
    return KeyedDecodingContainer(KeyedValues(decoder: self, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = value else { throw place.wrongType(value, zh: "列表", en: "a list") }
    return UnkeyedValues(decoder: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { SingleValue(decoder: self) }

  /// A key type that cannot be made of a member's name does not know it. A type may read its object through several
  /// key types: what any of them knows is known.
  private func check<Key: CodingKey>(_ members: [JSON.Member], against keys: Key.Type) {
    if isChecked {
      unknown.removeAll { Key(stringValue: $0) != nil }
      return
    }
    isChecked = true
    for member in members where Key(stringValue: member.key) == nil { unknown.append(member.key) }
    if !unknown.isEmpty { findings.add(self) }
  }
}

private struct KeyedValues<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: ValueDecoder
  let members: [JSON.Member]

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

  private func place(_ name: String) -> Place { Place(decoder: decoder, step: .key(name)) }

  private func find(_ name: String) -> JSON? { members.first { $0.key == name }?.value }

  private func value(_ name: String) throws -> JSON {
    guard let value = find(name) else { throw place(name).missing() }
    return value
  }

  private func child(_ name: String) throws -> ValueDecoder {
    ValueDecoder(try value(name), at: place(name), decoder.findings)
  }

  func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try value(key.stringValue) == .null }
  // A generic method is the witness of all the protocol's methods for one scalar each.
  func decode<Value: JSONScalar>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let name = key.stringValue
    return try Value.read(value(name), at: place(name))
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let name = key.stringValue
    return try place(name).decode(type, from: value(name), decoder.findings)
  }
  // The protocol's own version looks a member up three times.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    let name = key.stringValue
    guard let value = find(name), value != .null else { return nil }
    return try place(name).decode(type, from: value, decoder.findings)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try child(key.stringValue).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try child(key.stringValue).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { try child("super") }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key.stringValue) }
}

private struct UnkeyedValues: UnkeyedDecodingContainer {
  let decoder: ValueDecoder
  let elements: [JSON]
  private(set) var currentIndex = 0

  init(decoder: ValueDecoder, elements: [JSON]) {
    self.decoder = decoder
    self.elements = elements
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  private var place: Place { Place(decoder: decoder, step: .index(currentIndex)) }

  private mutating func next<Value>(_ read: (Place, JSON) throws -> Value) throws -> Value {
    guard !isAtEnd else { throw place.missing() }
    let value = try read(place, elements[currentIndex])
    currentIndex += 1
    return value
  }

  private mutating func child() throws -> ValueDecoder {
    let findings = decoder.findings
    return try next { ValueDecoder($1, at: $0, findings) }
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { throw place.missing() }
    guard elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<Value: JSONScalar>(_ type: Value.Type) throws -> Value {
    try next { try Value.read($1, at: $0) }
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let findings = decoder.findings
    return try next { try $0.decode(type, from: $1, findings) }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try child().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try child().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try child() }
}

private struct SingleValue: SingleValueDecodingContainer {
  let decoder: ValueDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.value == .null }
  func decode<Value: JSONScalar>(_ type: Value.Type) throws -> Value {
    try Value.read(decoder.value, at: decoder.place)
  }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try decoder.place.decode(type, from: decoder.value, decoder.findings)
  }
}
