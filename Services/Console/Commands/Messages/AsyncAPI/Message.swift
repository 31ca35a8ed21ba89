import Contracts
import JSON
import Messaging
import ServiceRuntime

/// A kind of record that a topic carries.
struct Message {
  /// Its `ce_type`; of dead letters, which have that of whatever died, their topic.
  let name: String
  let json: JSON

  /// The URI that names the schema of a type, as `dataschema` would: no host, since none is the suite's own, and no
  /// header, since it follows from the type.
  static func schemaURI(_ type: String) -> String { "urn:joinery:schema:\(type)" }

  private init(
    _ type: String, _ summary: String?, headers: JSON, payload: JSON, example: JSON?, more: [JSON.Member] = []
  ) {
    name = type
    var members: [JSON.Member] = [
      JSON.Member("name", .string(type)), JSON.Member("title", .string(type)),
      JSON.Member("contentType", "application/json"), JSON.Member("headers", headers),
      JSON.Member("payload", payload), JSON.Member("x-dataschema", .string(Self.schemaURI(type))),
    ]
    if let summary { members.append(JSON.Member("summary", .string(summary))) }
    if let example { members.append(JSON.Member("examples", [["payload": example]])) }
    json = .object(members + more)
  }

  /// An event as it is written today, and as it was written before: journals hold both, and a replay sends both.
  static func versions(
    of event: any DomainEvent.Type, _ probe: SchemaProbe, _ words: ContractWords
  ) throws -> [Message] {
    func version(_ type: String, _ shape: any Decodable.Type, _ summary: String?) throws -> Message {
      ofEvent(type, summary, try probe.schema(of: shape), event.personal, words)
    }
    return try [version(event.type, event, words.of(event))]
      + event.earlierShapes.map { type, shape in
        try version(type, shape, "Written no more, but in journals for ever. \(words.of(shape) ?? "")")
      }
  }

  private static func ofEvent(
    _ type: String, _ summary: String?, _ payload: JSON, _ personal: Set<String>, _ words: ContractWords
  ) -> Message {
    let key: JSON = ["type": "string", "description": "The ordering key, the same as ce_partitionkey."]
    return Message(
      type, summary,
      headers: MessageHeaders.of(
        type, MessageHeaders.always + MessageHeaders.ofEvents,
        // In which role somebody did it is said, unless a service did.
        optional: ["ce_actorrole"]),
      payload: payload, example: words.example(of: type),
      more: [
        JSON.Member("bindings", ["kafka": ["key": key, "bindingVersion": "0.5.0"]]),
        JSON.Member("x-personal", .array(personal.sorted().map(JSON.string))),
      ])
  }

  static func heads(of source: Source, _ probe: SchemaProbe, _ words: ContractWords) throws -> Message {
    Message(
      source.headsType, words.of(Head.self),
      headers: MessageHeaders.of(source.headsType, MessageHeaders.always + ["ce_streamepoch"]),
      payload: try probe.schema(of: Head.self), example: words.example(of: source.headsType))
  }

  /// Whoever reads a service's topic may ask, reporting too.
  static func questions(_ probe: SchemaProbe, _ words: ContractWords) throws -> [Message] {
    let payload = try probe.schema(of: Question.self)
    return (Source.allCases.map(\.rawValue) + ["reporting"]).map { consumer in
      let type = Question.type(of: consumer)
      return Message(
        type, words.of(Question.self), headers: MessageHeaders.of(type, MessageHeaders.always), payload: payload,
        example: words.example(of: type))
    }
  }

  /// What the ERP's bridge sends of a kind.
  static func ofERP(_ kind: ERPKind, _ words: ContractWords) throws -> [Message] {
    try ERPSchema.messages(of: kind).map { type, summary, shape, limits in
      let headers = MessageHeaders.of(
        type, ["ce_specversion", "ce_id", "ce_source", "ce_type"], optional: ["ce_time", "ce_subject"])
      return Message(
        type, summary, headers: headers, payload: try ERPSchema.of(shape, kind, limits, words),
        example: words.example(of: type))
    }
  }

  /// What the ERP's bridge is told, and asked.
  static func answers(_ probe: SchemaProbe, _ words: ContractWords) throws -> [Message] {
    func message(_ type: String, _ shape: any Decodable.Type) throws -> Message {
      Message(
        type, words.of(shape), headers: MessageHeaders.of(type, MessageHeaders.always, optional: ["ce_subject"]),
        payload: try probe.schema(of: shape), example: words.example(of: type))
    }
    return [
      try message(ERPOrderStatus.type, ERPOrderStatus.self),
      try message(ERPReconciliationRequest.type, ERPReconciliationRequest.self),
    ]
  }

  /// Our own orders, for the ERP.
  static func outboundOrders(_ probe: SchemaProbe, _ words: ContractWords) throws -> Message {
    Message(
      ERPOutboundOrder.type, words.of(ERPOutboundOrder.self),
      headers: MessageHeaders.of(ERPOutboundOrder.type, MessageHeaders.always + ["ce_subject"]),
      payload: try probe.schema(of: ERPOutboundOrder.self), example: words.example(of: ERPOutboundOrder.type),
      more: [JSON.Member("x-personal", .array(ERPOutboundOrder.personal.sorted().map(JSON.string)))])
  }

  /// Any record that could not be applied, byte for byte, so that nothing but the added headers is certain of it.
  static func deadLetters(of topic: String) -> Message {
    let added = MessageHeaders.ofDeadLetters.map { JSON.Member($0.name, $0.schema) }
    let headers: JSON = [
      "type": "object", "properties": .object(added), "required": .array(added.map { .string($0.key) }),
      "description": "Those of the record that could not be applied, and these.",
    ]
    let payload: JSON = ["description": "The value of the record as it was: the data of its ce_type, or any bytes."]
    return Message(
      name: topic,
      json: [
        "name": .string(topic), "title": "A dead letter", "headers": headers, "payload": payload,
        "summary": "A record that could not be applied, for people; it is kept in the service's store too.",
      ])
  }

  private init(name: String, json: JSON) {
    (self.name, self.json) = (name, json)
  }
}
