import Contracts
import Kernel
import SQLite

/// An event as the journal of its owner keeps it.
public struct JournalEntry: Hashable, Sendable {
  /// Its place in the order written, from 1; gaps mean nothing.
  public var position: Int64
  public var stream: Int
  /// Its number in the stream, from 1 without gaps.
  public var number: Int64
  public var id: String
  public var type: String
  public var key: String
  public var subject: String
  public var time: Instant
  public var cause: Cause
  public var data: [UInt8]

  public init(
    position: Int64, stream: Int, number: Int64, id: String, type: String, key: String, subject: String, time: Instant,
    cause: Cause, data: [UInt8]
  ) {
    self.position = position
    self.stream = stream
    self.number = number
    self.id = id
    self.type = type
    self.key = key
    self.subject = subject
    self.time = time
    self.cause = cause
    self.data = data
  }
}

/// The log of events that a service wrote: its outbox, kept for ever. All functions run on a
/// connection of the store; the writing ones inside its transaction.
public enum EventJournal {
  /// Largest attribute of the envelope in bytes.
  public static let attributeLimit = 1 << 10
  /// Largest event in bytes of data.
  public static let sizeLimit = 256 << 10

  static let schema = Schema(
    "event-journal",
    [
      Migration(
        """
        CREATE TABLE event_journal (
          position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL,
          type TEXT NOT NULL, key TEXT NOT NULL, subject TEXT NOT NULL, time INTEGER NOT NULL,
          correlationid TEXT NOT NULL, causationid TEXT NOT NULL, actor TEXT NOT NULL,
          traceparent TEXT, tracestate TEXT, data BLOB NOT NULL,
          UNIQUE (stream, number)) STRICT;
        CREATE TABLE streams (stream INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        CREATE TABLE log_state (
          only INTEGER PRIMARY KEY CHECK (only = 1), epoch TEXT NOT NULL, published INTEGER NOT NULL,
          clock INTEGER NOT NULL) STRICT;
        CREATE TABLE log_instances (id TEXT PRIMARY KEY, started INTEGER NOT NULL) STRICT;
        CREATE TABLE left_epochs (epoch TEXT PRIMARY KEY, noted INTEGER NOT NULL) STRICT;
        """),
      Migration("ALTER TABLE event_journal ADD COLUMN actorrole TEXT;"),
    ])

