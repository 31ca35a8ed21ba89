import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

/// All that makes a service: what its main composes, and what its tests run with another broker and clock.
public struct ServiceDefinition: Sendable {
  /// The executable's name, `after-sales`.
  public var name: String
  public var title: Localized
  /// What it publishes as; nil for reporting, which publishes nothing.
  public var source: Source?
  /// The default port.
  public var port: Int
  /// Its own tables.
  public var schema: Schema
  /// Those of its tables that hold what other services' events say; the others are written by its own events.
  public var copies: Set<String>
  /// Tables that no event writes, and that `verify` leaves out.
  public var unverified: Set<String> = []
  /// How its store is opened, where that differs from other services'.
  public var tune: @Sendable (inout Store.Options) -> Void = { _ in }
  /// Writes its tables for one of its own events.
  public var apply: @Sendable (any DomainEvent, Database) throws -> Void
  public var subscriptions: Subscriptions
  public var routes: [Route]
  /// The daily rules for a day (reminders, overdue, maintenance); doing it again for the same day changes nothing.
  public var sweep: (@Sendable (BusinessDate, borrowing UnitOfWork) throws -> Void)?

  public init(
    name: String, title: Localized, source: Source?, port: Int, schema: Schema, copies: Set<String>,
    apply: @escaping @Sendable (any DomainEvent, Database) throws -> Void, subscriptions: Subscriptions,
    routes: [Route]
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.port = port
    self.schema = schema
    self.copies = copies
    self.apply = apply
    self.subscriptions = subscriptions
    self.routes = routes
  }

  /// Empties the read models of a service that publishes nothing, so that it reads everything anew.
  package func rebuild(in unit: borrowing UnitOfWork) throws {
    for table in try tables() + Consumer.tables { try unit.database.execute("DELETE FROM \(table)") }
    unit.invalidate()
  }

  /// The tables of the service's schema, found by making them.
  func tables() throws -> [String] {
    let database = try Database(path: "", mode: .memory)
    try schema.migrate(database, at: .init(milliseconds: 0))
    return try database.all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'schema_steps' AND name NOT LIKE '%fts%'"
    ) { $0.text(0) }.filter { !unverified.contains($0) }
  }
}
