/// A JSON text cut into tokens, while it is read. Nothing in it is counted by reference, since it is asked for every
/// member of every value.
struct Input {
  let bytes: UnsafeBufferPointer<UInt8>
  let tokens: UnsafeBufferPointer<Token>
  let indexes: UnsafePointer<[Int: [String: Int]]>
  /// Whether members that nobody knows are noted, and what does not fit is named by its place; else Foundation reads
  /// what does not fit.
  let isStrict: Bool
  /// Something was left to Foundation: then it reads all.
  var isUnusual = false
  let strays: UnsafeMutablePointer<Strays>

  /// Reads bytes through an input over their tokens, by its address: a class would have each access checked and counted,
  /// which costs as much as the reading. Nobody keeps a decoder for longer than it decodes.
  static func read<Value>(
    _ bytes: [UInt8], isStrict: Bool, _ body: (UnsafeMutablePointer<Input>) throws -> Value
  ) throws -> Value {
    try bytes.withUnsafeBufferPointer { bytes in
      var tokenizer = Tokenizer(bytes)
      try tokenizer.run()
      var strays = Strays()
      return try tokenizer.tokens.withUnsafeBufferPointer { tokens in
        try withUnsafePointer(to: tokenizer.indexes) { indexes in
          try withUnsafeMutablePointer(to: &strays) { strays in
            var input = Input(bytes: bytes, tokens: tokens, indexes: indexes, isStrict: isStrict, strays: strays)
            return try withUnsafeMutablePointer(to: &input, body)
          }
        }
      }
    }
  }

  func text(_ index: Int) -> UnsafeBufferPointer<UInt8> { tokens[index].text(of: bytes) }

  func string(_ index: Int) -> String { tokens[index].string(of: bytes) }

  /// The value of a member of an object; nil where there is none of that name.
  func member(_ name: String, of object: Int) -> Int? {
    if tokens[object].isIndexed { return indexes.pointee[object]?[name] }
    var name = name
    return name.withUTF8 { name in
      var index = object + 1
      while index < tokens[object].next {
        let token = tokens[index]
        if token.end - token.start == name.count, token.text(of: bytes).isSame(as: name) { return index + 1 }
        index = tokens[index + 1].next
      }
      return nil
    }
  }

  /// The names of an object's members, in the order written.
  func names(of object: Int) -> [String] {
    var names: [String] = []
    var index = object + 1
    while index < tokens[object].next {
      names.append(string(index))
      index = tokens[index + 1].next
    }
    return names
  }

  /// Of a number that is plain.
  func integer(_ index: Int) -> Int64 {
    let digits = text(index)
    let isNegative = digits[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    for digit in digits.dropFirst(isNegative ? 1 : 0) { value = value * 10 + Int64(digit - 48) }
    return isNegative ? -value : value
  }

  /// Names and indices from the outermost value to this one.
  func path(_ index: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var index = index
    while index > 0 {
      let parent = tokens[index].parent
      path.append(
        tokens[parent].kind == .object
          ? PathKey(stringValue: string(index - 1)) : PathKey(intValue: tokens[index].ordinal))
      index = parent
    }
    return path.reversed()
  }

  /// The value with all that is inside of it, as it stands.
  func json(_ index: Int) -> JSON {
    let token = tokens[index]
    switch token.kind {
    case .null: return .null
    case .yes: return .bool(true)
    case .no: return .bool(false)
    case .number: return .number(String(decoding: text(index), as: UTF8.self))
    case .text: return .string(string(index))
    case .array:
      var elements: [JSON] = []
      var part = index + 1
      while part < token.next {
        elements.append(json(part))
        part = tokens[part].next
      }
      return .array(elements)
    case .object:
      var members: [JSON.Member] = []
      var part = index + 1
      while part < token.next {
        members.append(JSON.Member(string(part), json(part + 1)))
        part = tokens[part + 1].next
      }
      return .object(members)
    }
  }
}

/// Thrown where Foundation is to read instead.
struct Unusual: Error {}
