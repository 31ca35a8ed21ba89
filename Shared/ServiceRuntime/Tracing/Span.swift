import JSON
import Kernel
import Messaging

/// A piece of work as OpenTelemetry tells it, finished. Attributes are named by its semantic conventions for HTTP and for
/// messaging (Kafka) and hold nothing personal: no keys, no paths with ids or links in them, no reasons.
struct Span: Hashable, Sendable {
  enum Kind: Int, Sendable {
    case server = 2
    case producer = 4
    case consumer = 5
  }

  enum Value: Hashable, Sendable {
    case text(String)
    case number(Int64)
  }

  struct Attribute: Hashable, Sendable {
    let name: String
    let value: Value
  }

  /// A span elsewhere that this one has to do with.
  struct Link: Hashable, Sendable {
    let traceID: String
    let spanID: String
  }

  let name: String
  let kind: Kind
  let traceID: String
  let spanID: String
  let parentID: String?
  let state: String?
  /// Nanoseconds since 1970, UTC.
  let begun: Int64
  let ended: Int64
  var attributes: [Attribute]
  var links: [Link] = []
  var isError = false
}

extension Span {
  /// A request that was answered.
  init(
    _ method: String, _ pattern: String, status: Int, isTLS: Bool, request: String, _ trace: TraceContext,
    from begun: Int64, to ended: Int64
  ) {
    self.init(
      name: "\(method) \(pattern)", kind: .server, traceID: trace.traceID, spanID: trace.spanID,
      parentID: trace.parentID, state: trace.state, begun: begun, ended: ended,
      attributes: [
        .init("http.request.method", method), .init("http.route", pattern),
        .init("http.response.status_code", Int64(status)), .init("url.scheme", isTLS ? "https" : "http"),
        .init("joinery.request.id", request),
      ])
    guard status >= 500 else { return }
    isError = true
    attributes.append(.init("error.type", "\(status)"))
  }

  /// An event that was sent or processed by a service. A span of a handler goes on in the trace of the request and is
  /// linked to the sending too, as the conventions ask.
  init(_ event: EventSpan, by service: String) {
    let operation = event.operation.rawValue
    self.init(
      name: "\(operation) \(event.place.topic)", kind: event.operation == .send ? .producer : .consumer,
      traceID: event.context.traceID, spanID: event.context.spanID, parentID: event.parent?.spanID,
      state: event.tracestate, begun: event.begun, ended: event.ended,
      attributes: [
        .init("messaging.system", "kafka"), .init("messaging.operation.name", operation),
        .init("messaging.operation.type", operation), .init("messaging.destination.name", event.place.topic),
        .init("messaging.destination.partition.id", "\(event.place.partition)"),
        .init("messaging.message.id", event.id), .init("messaging.client.id", "joinery-\(service)"),
        .init("cloudevents.event_id", event.id), .init("cloudevents.event_type", event.type),
      ])
    if let offset = event.offset { attributes.append(.init("messaging.kafka.offset", offset)) }
    guard event.operation == .process else { return }
    attributes.append(.init("messaging.consumer.group.name", "joinery-\(service)"))
    if let sending = event.parent { links = [Link(traceID: sending.traceID, spanID: sending.spanID)] }
    guard let held = event.held else { return }
    isError = true
    attributes.append(.init("error.type", held.rawValue))
  }
}

extension Span.Attribute {
  init(_ name: String, _ text: String) { self.init(name: name, value: .text(text)) }
  init(_ name: String, _ number: Int64) { self.init(name: name, value: .number(number)) }

  fileprivate var json: JSON {
    switch value {
    case .text(let text): ["key": .string(name), "value": ["stringValue": .string(text)]]
    // 64 bits are texts in the JSON of protocol buffers.
    case .number(let number): ["key": .string(name), "value": ["intValue": .string("\(number)")]]
    }
  }
}

extension Span {
  /// The body of a request to `/v1/traces`: OTLP as JSON, with ids in hexadecimal digits, as that asks.
  static func body(_ spans: [Span], resource: [(name: String, value: String)], version: String) -> [UInt8] {
    let attributes = resource.map { Attribute($0.name, $0.value).json }
    let scope: JSON = ["name": "joinery", "version": .string(version)]
    let scoped: JSON = ["scope": scope, "spans": .array(spans.map(\.json))]
    let all: JSON = ["resource": ["attributes": .array(attributes)], "scopeSpans": .array([scoped])]
    let body: JSON = ["resourceSpans": .array([all])]
    return body.bytes
  }

  private var json: JSON {
    var members = [
      JSON.Member("traceId", .string(traceID)), JSON.Member("spanId", .string(spanID)),
      JSON.Member("name", .string(name)), JSON.Member("kind", JSON(kind.rawValue)), JSON.Member("flags", 1),
      JSON.Member("startTimeUnixNano", .string("\(begun)")),
      JSON.Member("endTimeUnixNano", .string("\(max(begun, ended))")),
      JSON.Member("attributes", .array(attributes.map(\.json))),
    ]
    if let parentID { members.append(JSON.Member("parentSpanId", .string(parentID))) }
    if let state { members.append(JSON.Member("traceState", .string(state))) }
    if !links.isEmpty {
      let all = links.map { link -> JSON in
        ["traceId": .string(link.traceID), "spanId": .string(link.spanID), "flags": 1]
      }
      members.append(JSON.Member("links", .array(all)))
    }
    if isError { members.append(JSON.Member("status", ["code": 2])) }
    return .object(members)
  }
}
