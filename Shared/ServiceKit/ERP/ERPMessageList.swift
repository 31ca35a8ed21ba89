import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// Where what a subject's messages say stands (`Shared/Contracts/README.md#where-anything-else-stands`).
public struct ERPMessageView: Codable, Sendable {
  public enum State: String, Codable, CaseIterable, Sendable {
    /// Taken.
    case accepted
    /// What came last waits for what it refers to; `reason` says for what.
    case waiting
    /// What came last could not be taken; `reason` says why.
    case parked
    case cancelled
  }

  public var kind: ERPKind
  public var source: String
  /// The ERP's name of it.
  public var subject: String
  public var state: State
  public var reason: String?
  /// What it is here, where it has an id.
  public var entityId: String?
  public var revision: Int
  /// When the last message of it came that was taken or set aside.
  public var lastMessageAt: Instant
  /// Another message contradicts the one that was taken: its id or its revision with other content.
  public var conflict: String?
  /// How many messages came that were older than what was taken.
  public var stale: Int
}

enum ERPMessageList {
  /// In the order of kinds, sources and subjects.
  static func list(_ query: QueryRequest, _ page: PageRequest, _ database: Database) throws -> [ERPMessageView] {
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", "", ""]
    return try database.all(
      """
      SELECT * FROM (\(standing)) WHERE (kind, source, subject) > (?1, ?2, ?3)
        AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR source = ?6) AND (?7 IS NULL OR state = ?7)
        AND (?8 IS NULL OR at >= ?8) AND (?9 IS NULL OR subject = ?9)
      ORDER BY kind, source, subject LIMIT ?4
      """, after[0], after[1], after[2], page.rows, try query.choice("kind", of: ERPKind.self)?.rawValue,
      query.text("source"), try query.choice("state", of: ERPMessageView.State.self)?.rawValue,
      try query.instant("since")?.milliseconds, query.text("subject"), read: view)
  }

  static func find(
    _ kind: ERPKind, _ source: String, _ subject: String, in database: Database
  ) throws -> ERPMessageView? {
    try database.first(
      "SELECT * FROM (\(standing)) WHERE kind = ? AND source = ? AND subject = ?", kind.rawValue, source, subject,
      read: view)
  }

  /// What is set aside tells more than what was taken before it; but what contradicts that does not change how it
  /// stands. A record that is held alone, since its subject cannot be read, has no revision: it is a dead letter.
  private static let standing = """
    WITH held AS (
      SELECT substr(k.key, 1, instr(k.key, ':') - 1) AS kind, k.source, substr(k.key, instr(k.key, ':') + 1) AS subject,
        k.state, k.reason, k.since, max(r.revision) AS revision
      FROM held_keys k JOIN kept_records r ON r.held = k.id
      WHERE r.revision IS NOT NULL AND k.topic IN (\(topics)) GROUP BY k.id)
    SELECT t.kind, t.source, t.subject, t.state, NULL AS reason, t.entity, t.revision, t.at, t.conflict, t.stale
    FROM erp_taken t LEFT JOIN held h USING (kind, source, subject)
    WHERE h.kind IS NULL OR h.reason IS t.conflict
    UNION ALL
    SELECT h.kind, h.source, h.subject, h.state, h.reason, t.entity, h.revision, h.since, NULL, coalesce(t.stale, 0)
    FROM held h LEFT JOIN erp_taken t USING (kind, source, subject)
    WHERE t.conflict IS NULL OR h.reason IS NOT t.conflict
    """

  private static let topics =
    ERPKind.allCases.filter { $0 != .order }.map { "'\($0.topic)'" }.joined(separator: ", ")

  private static func view(_ row: borrowing Row) throws -> ERPMessageView {
    ERPMessageView(
      kind: try row.choice("kind"), source: try row.text("source"), subject: try row.text("subject"),
      state: try row.choice("state"), reason: try row.optionalText("reason"),
      entityId: try row.optionalText("entity"), revision: try row.int("revision"),
      lastMessageAt: try row.instant("at"), conflict: try row.optionalText("conflict"), stale: try row.int("stale"))
  }
}
