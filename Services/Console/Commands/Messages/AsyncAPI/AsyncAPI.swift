import ConsoleKit
import Contracts
import JSON
import Kafka
import Messaging
import ServiceRuntime

/// The AsyncAPI 3 document of every topic and message, made of the catalog and of what the messages' types decode, so
/// that it never says anything else than the code does. `.ci/generate-schemas` makes the files of
/// `Shared/Contracts/Schemas` of it.
enum AsyncAPI {
  static let command = Subcommand(
    name: "asyncapi", forms: [""], summary: "Print the AsyncAPI document of every topic and message, as JSON.",
    body: .blocking { arguments, settings in
      try arguments.expect()
      let topics = try TopicSettings.topics(settings.environment)
      Terminal.print(try document(of: topics, brokers: settings.brokers, prefix: try settings.topicPrefix()).text)
      return 0
    })

  /// Throws `SchemaProbe.Failure` for a message of which no schema can be derived. `brokers` are the `host:port` of the
  /// suite's, several with commas; `prefix` is what topics have before their names there.
  static func document(
    of declared: [Contracts.TopicDeclaration] = Catalog.topics, brokers: String, prefix: TopicPrefix? = nil
  ) throws -> JSON {
    let words = try ContractWords()
    let probe = SchemaProbe(words: words.of)
    let messages = try topics(declared, probe, words)
    let schemas = probe.components.sorted { $0.key < $1.key }.map { JSON.Member($0.key, published($0.value)) }
    let components: JSON = [
      "messages": .object(messages.flatMap(\.messages).map { JSON.Member($0.name, $0.json) }),
      "schemas": .object(schemas),
    ]
    let info: JSON = [
      "title": "Joinery", "version": .string(Version.current),
      "description": """
      CloudEvents 1.0 in Kafka's binary mode: attributes are headers, the value is the data as JSON. Readers ignore \
      fields, types and headers that they do not know.
      """,
    ]
    return [
      "asyncapi": "3.0.0", "info": info, "defaultContentType": "application/json",
      "servers": .object(servers(brokers)),
      "channels": .object(messages.map { JSON.Member(name($0.topic.name), channel($0.topic, $0.messages, prefix)) }),
      "operations": .object(declared.flatMap(operations)), "components": components,
    ]
  }

  private typealias Topic = (topic: Contracts.TopicDeclaration, messages: [Message])

  private static func topics(
    _ declared: [Contracts.TopicDeclaration], _ probe: SchemaProbe, _ words: ContractWords
  ) throws -> [Topic] {
    try declared.map { topic in
      if let source = Source.allCases.first(where: { $0.topic == topic.name }) {
        let events = try Catalog.events(of: source).flatMap { try Message.versions(of: $0, probe, words) }
        return (topic, events + [try Message.heads(of: source, probe, words)])
      }
      if let kind = ERPKind(topic: topic.name) { return (topic, try Message.ofERP(kind, words)) }
      switch topic.name {
      case Catalog.erpStatus: return (topic, try Message.answers(probe, words))
      case Catalog.erpOutboundOrders: return (topic, [try Message.outboundOrders(probe, words)])
      case Catalog.replays: return (topic, try Message.questions(probe, words))
      default: return (topic, [Message.deadLetters(of: topic.name)])
      }
    }
  }

  private static func servers(_ brokers: String) -> [JSON.Member] {
    brokers.split(separator: ",").enumerated().map { index, broker in
      let server: JSON = [
        "host": .string(String(broker)), "protocol": "kafka",
        "description": "A broker of the suite; TLS and SASL as the company has set them up.",
      ]
      return JSON.Member("kafka-\(index + 1)", server)
    }
  }

  /// Keys of channels and operations have no dots.
  private static func name(_ topic: String) -> String { topic.split(separator: ".").joined(separator: "-") }

  private static func channel(_ topic: Contracts.TopicDeclaration, _ messages: [Message], _ prefix: TopicPrefix?)
    -> JSON
  {
    let address = JSON.string(prefix?.outside(topic.name) ?? topic.name)
    let messages = messages.map { message in
      JSON.Member(message.name, ["$ref": .string("#/components/messages/\(message.name)")])
    }
    var kafka: [JSON.Member] = [
      JSON.Member("topic", address), JSON.Member("partitions", JSON(topic.partitions)),
      JSON.Member("topicConfiguration", ["retention.ms": JSON(topic.retentionMilliseconds)]),
      JSON.Member("bindingVersion", "0.5.0"),
    ]
    if let replication = topic.replication { kafka.append(JSON.Member("replicas", JSON(replication))) }
    return ["address": address, "messages": .object(messages), "bindings": ["kafka": .object(kafka)]]
  }

  /// As the suite sees them: it sends its own topics and dead letters, receives its own and the ERP's, and asks and
  /// answers on the replays.
  private static func operations(on topic: Contracts.TopicDeclaration) -> [JSON.Member] {
    let isDeadLetters = topic.name.hasSuffix(".dead-letters")
    var actions = ["send", "receive"]
    if ERPKind(topic: topic.name) != nil { actions = ["receive"] }
    if isDeadLetters || Catalog.announced.contains(where: { $0.name == topic.name }) { actions = ["send"] }
    return actions.map { action in
      let channel: JSON = ["$ref": .string("#/channels/\(name(topic.name))")]
      return JSON.Member("\(action)-\(name(topic.name))", ["action": .string(action), "channel": channel])
    }
  }

  /// A schema as outsiders get it. Requests refuse unknown fields, but messages may gain some inside a version, so theirs
  /// are open. The bounds of a machine's word say nothing, nor does one example of each id: the message has a whole one.
  /// AsyncAPI takes no words beside a reference.
  static func published(_ schema: JSON) -> JSON {
    switch schema {
    case .object(let members):
      let kept = members.filter { member in
        switch member.key {
        case "additionalProperties": member.value != false
        case "examples": member.value.array == nil
        case "minimum": member.value != JSON(Int64.min)
        case "maximum": member.value != JSON(Int64.max)
        default: true
        }
      }
      guard kept.count > 1, let reference = kept.first(where: { $0.key == "$ref" }) else {
        return .object(kept.map { JSON.Member($0.key, published($0.value)) })
      }
      return .object(kept.filter { $0.key != "$ref" } + [JSON.Member("allOf", [.object([reference])])])
    case .array(let elements): return .array(elements.map(published))
    default: return schema
    }
  }
}
