/// A JSON value. Numbers keep their digits as text and objects the order of their members, so that nothing is lost
/// between what was sent and what is read.
public enum JSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The number's text, by JSON's grammar.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name and its value in an object.
  public struct Member: Hashable, Sendable {
    public let key: String
    public let value: JSON

    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  public init(_ integer: some BinaryInteger) {
    self = .number(String(integer))
  }

  /// A value as it is encoded, its members sorted.
  public init(encoding value: some Encodable) throws {
    self = try JSON(parsing: CompactJSON.encoded(value))
  }

  /// The member of an object under that name; nil where there is none or this is no object.
  public subscript(_ key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The text of a string; nil for anything else.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The elements of an array; nil for anything else.
  public var array: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = JSON(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
