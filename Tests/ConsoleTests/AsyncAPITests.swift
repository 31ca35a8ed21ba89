import Contracts
import JSON
import ServiceRuntime
import Testing

@testable import Console

@Suite("The AsyncAPI document")
struct AsyncAPITests {
  @Test("has every topic of the catalog as it is declared, and nothing else")
  func topics() throws {
    let channels = try #require(AsyncAPI.document()["channels"])
    guard case .object(let members) = channels else {
      Issue.record("channels are no object")
      return
    }
    #expect(members.count == Catalog.topics.count)
    for (topic, channel) in zip(Catalog.topics, members) {
      #expect(channel.value["address"]?.string == topic.name)
      #expect(channel.value["bindings"]?["kafka"]?["partitions"] == JSON(topic.partitions))
    }
  }

  @Test("has every event of the catalog on its owner's topic, with a schema and its personal fields")
  func events() throws {
    let document = try AsyncAPI.document()
    let names = Dictionary(grouping: Catalog.events.map { $0.type }) { $0.split(separator: ".")[1] }
    for source in Source.allCases {
      let channel = document["channels"]?["joinery-\(source.rawValue)"]
      guard case .object(let members)? = channel?["messages"] else {
        Issue.record("\(source) has no channel")
        continue
      }
      #expect(Set(members.map(\.key)) == Set((names[Substring(source.rawValue)] ?? []) + [source.headsType]))
    }
    for event in Catalog.events {
      let message = try #require(document["components"]?["messages"]?[event.type])
      #expect(message["headers"]?["properties"]?["ce_type"]?["const"]?.string == event.type)
      #expect(message["x-personal"]?.array?.compactMap(\.string) == event.personal.sorted())
      let reference = try #require(message["payload"]?["$ref"]?.string, "\(event.type)")
      let schema = document["components"]?["schemas"]?[String(reference.split(separator: "/").last ?? "")]
      #expect(schema?["type"] == "object" && schema?["additionalProperties"] == nil, "\(event.type)")
    }
  }

  @Test("never asks for multiples, which binary floating point cannot tell: 0.07 is none of 0.01")
  func multiples() throws {
    #expect(!(try AsyncAPI.document().text.contains("\"multipleOf\"")))
  }
}
