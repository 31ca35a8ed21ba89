import CSQLite

/// What can stand in a column or be bound to a parameter.
public enum Value: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(nilLiteral: ()) { self = .null }
}

/// A Swift value that a parameter takes.
public protocol Bindable {
  var databaseValue: Value { get }
}

extension Value: Bindable { public var databaseValue: Value { self } }
extension Int64: Bindable { public var databaseValue: Value { .integer(self) } }
extension Int32: Bindable { public var databaseValue: Value { .integer(Int64(self)) } }
extension Int: Bindable { public var databaseValue: Value { .integer(Int64(self)) } }
extension Bool: Bindable { public var databaseValue: Value { .integer(self ? 1 : 0) } }
extension Double: Bindable { public var databaseValue: Value { .real(self) } }
extension String: Bindable { public var databaseValue: Value { .text(self) } }
extension [UInt8]: Bindable { public var databaseValue: Value { .blob(self) } }
extension Optional: Bindable where Wrapped: Bindable {
  public var databaseValue: Value { self?.databaseValue ?? .null }
}
