import FoundationEssentials

/// As a part of larger values, and for one text of equal values: `CompactJSON` writes members sorted and numbers in
/// their only form.
extension JSON: Codable {
  public init(from decoder: any Decoder) throws {
    if let part = decoder as? Part {
      self = try part.json()
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let integer = try? container.decode(Int64.self) {
      self = JSON(integer)
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? container.decode(Decimal.self) {
      self = .number(number.description)
    } else if let members = try? container.decode([String: JSON].self) {
      self = .object(members.sorted { $0.key < $1.key }.map { Member($0.key, $0.value) })
    } else {
      self = .array(try container.decode([JSON].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let flag): try container.encode(flag)
    case .number(let digits):
      if let integer = Int64(digits) {
        try container.encode(integer)
      } else if let number = Decimal(string: digits) {
        try container.encode(number)
      } else {
        throw EncodingError.invalidValue(
          digits, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "\(digits) is no number"))
      }
    case .string(let text): try container.encode(text)
    case .array(let elements): try container.encode(elements)
    case .object(let members):
      var container = encoder.container(keyedBy: PathKey.self)
      for member in members { try container.encode(member.value, forKey: PathKey(stringValue: member.key)) }
    }
  }
}

extension Part {
  /// Numbers in their only form, unless each is to stay as it was written.
  fileprivate func json() throws -> JSON {
    let tokens = input.pointee.tokens
    if !input.pointee.isStrict {
      for part in index..<tokens[index].next where tokens[part].kind == .number && !tokens[part].isPlain {
        throw input.misfit(.tooManyDigits, at: part)
      }
    }
    return input.pointee.json(index)
  }
}
