import Kernel
import SQLite

/// One step of a store's schema; steps of a component are numbered from 1 and never change once released.
public struct Migration: Sendable {
  public let sql: String

  public init(_ sql: String) {
    self.sql = sql
  }

  /// One step made of several capabilities' parts.
  public init(_ parts: [Migration]) {
    sql = parts.map(\.sql).joined(separator: "\n")
  }
}

/// The steps that one part of a store has had, in order.
public struct Schema: Sendable {
  public let component: String
  public let migrations: [Migration]

  public init(_ component: String, _ migrations: [Migration]) {
    self.component = component
    self.migrations = migrations
  }

  /// Brings the tables of this component up to the newest step, each step in a transaction of its own.
  public func migrate(_ database: Database, at now: Instant) throws {
    try database.execute(
      """
      CREATE TABLE IF NOT EXISTS schema_steps (
        component TEXT NOT NULL, number INTEGER NOT NULL, applied_at INTEGER NOT NULL,
        PRIMARY KEY (component, number)) STRICT
      """)
    let done =
      try database.first("SELECT coalesce(max(number), 0) FROM schema_steps WHERE component = ?", component) {
        $0.int(0)
      } ?? 0
    guard done <= migrations.count else {
      throw StoreError.newerSchema(component: component, found: done, known: migrations.count)
    }
    for (index, migration) in migrations.enumerated().dropFirst(done) {
      try database.execute("BEGIN IMMEDIATE")
      do {
        try database.execute(migration.sql)
        CrashPoint.inMigration.pass()
        try database.run(
          "INSERT INTO schema_steps VALUES (?, ?, ?)", component, index + 1, now.milliseconds)
        try database.execute("COMMIT")
      } catch {
        try? database.execute("ROLLBACK")
        throw error
      }
    }
  }
}
