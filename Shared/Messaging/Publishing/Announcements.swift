import Contracts
import Kernel
import Persistence
import SQLite

/// A message of a service's own besides its events, in a topic without streams and numbers: written in the transaction
/// of what it tells of, sent at least once, those of one key in their order
/// (`Shared/Messaging/README.md#announcements`).
public struct Announcement: Hashable, Sendable {
  public var topic: String
  public var key: String
  public var value: [UInt8]
  public var headers: [RecordHeader]

  /// A CloudEvent in binary mode, as the Kafka binding has it.
  public init(
    to topic: String, key: String, type: String, id: String, from source: Source, subject: String?, at time: Instant,
    data: [UInt8]
  ) {
    (self.topic, self.key, value) = (topic, key, data)
    headers =
      [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", source.uri),
        RecordHeader("ce_type", type), RecordHeader("ce_time", time.description),
      ] + (subject.map { [RecordHeader("ce_subject", $0)] } ?? []) + [RecordHeader("content-type", "application/json")]
  }
}

/// Announcements that the broker does not have yet.
public enum Announcements {
  static let table = """
    CREATE TABLE announcements (
      id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL,
      headers BLOB NOT NULL) STRICT;
    """

  public static func add(_ announcement: Announcement, in unit: borrowing UnitOfWork) throws {
    try unit.database.run(
      "INSERT INTO announcements (topic, key, value, headers) VALUES (?, ?, ?, ?)", announcement.topic,
      announcement.key, announcement.value, PackedHeaders(announcement.headers).bytes)
  }

  static func pending(
    after id: Int64, limit: Int, in database: Database
  ) throws -> [(id: Int64, topic: String, key: [UInt8], value: [UInt8], headers: PackedHeaders)] {
    try database.all(
      "SELECT id, topic, CAST(key AS BLOB), value, headers FROM announcements WHERE id > ? ORDER BY id LIMIT ?", id,
      limit
    ) { ($0.integer(0), $0.text(1), $0.bytes(2), $0.bytes(3), PackedHeaders(bytes: $0.bytes(4))) }
  }

  static func remove(_ ids: [Int64], in database: Database) throws {
    for id in ids { try database.run("DELETE FROM announcements WHERE id = ?", id) }
  }
}

/// Which announcements were given to the producer, and which of them it has reported.
struct Announcing: Sendable {
  /// Tags of announcements: apart from those of events, which are positions, and from those of all else.
  private static let tags: UInt64 = 1 << 62
  private static let others: UInt64 = 1 << 63

  /// Everything up to this one was given to the producer.
  private(set) var sent: Int64 = 0
  private var persisted: [Int64] = []

  static func tag(_ id: Int64) -> UInt64 { tags | UInt64(id) }

  mutating func send(upTo id: Int64) { sent = id }

  /// Whether a report is of an announcement.
  mutating func isPersisted(_ tag: UInt64) -> Bool {
    guard tag & Self.others == 0, tag & Self.tags != 0 else { return false }
    persisted.append(Int64(tag & ~Self.tags))
    return true
  }

  /// Those that the broker has, once.
  mutating func takePersisted() -> [Int64] {
    defer { persisted = [] }
    return persisted
  }

  /// What was not reported is sent again.
  mutating func restart() { self = Announcing() }
}
