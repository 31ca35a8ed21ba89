import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// The last message about a subject that was taken: what tells which are stale, and what the list of them shows.
struct ERPTaken: Sendable {
  enum State: String, CaseIterable, Sendable {
    case accepted, cancelled
  }

  var kind: ERPKind
  var source: String
  var subject: String
  var revision: Int
  /// What another message of the same revision is compared by.
  var hash: Int64
  /// Its `ce_id`.
  var message: String
  var state: State
  /// What the subject is here.
  var entity: String?
  var at: Instant

  func write(to database: Database) throws {
    try database.run(
      """
      INSERT INTO erp_taken VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0) ON CONFLICT DO UPDATE SET
        revision = excluded.revision, hash = excluded.hash, message = excluded.message, state = excluded.state,
        entity = excluded.entity, at = excluded.at, conflict = NULL
      """, kind.rawValue, source, subject, revision, hash, message, state.rawValue, entity, at.milliseconds)
  }

  static func find(
    _ kind: ERPKind, _ source: String, _ subject: String, in database: Database
  ) throws -> ERPTaken? {
    try database.first(
      "SELECT * FROM erp_taken WHERE kind = ? AND source = ? AND subject = ?", kind.rawValue, source, subject
    ) { row in
      ERPTaken(
        kind: try row.choice("kind"), source: try row.text("source"), subject: try row.text("subject"),
        revision: try row.int("revision"), hash: try row.integer("hash"), message: try row.text("message"),
        state: try row.choice("state"), entity: try row.optionalText("entity"), at: try row.instant("at"))
    }
  }

  func countStale(in database: Database) throws {
    try database.run(
      "UPDATE erp_taken SET stale = stale + 1 WHERE kind = ? AND source = ? AND subject = ?", kind.rawValue, source,
      subject)
  }

  /// Notes that a message contradicts the one that was taken, until a later one is.
  static func note(
    conflict reason: String, with subject: OutsideSubject, of kind: ERPKind, in database: Database
  ) throws {
    try database.run(
      "UPDATE erp_taken SET conflict = ? WHERE kind = ? AND source = ? AND subject = ?", reason, kind.rawValue,
      subject.source, subject.key.flatMap(kind.subject(of:)))
  }
}

extension Migration {
  /// Of each service that takes in something of the ERP's besides orders.
  public static let erpTaken = Migration(
    """
    CREATE TABLE erp_taken (
      kind TEXT NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL, revision INTEGER NOT NULL,
      hash INTEGER NOT NULL, message TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('accepted', 'cancelled')),
      entity TEXT, at INTEGER NOT NULL, conflict TEXT, stale INTEGER NOT NULL,
      PRIMARY KEY (kind, source, subject)) STRICT, WITHOUT ROWID;
    """)
}
