import Contracts
import FoundationEssentials
import Glibc
import JSON
import Kernel
import Persistence
import SQLite

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
    let attributes = Attributes(record.packedHeaders)
    let contentType =
      attributes.isPlainJSON ? "" : try attributes.text(.contentType)?.lowercased() ?? ""
    if contentType.hasPrefix("application/cloudevents-batch") {
      throw EnvelopeError("batches of CloudEvents do not exist on Kafka: send one event a record")
    }
    if contentType.hasPrefix("application/cloudevents") || !attributes.hasCloudEvent {
      try self.init(structured: record)
    } else {
      try self.init(binary: record, attributes)
    }
  }

  private init(binary record: Record, _ attributes: Attributes) throws(EnvelopeError) {
    guard let version = try attributes.text(.specversion) else {
      throw EnvelopeError("the header ce_specversion is missing")
    }
    guard version == "1.0" || version.hasPrefix("1.") else {
      throw EnvelopeError("ce_specversion is '\(version.prefix(20))', only 1.x is understood")
    }
    id = try attributes.required(.id)
    source = try attributes.required(.source)
    type = try attributes.required(.type)
    time = try Self.instant(try attributes.text(.time))
    subject = try attributes.text(.subject)
    key = try attributes.text(.partitionkey)
    stream = try Self.number(try attributes.text(.stream), "ce_stream").map(Int.init)
    epoch = try attributes.text(.streamepoch)
    number = try Self.number(try attributes.text(.streamsequence), "ce_streamsequence")
    correlationID = try attributes.text(.correlationid)
    causationID = try attributes.text(.causationid)
    actor = try attributes.text(.actor)
    traceparent = try attributes.text(.traceparent)
    tracestate = try attributes.text(.tracestate)
    data = record.value
  }

  private init(structured record: Record) throws(EnvelopeError) {
    guard let value = record.value else { throw EnvelopeError("the record has no value and no ce_ headers") }
    let fields: [String: JSON]
    do {
      guard case .object(let members) = try CompactJSON.decoded(JSON.self, from: value) else {
        throw EnvelopeError("the value is JSON, but no object")
      }
      fields = Dictionary(members.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
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
      case .number(let digits) where Int64(digits) != nil: digits
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
      data = (try? CompactJSON.encoded(payload)) ?? []
    } else {
      data = nil
    }
  }

  private static let requiredNames: Set = ["specversion", "id", "source", "type"]

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
  /// The record of an event as it stands in the event journal, in binary mode. What is text there goes into the record
  /// as it is.
  static func record(
    of row: borrowing Row, from source: Source, epoch: String, partitions: Int32, tag: UInt64
  ) -> OutgoingRecord {
    let stream = row.integer(.stream)
    var headers = PackedHeaders(reserving: 1 << 10)
    headers.append(.specversion, "1.0")
    headers.append(.id, row, .id)
    headers.append(.source, source.uri)
    headers.append(.type, row, .type)
    headers.append(.time, Instant(milliseconds: row.integer(.time)).description)
    headers.append(.subject, row, .subject)
    headers.append(.partitionkey, row, .key)
    headers.append(.stream, String(stream))
    headers.append(.streamepoch, epoch)
    headers.append(.streamsequence, String(row.integer(.number)))
    headers.append(.correlationid, row, .correlationID)
    headers.append(.causationid, row, .causationID)
    headers.append(.actor, row, .actor)
    headers.append(.contentType, "application/json")
    if !row.isNull(.traceparent) { headers.append(.traceparent, row, .traceparent) }
    if !row.isNull(.tracestate) { headers.append(.tracestate, row, .tracestate) }
    return OutgoingRecord(
      partition: TopicPartition(source.topic, Int32(stream) % partitions), key: row.bytes(.key),
      value: row.bytes(.data), headers: headers, tag: tag)
  }
}

extension PackedHeaders {
  fileprivate mutating func append(_ name: Attribute, _ text: String) { append(name.packed, text) }

