import Contracts
import SQLite

/// Writes the tables of after-sales for its own events, and nothing else does.
enum Apply {
  static func apply(_ event: any DomainEvent, to database: Database) throws {
  }
}
