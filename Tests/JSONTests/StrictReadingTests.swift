import JSON
import Testing

@Suite struct StrictReadingTests {
  struct Line: Decodable { var sku: String }
  struct Order: Decodable { var lines: [Line] }

  @Test func namesUnknownMembersInTheOrderInWhichTheirObjectsAreRead() throws {
    let body = #"{"x":1,"lines":[{"sku":"A","y~/":2},{"sku":"B","z":{"more":1}}]}"#
    let reading = try StrictReading(Order.self, from: Array(body.utf8))
    #expect(try reading.result.get().lines.map(\.sku) == ["A", "B"])
    #expect(reading.unknown.map(\.pointer) == ["/x", "/lines/0/y~0~1", "/lines/1/z"])
  }

  @Test func findsMembersAmongManyWhateverTheirNamesLookLike() throws {
    let names = (0..<100).map { "k\($0)" } + ["家居", "e\u{301}", "tab\t", "quote\"", "😀"]
    let value = JSON.object(names.enumerated().map { JSON.Member($1, JSON($0)) })
    let expected = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    #expect(try StrictReading([String: Int].self, from: value.bytes).result.get() == expected)
    #expect(try CompactJSON.decoded([String: Int].self, from: value.bytes) == expected)
  }

  @Test(arguments: [
    #"{"é":1,"é":2}"#, #"{"b":0,"a":1,"\u0062":2}"#, #"{"b":0,"a":1,"b":2}"#, #"{"é":1,"e\#u{301}":2}"#,
  ])
  func refusesAMemberTwiceInEveryForm(_ text: String) {
    #expect(throws: JSONError.self) { try StrictReading([String: Int].self, from: Array(text.utf8)) }
  }

  /// The same member read through two types: what one of them does not know is unknown to it.
  @Test func eachReadingOfAMemberHasItsOwnUnknowns() throws {
    struct Twice: Decodable {
      enum CodingKeys: CodingKey { case line }
      struct Other: Decodable { var size: Int? }
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try container.decode(Line.self, forKey: .line)
        _ = try container.decode(Other.self, forKey: .line)
      }
    }
    let reading = try StrictReading(Twice.self, from: Array(#"{"line":{"sku":"A"}}"#.utf8))
    #expect(reading.unknown.map(\.pointer) == ["/line/sku"])
  }

  @Test func namesWhatIsMissingInAList() throws {
    struct Pair: Decodable {
      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        _ = try list.decode(Int.self)
        _ = try list.decode(Int.self)
      }
    }
    let reading = try StrictReading([Pair].self, from: Array("[[1,2],[1]]".utf8))
    let fault = try #require(throws: ReadingFault.self) { try reading.result.get() }
    #expect(fault.pointer == "/1/1")
  }
}
