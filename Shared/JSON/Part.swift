import FoundationEssentials

/// One value of the input.
struct Part: Decoder, SingleValueDecodingContainer {
  let input: UnsafeMutablePointer<Input>
  let index: Int
  /// Its number among the decoders of the input, by which members that nobody knows are noted.
  private let number: Int

  init(_ input: UnsafeMutablePointer<Input>, _ index: Int) {
    self.input = input
    self.index = index
    number = input.pointee.isStrict ? input.pointee.strays.pointee.nextDecoder() : 0
  }

  var codingPath: [any CodingKey] { input.codingPath(index) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard input.pointee.tokens[index].kind == .object else { throw input.misfit(needed: .object, at: index) }
    if input.pointee.isStrict { input.pointee.note(type, number, object: index) }
    return KeyedDecodingContainer(Members(input: input, object: index))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard input.pointee.tokens[index].kind == .array else { throw input.misfit(needed: .list, at: index) }
    return Elements(input: input, array: index, position: index + 1)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { input.pointee.tokens[index].kind == .null }
  // A generic method is the witness of all the protocol's methods for one scalar each.
  func decode<Value: Scalar>(_ type: Value.Type) throws -> Value { try Value.read(input, index) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try input.read(type, at: index) }
}

extension UnsafeMutablePointer<Input> {
  func read<Value: Decodable>(_ type: Value.Type, at index: Int) throws -> Value {
    // The types are the same wherever these are compared: a cast would look for that once more.
    if Value.self == String.self { return unsafeBitCast(try String.read(self, index), to: type) }
    if Value.self == Int.self { return unsafeBitCast(try Int.read(self, index), to: type) }
    if Value.self == Int64.self { return unsafeBitCast(try Int64.read(self, index), to: type) }
    if Value.self == Bool.self { return unsafeBitCast(try Bool.read(self, index), to: type) }
    if Value.self == Decimal.self { return unsafeBitCast(try Decimal.read(self, index), to: type) }
    do {
      return try Value(from: Part(self, index))
    } catch {
      throw refusal(error, by: type, at: index)
    }
  }

  /// Nobody sees it where Foundation reads again what is thrown.
  func codingPath(_ index: Int) -> [any CodingKey] { pointee.isStrict ? pointee.path(index) : [] }
}
