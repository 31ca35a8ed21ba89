import ServiceKit
import ServiceRuntime
import Testing

@Suite struct CSVTableTests {
  /// Files as their rows, each as `number:a|b`.
  @Test(
    "rows are found by the names of their columns, whatever their spelling, order, quotes and line ends",
    arguments: [
      ("a,b\n1,2\n", ["2:1|2"]), ("\u{feff}B,A\r\n2,1\r\n", ["2:1|2"]), ("甲,b\n1,2", ["2:1|2"]),
      ("a,b\n\"1,\n\"\"x\"\"\",2\n", ["2:1,\n\"x\"|2"]), ("a,b\n\n ,\n 1 ,\n", ["4:1|-"]), ("a\n1\n", ["2:1|-"]),
      ("a,b,\n1,2,3\n", ["2:1|2"]), ("a,b\n1\n", ["2:1|-"]), ("a,b\n", []), ("a,b\r1,2\r3,4", ["2:1|2", "3:3|4"]),
    ] as [(String, [String])])
  func rows(text: String, expected: [String]) throws {
    let table = try CSVTable(Array(text.utf8), columns: ["a": ["甲"], "b": []], required: ["a"])
    #expect(table.rows.map { "\($0.number):\($0["a"] ?? "-")|\($0["b"] ?? "-")" } == expected)
  }

  @Test(
    "a file that cannot be read is refused with the reason",
    arguments: [
      ("", "empty"), ("c\n", "unknown-column"), ("b\n1\n", "missing-column"), ("a\n1\n2\n3\n", "too-many-rows"),
      ("a\n\"1\n", "open-quote"),
    ])
  func refused(text: String, kind: String) throws {
    let problem = try #require(throws: Problem.self) {
      try CSVTable(Array(text.utf8), columns: ["a": [], "b": []], required: ["a"], upTo: 2)
    }
    #expect(problem.kind == "csv-\(kind)")
  }

  @Test("a file that is no UTF-8 is refused")
  func notUTF8() {
    #expect(throws: Problem.self) { try CSVTable([0x61, 0x0a, 0xff]) }
  }

  @Test("a file may have whatever columns it has")
  func free() throws {
    let table = try CSVTable(Array("a, custom.x\n1,2\n".utf8))
    #expect(table.header == ["a", "custom.x"])
    #expect(table.rows.map { $0["custom.x"] } == ["2"])
  }
}
