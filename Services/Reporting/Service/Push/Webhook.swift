import Contracts
import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// A program of somebody else's that events are posted to.
struct Webhook: Codable, Hashable, Sendable {
  /// How an event is posted: its envelope as header fields, or all of it as one JSON object.
  enum Mode: String, Codable, CaseIterable, Sendable {
    case binary
    case structured
  }

  var id: ID<Webhook>
  var url: String
  /// Patterns; none: all types.
  var types: [String]
  var description: String
  /// Whether it gets what is personal; else that is blank.
  var personal: Bool
  var mode: Mode
  var secret: String
  /// The secret before, which signs too until then.
  var earlierSecret: String?
  var earlierUntil: Instant?
  var isPaused = false
  /// Why nothing is sent any more: the receiver says that it is gone.
  var disabled: String?
  var createdBy: String
  var createdAt: Instant

  var filter: TypeFilter { TypeFilter(types) }
  var isSending: Bool { !isPaused && disabled == nil }

  /// What an event is signed with at that moment.
  func secrets(at now: Instant) -> [String] {
    let earlier = earlierUntil.map { $0 > now } ?? false ? earlierSecret : nil
    return [secret, earlier].compactMap { $0 }
  }

}

/// How far a webhook is.
struct WebhookProgress: Hashable, Sendable {
  var place: Int64
  var lost: Int
  var delivered: Int
  var deliveredAt: Instant?
  var error: String?
  var errorAt: Instant?
  var awaySince: Instant?
}

/// Webhooks and their keys that are set aside. No rebuild empties these tables.
enum WebhookStore {
  static let noun = Localized(zh: "Webhook", en: "webhook")

  struct Stored: Sendable {
    var webhook: Webhook
    var version: Int
    var revision: Int
    var progress: WebhookProgress

    init(_ row: borrowing Row) throws {
      webhook = try row.document()
      version = try row.int("version")
      revision = try row.int("revision")
      progress = WebhookProgress(
        place: try row.integer("place"), lost: try row.int("lost"), delivered: try row.int("delivered"),
        deliveredAt: try row.optionalInstant("delivered_at"), error: try row.optionalText("error"),
        errorAt: try row.optionalInstant("error_at"), awaySince: try row.optionalInstant("away_since"))
    }
  }

  /// A key that is set aside, and why.
  struct StoredKey: Sendable {
    let key: PushKey
    let aside: KeyAside
    let reason: String

    init(_ row: borrowing Row) throws {
      key = PushKey(try row.text("source"), try row.text("key"))
      aside = KeyAside(
        first: try row.integer("first"), tries: try row.int("tries"), since: try row.instant("since"),
        due: try row.optionalInstant("due"))
      reason = try row.text("reason")
    }
  }

  static func all(in database: Database) throws -> [Stored] {
    try database.all("SELECT * FROM webhooks ORDER BY id", read: Stored.init)
  }

  static func find(_ id: ID<Webhook>, in database: Database) throws -> Stored {
    try database.first("SELECT * FROM webhooks WHERE id = ?", id, read: Stored.init).orNotFound(noun, id.text)
  }

  static func insert(_ webhook: Webhook, from place: Int64, in database: Database) throws {
    try database.run(
      "INSERT INTO webhooks (id, version, revision, document, place) VALUES (?, 1, 1, ?, ?)", webhook.id,
      try Document.text(webhook), place)
  }

  /// Whoever sends reads it again.
  static func change(_ webhook: Webhook, in database: Database) throws {
    try database.run(
      "UPDATE webhooks SET document = ?, version = version + 1, revision = revision + 1 WHERE id = ?",
      try Document.text(webhook), webhook.id)
  }

  static func delete(_ id: ID<Webhook>, in database: Database) throws {
    try database.run("DELETE FROM webhook_keys WHERE webhook = ?", id)
    try database.run("DELETE FROM webhooks WHERE id = ?", id)
  }

