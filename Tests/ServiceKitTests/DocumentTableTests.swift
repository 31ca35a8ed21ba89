import Kernel
import SQLite
import ServiceKit
import ServiceRuntime
import Testing

@Suite("Tables of aggregates")
struct DocumentTableTests {
  private struct Thing: Codable, Equatable {
    var id: ID<Order>
    var size: Int
  }

  private let database: Database
  private let table = DocumentTable<Thing>(
    "things", of: Localized(zh: "东西", en: "thing"), key: .init("id") { $0.id }, [.init("size") { $0.size }])

  init() throws {
    database = try Database(path: "", mode: .memory)
    try database.execute(
      "CREATE TABLE things (id TEXT PRIMARY KEY, size INTEGER NOT NULL, document TEXT NOT NULL) STRICT")
  }

  @Test("what is written is found, also by its columns, and changed with them")
  func writes() throws {
    try table.write(Thing(id: "a", size: 1), to: database)
    try table.write(Thing(id: "b", size: 2), to: database)
    try table.change(ID<Order>("a"), in: database) { $0.size = 3 }
    #expect(try table.find(ID<Order>("a"), in: database) == Thing(id: "a", size: 3))
    #expect(try table.all("WHERE size > ? ORDER BY size", 1, in: database).map(\.id) == ["b", "a"])
  }

  @Test("what a person asks for and is not there is 404; what an event is about and is not there is corrupt")
  func missing() throws {
    #expect(throws: Problem.notFound(Localized(zh: "东西", en: "thing"), "x").self) {
      try table.find(ID<Order>("x"), in: database)
    }
    #expect(throws: CorruptRow.self) { try table.change(ID<Order>("x"), in: database) { $0.size = 1 } }
  }

  @Test("a damaged document is corrupt, not absent", arguments: ["{", "{}", #"{"id":"a"}"#, "[]"])
  func damaged(document: String) throws {
    try database.run("INSERT INTO things VALUES ('a', 1, ?)", document)
    let refusal = try #require(throws: CorruptRow.self) { try table.state(ID<Order>("a"), in: database) }
    #expect(refusal.table == "things" && refusal.column == "document")
  }
}
