import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A table of aggregates: the state as a document, beside its key and the columns that it is found by.
///
/// The document's column is named `document`; each other column is written from the state, so that nobody else has to.
public struct DocumentTable<State: Codable & Sendable>: Sendable {
  public struct Column: Sendable {
    let name: String
    let value: @Sendable (State) -> any Bindable

    public init(_ name: String, _ value: @escaping @Sendable (State) -> any Bindable) {
      self.name = name
      self.value = value
    }
  }

  private let name: String
  private let noun: Localized
  private let key: Column
  private let columns: [Column]
  private let selection: String
  private let upsert: String
  /// Whose its rows are.
  public let belonging: Belonging

  /// `noun` is what people are told is not there. `belonging` says whose the rows are; without it, they are nobody's,
  /// and only those who see all see any.
  public init(
    _ name: String, of noun: Localized, key: Column, _ columns: [Column], belonging: Belonging = Belonging()
  ) {
    self.name = name
    self.noun = noun
    self.key = key
    self.columns = columns
    self.belonging = belonging
    selection = "SELECT document FROM \(name) WHERE \(key.name) = ?"
    let names = columns.map(\.name) + ["document"]
    upsert = """
      INSERT INTO \(name) (\(([key.name] + names).joined(separator: ", "))) \
      VALUES (?\(String(repeating: ", ?", count: names.count))) \
      ON CONFLICT (\(key.name)) DO UPDATE SET \(names.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
      """
  }

  /// Nil where there is none.
  public func state(_ id: some Bindable, in database: Database) throws -> State? {
    try database.first(selection, id) { try $0.document() }
  }

  /// Throws 404.
  public func find<Subject>(_ id: ID<Subject>, in database: Database) throws -> State {
    guard let state = try state(id, in: database) else { throw Problem.notFound(noun, id.text) }
    return state
  }

  /// One that the caller sees. Throws 404 for any other: whoever sees nothing is told nothing.
  public func find<Subject>(
    _ id: ID<Subject>, for visibility: Visibility, in database: Database
  ) throws -> State {
    guard try isIn(visibility.seen, id, database) else { throw Problem.notFound(noun, id.text) }
    return try find(id, in: database)
  }

  /// Whether a row is in a cut.
  public func isIn(_ cut: Visibility.Cut, _ id: some Bindable, _ database: Database) throws -> Bool {
    try belonging.holds(name, key.name, is: id, in: cut, database)
  }

  /// Writes a new state, or another in the place of the one with its key.
  public func write(_ state: State, to database: Database) throws {
    try database.run(
      upsert, [key.value(state)] + columns.map { $0.value(state) } + [try Document.text(state)])
  }

  /// The state that an event is about. Throws `CorruptRow` where it is not there: an earlier event made it.
  public func existing(_ id: some Bindable, in database: Database) throws -> State {
    guard let state = try state(id, in: database) else {
      throw CorruptRow(table: name, column: key.name, value: "\(id.databaseValue) is missing")
    }
    return state
  }

  /// Changes a state that an event is about, which is there.
  public func change(_ id: some Bindable, in database: Database, _ body: (inout State) throws -> Void) throws {
    var state = try existing(id, in: database)
    try body(&state)
    try write(state, to: database)
  }

  /// Those that a condition (`JOIN … WHERE …`, with its order and limit) finds.
  public func all(_ condition: String, _ values: (any Bindable)..., in database: Database) throws -> [State] {
    try all(condition, values, in: database)
  }

  public func all(_ condition: String, _ values: [any Bindable], in database: Database) throws -> [State] {
    try database.all("SELECT \(name).document FROM \(name) \(condition)", values) { try $0.document() }
  }
}
