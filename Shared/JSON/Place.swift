/// Where one value is written.
struct Place: Encoder, SingleValueEncodingContainer {
  let output: UnsafeMutablePointer<Output>
  let depth: Int
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    output.pointee.open(isObject: true, at: depth)
    return KeyedEncodingContainer(MembersOutput(output: output, depth: depth))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    output.pointee.open(isObject: false, at: depth)
    return ElementsOutput(output: output, depth: depth)
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
