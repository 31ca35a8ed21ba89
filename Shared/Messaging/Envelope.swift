import Contracts
import FoundationEssentials
import Kernel
import Persistence

/// Why a record is no event that could be read.
public struct EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// A CloudEvent 1.0 as it came out of a record: binary or structured mode (`messaging.md`, The envelope).
public struct Envelope: Hashable, Sendable {
  public var id: String
  public var source: String
  public var type: String
  public var time: Instant?
  public var subject: String?
  public var key: String?
  public var stream: Int?
  public var epoch: String?
  public var number: Int64?
  public var correlationID: String?
  public var causationID: String?
  public var actor: String?
  public var traceparent: String?
  public var tracestate: String?
  /// The payload as JSON; nil for a null value.
  public var data: [UInt8]?

  /// Reads a record by the Kafka binding's rule: a content type that starts with `application/cloudevents` means
  /// structured, `ce_` headers mean binary; without any, JSON that looks like an event is taken as structured, since
  /// many bridges drop headers.
  public init(_ record: Record) throws(EnvelopeError) {
    let contentType = try Self.text("content-type", in: record)?.lowercased() ?? ""
    if contentType.hasPrefix("application/cloudevents-batch") {
      throw EnvelopeError("batches of CloudEvents do not exist on Kafka: send one event a record")
    }
    if contentType.hasPrefix("application/cloudevents") || !record.headers.contains(where: { $0.name.hasPrefix("ce_") })
    {
      try self.init(structured: record)
    } else {
      try self.init(binary: record)
    }
  }

  private init(binary record: Record) throws(EnvelopeError) {
    guard let version = try Self.text("ce_specversion", in: record) else {
      throw EnvelopeError("the header ce_specversion is missing")
    }
    guard version == "1.0" || version.hasPrefix("1.") else {
      throw EnvelopeError("ce_specversion is '\(version.prefix(20))', only 1.x is understood")
    }
    id = try Self.required("ce_id", in: record)
    source = try Self.required("ce_source", in: record)
    type = try Self.required("ce_type", in: record)
    time = try Self.instant(try Self.text("ce_time", in: record))
    subject = try Self.text("ce_subject", in: record)
    key = try Self.text("ce_partitionkey", in: record)
    stream = try Self.number(try Self.text("ce_stream", in: record), "ce_stream").map(Int.init)
    epoch = try Self.text("ce_streamepoch", in: record)
    number = try Self.number(try Self.text("ce_streamsequence", in: record), "ce_streamsequence")
    correlationID = try Self.text("ce_correlationid", in: record)
    causationID = try Self.text("ce_causationid", in: record)
    actor = try Self.text("ce_actor", in: record)
    traceparent = try Self.text("traceparent", in: record)
    tracestate = try Self.text("tracestate", in: record)
    data = record.value
  }

  private init(structured record: Record) throws(EnvelopeError) {
    guard let value = record.value else { throw EnvelopeError("the record has no value and no ce_ headers") }
    let fields: [String: JSONValue]
    do {
      guard case .object(let object) = try JSONDecoder().decode(JSONValue.self, from: Data(value)) else {
        throw EnvelopeError("the value is JSON, but no object")
      }
      fields = object
    } catch let error as EnvelopeError {
      throw error
    } catch {
      throw EnvelopeError("the record has no ce_ headers and its value is not JSON")
    }
    func text(_ name: String) -> String? {
      switch fields[name] {
      // Optional attributes that are too long are as good as absent; required ones are refused below.
      case .string(let text) where text.utf8.count <= EventJournal.attributeLimit || Self.requiredNames.contains(name):
        text
      case .integer(let number): String(number)
      default: nil
      }
    }
    func required(_ name: String) throws(EnvelopeError) -> String {
      guard let value = text(name), !value.isEmpty else {
        throw EnvelopeError("the attribute '\(name)' is missing; the record is no CloudEvent")
      }
      guard value.utf8.count <= EventJournal.attributeLimit else {
        throw EnvelopeError("the attribute '\(name)' has more than \(EventJournal.attributeLimit) bytes")
      }
      return value
    }
    guard try required("specversion").hasPrefix("1.") else {
      throw EnvelopeError("specversion is not 1.x")
    }
    id = try required("id")
    source = try required("source")
    type = try required("type")
    time = try Self.instant(text("time"))
    subject = text("subject")
    key = text("partitionkey")
    stream = try Self.number(text("stream"), "stream").map(Int.init)
    epoch = text("streamepoch")
    number = try Self.number(text("streamsequence"), "streamsequence")
    correlationID = text("correlationid")
    causationID = text("causationid")
    actor = text("actor")
    traceparent = text("traceparent") ?? record.headers.first { $0.name == "traceparent" }?.value?.text
    tracestate = text("tracestate")
    if case .string(let base64) = fields["data_base64"] {
      guard let decoded = Data(base64Encoded: base64) else { throw EnvelopeError("data_base64 is not base64") }
      data = Array(decoded)
    } else if let payload = fields["data"] {
      data = payload.encoded
    } else {
      data = nil
    }
  }

