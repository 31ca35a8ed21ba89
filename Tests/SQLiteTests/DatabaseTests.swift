import SQLite
import TestSupport
import Testing

@Suite("SQLite's face")
struct DatabaseTests {
  let folder = TemporaryFolder()

  @Test(
    "what is bound comes back",
    arguments: [
      .null, .integer(.min), .integer(.max), .real(1.5), .text(""), .text("陈\u{0}伟"), .blob([]), .blob([0, 255]),
    ] as [Value])
  func roundTrip(value: Value) throws {
    let database = try Database(path: "", mode: .memory)
    #expect(try database.first("SELECT ?", value) { $0.value(0) } == value)
  }

  @Test("a column holds a text, or another one", arguments: ["", "a", "陈\u{0}伟", "a text of more than fifteen bytes"])
  func holds(text: String) throws {
    let database = try Database(path: "", mode: .memory)
    let found = try database.first("SELECT ?, ? || 'x', NULL", text, text) {
      [$0.holds(text, 0), $0.holds(text, 1), $0.holds(text, 2)]
    }
    #expect(found == [true, false, text.isEmpty])
  }

  @Test("a query inside the rows of the same query has a statement of its own")
  func nested() throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2), (3)")
    var pairs: [String] = []
    try database.each("SELECT x FROM t ORDER BY x") { outer in
      let first = outer.int(0)
      try database.each("SELECT x FROM t ORDER BY x") { inner in pairs.append("\(first)\(inner.int(0))") }
    }
    #expect(pairs == ["11", "12", "13", "21", "22", "23", "31", "32", "33"])
  }

  @Test("a duplicate is told from other errors, and the statement can be used again")
  func duplicates() throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT UNIQUE, z TEXT NOT NULL) STRICT")
    try database.run("INSERT INTO t VALUES (1, 'a', 'z')")
    for (x, y) in [(1, "b"), (2, "a")] {
      let error = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO t VALUES (?, ?, 'z')", x, y) }
      #expect(error?.isDuplicate == true)
    }
    let missing = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO t VALUES (3, 'c', NULL)") }
    #expect(missing?.isDuplicate == false)
    #expect(try database.run("INSERT INTO t VALUES (?, ?, 'z')", 4, "d") == 1)
  }

  @Test("an error that ends the transaction shows")
  func fullDisk() throws {
    let database = try Database(path: "\(folder.path)/full.sqlite")
    try database.execute("CREATE TABLE t (x BLOB)")
    _ = try database.first("PRAGMA max_page_count = 10") { $0.int(0) }
    try database.execute("BEGIN; SAVEPOINT one")
    let error = #expect(throws: SQLiteError.self) { try database.run("INSERT INTO t VALUES (zeroblob(1000000))") }
    #expect(error?.isFull == true && !database.isInTransaction)
  }

  @Test("bytes of a column are added to others without a text of their own")
  func appendedBytes() throws {
    let database = try Database(path: "\(folder.path)/bytes.sqlite")
    let (bytes, counts) = try #require(
      try database.first("SELECT 'ab', x'00ff', NULL, '', '客'") { row in
        var bytes: [UInt8] = [1]
        for column in 0..<5 { row.append(column, to: &bytes) }
        return (bytes, (0..<5).map { row.byteCount($0) })
      })
    #expect(bytes == [1, 97, 98, 0, 255] + Array("客".utf8) && counts == [2, 2, 0, 0, 3])
  }

  @Test("a read-only connection does not write")
  func readOnly() throws {
    let path = "\(folder.path)/a.sqlite"
    let writer = try Database(path: path)
    try writer.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER)")
    let reader = try Database(path: path, mode: .readOnly)
    #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
    #expect(throws: SQLiteError.self) { try Database(path: "\(folder.path)/missing.sqlite", mode: .readOnly) }
  }

  @Test("a backup is of one moment, while others write")
  func backup() throws {
    let database = try Database(path: "\(folder.path)/a.sqlite")
    try database.execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER)")
    for value in 0..<1000 { try database.run("INSERT INTO t VALUES (?)", value) }
    try database.backup(to: "\(folder.path)/copy.sqlite")
    try database.run("DELETE FROM t")
    let copy = try Database(path: "\(folder.path)/copy.sqlite", mode: .readOnly)
    #expect(try copy.first("SELECT count(*) FROM t") { $0.int(0) } == 1000)
    #expect(try copy.integrityProblems().isEmpty)
  }
}
