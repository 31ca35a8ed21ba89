import ConsoleKit
import Contracts
import JSON
import ServiceRuntime

/// The AsyncAPI 3 document of every topic and event, made of the catalog and of what the events' types decode, so that
/// it never says anything else than the code does.
enum AsyncAPI {
  static let command = Subcommand(
    name: "asyncapi", forms: [""], summary: "Print the AsyncAPI document of every topic and event, as JSON.",
    body: .blocking { arguments, settings in
      try arguments.expect()
      let topics = try TopicSettings.topics(settings.environment)
      Terminal.print(String(decoding: try document(of: topics).bytes, as: UTF8.self))
      return 0
    })

  /// Throws `SchemaProbe.Failure` for an event of which no schema can be derived.
  static func document(of topics: [Contracts.TopicDeclaration] = Catalog.topics) throws -> JSON {
    let probe = SchemaProbe()
    var messages = try Catalog.events.map { event in
      let schema = try probe.schema(of: event)
      return JSON.Member(event.type, message(event.type, payload: schema, personal: event.personal))
    }
    messages += Source.allCases.map { JSON.Member($0.headsType, heads($0.headsType)) }
    let any: JSON = ["contentType": "application/json", "payload": [:]]
    messages.append(JSON.Member("any", any))
    let schemas = probe.components.sorted { $0.key < $1.key }.map { JSON.Member($0.key, open($0.value)) }
    let components: JSON = ["messages": .object(messages), "schemas": .object(schemas)]
    let info: JSON = [
      "title": "Joinery", "version": .string(Version.current),
      "description": "CloudEvents 1.0 in binary mode; readers ignore fields that they do not know.",
    ]
    return [
      "asyncapi": "3.0.0", "info": info, "defaultContentType": "application/json",
      "channels": .object(topics.map { JSON.Member(name($0.name), channel($0)) }),
      "operations": .object(topics.flatMap(operations)), "components": components,
    ]
  }

  /// Keys of channels and operations have no dots.
  private static func name(_ topic: String) -> String { topic.split(separator: ".").joined(separator: "-") }

  /// What a topic carries: a service's its events and heads; the others anything.
  private static func messageNames(of topic: String) -> [String] {
    guard let source = Source.allCases.first(where: { $0.topic == topic }) else { return ["any"] }
    return Catalog.events.map { $0.type }.filter { $0.hasPrefix("\(topic).") } + [source.headsType]
  }

  private static func channel(_ topic: Contracts.TopicDeclaration) -> JSON {
    let messages = messageNames(of: topic.name).map { name in
      JSON.Member(name, ["$ref": .string("#/components/messages/\(name)")])
    }
    var kafka: [JSON.Member] = [
      JSON.Member("topic", .string(topic.name)), JSON.Member("partitions", JSON(topic.partitions)),
      JSON.Member("topicConfiguration", ["retention.ms": JSON(topic.retentionMilliseconds)]),
      JSON.Member("bindingVersion", "0.5.0"),
    ]
    if let replication = topic.replication { kafka.append(JSON.Member("replicas", JSON(replication))) }
    return ["address": .string(topic.name), "messages": .object(messages), "bindings": ["kafka": .object(kafka)]]
  }

  /// As the suite sees them: it sends its own topics and dead letters, receives its own and the ERP's, and asks and
  /// answers on the replays.
  private static func operations(on topic: Contracts.TopicDeclaration) -> [JSON.Member] {
    let isDeadLetters = topic.name.hasSuffix(".dead-letters")
    var actions = ["send", "receive"]
    if topic.name == Catalog.erpOrders { actions = ["receive"] }
    if isDeadLetters { actions = ["send"] }
    return actions.map { action in
      let channel: JSON = ["$ref": .string("#/channels/\(name(topic.name))")]
      return JSON.Member("\(action)-\(name(topic.name))", ["action": .string(action), "channel": channel])
    }
  }

  private static func message(_ type: String, payload: JSON, personal: Set<String>) -> JSON {
    let key: JSON = ["type": "string", "description": "The ordering key, the same as ce_partitionkey."]
    return [
      "name": .string(type), "title": .string(type), "contentType": "application/json",
      "headers": headers(
        type,
        required: [
          "ce_subject", "ce_partitionkey", "ce_stream", "ce_streamepoch", "ce_streamsequence", "ce_correlationid",
          "ce_causationid", "ce_actor",
        ]),
      "payload": payload, "bindings": ["kafka": ["key": key, "bindingVersion": "0.5.0"]],
      "x-personal": .array(personal.sorted().map(JSON.string)),
    ]
  }

  private static func heads(_ type: String) -> JSON {
    [
      "name": .string(type), "title": "How far each stream of a partition is",
      "contentType": "application/json", "headers": headers(type, required: ["ce_streamepoch"]),
      "payload": ["type": "object"],
    ]
  }

  private static func headers(_ type: String, required: [String]) -> JSON {
    let names = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"] + required
    // Who an event is of says in which role, unless a service did it.
    let properties = (names + (required.contains("ce_actor") ? ["ce_actorrole"] : [])).map { name -> JSON.Member in
      switch name {
      case "ce_specversion": JSON.Member(name, ["type": "string", "const": "1.0"])
      case "ce_type": JSON.Member(name, ["type": "string", "const": .string(type)])
      case "ce_time": JSON.Member(name, ["type": "string", "format": "date-time"])
      default: JSON.Member(name, ["type": "string"])
      }
    }
    return [
      "type": "object", "properties": .object(properties), "required": .array(names.map(JSON.string)),
    ]
  }

  /// Requests refuse unknown fields; events may gain some inside a version, so their schemas are open.
  private static func open(_ schema: JSON) -> JSON {
    switch schema {
    case .object(let members):
      let kept = members.filter { !($0.key == "additionalProperties" && $0.value == false) }
      return .object(kept.map { JSON.Member($0.key, open($0.value)) })
    case .array(let elements): return .array(elements.map(open))
    default: return schema
    }
  }
}
