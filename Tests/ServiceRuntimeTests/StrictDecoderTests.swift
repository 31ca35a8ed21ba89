import Foundation
import Kernel
import ServiceRuntime
import Testing

enum Channel: String, Codable, CaseIterable { case own, walkIn = "walk-in", online }

struct Line: Codable, Equatable {
  var sku: String?
  var quantity: Quantity
  var unitPrice: Money
  var discountPercent: Percent?
}

struct Command: Codable, Equatable {
  var customerId: ID<Customer>
  var channel: Channel
  var validUntil: BusinessDate
  var occurredAt: Instant?
  var lines: [Line]
  var tags: [String: Int]?
  var floors: Int8?
  var isUrgent: Bool?
  var area: Double?
  var rate: Decimal?
  var channels: [Channel]?
}

@Suite struct StrictDecoderTests {
  static let line =
    #"{"quantity":{"value":1250,"scale":2},"unitPrice":{"amount":1299900,"currency":"CNY"},"discountPercent":12.5}"#

  static func body(_ more: String = "", lines: String = "[\(line)]", date: String = "\"2026-11-22\"") -> [UInt8] {
    Array(#"{"customerId":"C-1","channel":"walk-in","validUntil":\#(date),"lines":\#(lines)\#(more)}"#.utf8)
  }

  @Test func decodesWhatJSONDecoderDecodes() throws {
    let body = Self.body(
      #","occurredAt":"2026-11-22T08:30:00Z","tags":{"a":1},"floors":-3,"isUrgent":true,"area":88.5,"rate":0.1,"#
        + #""channels":["own","online"]"#)
    let command = try StrictDecoder.decode(Command.self, from: body)
    #expect(try command == JSONDecoder().decode(Command.self, from: Data(body)))
    #expect(command.lines[0].discountPercent == Percent(hundredths: 1250))
  }

  @Test(arguments: [
    ("0.1", "0.1"), ("12345678901234567890123456789.123456789", "12345678901234567890123456789.123456789"),
    ("1e3", "1000"), ("-0.05", "-0.05"), ("100.10", "100.1"),
  ])
  func readsDecimalsExactly(_ text: String, _ expected: String) throws {
    let command = try StrictDecoder.decode(Command.self, from: Self.body(",\"rate\":\(text)"))
    #expect(command.rate?.description == expected)
  }

  @Test(arguments: ["3.0", "3e0", "30e-1", "3.00"])
  func takesWholeNumbersInEveryForm(_ text: String) throws {
    #expect(try StrictDecoder.decode(Command.self, from: Self.body(",\"floors\":\(text)")).floors == 3)
  }

  @Test(arguments: [
    (body(",\"floors\":300"), "/floors", "out-of-range"),
    (body(",\"floors\":1e400"), "/floors", "out-of-range"),
    (body(",\"floors\":1.5"), "/floors", "wrong-type"),
    (body(",\"floors\":\"3\""), "/floors", "wrong-type"),
    (body(",\"area\":1e999"), "/area", "out-of-range"),
    (body(",\"rate\":1e999"), "/rate", "out-of-range"),
    (body(",\"rate\":1.000000000000000000000000000000000000001"), "/rate", "out-of-range"),
    (body(",\"isUrgent\":1"), "/isUrgent", "wrong-type"),
    (body(",\"channels\":[\"own\",\"shop\"]"), "/channels/1", "not-allowed"),
    (body(",\"channels\":{}"), "/channels", "wrong-type"),
    (body(",\"channels\":[null]"), "/channels/0", "missing"),
    (body(",\"tags\":{\"a/b~c\":\"x\"}"), "/tags/a~1b~0c", "wrong-type"),
    (body(",\"occurredAt\":\"yesterday\""), "/occurredAt", "invalid-instant"),
    (body(date: "\"2026-02-30\""), "/validUntil", "invalid-date"),
    (body(date: "null"), "/validUntil", "missing"),
    (body(lines: "[\(line),{}]"), "/lines/1/quantity", "missing"),
    (body(lines: #"[{"quantity":{"value":"12","scale":2}}]"#), "/lines/0/quantity/value", "wrong-type"),
    (body(lines: #"[{"quantity":{"value":1,"scale":9}}]"#), "/lines/0/quantity/scale", "invalid"),
    (
      body(lines: #"[{"quantity":{"value":1,"scale":0},"unitPrice":{"amount":1,"currency":"XXX"}}]"#),
      "/lines/0/unitPrice/currency", "invalid"
    ),
    (
      body(lines: #"[{"quantity":{"value":1,"scale":0},"unitPrice":{"amount":9007199254740992,"currency":"CNY"}}]"#),
      "/lines/0/unitPrice/amount", "invalid"
    ),
    (Array("{}".utf8), "/customerId", "missing"),
    (Array("[]".utf8), "", "wrong-type"),
    (Array("\"x\"".utf8), "", "wrong-type"),
  ])
  func namesTheField(_ body: [UInt8], _ pointer: String, _ code: String) throws {
    let problem = try #require(throws: Problem.self) { try StrictDecoder.decode(Command.self, from: body) }
    #expect(problem.status == 422)
    #expect(problem.errors.map(\.pointer) == [pointer])
    #expect(problem.errors.map(\.code) == [code])
  }

  @Test func namesEveryUnknownFieldAndTheFirstError() throws {
    let body = Array(
      #"{"customerId":"C-1","chanel":"own","channel":"fax","lines":[{"qty":1}],"validUntil":"2026-11-22","x":{}}"#.utf8)
    let problem = try #require(throws: Problem.self) { try StrictDecoder.decode(Command.self, from: body) }
    #expect(problem.errors.map(\.pointer) == ["/channel", "/chanel", "/x"])
    #expect(problem.errors[0].detail.english.contains("own, walk-in, online"))
    #expect(problem.errors[0].detail.chinese.contains("own, walk-in, online"))

    let nested = Self.body(#","typo":1"#, lines: "[\(Self.line.dropLast()),\"skuu\":\"A\"}]")
    let other = try #require(throws: Problem.self) { try StrictDecoder.decode(Command.self, from: nested) }
    #expect(other.errors.map(\.pointer) == ["/typo", "/lines/0/skuu"])
    #expect(other.errors.allSatisfy { $0.code == "unknown-field" })
  }

  @Test(arguments: ["", "{", "{\"a\":1,\"a\":2}", "\"\u{1}\"", String(repeating: "[", count: 70)])
  func answers400WhereItIsNoJSON(_ text: String) throws {
    let problem = try #require(throws: Problem.self) {
      try StrictDecoder.decode(Command.self, from: Array(text.utf8))
    }
    #expect(problem.status == 400)
    #expect(problem.kind == "not-json")
    #expect(problem.detail != nil)
  }

  @Test func whatAnyContainerOfATypeKnowsIsKnown() throws {
    struct Split: Decodable {
      enum First: String, CodingKey { case a }
      enum Second: String, CodingKey { case b }
      init(from decoder: any Decoder) throws {
        _ = try decoder.container(keyedBy: First.self).decode(Int.self, forKey: .a)
        _ = try decoder.container(keyedBy: Second.self).decode(Int.self, forKey: .b)
      }
    }
    #expect(throws: Never.self) { try StrictDecoder.decode(Split.self, from: Array(#"{"a":1,"b":2}"#.utf8)) }
    let problem = try #require(throws: Problem.self) {
      try StrictDecoder.decode(Split.self, from: Array(#"{"a":1,"b":2,"c":3}"#.utf8))
    }
    #expect(problem.errors.map(\.pointer) == ["/c"])
  }
}
