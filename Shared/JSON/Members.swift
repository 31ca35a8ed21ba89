/// The members of an object of the input.
struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let input: UnsafeMutablePointer<Input>
  let object: Int

  var codingPath: [any CodingKey] { input.codingPath(object) }
  var allKeys: [Key] { input.pointee.names(of: object).compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { input.pointee.member(key.stringValue, of: object) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { input.pointee.tokens[try member(key.stringValue)].kind == .null }

  func decode<Value: Scalar>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try Value.read(input, try member(key.stringValue))
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try input.read(type, at: try member(key.stringValue))
  }

  // What the protocol itself does for these types looks for the member three times; and each type by its name, since
  // a generic method asks the runtime for its optional.
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    guard let index = present(key) else { return nil }
    return try String.read(input, index)
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    guard let index = present(key) else { return nil }
    return try Int.read(input, index)
  }
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    guard let index = present(key) else { return nil }
    return try Bool.read(input, index)
  }
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let index = present(key) else { return nil }
    return try input.read(type, at: index)
  }

  private func present(_ key: Key) -> Int? {
    guard let index = input.pointee.member(key.stringValue, of: object), input.pointee.tokens[index].kind != .null
    else { return nil }
    return index
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { Part(input, try member("super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { Part(input, try member(key.stringValue)) }

  private func member(_ name: String) throws -> Int {
    guard let index = input.pointee.member(name, of: object) else {
      throw input.misfit(.missing, at: object, under: PathKey(stringValue: name))
    }
    return index
  }
}
