import FoundationEssentials
import JSON
import Kernel
import Testing

/// `CompactJSON` writes what `JSONEncoder` does: event journals hold what earlier builds wrote with that one.
@Suite struct CompactJSONTests {
  @Test(arguments: 0..<200) func writesWhatFoundationWrites(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    let value = Sample.random(&random, depth: 4)
    #expect(try text(value) == foundation(value), "seed \(seed)")
  }

  @Test(arguments: [
    "", "plain", "家居 \"定制\"", "back\\slash and /slash", "\u{0}\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}\u{80}\u{2028}",
    "e\u{301} \u{1f600}",
  ])
  func escapesTexts(_ value: String) throws {
    #expect(try text([value: value]) == foundation([value: value]))
  }

  @Test(arguments: [0, 1, -1, 0.1, 1e21, 1e-7, -0.0, 123_456_789.5, 1e15, 1e16, 1e17])
  func writesDoubles(_ value: Double) throws {
    #expect(try text([value]) == foundation([value]))
    #expect(try text([Float(value)]) == foundation([Float(value)]))
    #expect(try text([Decimal(value)]) == foundation([Decimal(value)]))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func refusesWhatIsNoNumber(_ value: Double) {
    #expect(throws: EncodingError.self) { try CompactJSON.encoded([value]) }
  }

  @Test func writesIntegersOfAllSizes() throws {
    #expect(try text([Int8.min]) == "[-128]")
    #expect(try text([Int16.min]) == "[-32768]")
    #expect(try text([Int32.min]) == "[-2147483648]")
    #expect(try text([Int64.min]) == "[-9223372036854775808]")
    #expect(try text([UInt8.max]) == "[255]")
    #expect(try text([UInt16.max]) == "[65535]")
    #expect(try text([UInt32.max]) == "[4294967295]")
    #expect(try text([UInt64.max, UInt64(UInt.max)]) == "[18446744073709551615,18446744073709551615]")
  }

  @Test func sortsNamesThatBeginAlike() throws {
    #expect(try text(["a b": 1, "a": 2, "a!": 3, "ab": 4]) == #"{"a":2,"a b":1,"a!":3,"ab":4}"#)
  }

  @Test func writesNestedContainersAndClasses() throws {
    #expect(try text(Nested()) == foundation(Nested()))
    #expect(try text(Below()) == foundation(Below()))
  }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try CompactJSON.encoded(value), as: UTF8.self)
  }

  private func foundation(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// JSON of any shape.
private indirect enum Sample: Encodable {
  case none
  case truth(Bool)
  case integer(Int)
  case number(Double)
  case percent(Percent)
  case text(String)
  case list([Sample])
  case members([String: Sample])
  case record(name: String, note: String?, parts: [Sample], rest: Sample?)

  enum CodingKeys: CodingKey { case name, zebra, note, parts, rest }

  static func random(_ random: inout SplitMix64, depth: Int) -> Sample {
    let words = ["", "a", "budget", "家居", "\"", "e\\", "line\nbreak", "customerId"]
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &random) {
    case 0: return .none
    case 1: return .truth(.random(using: &random))
    case 2: return .integer(Int.random(in: .min ... .max, using: &random))
    case 3: return .number(Double(Int.random(in: -1_000_000...1_000_000, using: &random)) / 8)
    case 4: return .percent(Percent(hundredths: Int.random(in: 0...10_000, using: &random)))
    case 5: return .text(words[Int.random(in: 0..<words.count, using: &random)])
    case 6: return .list((0..<Int.random(in: 0...4, using: &random)).map { _ in .random(&random, depth: depth - 1) })
    case 7, 8:
      return .members(
        Dictionary(
          (0..<Int.random(in: 0...5, using: &random)).map { _ in
            (words[Int.random(in: 0..<words.count, using: &random)], .random(&random, depth: depth - 1))
          }, uniquingKeysWith: { one, _ in one }))
    default:
      return .record(
        name: words[Int.random(in: 0..<words.count, using: &random)], note: Bool.random(using: &random) ? "n" : nil,
        parts: [.random(&random, depth: depth - 1)],
        rest: Bool.random(using: &random) ? .random(&random, depth: depth - 1) : nil)
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .none:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .truth(let value): try value.encode(to: encoder)
    case .integer(let value): try value.encode(to: encoder)
    case .number(let value): try value.encode(to: encoder)
    case .percent(let value): try value.encode(to: encoder)
    case .text(let value): try value.encode(to: encoder)
    case .list(let value): try value.encode(to: encoder)
    case .members(let value): try value.encode(to: encoder)
    case .record(let name, let note, let parts, let rest):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encodeNil(forKey: .zebra)
      try container.encodeIfPresent(note, forKey: .note)
      try container.encode(parts, forKey: .parts)
      try container.encodeIfPresent(rest, forKey: .rest)
    }
  }
}

/// Containers inside of containers, without values of their own in between.
private struct Nested: Encodable {
  private enum Outer: CodingKey { case zebra, list, inner, empty }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Outer.self)
    try container.encode(1, forKey: .zebra)
    var list = container.nestedUnkeyedContainer(forKey: .list)
    try list.encode("one")
    try list.encodeNil()
    var within = list.nestedContainer(keyedBy: Outer.self)
    try within.encode(2, forKey: .zebra)
    try within.encode(3, forKey: .list)
    var deeper = list.nestedUnkeyedContainer()
    try deeper.encode(list.count)
    var inner = container.nestedContainer(keyedBy: Outer.self, forKey: .inner)
    try inner.encode([String: Int](), forKey: .list)
    try container.encode(Empty(), forKey: .empty)
  }
}

private struct Empty: Encodable {}

private class Above: Encodable {
  let name = "above"
}

private final class Below: Above {
  private enum CodingKeys: CodingKey { case amount }

  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(5, forKey: .amount)
    try super.encode(to: container.superEncoder())
  }
}
