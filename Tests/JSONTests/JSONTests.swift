import JSON
import Kernel
import ServiceRuntime
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    (#"{"a":[1,-0.5e+10,true,false,null,"x"]}"#, #"{"a":[1,-0.5e+10,true,false,null,"x"]}"#),
    (" [ ] ", "[]"), ("{ }", "{}"), ("\"\"", "\"\""),
    (#""\u00e9\ud83d\ude00\n\/\\\"""#, #""é😀\n/\\\"""#),
    ("12345678901234567890.123456789012345678901", "12345678901234567890.123456789012345678901"),
    (#""中文\u0000\u007f""#, #""中文\u0000\u007f""#),
  ])
  func parsesAndWrites(_ text: String, _ written: String) throws {
    #expect(try JSON(parsing: Array(text.utf8)).text == written)
  }

  @Test(arguments: [
    ("", JSONError.syntax(offset: 0)), ("nul", .syntax(offset: 0)), ("[1,]", .syntax(offset: 3)),
    ("{\"a\" 1}", .syntax(offset: 5)), ("01", .syntax(offset: 1)), ("1.", .syntax(offset: 2)),
    ("+1", .syntax(offset: 0)), ("[1] 2", .syntax(offset: 4)), ("\"a\nb\"", .syntax(offset: 2)),
    ("\"abc", .syntax(offset: 4)), (#""\x""#, .syntax(offset: 2)), (#""\u12g4""#, .syntax(offset: 5)),
    ("{'a':1}", .syntax(offset: 1)), ("NaN", .syntax(offset: 0)), ("\u{feff}{}", .syntax(offset: 0)),
    (#"{"a":1,"a":2}"#, .duplicateKey("a", offset: 7)), (#"{"a":1,"\u0061":2}"#, .duplicateKey("a", offset: 7)),
    (#"["\ud800"]"#, .invalidUnicode(offset: 1)), (#"["\ud800\n"]"#, .invalidUnicode(offset: 1)),
    (#"["\udc00\ud800"]"#, .invalidUnicode(offset: 1)),
    (String(repeating: "[", count: 65) + String(repeating: "]", count: 65), .tooDeep(offset: 64)),
    (String(repeating: "{\"a\":", count: 1000), .tooDeep(offset: 320)),
  ])
  func refuses(_ text: String, _ error: JSONError) {
    #expect(throws: error) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test(arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe4, 0xb8], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]])
  func refusesWhatIsNoUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONError.invalidUnicode(offset: 0)) { try JSON(parsing: [34] + bytes + [34]) }
  }

  @Test func takes64Levels() throws {
    let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(try JSON(parsing: Array(text.utf8)).text == text)
  }

  @Test func findsDuplicatesAmongMany() {
    let members = (0..<1000).map { "\"k\($0)\":0" }
    let text = "{" + (members + ["\"k7\":1"]).joined(separator: ",") + "}"
    #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
    #expect(throws: Never.self) { try JSON(parsing: Array("{\(members.joined(separator: ","))}".utf8)) }
  }

  @Test func takesWhatCanBeEncoded() throws {
    #expect(try JSON(encoding: [Money(1299)]) == [["amount": 1299, "currency": "CNY"]])
  }
}
