import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A table of things that people register and edit under a code of the company's, or an id: each event says the whole of
/// one, and the column `version` counts how often that was said.
public struct CodedTable<State: Sendable>: Sendable {
  public typealias Entry = (state: State, version: Int)

  private let name: String
  /// The column of the code, and its name in paths.
  private let key: String
  private let noun: Localized
  private let state: @Sendable (borrowing Row) throws -> State

  /// `noun` is what people are told is not there; `read` makes one of a row.
  public init(
    _ name: String, key: String = "code", of noun: Localized,
    read: @escaping @Sendable (borrowing Row) throws -> State
  ) {
    (self.name, self.key, self.noun, state) = (name, key, noun, read)
  }

  /// Writes what an event says, the first time or anew.
  public func write(
    _ columns: KeyValuePairs<String, any Bindable>, as code: some Bindable, to database: Database
  ) throws {
    let names = columns.map(\.key)
    try database.run(
      """
      INSERT INTO \(name) (\(([key] + names).joined(separator: ", ")), version)
      VALUES (?\(String(repeating: ", ?", count: names.count)), 1)
      ON CONFLICT DO UPDATE SET \(names.map { "\($0) = excluded.\($0), " }.joined())version = version + 1
      """, [code] + columns.map(\.value))
  }

  /// Nil where nobody has registered it.
  public func entry<Subject>(_ code: ID<Subject>, in database: Database) throws -> Entry? {
    try database.first("SELECT * FROM \(name) WHERE \(key) = ?", code, read: read)
  }

  /// Throws 404.
  public func find<Subject>(_ code: ID<Subject>, in database: Database) throws -> Entry {
    try entry(code, in: database).orNotFound(noun, code.text)
  }

  /// In the order of codes.
  public func list(_ page: PageRequest, in database: Database) throws -> [Entry] {
    try all("WHERE \(key) > ? ORDER BY \(key) LIMIT ?", page.after, page.rows, in: database)
  }

  /// Those that a condition (`WHERE …`, with its order and limit) finds.
  public func all(_ condition: String, _ values: (any Bindable)..., in database: Database) throws -> [Entry] {
    try database.all("SELECT * FROM \(name) \(condition)", values, read: read)
  }

  /// Refuses a code that is registered (409), in the caller's words where it has its own.
  public func requireFree<Subject>(_ code: ID<Subject>, in database: Database, saying words: Localized? = nil) throws {
    guard try entry(code, in: database) != nil else { return }
    throw Problem.codeTaken(
      words
        ?? Localized(
          zh: "编号“\(code)”已登记；请换一个编号，或用 PATCH 修改。",
          en: "The code '\(code)' is registered; choose another one, or change it with PATCH."))
  }

  /// Registers one under a code that is free (409), and answers it as it then is.
  public func add<Subject, View>(
    _ code: ID<Subject>, _ unit: borrowing UnitOfWork, at path: String, as view: (State, Int) -> View,
    _ event: () throws -> some DomainEvent
  ) throws -> Answer<View> {
    try requireFree(code, in: unit.database)
    try unit.record(try event())
    return .created(try answer(code, in: unit.database, as: view).body, at: "\(path)/\(code)")
  }

  /// One as it now is. Throws 404.
  public func answer<Subject, View>(
    _ code: ID<Subject>, in database: Database, as view: (State, Int) -> View
  ) throws -> Answer<View> {
    let (state, version) = try find(code, in: database)
    return Answer(view(state, version), version: version)
  }

  /// The one in the path. Throws 404.
  public func answer<View>(
    _ query: QueryRequest, in database: Database, as view: (State, Int) -> View
  ) throws -> Answer<View> {
    let code: ID<State> = query.id(key)
    return try answer(code, in: database, as: view)
  }

  /// Records what an edit of the one in the path comes to, unless somebody else has changed it meanwhile (428, 412), and
  /// answers it as it then is.
  public func edit<Body, View>(
    _ request: CommandRequest<Body>, _ unit: borrowing UnitOfWork, as view: (State, Int) -> View,
    _ change: (State) throws -> some DomainEvent
  ) throws -> Answer<View> {
    let code: ID<State> = request.id(key)
    let (state, version) = try find(code, in: unit.database)
    try request.requireMatch(version: version)
    try unit.record(try change(state))
    return try answer(code, in: unit.database, as: view)
  }

  private func read(_ row: borrowing Row) throws -> Entry { (try state(row), try row.int("version")) }
}

extension CodedTable where State: Codable {
  /// A table (code, version, document).
  public init(documents name: String, of noun: Localized) {
    self.init(name, of: noun) { try $0.document() }
  }

  public func write<Subject>(_ state: State, as code: ID<Subject>, to database: Database) throws {
    try write(["document": try Document.text(state)], as: code, to: database)
  }
}

extension Resource {
  /// `GET /v1/<plural>`: all of them.
  public func list<State, View: Codable & Sendable>(
    _ summary: Localized, of table: CodedTable<State>, as view: @escaping @Sendable (State, Int) -> View,
    by cursor: @escaping @Sendable (View) -> String
  ) -> [Route] {
    list(summary, by: cursor) { _, page, database in
      try table.list(page, in: database).map { view($0.state, $0.version) }
    }
  }

  /// `GET /v1/<plural>/{code}`.
  public func item<State, View: Codable & Sendable>(
    _ summary: Localized, of table: CodedTable<State>, as view: @escaping @Sendable (State, Int) -> View
  ) -> Route {
    item(summary) { query, database in try table.answer(query, in: database, as: view) }
  }
}

extension Problem {
  /// The 409 for a code that is registered.
  public static func codeTaken(_ detail: Localized) -> Problem {
    Problem(409, "code-taken", title: Localized(zh: "编号已存在", en: "The code is taken"), detail: detail)
  }
}
