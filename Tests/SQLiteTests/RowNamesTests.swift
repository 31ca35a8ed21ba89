import SQLite
import Testing

@Suite("Columns by name")
struct RowNamesTests {
  private func row<Result>(_ sql: String, _ read: (borrowing Row) throws -> Result) throws -> Result? {
    let database = try Database(path: "", mode: .memory)
    try database.execute("CREATE TABLE things (name TEXT, count INTEGER, size REAL, flag INTEGER, gone TEXT)")
    try database.run("INSERT INTO things VALUES ('chair', 4, 1.5, 1, NULL)")
    return try database.first(sql, read: read)
  }

  @Test("are found in any order, also those that are computed and named")
  func finds() throws {
    let found = try row("SELECT *, count * 2 AS twice FROM things") { row in
      #expect(try row.int("twice") == 8 && row.text("name") == "chair" && row.double("size") == 1.5)
      #expect(try row.bool("flag") && row.int("count") == 4 && row.optionalText("gone") == nil && row.isNull("gone"))
      return try row.text("name")
    }
    #expect(found == "chair")
  }

  @Test("of another type, without a value or of no such name are corrupt, and say where and what")
  func refuses() throws {
    func refusal(_ read: (borrowing Row) throws -> Void) throws -> CorruptRow {
      try #require(throws: CorruptRow.self) { _ = try row("SELECT * FROM things", read) }
    }
    #expect(try refusal { _ = try $0.integer("name") } == CorruptRow(table: "things", column: "name", value: "chair"))
    #expect(try refusal { _ = try $0.text("gone") } == CorruptRow(table: "things", column: "gone", value: "NULL"))
    #expect(try refusal { _ = try $0.bool("count") } == CorruptRow(table: "things", column: "count", value: "4"))
    #expect(try refusal { _ = try $0.text("count") }.value == "4")
    #expect(try refusal { _ = try $0.int("other") }.column == "other")
  }

  @Test("a long value is shortened")
  func shortens() {
    #expect(CorruptRow(table: "t", column: "c", value: String(repeating: "x", count: 90)).value.count == 61)
  }
}
