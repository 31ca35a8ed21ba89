import Foundation
import JSON
import Kernel
import Testing

/// `CompactJSON` reads what `JSONDecoder` does, and refuses what that refuses.
@Suite struct CompactJSONDecodingTests {
  @Test(arguments: [
    #"{"a":1,"b":[true,false,null,"x"],"c":{}}"#, #"{"b":1.5,"a":1e2}"#, #"{"a":1,"a":2}"#, "[1,]", "", "nul",
    "\"\\ud800\"",
    #""\u00e9\ud83d\ude00\n\/\\\"\b\f""#, #"{"\u0061":1}"#, "-0", "[1.0,1e3,12345678901234567890,0.1,-0.0]", "1e400",
    "[\"\u{1}\"]", "{\"e\u{301}\":1,\"é\":2}", "{\"\u{212a}\":1,\"K\":2}", " [ 1 , 2 ] ", "\u{feff}{}", "[01]", "[1.]",
    String(repeating: "[", count: 80) + String(repeating: "]", count: 80), "[1] 2", "{\"a\" 1}", "\"\u{7f}\u{2028}\"",
  ])
  func readsJSONAsFoundationDoes(_ text: String) throws {
    let ours = try? CompactJSON.encoded(CompactJSON.decoded(JSON.self, from: Array(text.utf8)))
    let theirs = try? CompactJSON.encoded(JSONDecoder().decode(JSON.self, from: Data(text.utf8)))
    #expect(ours == theirs)
  }

  struct Numbers: Codable, Equatable {
    var int: Int?
    var small: Int8?
    var large: UInt64?
    var double: Double?
    var float: Float?
    var decimal: Decimal?
    var percent: Percent?
    var text: String?
    var truth: Bool?
  }

  @Test(arguments: ["int", "small", "large", "double", "float", "decimal", "percent", "text", "truth"])
  func readsEveryScalarAsFoundationDoes(_ name: String) {
    for value in [
      "0", "-0", "7", "-7", "127", "128", "300", "1.0", "12.5", "12.50", "0.05", "-0.25", "1e2", "1.25e1", "1e-2",
      "0.001",
      "123456789012345678", "1234567890123456789", "18446744073709551615", "18446744073709551616", "1e400", "null",
      "true", "\"7\"", "\"\\u0037\"", "[]", "{}", "12.345678901234567890123", "100000000.5", "0.1", "99.99",
    ] {
      let body = Array("{\"\(name)\":\(value)}".utf8)
      let ours = try? CompactJSON.decoded(Numbers.self, from: body)
      let theirs = try? JSONDecoder().decode(Numbers.self, from: Data(body))
      #expect(ours == theirs, "\(value)")
    }
  }

  @Test func saysWhatFoundationSays() throws {
    struct Sample: Decodable { var amount: Int }
    for text in [#"{"amount":"x"}"#, #"{"amount":null}"#, "{}", "[]", #"{"amount":1.5}"#, "{"] {
      let ours = #expect(throws: DecodingError.self) { try CompactJSON.decoded(Sample.self, from: Array(text.utf8)) }
      let theirs = #expect(throws: DecodingError.self) { try JSONDecoder().decode(Sample.self, from: Data(text.utf8)) }
      #expect(ours.map { "\($0)" } == theirs.map { "\($0)" })
    }
  }

  @Test(arguments: [
    (#"{ "b" : [1.0, 1e2], "a" : "\u00e9/" }"#, #"{"a":"é/","b":[1,100]}"#), ("[0.50]", "[0.5]"), ("no", "no"),
    (#"{"b":1,"a":{"d":2,"c":[]}}"#, #"{"a":{"c":[],"d":2},"b":1}"#),
  ])
  func hasOneTextForTheSameData(_ text: String, _ canonical: String) {
    #expect(String(decoding: CompactJSON.canonical(Array(text.utf8)), as: UTF8.self) == canonical)
  }
}