  /// Appends an event and gives its entry. Its number is the next of its stream, taken in the same transaction.
  static func append(
    _ event: some DomainEvent, data: [UInt8], id: String, at time: Instant, for cause: Cause, in database: Database
  ) throws -> JournalEntry {
    let (key, subject, type) = (event.key, event.subject, type(of: event).type)
    let attributes = [
      key, subject, cause.correlationID, cause.causationID, cause.actor, cause.actorRole ?? "",
      cause.traceparent ?? "", cause.tracestate ?? "",
    ]
    // A record that the broker does not take would stand in the way of all later ones.
    guard data.count <= sizeLimit, attributes.allSatisfy({ $0.utf8.count <= attributeLimit }) else {
      throw StoreError.eventTooLarge(
        type: type, bytes: max(data.count, attributes.reduce(0) { $0 + $1.utf8.count }))
    }
    let stream = Catalog.stream(of: key)
    let number =
      try database.first(
        "INSERT INTO streams VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last", stream
      ) { $0.integer(0) } ?? 0
    try database.run(
      """
      INSERT INTO event_journal (stream, number, id, type, key, subject, time, correlationid, causationid, actor,
        traceparent, tracestate, data, actorrole) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      stream, number, id, type, key, subject, time.milliseconds, cause.correlationID, cause.causationID, cause.actor,
      cause.traceparent, cause.tracestate, data, cause.actorRole)
    return JournalEntry(
      position: database.lastInsertedRow, stream: stream, number: number, id: id, type: type, key: key,
      subject: subject, time: time, cause: cause, data: data)
  }

  private static let columns =
    "position, stream, number, id, type, key, subject, time, correlationid, causationid, actor, traceparent, "
    + "tracestate, data, actorrole"

  /// What a row of the event journal has, by its column. For those who pass an event on as it is: an entry would be
  /// ten texts to make.
  public enum Column: Int, Sendable {
    case position, stream, number, id, type, key, subject, time, correlationID, causationID, actor, traceparent
    case tracestate, data, actorRole
  }

  private static func entry(_ row: borrowing Row) -> JournalEntry {
    JournalEntry(
      position: row.integer(0), stream: row.int(1), number: row.integer(2), id: row.text(3), type: row.text(4),
      key: row.text(5), subject: row.text(6), time: Instant(milliseconds: row.integer(7)),
      cause: Cause(
        actor: row.text(10), actorRole: row.optionalText(14), correlationID: row.text(8), causationID: row.text(9),
        traceparent: row.optionalText(11),
        tracestate: row.optionalText(12)),
      data: row.bytes(13))
  }

  private static let batch =
    "SELECT \(columns) FROM event_journal WHERE position > ? ORDER BY position LIMIT ?"

  /// The next entries after a position, in the order written.
  public static func entries(after position: Int64, limit: Int, in database: Database) throws -> [JournalEntry] {
    try rows(after: position, limit: limit, in: database, read: entry)
  }

  /// The same as rows.
  public static func rows<Result>(
    after position: Int64, limit: Int, in database: Database, read: (borrowing Row) throws -> Result
  ) throws -> [Result] {
    try database.all(batch, position, limit, read: read)
  }

  /// The rows of some streams after the numbers given, up to a position, in the order written, until their data exceed
  /// `bytes`: the answer to a question (`Shared/Messaging/README.md#asking`).
  public static func rows<Result>(
    after numbers: [Int: Int64], upTo position: Int64, bytes: Int, in database: Database,
    read: (borrowing Row) throws -> Result
  ) throws -> [Result] {
    // Where each stream goes on; the least of these is where the answer begins in the order written.
    var start = Int64.max
    for (stream, number) in numbers {
      let next = try database.first(
        "SELECT position FROM event_journal WHERE stream = ? AND number = ?", stream, number + 1
      ) { $0.integer(0) }
      if let next { start = min(start, next) }
    }
    guard start <= position else { return [] }
    let list = numbers.keys.sorted().map(String.init).joined(separator: ",")
    var result: [Result] = []
    var size = 0
    // The unary plus keeps SQLite on the order written instead of the index by stream.
    var from = start - 1
    while size < bytes {
      var rows = 0
      try database.each(
        """
        SELECT \(columns) FROM event_journal
        WHERE position > ? AND position <= ? AND +stream IN (\(list)) ORDER BY position LIMIT 200
        """, [from, position]
      ) { row in
        rows += 1
        from = row.integer(Column.position.rawValue)
        let stream = row.int(Column.stream.rawValue)
        guard size < bytes, row.integer(Column.number.rawValue) > numbers[stream, default: 0] else { return }
        size += row.byteCount(Column.data.rawValue) + 512
        result.append(try read(row))
      }
      guard rows > 0 else { break }
    }
    return result
  }

  /// Those of one subject, in the order written, among the events of a key; without a key, among all.
  public static func entries(of subject: String, key: String?, in database: Database) throws -> [JournalEntry] {
    guard let key else {
      return try database.all(
        "SELECT \(columns) FROM event_journal WHERE subject = ? ORDER BY position", subject, read: entry)
    }
    // Unlike a key, a stream has an index.
    return try database.all(
      "SELECT \(columns) FROM event_journal WHERE stream = ? AND key = ? AND subject = ? ORDER BY number",
      Catalog.stream(of: key), key, subject, read: entry)
  }

  /// The next entries of a key after a position, in the order written.
  public static func entries(
    ofKey key: String, after position: Int64, limit: Int, in database: Database
  ) throws -> [JournalEntry] {
    try database.all(
      "SELECT \(columns) FROM event_journal WHERE stream = ? AND key = ? AND position > ? ORDER BY number LIMIT ?",
      Catalog.stream(of: key), key, position, limit, read: entry)
  }

  /// Those of a key, in the order written.
  public static func entries(of key: String, in database: Database) throws -> [JournalEntry] {
    try database.all(
      "SELECT \(columns) FROM event_journal WHERE stream = ? AND key = ? ORDER BY number", Catalog.stream(of: key), key,
      read: entry)
  }

  /// One entry by its place in a stream.
  public static func entry(stream: Int, number: Int64, in database: Database) throws -> JournalEntry? {
    try database.first(
      "SELECT \(columns) FROM event_journal WHERE stream = ? AND number = ?", stream, number, read: entry)
  }

  /// The last number of every stream that has one.
  public static func lastNumbers(in database: Database) throws -> [Int: Int64] {
    Dictionary(
      uniqueKeysWithValues: try database.all("SELECT stream, last FROM streams") { ($0.int(0), $0.integer(1)) })
  }

  /// The last numbers as they were at a position.
  public static func lastNumbers(upTo position: Int64, in database: Database) throws -> [Int: Int64] {
    var numbers = try lastNumbers(in: database)
    try database.each(
      "SELECT stream, count(*) FROM event_journal WHERE position > ? GROUP BY stream", [position]
    ) { row in numbers[row.int(0), default: 0] -= row.integer(1) }
    return numbers
  }

  public static func lastPosition(in database: Database) throws -> Int64 {
    try database.first("SELECT coalesce(max(position), 0) FROM event_journal") { $0.integer(0) } ?? 0
  }

  /// When the event at a position was written.
  public static func time(at position: Int64, in database: Database) throws -> Instant? {
    try database.first("SELECT time FROM event_journal WHERE position = ?", position) {
      Instant(milliseconds: $0.integer(0))
    }
  }
}
