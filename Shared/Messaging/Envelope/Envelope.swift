import Contracts
import FoundationEssentials
import JSON
import Kernel
import Persistence

/// Why a record is no event that could be read.
public struct EnvelopeError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}

/// A CloudEvent 1.0 as it came out of a record: binary or structured mode (`Shared/Messaging/README.md#envelope`).
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
  public var actorRole: String?
  public var traceparent: String?
  public var tracestate: String?
  /// The payload as JSON; nil for a null value.
  public var data: [UInt8]?
  /// Why what was read of it cannot be taken, where whoever read it found that out.
  public var refusal: String?
  /// What two events of one id are compared by, where the payload was made of something else.
  public var original: [UInt8]?

  /// An event that came in another form.
  public init(id: String, source: String, type: String, time: Instant?, data: [UInt8]?) {
    (self.id, self.source, self.type, self.time, self.data) = (id, source, type, time, data)
  }

  /// Reads a record by the Kafka binding's rule: a content type that starts with `application/cloudevents` means
  /// structured, `ce_` headers mean binary; without any, JSON that looks like an event is taken as structured, since
  /// many bridges drop headers.
  public init(_ record: Record) throws(EnvelopeError) {
    let attributes = EnvelopeAttributes(record.packedHeaders)
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

  private init(binary record: Record, _ attributes: EnvelopeAttributes) throws(EnvelopeError) {
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
    actorRole = try attributes.text(.actorrole)
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
    actorRole = text("actorrole")
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
