import FoundationEssentials
import Kernel
import SQLite

/// A record that was set aside, byte for byte: of a held key, or a stray.
public struct KeptRecord: Sendable {
  public var id: Int64
  public var record: Record
  public var stream: Int?
  public var number: Int64?
  public var eventID: String?
  public var type: String?
  public var revision: Int?
  public var reason: String?
  public var received: Instant

  static let columns =
    "id, stream, number, event_id, type, revision, topic, partition, \"offset\", timestamp, key, value, headers, "
    + "reason, received"

  init(_ row: borrowing Row) {
    id = row.integer(0)
    stream = row.optionalInteger(1).map(Int.init)
    number = row.optionalInteger(2)
    eventID = row.optionalText(3)
    type = row.optionalText(4)
    revision = row.optionalInteger(5).map(Int.init)
    record = Record(
      partition: TopicPartition(row.text(6), Int32(row.integer(7))), offset: row.integer(8),
      timestamp: Instant(milliseconds: row.integer(9)), key: row.optionalBytes(10), value: row.optionalBytes(11),
      headers: PackedHeaders(bytes: row.bytes(12)))
    reason = row.optionalText(13)
    received = Instant(milliseconds: row.integer(14))
  }

  /// Keeps a record under a held key, or as a stray without one.
  static func insert(
    _ record: Record, held: Int64?, envelope: Envelope?, revision: Int? = nil, reason: String?, at now: Instant,
    in database: Database
  ) throws {
    try database.run(
      """
      INSERT INTO kept_records (held, stream, number, event_id, type, revision, topic, partition, "offset",
        timestamp, key, value, headers, reason, received) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      held, envelope?.stream, envelope?.number, envelope?.id, envelope?.type, revision, record.partition.topic,
      record.partition.partition, record.offset, record.timestamp.milliseconds, record.key, record.value,
      record.packedHeaders.bytes, reason, now.milliseconds)
  }
}
