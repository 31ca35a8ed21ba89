import Contracts
import JSON
import Kernel
import Messaging

/// Reads records of somebody outside, whatever they are wrapped in, as events of ours: our own payload as it is, a
/// vendor's by a mapping (`Shared/Inbound/README.md`).
public struct InboundReader: Sendable {
  public let mappings: [Mapping]

  public init(_ mappings: [Mapping] = []) { self.mappings = mappings }

  /// The event, of the kind that the record's topic is for; nil where the record says nothing: a tombstone, a deleted row that is to be ignored.
  /// Throws why it is none, for whoever built the bridge.
  public func read(_ record: Record) throws(EnvelopeError) -> Envelope? {
    do throws(InboundError) {
      let (envelope, message) = try unwrapped(record)
      guard let message else { return envelope }
      return try event(of: message, as: InboundKind.of(topic: record.partition.topic), envelope)
    } catch {
      throw EnvelopeError(error.description)
    }
  }

  /// What the record says, out of its wrapping. The message is nil for our own payload, whose data are ready, and for a
  /// tombstone; the envelope for what is no CloudEvent.
  func unwrapped(_ record: Record) throws(InboundError) -> (Envelope?, InboundMessage?) {
    let record = record.withBindingNames()
    var envelope: Envelope?
    if record.isCloudEvent {
      do throws(EnvelopeError) {
        envelope = try Envelope(record)
      } catch {
        throw InboundError(error.description)
      }
    } else if record.value == nil {
      return (nil, nil)
    }
    // A cancellation may come without data, which is for the handler to refuse.
    guard let data = envelope.map(\.data) ?? record.value else { return (envelope, nil) }
    var message = try Unwrapping.read(data)
    if envelope == nil, message.payload.isCloudEvent {
      // Its headers were dropped, or it was encoded twice or put beside a schema.
      do throws(EnvelopeError) {
        envelope = try Envelope(record.structured(message.payload.bytes))
      } catch {
        throw InboundError(error.description)
      }
      guard let data = envelope?.data else { return (envelope, nil) }
      let shapes = message.shapes
      message = try Unwrapping.read(data)
      message.shapes = shapes + ["structured CloudEvent"] + message.shapes
    } else if envelope != nil {
      message.shapes.insert(record.header("ce_specversion") == nil ? "structured CloudEvent" : "CloudEvent", at: 0)
    }
    if var ours = envelope, Self.types.contains(ours.type) {
      if message.shapes.count > 1 { ours.data = message.payload.bytes }
      return (ours, nil)
    }
    (message.id, message.source, message.type) = (envelope?.id, envelope?.source, envelope?.type)
    message.time = message.time ?? envelope?.time
    if envelope == nil {
      // What Debezium's outbox router and simple producers say beside the value.
      message.id = record.header("id")
      message.source = record.header("source")
      message.type = record.header("type") ?? record.header("eventType")
    }
    return (envelope, message)
  }

  private static let types = Set(InboundKind.all.flatMap(\.types))

  /// The first mapping of that kind which is for the message.
  func mapping(for message: InboundMessage, as kind: InboundKind) -> Mapping? {
    mappings.first { $0.kind.kind == kind.kind && $0.isFor(message) }
  }

  private func event(
    of message: InboundMessage, as kind: InboundKind, _ envelope: Envelope?
  ) throws(InboundError) -> Envelope? {
    if let mapping = mapping(for: message, as: kind) {
      guard let outcome = mapping.apply(to: message) else { return nil }
      guard let source = mapping.source ?? message.source else {
        throw InboundError("nobody says which ERP this is: give the mapping \(mapping.title) a 'source'")
      }
      return made(
        message, as: kind, envelope, source, outcome.data, isCancellation: outcome.isCancellation,
        refusal: outcome.faults.isEmpty ? nil : outcome.faults.joined(separator: "; "))
    }
    guard kind.isSubject(of: message.payload) else { throw unknown(message, kind) }
    if message.isDeletion {
      throw InboundError(
        "a deleted row is no cancellation: send \(kind.cancellation ?? kind.changed), or map it with 'deletes'")
    }
    guard let source = message.source ?? message.payload["source"]?.string, !source.isEmpty else {
      throw InboundError(
        "nobody says which ERP this \(kind.kind.rawValue) is from: send it as a CloudEvent, or with the header 'source' "
          + "or the field 'source'")
    }
    return made(
      message, as: kind, envelope, source, message.payload, isCancellation: kind.isCancellation(message.payload),
      refusal: nil)
  }

  /// The event as our own bridge would have sent it. Where nobody gives it an id, subject and revision are one.
  private func made(
    _ message: InboundMessage, as kind: InboundKind, _ envelope: Envelope?, _ source: String, _ data: JSON,
    isCancellation: Bool, refusal: String?
  ) -> Envelope {
    var event = Envelope(
      id: message.id ?? kind.id(of: data), source: source,
      type: isCancellation ? kind.cancellation ?? kind.changed : kind.changed, time: message.time, data: data.bytes)
    event.subject = kind.subject(of: data)
    (event.correlationID, event.causationID) = (envelope?.correlationID, envelope?.causationID)
    (event.traceparent, event.tracestate) = (envelope?.traceparent, envelope?.tracestate)
    event.refusal = refusal
    event.original = message.payload.bytes
    return event
  }

  private func unknown(_ message: InboundMessage, _ kind: InboundKind) -> InboundError {
    guard case .object(let members) = message.payload else { return InboundError("the value is no object") }
    if message.type != nil, members.count <= 2 {
      return InboundError(
        "it only says that something happened (\(members.map(\.key).joined(separator: ", "))): let the bridge read "
          + "it and send the whole of it")
    }
    let names = members.prefix(12).map(\.key).joined(separator: ", ")
    return InboundError(
      "no field \(kind.naming), and none of \(mappings.count) mappings is for it (type \(message.type ?? "none"), fields "
        + "\(names)): add a mapping, and try it with 'joinery erp map --try'")
  }
}

extension Record {
  /// By the Kafka binding's rule.
  fileprivate var isCloudEvent: Bool {
    header("ce_specversion") != nil || header("ce_type") != nil
      || header("content-type")?.lowercased().hasPrefix("application/cloudevents") == true
  }

  fileprivate func structured(_ value: [UInt8]) -> Record {
    Record(
      partition: partition, offset: offset, timestamp: timestamp, key: key, value: value,
      headers: headers.filter { $0.name != "content-type" })
  }
}

extension JSON {
  fileprivate var isCloudEvent: Bool {
    ["specversion", "type", "source", "id"].allSatisfy { self[$0]?.string != nil }
  }
}