  private static let requiredNames: Set = ["specversion", "id", "source", "type"]

  private static func text(_ name: String, in record: Record) throws(EnvelopeError) -> String? {
    guard let header = record.headers.first(where: { $0.name == name }), let value = header.value else { return nil }
    guard value.count <= EventJournal.attributeLimit else {
      throw EnvelopeError("the header \(name) has more than \(EventJournal.attributeLimit) bytes")
    }
    guard let text = value.text else { throw EnvelopeError("the header \(name) is not valid UTF-8") }
    return text
  }

  private static func required(_ name: String, in record: Record) throws(EnvelopeError) -> String {
    guard let value = try text(name, in: record), !value.isEmpty else {
      throw EnvelopeError("the header \(name) is missing")
    }
    return value
  }

  private static func instant(_ text: String?) throws(EnvelopeError) -> Instant? {
    guard let text else { return nil }
    guard let instant = Instant(text) else { throw EnvelopeError("the time '\(text.prefix(40))' is not RFC 3339") }
    return instant
  }

  private static func number(_ text: String?, _ name: String) throws(EnvelopeError) -> Int64? {
    guard let text else { return nil }
    guard let number = Int64(text) else { throw EnvelopeError("\(name) is '\(text.prefix(40))', not a number") }
    return number
  }
}

extension Envelope {
  /// The record of a journal's event, in binary mode.
  public static func record(
    of entry: JournalEntry, from source: Source, epoch: String, partitions: Int32, tag: UInt64
  ) -> OutgoingRecord {
    var headers = [
      RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", entry.id), RecordHeader("ce_source", source.uri),
      RecordHeader("ce_type", entry.type), RecordHeader("ce_time", entry.time.description),
      RecordHeader("ce_subject", entry.subject), RecordHeader("ce_partitionkey", entry.key),
      RecordHeader("ce_stream", String(entry.stream)), RecordHeader("ce_streamepoch", epoch),
      RecordHeader("ce_streamsequence", String(entry.number)),
      RecordHeader("ce_correlationid", entry.cause.correlationID),
      RecordHeader("ce_causationid", entry.cause.causationID), RecordHeader("ce_actor", entry.cause.actor),
      RecordHeader("content-type", "application/json"),
    ]
    if let traceparent = entry.cause.traceparent { headers.append(RecordHeader("traceparent", traceparent)) }
    if let tracestate = entry.cause.tracestate { headers.append(RecordHeader("tracestate", tracestate)) }
    return OutgoingRecord(
      partition: TopicPartition(source.topic, Int32(entry.stream) % partitions), key: Array(entry.key.utf8),
      value: entry.data, headers: headers, tag: tag)
  }
}

extension [UInt8] {
  /// The text that these bytes are in UTF-8; nil where they are not.
  var text: String? { String(validating: self, as: UTF8.self) }
}
