import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// A table (code, version, document) of things whose codes the company chose; the version counts the edits.
struct CodedTable<State: Codable & Sendable>: Sendable {
  private let name: String
  /// What people are told is not there.
  private let noun: Localized

  init(_ name: String, of noun: Localized) {
    (self.name, self.noun) = (name, noun)
  }

  func write<Subject>(_ state: State, as code: ID<Subject>, to database: Database) throws {
    try database.run(
      """
      INSERT INTO \(name) VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET document = excluded.document,
        version = version + 1
      """, code, try Document.text(state))
  }

  /// Throws 404.
  func find<Subject>(_ code: ID<Subject>, in database: Database) throws -> (state: State, version: Int) {
    try database.first("SELECT document, version FROM \(name) WHERE code = ?", code, read: Self.read).orNotFound(
      noun, code.text)
  }

  /// Refuses a code that is registered (409).
  func requireFree<Subject>(_ code: ID<Subject>, in database: Database) throws {
    guard try !database.exists("SELECT 1 FROM \(name) WHERE code = ?", code) else {
      throw Problem.codeTaken(code.text)
    }
  }

  /// Those that a condition (`WHERE …`, with its order and limit) finds.
  func all(
    _ condition: String, _ values: (any Bindable)..., in database: Database
  ) throws -> [(state: State, version: Int)] {
    try database.all("SELECT document, version FROM \(name) \(condition)", values, read: Self.read)
  }

  private static func read(_ row: borrowing Row) throws -> (state: State, version: Int) {
    (try row.document(), try row.int("version"))
  }
}