  /// Has it go on from elsewhere; what was discarded before is sent again as well.
  static func move(_ id: ID<Webhook>, to place: Int64, in database: Database) throws {
    try database.run("UPDATE webhook_discards SET holds = 0 WHERE webhook = ?", id)
    try database.run("DELETE FROM webhook_keys WHERE webhook = ?", id)
    try database.run("UPDATE webhooks SET place = ?, revision = revision + 1 WHERE id = ?", place, id)
  }

  /// Whoever sends reads it again.
  static func touch(_ id: ID<Webhook>, in database: Database) throws {
    try database.run("UPDATE webhooks SET revision = revision + 1 WHERE id = ?", id)
  }

  // MARK: Keys that are set aside

  static func keys(of id: ID<Webhook>, in database: Database) throws -> [StoredKey] {
    try database.all("SELECT * FROM webhook_keys WHERE webhook = ? ORDER BY source, key", id, read: StoredKey.init)
  }

  static func key(_ key: PushKey, of id: ID<Webhook>, in database: Database) throws -> StoredKey? {
    try database.first(
      "SELECT * FROM webhook_keys WHERE webhook = ? AND source = ? AND key = ?", id, key.source, key.key,
      read: StoredKey.init)
  }

  static func write(
    _ key: PushKey, _ aside: KeyAside, reason: String, of id: ID<Webhook>, in database: Database
  ) throws {
    try database.run(
      """
      INSERT INTO webhook_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET first = excluded.first,
      tries = excluded.tries, since = excluded.since, due = excluded.due, reason = excluded.reason
      """, id, key.source, key.key, aside.first, aside.tries, aside.since.milliseconds, aside.due?.milliseconds, reason)
  }

  static func remove(_ key: PushKey, of id: ID<Webhook>, in database: Database) throws {
    try database.run(
      "DELETE FROM webhook_keys WHERE webhook = ? AND source = ? AND key = ?", id, key.source, key.key)
  }

  static func counts(of id: ID<Webhook>, in database: Database) throws -> (retrying: Int, parked: Int) {
    try database.first(
      "SELECT count(due), count(*) - count(due) FROM webhook_keys WHERE webhook = ?", id
    ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
  }

  /// Counts what a webhook had still to get up to a place, and has it go on behind that.
  static func lose(upTo end: Int64, _ stored: Stored, in database: Database) throws {
    let (id, types) = (stored.webhook.id, stored.webhook.filter)
    var lost =
      try database.all(
        """
        SELECT count(*) FROM push_log WHERE place > ?1 AND place <= ?2 AND \(types.condition(first: 4)) AND NOT EXISTS (
          SELECT 1 FROM webhook_keys k WHERE k.webhook = ?3 AND k.source = push_log.source AND k.key = push_log.key)
        """, types.values(after: stored.progress.place, end, id)
      ) { $0.int(0) }.first ?? 0
    for kept in try keys(of: id, in: database) where kept.aside.first <= end {
      lost +=
        try database.all(
          """
          SELECT count(*) FROM push_log WHERE key = ?1 AND source = ?2 AND place >= ?3 AND place <= ?4
          AND \(types.condition(first: 5))
          """, types.values(after: kept.key.key, kept.key.source, kept.aside.first, end)
        ) { $0.int(0) }.first ?? 0
      let last = try PushLog.end(in: database)
      if let next = try PushLog.next(for: stored.webhook, of: kept.key, after: end, upTo: last, in: database) {
        var aside = kept.aside
        aside.first = next
        try write(kept.key, aside, reason: kept.reason, of: id, in: database)
      } else {
        try remove(kept.key, of: id, in: database)
      }
    }
    guard lost > 0 || stored.progress.place < end else { return }
    try database.run(
      "UPDATE webhooks SET lost = lost + ?, place = max(place, ?), revision = revision + 1 WHERE id = ?", lost, end, id)
  }
}
