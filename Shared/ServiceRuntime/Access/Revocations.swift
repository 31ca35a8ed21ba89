import Contracts
import Kernel
import Persistence
import SQLite
import Synchronization

/// Which tokens are good no more though they have not expired: what leads' events say, in the service's own table, and
/// in memory for the requests. It is noted as soon as an event is applied, before its transaction is on disk: a
/// transaction that fails then has made tokens end too early at worst.
final class Revocations: Sendable {
  private struct Known: Sendable {
    /// Tokens of an employee's sessions that were issued before end; all tokens of the employee.
    var sessions: [String: Instant] = [:]
    var employees: [String: Instant] = [:]
    var tokens: Set<String> = []
  }

  private let known = Mutex(Known())

  /// What the table of a store says, which may be one that has none.
  func load(from database: Database) throws {
    guard try database.exists("SELECT 1 FROM sqlite_master WHERE name = 'revoked_access'") else { return }
    let access = try database.all("SELECT * FROM revoked_access") { row in
      (try row.text("employee"), try row.instant("sessions_before"), try row.optionalInstant("tokens_before"))
    }
    let tokens = try database.all("SELECT id FROM revoked_tokens") { try $0.text("id") }
    known.withLock { known in
      for (employee, sessions, all) in access {
        known.sessions[employee] = sessions
        known.employees[employee] = all
      }
      known.tokens.formUnion(tokens)
    }
  }

  func note(_ event: AccessRevoked) {
    let employee = event.employeeId.text
    known.withLock { known in
      known.sessions[employee] = max(event.notBefore, known.sessions[employee] ?? event.notBefore)
      guard !event.sessionsOnly else { return }
      known.employees[employee] = max(event.notBefore, known.employees[employee] ?? event.notBefore)
    }
  }

  func note(_ event: TokenRevoked) { known.withLock { _ = $0.tokens.insert(event.tokenId.text) } }

  /// The moment from which on a token of that subject must be issued.
  func earliest(of subject: String) -> Instant {
    known.withLock { $0.sessions[subject] } ?? Instant(milliseconds: 0)
  }

  /// Whether a token was revoked. One that does not say when it was issued counts as older than any revocation.
  func refuse(_ token: Tokens.Verified) -> Bool {
    known.withLock { known in
      if let id = token.id, known.tokens.contains(id) { return true }
      let limits = token.session == nil ? known.employees : known.sessions
      guard let limit = limits[token.caller.subject] else { return false }
      return token.issuedAt.map { $0 < limit } ?? true
    }
  }
}

/// What the table of revoked tokens says.
public enum RevokedAccess {
  /// From when on an employee's tokens must be issued; nil where none was ever revoked.
  public static func notBefore(of employee: ID<Employee>, in database: Database) throws -> Instant? {
    try database.first("SELECT sessions_before FROM revoked_access WHERE employee = ?", employee) {
      try $0.instant("sessions_before")
    }
  }
}

extension Feature {
  /// Keeps which tokens leads has revoked. Every service has it; `source` is the service's own. `also`: what leads writes
  /// besides.
  public static func revocations(
    of source: Source?, also: @escaping @Sendable (TokenRevoked, Database) throws -> Void = { _, _ in }
  ) -> Feature {
    let revocations = Revocations()
    let access: @Sendable (AccessRevoked, Database) throws -> Void = { event, database in
      try database.run(
        """
        INSERT INTO revoked_access VALUES (?, ?, ?) ON CONFLICT DO UPDATE
          SET sessions_before = max(sessions_before, excluded.sessions_before),
            tokens_before = max(coalesce(tokens_before, excluded.tokens_before),
              coalesce(excluded.tokens_before, tokens_before))
        """, event.employeeId, event.notBefore, event.sessionsOnly ? nil : event.notBefore)
      revocations.note(event)
    }
    let token: @Sendable (TokenRevoked, Database) throws -> Void = { event, database in
      try database.run("INSERT INTO revoked_tokens VALUES (?) ON CONFLICT DO NOTHING", event.tokenId)
      try also(event, database)
      revocations.note(event)
    }
    var feature: Feature
    if source == .leads {
      feature = Feature(
        tables: ["revoked_access", "revoked_tokens"],
        writes: [.on(AccessRevoked.self, access), .on(TokenRevoked.self, token)])
    } else {
      feature = Feature(
        tables: [.copy("revoked_access"), .copy("revoked_tokens")],
        listens: [.on(AccessRevoked.self, copy: access), .on(TokenRevoked.self, copy: token)],
        // A build that knew none of this was open to such tokens anyway, and sessions' have ended since.
        catchUp: [AccessRevoked.type: .fromNowOn, TokenRevoked.type: .fromNowOn])
    }
    feature.revocations = revocations
    return feature
  }
}

extension Migration {
  /// Which tokens leads has revoked: those of an employee issued before a moment, and single ones of machines.
  public static let revocations = Migration(
    """
    CREATE TABLE revoked_access (
      employee TEXT PRIMARY KEY, sessions_before INTEGER NOT NULL, tokens_before INTEGER) STRICT, WITHOUT ROWID;
    CREATE TABLE revoked_tokens (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    """)
}
