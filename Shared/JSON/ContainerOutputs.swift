/// Writes the members of an object.
struct MembersOutput<Key: CodingKey>: KeyedEncodingContainerProtocol {
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

/// Writes the elements of an array.
struct ElementsOutput: UnkeyedEncodingContainer {
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
