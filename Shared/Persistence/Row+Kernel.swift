import JSON
import Kernel
import SQLite

/// The suite's own types in columns. What cannot be read throws `CorruptRow`.
extension Row {
  public func id<Subject>(_ name: StaticString) throws -> ID<Subject> { ID(try text(name)) }

  public func optionalID<Subject>(_ name: StaticString) throws -> ID<Subject>? { try optionalText(name).map { ID($0) } }

  public func date(_ name: StaticString) throws -> BusinessDate {
    guard let date = BusinessDate(try text(name)) else { throw corrupt(name) }
    return date
  }

  public func optionalDate(_ name: StaticString) throws -> BusinessDate? { try isNull(name) ? nil : date(name) }

  /// Of milliseconds since 1970.
  public func instant(_ name: StaticString) throws -> Instant { Instant(milliseconds: try integer(name)) }

  public func optionalInstant(_ name: StaticString) throws -> Instant? { try isNull(name) ? nil : instant(name) }

  /// Of minor units and a currency's code.
  public func money(_ amount: StaticString, _ currency: StaticString = "currency") throws -> Money {
    guard let known = Currency(try text(currency)) else { throw corrupt(currency) }
    guard let money = try? Money(try integer(amount), known) else { throw corrupt(amount) }
    return money
  }

  /// Nil where there is no amount.
  public func optionalMoney(_ amount: StaticString, _ currency: StaticString = "currency") throws -> Money? {
    try isNull(amount) ? nil : money(amount, currency)
  }

  /// One of a closed list of texts.
  public func choice<Choice: RawRepresentable>(_ name: StaticString, of type: Choice.Type = Choice.self) throws
    -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: try text(name)) else { throw corrupt(name) }
    return choice
  }

  public func optionalChoice<Choice: RawRepresentable>(
    _ name: StaticString, of type: Choice.Type = Choice.self
  ) throws -> Choice? where Choice.RawValue == String {
    try isNull(name) ? nil : choice(name, of: type)
  }

  /// A state as `Document.text` wrote it.
  public func document<State: Decodable>(_ name: StaticString = "document", of type: State.Type = State.self) throws
    -> State
  {
    do {
      return try CompactJSON.decoded(type, from: try bytes(name))
    } catch is DecodingError {
      throw corrupt(name)
    }
  }

  public func optionalDocument<State: Decodable>(
    _ name: StaticString, of type: State.Type = State.self
  ) throws -> State? {
    try isNull(name) ? nil : document(name, of: type)
  }
}

extension ID: Bindable { public var databaseValue: Value { .text(text) } }
extension BusinessDate: Bindable { public var databaseValue: Value { .text(description) } }
extension Instant: Bindable { public var databaseValue: Value { .integer(milliseconds) } }
extension Currency: Bindable { public var databaseValue: Value { .text(code) } }
