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
      headers: Self.headers(row.bytes(12)))
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
      encoded(record.headers), reason, now.milliseconds)
  }

  /// Header names and values as bytes: each preceded by its length in four bytes, a null value by 0xffffffff.
  static func encoded(_ headers: [RecordHeader]) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ part: [UInt8]?) {
      let length = part.map { UInt32($0.count) } ?? UInt32.max
      for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: length >> UInt32(shift))) }
      bytes += part ?? []
    }
    for header in headers {
      append(Array(header.name.utf8))
      append(header.value)
    }
    return bytes
  }

  static func headers(_ bytes: [UInt8]) -> [RecordHeader] {
    var index = 0
    func part() -> [UInt8]? {
      guard index + 4 <= bytes.count else { return nil }
      let length = bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      index += 4
      guard length != UInt32.max, index + Int(length) <= bytes.count else { return nil }
      defer { index += Int(length) }
      return Array(bytes[index..<index + Int(length)])
    }
    var headers: [RecordHeader] = []
    while index < bytes.count {
      let name = String(decoding: part() ?? [], as: UTF8.self)
      headers.append(RecordHeader(name, part()))
    }
    return headers
  }
}
