/// What an edit says of one field: nothing, that it has no value any more, or its new value. In JSON: left out, `null`,
/// the value.
public enum Patch<Value> {
  case absent
  case null
  case value(Value)

  /// The edit that makes one value of another; `absent` where nothing changes.
  public init(from old: Value?, to new: Value?) where Value: Equatable {
    self = old == new ? .absent : new.map { .value($0) } ?? .null
  }

  /// The field after the edit.
  public func applied(to old: Value?) -> Value? {
    switch self {
    case .absent: old
    case .null: nil
    case .value(let value): value
    }
  }

  /// The new value, where there is one.
  public var newValue: Value? { applied(to: nil) }

  /// The same with another form of the value.
  public func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Patch<Other> {
    switch self {
    case .absent: .absent
    case .null: .null
    case .value(let value): .value(try transform(value))
    }
  }
}

extension Patch: Sendable where Value: Sendable {}
extension Patch: Equatable where Value: Equatable {}

extension Patch where Value == String {
  /// Clients may also send an empty text to take a value away.
  public var emptyAsNull: Patch { newValue?.isEmpty == true ? .null : self }
}

extension Patch: Decodable where Value: Decodable {
  /// For a value that stands by itself, which cannot be absent.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
  }
}

extension KeyedDecodingContainer {
  /// What synthesised `init(from:)`s call for a field of this type.
  public func decode<Value: Decodable>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
    if let value = try decodeIfPresent(Value.self, forKey: key) { return .value(value) }
    return contains(key) ? .null : .absent
  }
}
