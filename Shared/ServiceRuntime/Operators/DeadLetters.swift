import FoundationEssentials
import Kernel
import Messaging

/// A held key as operators see it.
public struct DeadLetter: Codable, Sendable {
  public var id: Int64
  public var source: String
  public var key: String
  public var topic: String
  /// `waiting` or `parked`.
  public var state: String
  public var reason: String
  public var awaits: String?
  public var since: Instant
  /// How many records are set aside.
  public var records: Int

  init(_ key: HeldKey) {
    id = key.id
    source = key.source
    self.key = key.key
    topic = key.topic
    state = key.state.rawValue
    reason = key.reason
    awaits = key.awaits
    since = key.since
    records = key.records
  }
}

/// A record that was set aside, with its bytes.
public struct DeadRecord: Codable, Sendable {
  public struct Header: Codable, Sendable {
    public var name: String
    /// Nil where the value is null or no text.
    public var text: String?
    public var base64: String?
  }

  public var topic: String
  public var partition: Int
  public var offset: Int64
  public var stream: Int?
  public var number: Int64?
  public var eventId: String?
  public var type: String?
  public var reason: String?
  public var received: Instant
  public var keyText: String?
  public var keyBase64: String?
  public var valueText: String?
  public var valueBase64: String?
  public var headers: [Header]
}

extension DeadRecord {
  init(_ kept: KeptRecord) {
    let (key, value) = (Self.both(kept.record.key), Self.both(kept.record.value))
    self.init(
      topic: kept.record.partition.topic, partition: Int(kept.record.partition.partition), offset: kept.record.offset,
      stream: kept.stream, number: kept.number, eventId: kept.eventID, type: kept.type, reason: kept.reason,
      received: kept.received, keyText: key.0, keyBase64: key.1, valueText: value.0, valueBase64: value.1,
      headers: kept.record.headers.map { header in
        let (text, base64) = Self.both(header.value)
        return Header(name: header.name, text: text, base64: text == nil ? base64 : nil)
      })
  }

  private static func both(_ bytes: [UInt8]?) -> (String?, String?) {
    guard let bytes else { return (nil, nil) }
    return (String(validating: bytes, as: UTF8.self), Data(bytes).base64EncodedString())
  }
}

/// A held key with its records, in order.
public struct DeadLetterDetail: Codable, Sendable {
  public var letter: DeadLetter
  public var records: [DeadRecord]
}

/// Why a record is discarded.
struct Discard: Command {
  var reason: String
  var occurredAt: Instant? { nil }
}

/// A command without content.
public struct NoContent: Command {
  public var occurredAt: Instant? { nil }
}
