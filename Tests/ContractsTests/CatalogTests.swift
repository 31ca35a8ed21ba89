import Contracts
import Foundation
import Kernel
import Testing

@Suite("The catalog")
struct CatalogTests {
  @Test("every event's type says its service, noun, verb and version, once")
  func types() {
    let types = Catalog.events.map { $0.type }
    #expect(Set(types).count == types.count)
    for type in types {
      let parts = type.split(separator: ".")
      #expect(parts.count == 5 && parts[0] == "joinery" && Source(rawValue: String(parts[1])) != nil)
      #expect(EventName(type)?.version == 1)
      #expect(type.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "." || $0 == "_" })
      #expect(Catalog.event(type).map { $0.type } == type)
    }
  }

  @Test(
    "streams are FNV-1a-64 of the key modulo 256, for ever",
    arguments: [
      ("", 37), ("a", 140), ("foobar", 232), ("陈伟", 174), ("01a205b2-3296-7c69-9fda-2574510d1035", 118),
    ])
  func streams(key: String, expected: Int) {
    #expect(Catalog.stream(of: key) == expected)
  }

  @Test("topics have eight partitions, their dead letters as many, and questions one")
  func topics() {
    let byName = Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) })
    for source in Source.allCases {
      #expect(byName[source.topic] == 8 && byName["\(source.topic).dead-letters"] == 8)
      #expect(Source(uri: source.uri) == source)
    }
    #expect(byName["joinery.erp.orders"] == 8 && byName["joinery.replays"] == 1)
    #expect(Source(uri: "joinery/reporting") == nil && Source(uri: "leads") == nil)
  }

  /// Golden files: one of every version of every event, which must decode for ever. A field that is added later must
  /// be optional, so these files stay as they are.
  static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test("every version of every event has a golden file that decodes and is written back the same")
  func goldenFiles() throws {
    for event in Catalog.events {
      let file = Self.golden.appending(path: "\(event.type).json")
      let data = try #require(try? Data(contentsOf: file), "\(event.type) has no golden file")
      let decoded = try event.decoded(Array(data))
      let again = try event.decoded(decoded.encoded())
      #expect(try decoded.encoded() == again.encoded())
      let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let written = try #require(try JSONSerialization.jsonObject(with: Data(decoded.encoded())) as? [String: Any])
      #expect(NSDictionary(dictionary: fields) == NSDictionary(dictionary: written), "\(event.type)")
      #expect(!decoded.key.isEmpty && !decoded.subject.isEmpty)
    }
  }
}
