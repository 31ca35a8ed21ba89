/// The elements of an array of the input.
struct Elements: UnkeyedDecodingContainer {
  let input: UnsafeMutablePointer<Input>
  let array: Int
  private var position: Int
  private(set) var currentIndex = 0

  init(input: UnsafeMutablePointer<Input>, array: Int, position: Int) {
    (self.input, self.array, self.position) = (input, array, position)
  }

  var codingPath: [any CodingKey] { input.codingPath(array) }
  var isAtEnd: Bool { position >= input.pointee.tokens[array].next }

  var count: Int? {
    // Only those that were passed already are known to be there.
    var (count, index) = (currentIndex, position)
    while index < input.pointee.tokens[array].next {
      count += 1
      index = input.pointee.tokens[index].next
    }
    return count
  }

  mutating func decodeNil() throws -> Bool {
    guard input.pointee.tokens[try current()].kind == .null else { return false }
    step()
    return true
  }

  mutating func decode<Value: Scalar>(_ type: Value.Type) throws -> Value {
    let value = try Value.read(input, try current())
    step()
    return value
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try input.read(type, at: try current())
    step()
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    defer { step() }
    return Part(input, try current())
  }

  private func current() throws -> Int {
    guard !isAtEnd else { throw input.misfit(.missing, at: array, under: PathKey(intValue: currentIndex)) }
    return position
  }

  private mutating func step() {
    guard !isAtEnd else { return }
    position = input.pointee.tokens[position].next
    currentIndex += 1
  }
}
