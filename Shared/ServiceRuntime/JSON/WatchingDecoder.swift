import JSON

/// The decoder of a probe: it has no input, hands out samples, and keeps what was asked for.
final class WatchingDecoder: Decoder {
  let probe: SchemaProbe
  /// Called before the first member is asked for, so that a type that holds itself is known by its name.
  private let begin: () throws -> Void
  private var properties: [JSON.Member] = []
  private var required: [String] = []
  private var optional: Set<String> = []
  private var isObject = false
  /// The schema of a type that reads one value.
  private(set) var single: JSON?

  init(probe: SchemaProbe, begin: @escaping () throws -> Void) {
    self.probe = probe
    self.begin = begin
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  /// The schema of a type that reads an object. Unknown members are refused, as the strict decoder does.
  var object: JSON? {
    guard isObject else { return nil }
    var schema: [JSON.Member] = [
      JSON.Member("type", "object"), JSON.Member("properties", .object(properties)),
      JSON.Member("additionalProperties", false),
    ]
    let names = required.filter { !optional.contains($0) }
    if !names.isEmpty { schema.append(JSON.Member("required", .array(names.map(JSON.string)))) }
    return .object(schema)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    isObject = true
    try begin()
    return KeyedDecodingContainer(WatchedObject(decoder: self, owner: Self.owner(of: type)))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    single = ["type": "array"]
    return WatchedArray(codingPath: [])
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { WatchedValue(decoder: self) }

  fileprivate func take<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (schema, value) = try probe.probe(type)
    single = schema
    return try given(value)
  }

  /// The type that declares these keys, which need not be the one that is probed: several may read one object.
  private static func owner(of keys: Any.Type) -> String {
    var name = SchemaProbe.name(of: keys)
    if name.hasSuffix("CodingKeys") { name.removeLast("CodingKeys".count) }
    if name.hasSuffix(".") { name.removeLast() }
    return name
  }

  fileprivate func take<Value: Decodable>(_ type: Value.Type, _ key: String, of owner: String) throws -> Value {
    let (schema, value) = try probe.probe(type)
    record(key, optional.contains(key) ? nullable(schema) : schema, of: owner)
    required.append(key)
    return try given(value)
  }

  fileprivate func takeOptional<Value: Decodable>(_ type: Value.Type, _ key: String, of owner: String) throws {
    optional.insert(key)
    record(key, nullable(try probe.schema(of: type)), of: owner)
  }

  fileprivate func noteOptional(_ key: String) { optional.insert(key) }

  private func record(_ key: String, _ schema: JSON, of owner: String) {
    guard !properties.contains(where: { $0.key == key }) else { return }
    properties.append(JSON.Member(key, described(schema, probe.words(owner, key))))
  }

  private func given<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw SchemaProbe.Failure(type: "\(Value.self)", reason: "it holds itself") }
    return value
  }

  fileprivate var nested: SchemaProbe.Failure {
    SchemaProbe.Failure(type: "an object", reason: "its init(from:) opens nested containers")
  }
}

private struct WatchedObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: WatchingDecoder
  let owner: String
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  // Whoever asks whether a member is there can do without it.
  func contains(_ key: Key) -> Bool {
    decoder.noteOptional(key.stringValue)
    return true
  }
  func decodeNil(forKey key: Key) throws -> Bool {
    decoder.noteOptional(key.stringValue)
    return false
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try decoder.take(type, key.stringValue, of: owner)
  }
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    try decoder.takeOptional(type, key.stringValue, of: owner)
    return nil
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw decoder.nested }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw decoder.nested }
  func superDecoder() throws -> any Decoder { throw decoder.nested }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw decoder.nested }
}

/// An empty array: what its elements are like cannot be seen from it.
private struct WatchedArray: UnkeyedDecodingContainer {
  let codingPath: [any CodingKey]
  var count: Int? { 0 }
  var isAtEnd: Bool { true }
  var currentIndex: Int { 0 }

  private var end: SchemaProbe.Failure {
    SchemaProbe.Failure(type: "an array", reason: "its init(from:) expects elements")
  }
  mutating func decodeNil() throws -> Bool { throw end }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw end }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { throw end }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw end }
  mutating func superDecoder() throws -> any Decoder { throw end }
}

private struct WatchedValue: SingleValueDecodingContainer {
  let decoder: WatchingDecoder
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.take(type) }
}
