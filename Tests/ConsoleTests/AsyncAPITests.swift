import Contracts
import JSON
import ServiceRuntime
import Testing

@testable import Console

@Suite("The AsyncAPI document")
struct AsyncAPITests {
  static let brokers = "kafka-1:9092,kafka-2:9093"

  static func document() throws -> JSON { try AsyncAPI.document(brokers: brokers) }

  @Test("has every topic of the catalog as it is declared, and nothing else")
  func topics() throws {
    let channels = Self.members(try Self.document()["channels"])
    #expect(channels.count == Catalog.topics.count)
    for (topic, channel) in zip(Catalog.topics, channels) {
      #expect(channel.value["address"]?.string == topic.name)
      #expect(channel.value["bindings"]?["kafka"]?["partitions"] == JSON(topic.partitions))
    }
  }

  @Test("names the brokers that the suite has")
  func servers() throws {
    let servers = Self.members(try Self.document()["servers"])
    #expect(servers.map { $0.value["host"]?.string } == ["kafka-1:9092", "kafka-2:9093"])
  }

  @Test("has every version of every event on its owner's topic, with a schema and its personal fields")
  func events() throws {
    let document = try Self.document()
    for source in Source.allCases {
      let channel = document["channels"]?["joinery-\(source.rawValue)"]
      let types = Catalog.events(of: source).flatMap { Catalog.readers(of: $0).map(\.type) }
      #expect(Set(Self.members(channel?["messages"]).map(\.key)) == Set(types + [source.headsType]))
    }
    for event in Catalog.events {
      for (type, _) in Catalog.readers(of: event) {
        let message = try #require(document["components"]?["messages"]?[type])
        #expect(message["headers"]?["properties"]?["ce_type"]?["const"]?.string == type)
        #expect(message["x-personal"]?.array?.compactMap(\.string) == event.personal.sorted())
        let reference = try #require(message["payload"]?["$ref"]?.string, "\(type)")
        let schema = document["components"]?["schemas"]?[String(reference.split(separator: "/").last ?? "")]
        #expect(schema?["type"] == "object" && schema?["additionalProperties"] == nil, "\(type)")
      }
    }
  }

  @Test(
    "says what else travels: what of it is certain, and nothing more",
    arguments: [
      ("joinery.leads.heads.v1", "numbers"), ("joinery.reporting.replay.requested.v1", "consumer"),
      ("joinery.erp.order.changed.v1", "lines"), ("joinery.erp.order.cancelled.v1", "reason"),
    ])
  func others(type: String, field: String) throws {
    let components = try #require(try Self.document()["components"])
    let message = try #require(components["messages"]?[type])
    let payload = try #require(message["payload"])
    let name = payload["$ref"]?.string.flatMap { $0.split(separator: "/").last.map(String.init) }
    let schema = try #require(name.map { components["schemas"]?[$0] } ?? payload)
    #expect(schema["properties"]?[field] != nil)
    #expect(message["examples"]?.array?.first?["payload"]?[field] != nil)
  }

  @Test("names what Kafka Connect's tools show of a dead letter")
  func deadLetters() throws {
    let message = try #require(try Self.document()["components"]?["messages"]?["joinery.sales.dead-letters"])
    #expect(message["headers"]?["required"]?.array?.count == 5)
    #expect(message["headers"]?["properties"]?["__connect.errors.exception.message"]?["type"] == "string")
  }

  @Test("has words for every property and an example of every message")
  func words() throws {
    let components = try #require(try Self.document()["components"])
    for schema in Self.members(components["schemas"]) {
      Self.expectWords(schema.value, at: schema.key)
    }
    for message in Self.members(components["messages"]) {
      Self.expectWords(message.value["headers"] ?? .null, at: message.key)
      Self.expectWords(message.value["payload"] ?? .null, at: message.key)
      #expect(message.value["examples"] != nil || message.key.hasSuffix("dead-letters"), "\(message.key)")
      #expect(message.value["summary"] != nil, "\(message.key)")
    }
  }

  /// Choices of a `oneOf` only say which of the properties stand together.
  private static func expectWords(_ schema: JSON, at path: String) {
    for property in members(schema["properties"]) {
      #expect(property.value["description"]?.string?.isEmpty == false, "\(path).\(property.key)")
      expectWords(property.value, at: "\(path).\(property.key)")
    }
    if let items = schema["items"] { expectWords(items, at: path) }
    for choice in schema["anyOf"]?.array ?? [] { expectWords(choice, at: path) }
  }

  private static func members(_ object: JSON?) -> [JSON.Member] {
    guard case .object(let members)? = object else { return [] }
    return members
  }

  @Test("never asks for multiples, which binary floating point cannot tell: 0.07 is none of 0.01")
  func multiples() throws {
    #expect(!(try Self.document().text.contains("\"multipleOf\"")))
  }

  @Test("says in the present event's words what an earlier version of it means")
  func earlier() throws {
    let schemas = try #require(try Self.document()["components"]?["schemas"])
    let now = schemas["LeadCaptured"]?["properties"]?["capturedOn"]?["description"]
    #expect(now != nil && schemas["LeadCaptured.V1"]?["properties"]?["capturedOn"]?["description"] == now)
  }
}
