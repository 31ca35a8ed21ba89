import Contracts
import Foundation
import JSON
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

  @Test("dead letters, which hold the same people's data, are kept as long as their topic")
  func deadLetters() {
    let kept = Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.retentionMilliseconds / 86_400_000) })
    for source in Source.allCases {
      #expect(kept[source.topic] == 30 && kept["\(source.topic).dead-letters"] == 30)
    }
    #expect(kept[Catalog.erpOrders] == 90 && kept["\(Catalog.erpOrders).dead-letters"] == 90)
  }

  /// Golden files: one of every version of every event, which must decode for ever. A field that is added later must
  /// be optional, so these files stay as they are.
  static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  @Test("every type that can be read is a version of one event, and nothing else can", arguments: Catalog.events)
  func versions(event: any DomainEvent.Type) throws {
    let present = try #require(EventName(event.type))
    let earlier = Catalog.readers(of: event).dropFirst().map(\.type)
    #expect(earlier.compactMap { EventName($0)?.base } == earlier.map { _ in present.base })
    #expect(earlier.compactMap { EventName($0)?.version } == Array(1..<present.version))
    #expect(Catalog.types.isSuperset(of: [event.type] + earlier))
    #expect(Catalog.types.filter { EventName($0)?.base == present.base }.count == present.version)
  }

  @Test("every earlier version has a golden file that becomes the present one")
  func earlierGoldenFiles() throws {
    for type in Catalog.types.subtracting(Catalog.events.map { $0.type }).sorted() {
      let data = try #require(try? Data(contentsOf: Self.golden.appending(path: "\(type).json")), "\(type)")
      let event = try #require(try Catalog.decoded(type, Array(data)))
      let again = try Catalog.decoded(Swift.type(of: event).type, event.encoded())
      #expect(try again?.encoded() == event.encoded())
      #expect(!event.key.isEmpty && !event.subject.isEmpty)
    }
  }

  @Test("every event has a golden file that decodes and is written back the same")
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

  @Test("events are read as Foundation reads them, whole and spoilt", arguments: 0..<40)
  func reading(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for event in Catalog.events {
      let whole = Array(try Data(contentsOf: Self.golden.appending(path: "\(event.type).json")))
      Self.expectEqualReadings(event, whole, "\(event.type)")
      let spoilt = Self.spoilt(whole, &random)
      Self.expectEqualReadings(event, spoilt, "seed \(seed): \(String(decoding: spoilt, as: UTF8.self))")
    }
  }

  private static func expectEqualReadings<Event: DomainEvent>(_ type: Event.Type, _ bytes: [UInt8], _ words: String) {
    let ours = try? CompactJSON.encoded(CompactJSON.decoded(type, from: bytes))
    let theirs = try? CompactJSON.encoded(JSONDecoder().decode(type, from: Data(bytes)))
    #expect(ours == theirs, "\(words)")
  }

  /// One to three bytes left out, put in or written over by those that mean something in JSON, or a piece twice.
  private static func spoilt(_ whole: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    let meaning = Array("{}[]\",:\\-+.eE0159ntfu/ \n\t".utf8) + [0, 11, 12, 0x7f, 0x80, 0xc3, 0xff]
    var bytes = whole
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let index = Int.random(in: 0..<bytes.count, using: &random)
      let byte = meaning[Int.random(in: 0..<meaning.count, using: &random)]
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.remove(at: index)
      case 1: bytes.insert(byte, at: index)
      case 2: bytes[index] = byte
      default: bytes.insert(contentsOf: bytes[index..<min(index + 12, bytes.count)], at: index)
      }
      if bytes.isEmpty { return whole }
    }
    return bytes
  }
}