  fileprivate mutating func append(_ name: Attribute, _ row: borrowing Row, _ column: EventJournal.Column) {
    append(name.packed, count: row.byteCount(column.rawValue)) { row.append(column.rawValue, to: &$0) }
  }
}

extension Row {
  func integer(_ column: EventJournal.Column) -> Int64 { integer(column.rawValue) }
  fileprivate func isNull(_ column: EventJournal.Column) -> Bool { isNull(column.rawValue) }
  fileprivate func bytes(_ column: EventJournal.Column) -> [UInt8] { bytes(column.rawValue) }
}

/// The headers of an event, in the order in which our own services write them.
private enum Attribute: Int, CaseIterable {
  case specversion, id, source, type, time, subject, partitionkey, stream, streamepoch, streamsequence
  case correlationid, causationid, actor, contentType, traceparent, tracestate

  var name: StaticString {
    switch self {
    case .specversion: "ce_specversion"
    case .id: "ce_id"
    case .source: "ce_source"
    case .type: "ce_type"
    case .time: "ce_time"
    case .subject: "ce_subject"
    case .partitionkey: "ce_partitionkey"
    case .stream: "ce_stream"
    case .streamepoch: "ce_streamepoch"
    case .streamsequence: "ce_streamsequence"
    case .correlationid: "ce_correlationid"
    case .causationid: "ce_causationid"
    case .actor: "ce_actor"
    case .contentType: "content-type"
    case .traceparent: "traceparent"
    case .tracestate: "tracestate"
    }
  }

  var packed: HeaderName { Self.packed[rawValue] }

  private static let packed = allCases.map { HeaderName($0.name) }
  static let names = allCases.map(\.name)
}

/// Where the attributes of an event stand among the headers of a record; of a name that stands there twice, the first
/// counts.
private struct Attributes {
  private let bytes: [UInt8]
  private var values: [Range<Int>?]
  private(set) var hasCloudEvent = false

  init(_ headers: PackedHeaders) {
    let names = Attribute.names
    var values = [Range<Int>?](repeating: nil, count: names.count)
    var found: UInt32 = 0
    var next = 0
    for (name, value) in headers {
      hasCloudEvent = hasCloudEvent || headers.bytes.stands("ce_", at: name.prefix(3))
      for step in 0..<names.count {
        let index = (next + step) % names.count
        guard headers.bytes.stands(names[index], at: name) else { continue }
        if found & 1 << index == 0 { values[index] = value }
        found |= 1 << index
        next = index + 1
        break
      }
    }
    bytes = headers.bytes
    self.values = values
  }

  /// What all of our own events say; nothing follows from it.
  var isPlainJSON: Bool {
    values[Attribute.contentType.rawValue].map { bytes.stands("application/json", at: $0) } ?? false
  }

  func text(_ name: Attribute) throws(EnvelopeError) -> String? {
    guard let range = values[name.rawValue] else { return nil }
    guard range.count <= EventJournal.attributeLimit else {
      throw EnvelopeError("the header \(name.name) has more than \(EventJournal.attributeLimit) bytes")
    }
    guard let text = String(utf8: bytes, in: range) else {
      throw EnvelopeError("the header \(name.name) is not valid UTF-8")
    }
    return text
  }

  func required(_ name: Attribute) throws(EnvelopeError) -> String {
    guard let value = try text(name), !value.isEmpty else {
      throw EnvelopeError("the header \(name.name) is missing")
    }
    return value
  }
}

extension [UInt8] {
  /// Whether this text, and nothing else, stands there.
  fileprivate func stands(_ text: StaticString, at range: Range<Int>) -> Bool {
    range.count == text.utf8CodeUnitCount
      && withUnsafeBytes { bytes in
        bytes.baseAddress.map { memcmp($0 + range.lowerBound, text.utf8Start, range.count) == 0 } ?? false
      }
  }

  /// The text that these bytes are in UTF-8; nil where they are not.
  var text: String? { String(utf8: self, in: indices) }
}
