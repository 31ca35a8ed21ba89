import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite

/// Who is signed in. No event writes it; that tokens are refused is one.
enum SessionStore {
  static func put(_ session: Session, in database: Database) throws {
    try database.run(
      """
      INSERT INTO sessions (id, employee, secret_hash, started_at, used_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET secret_hash = excluded.secret_hash, used_at = excluded.used_at
      """, session.id, session.employee, session.secretHash, session.startedAt, session.usedAt)
  }

  static func find(_ id: String, in database: Database) throws -> Session? {
    try database.first("SELECT * FROM sessions WHERE id = ?", id) { row in
      Session(
        id: try row.text("id"), employee: try row.id("employee"), secretHash: try row.text("secret_hash"),
        startedAt: try row.instant("started_at"), usedAt: try row.instant("used_at"))
    }
  }

  /// Forgets one that has ended by itself.
  static func remove(_ id: String, in database: Database) throws {
    try database.run("DELETE FROM sessions WHERE id = ?", id)
  }

  /// Its token is refused from now on, as are those of the employee's other sessions, which get new ones.
  static func end(_ session: Session, because reason: AccessRevocation, in unit: borrowing UnitOfWork) throws {
    try remove(session.id, in: unit.database)
    try AccessRevocations.record(reason, of: session.employee, in: unit)
  }

  static func endAll(of employee: ID<Employee>, in database: Database) throws {
    try database.run("DELETE FROM sessions WHERE employee = ?", employee)
  }

  static func endAll(
    of employee: ID<Employee>, because reason: AccessRevocation, in unit: borrowing UnitOfWork
  ) throws {
    try endAll(of: employee, in: unit.database)
    try AccessRevocations.record(reason, of: employee, in: unit)
  }

  /// Forgets those that have ended by themselves.
  static func sweep(at now: Instant, _ policy: AccountsPolicy, in database: Database) throws {
    try database.run(
      "DELETE FROM sessions WHERE used_at <= ? OR started_at <= ?",
      now.adding(seconds: -policy.sessionIdleHours * 3600), now.adding(seconds: -policy.sessionDays * 86_400))
  }
}
