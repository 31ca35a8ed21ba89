import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// The events of all services as they came, for those they are sent to: kept for a while, whatever becomes of the read
/// models. An event stands here once, however often the topics are read again; of a person who was erased it is blank.
enum PushLog {
  /// An event as it is sent.
  struct Entry: Sendable {
    let place: Int64
    let source: String
    let stream: Int64
    let number: Int64
    let epoch: String
    let id: String
    let type: String
    let time: Instant
    let key: String
    let attributes: Attributes
    let data: [UInt8]

    init(_ row: borrowing Row) throws {
      place = try row.integer("place")
      source = try row.text("source")
      stream = try row.integer("stream")
      number = try row.integer("number")
      epoch = try row.text("epoch")
      id = try row.text("id")
      type = try row.text("type")
      time = try row.instant("time")
      key = try row.text("key")
      attributes = try row.document("attributes")
      data = try row.bytes("data")
    }
  }

  /// What else stands in an event's envelope.
  struct Attributes: Codable, Hashable, Sendable {
    var subject: String?
    var correlationid: String?
    var causationid: String?
    var actor: String?
    var actorrole: String?
    var traceparent: String?
    var tracestate: String?
  }

  /// Keeps an event, in the transaction in which it is taken.
  @Sendable static func take(_ envelope: Envelope, _ origin: EventOrigin, _ database: Database) throws {
    let known =
      try database.first(
        "SELECT number FROM push_streams WHERE source = ? AND stream = ?", origin.source.rawValue, origin.stream
      ) { $0.integer(0) } ?? 0
    guard try origin.number > known || isOfAnotherTime(envelope, origin, database) else { return }
    let attributes = Attributes(
      subject: envelope.subject, correlationid: envelope.correlationID, causationid: envelope.causationID,
      actor: envelope.actor, actorrole: envelope.actorRole, traceparent: envelope.traceparent,
      tracestate: envelope.tracestate)
    try database.run(
      """
      INSERT INTO push_log (source, stream, number, epoch, id, type, time, key, attributes, data)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, origin.source.rawValue, origin.stream, origin.number, origin.epoch, origin.id, origin.type,
      origin.time.milliseconds, envelope.key ?? "", try Document.text(attributes), envelope.data ?? [])
    try database.run(
      """
      INSERT INTO push_streams VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET number = max(number, excluded.number)
      """, origin.source.rawValue, origin.stream, origin.number)
  }

  /// Whether an event whose number was seen before is another one: after a restore its source counts on from an earlier
  /// number. What is read again after a rebuild is the same, or from before all that is kept.
  private static func isOfAnotherTime(
    _ envelope: Envelope, _ origin: EventOrigin, _ database: Database
  ) throws -> Bool {
    let kept = try database.first(
      "SELECT id FROM push_log WHERE key = ? AND source = ? AND number = ? AND stream = ? ORDER BY place DESC LIMIT 1",
      envelope.key ?? "", origin.source.rawValue, origin.number, origin.stream
    ) { $0.text(0) }
    if let kept { return kept != origin.id }
    return try origin.time > began(in: database)
  }

  /// All that was written after this is here.
  private static func began(in database: Database) throws -> Instant {
    Instant(milliseconds: try database.first("SELECT began FROM push_state") { $0.integer(0) } ?? 0)
  }

  /// Goes on from where the read models are. What they have read without it being kept here, since pushing was off or this
  /// is the first start with it, is counted as lost for everybody.
  @Sendable static func atStart(_ store: Store) throws {
    try store.perform(for: Cause(actor: store.service, correlationID: "push")) { unit in
      let database = unit.database
      let missed =
        try database.first(
          """
          SELECT coalesce(sum(p.applied - coalesce(s.number, 0)), 0) FROM positions p
          LEFT JOIN push_streams s ON s.source = p.source AND s.stream = p.stream WHERE p.applied > coalesce(s.number, 0)
          """
        ) { $0.integer(0) } ?? 0
      guard missed > 0 else { return }
      try database.run("UPDATE webhooks SET lost = lost + ?, revision = revision + 1", missed)
      try database.run(
        """
        INSERT INTO push_streams SELECT source, stream, applied FROM positions WHERE applied > 0
        ON CONFLICT DO UPDATE SET number = max(number, excluded.number)
        """)
      try database.run("DELETE FROM push_state")
      try database.run("INSERT INTO push_state VALUES (?)", unit.now.milliseconds)
    }
  }

  // MARK: Reading

  static func end(in database: Database) throws -> Int64 {
    try database.first("SELECT coalesce(max(place), 0) FROM push_log") { $0.integer(0) } ?? 0
  }

  static func entry(_ place: Int64, in database: Database) throws -> Entry? {
    try database.first("SELECT * FROM push_log WHERE place = ?", place, read: Entry.init)
  }

  /// The place before the first event that was written then or later.
  static func place(before time: Instant, in database: Database) throws -> Int64 {
    try database.first("SELECT min(place) - 1 FROM push_log WHERE time >= ?", time.milliseconds) {
      $0.optionalInteger(0)
    }.flatMap { $0 } ?? end(in: database)
  }

  /// When the oldest event that is kept was written.
  static func oldest(in database: Database) throws -> Instant? {
    try database.first("SELECT time FROM push_log ORDER BY place LIMIT 1") { Instant(milliseconds: $0.integer(0)) }
  }

  /// What somebody wants of the log behind a place, up to so many, and how far that reaches.
  static func wanted(
    by webhook: Webhook, after place: Int64, limit: Int, in database: Database
  ) throws -> (places: [(key: PushKey, place: Int64)], end: Int64) {
    let (end, types) = (try end(in: database), webhook.filter)
    let places = try database.all(
      """
      SELECT place, source, key FROM push_log WHERE place > ?1 AND place <= ?2 AND \(types.condition(first: 5))
      AND \(isNotDiscarded(4)) ORDER BY place LIMIT ?3
      """, types.values(after: place, end, limit, webhook.id)
    ) { row in (key: PushKey(row.text(1), row.text(2)), place: row.integer(0)) }
    return (places, places.count < limit ? max(end, place) : places.last?.place ?? place)
  }

  /// The next event of a key behind a place, up to another.
  static func next(
    for webhook: Webhook, of key: PushKey, after place: Int64, upTo end: Int64, in database: Database
  ) throws -> Int64? {
    let types = webhook.filter
    return try database.all(
      """
      SELECT place FROM push_log WHERE key = ?1 AND source = ?2 AND place > ?3 AND place <= ?4
      AND \(types.condition(first: 6)) AND \(isNotDiscarded(5)) ORDER BY place LIMIT 1
      """, types.values(after: key.key, key.source, place, end, webhook.id)
    ) { $0.integer(0) }.first
  }

  /// Of a webhook that a parameter names.
  private static func isNotDiscarded(_ parameter: Int) -> String {
    """
    NOT EXISTS (SELECT 1 FROM webhook_discards d
      WHERE d.webhook = ?\(parameter) AND d.event = push_log.id AND d.holds = 1)
    """
  }

  /// How many events wait behind a place, `limit` at most, and when the oldest of them was written.
  static func behind(
    _ types: TypeFilter, after place: Int64, limit: Int = 100_000, in database: Database
  ) throws -> (count: Int, oldest: Instant?) {
    let count =
      try database.all(
        """
        SELECT count(*) FROM (
          SELECT 1 FROM push_log WHERE place > ?1 AND \(types.condition(first: 3)) LIMIT ?2)
        """, types.values(after: place, limit)
      ) { $0.int(0) }.first ?? 0
    let oldest = try database.all(
      "SELECT time FROM push_log WHERE place > ?1 AND \(types.condition(first: 2)) ORDER BY place LIMIT 1",
      types.values(after: place)
    ) { Instant(milliseconds: $0.integer(0)) }.first
    return (count, oldest)
  }

  // MARK: Forgetting

  /// Lets go of what was written before a moment, some thousands at a time; gives false where nothing is left of that. What
  /// somebody had still to get of it is counted as lost.
  static func forget(before time: Instant, in unit: borrowing UnitOfWork) throws -> Bool {
    let database = unit.database
    // The newest stays: places count on from it.
    let first = try database.all(
      "SELECT place, time FROM push_log WHERE place < (SELECT max(place) FROM push_log) ORDER BY place LIMIT 5000"
    ) { (place: $0.integer(0), time: $0.integer(1)) }
    guard let end = first.prefix(while: { $0.time < time.milliseconds }).last?.place else { return false }
    for webhook in try WebhookStore.all(in: database) { try WebhookStore.lose(upTo: end, webhook, in: database) }
    try database.run("DELETE FROM push_log WHERE place <= ?", end)
    let began = try Self.began(in: database)
    try database.run("DELETE FROM push_state")
    try database.run("INSERT INTO push_state VALUES (?)", max(began, time).milliseconds)
    return true
  }

  /// Blank, as they would come after the erasure.
  static let erasure = Erasure("push_log") { person, database in
    try person.keys.reduce(0) { count, key in
      let found = try database.all("SELECT place, type, data FROM push_log WHERE key = ?", key) {
        (place: $0.integer(0), type: $0.text(1), data: $0.bytes(2))
      }
      return try found.reduce(count) { count, event in
        let blanked = (try? PersonalData.blanked(event.data, of: event.type)) ?? Array("{}".utf8)
        guard blanked != event.data else { return count }
        return count + (try database.run("UPDATE push_log SET data = ? WHERE place = ?", blanked, event.place))
      }
    }
  }
}

/// Which types of events somebody wants: names, or the beginning of names with `*` at the end or within. All without any.
struct TypeFilter: Hashable, Sendable {
  let patterns: [String]

  init(_ patterns: [String]) { self.patterns = patterns }

  /// For the column `type`, with parameters from `first` on.
  func condition(first: Int) -> String {
    guard !patterns.isEmpty else { return "1" }
    return "(" + patterns.indices.map { "type GLOB ?\(first + $0)" }.joined(separator: " OR ") + ")"
  }

  /// Bound to the parameters of a statement, behind others.
  func values(after others: any Bindable...) -> [any Bindable] { others + patterns }

  /// Whether a text can stand for types at all: letters, digits, points, hyphens and stars.
  static func isPattern(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200
      && text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (48...57).contains(byte) || [42, 45, 46].contains(byte)
      }
  }

  /// Whether a pattern fits a type.
  static func fits(_ pattern: String, _ type: String) -> Bool {
    var pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return pattern == type }
    var rest = Substring(type)
    let (head, tail) = (pieces.removeFirst(), pieces.removeLast())
    guard rest.hasPrefix(head) else { return false }
    rest = rest.dropFirst(head.count)
    for piece in pieces where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return rest.hasSuffix(tail)
  }
}

extension Migration {
  static let push = Migration(
    """
    CREATE TABLE push_log (
      place INTEGER PRIMARY KEY, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
      epoch TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, key TEXT NOT NULL,
      attributes TEXT NOT NULL, data BLOB NOT NULL) STRICT;
    CREATE INDEX push_log_key ON push_log (key, source, place);
    CREATE TABLE push_streams (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
      PRIMARY KEY (source, stream)) STRICT, WITHOUT ROWID;
    CREATE TABLE push_state (began INTEGER NOT NULL) STRICT;
    CREATE TABLE webhooks (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, revision INTEGER NOT NULL, document TEXT NOT NULL,
      place INTEGER NOT NULL, lost INTEGER NOT NULL DEFAULT 0, delivered INTEGER NOT NULL DEFAULT 0,
      delivered_at INTEGER, error TEXT, error_at INTEGER, away_since INTEGER) STRICT, WITHOUT ROWID;
    CREATE TABLE webhook_keys (
      webhook TEXT NOT NULL REFERENCES webhooks (id), source TEXT NOT NULL, key TEXT NOT NULL, first INTEGER NOT NULL,
      tries INTEGER NOT NULL, since INTEGER NOT NULL, due INTEGER, reason TEXT NOT NULL,
      PRIMARY KEY (webhook, source, key)) STRICT, WITHOUT ROWID;
    CREATE TABLE webhook_discards (
      id INTEGER PRIMARY KEY, webhook TEXT NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, event TEXT NOT NULL,
      type TEXT NOT NULL, reason TEXT NOT NULL, discarded_by TEXT NOT NULL, discarded_at INTEGER NOT NULL,
      holds INTEGER NOT NULL) STRICT;
    CREATE INDEX webhook_discards_event ON webhook_discards (webhook, event);
    """)
}
