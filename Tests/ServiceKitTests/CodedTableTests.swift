import Kernel
import SQLite
import ServiceKit
import ServiceRuntime
import Testing

@Suite("Tables of coded things")
struct CodedTableTests {
  private let database: Database
  private let table = CodedTable("things", of: Localized(zh: "东西", en: "thing")) { try $0.optionalText("name") }

  init() throws {
    database = try Database(path: "", mode: .memory)
    try database.execute("CREATE TABLE things (code TEXT PRIMARY KEY, name TEXT, version INTEGER NOT NULL) STRICT")
  }

  @Test("what is said again takes the place of what was said, null included, and counts")
  func writes() throws {
    for name in ["one", nil, "two"] { try table.write(["name": name], as: ID<Shop>("a"), to: database) }
    try table.write(["name": nil as String?], as: ID<Shop>("b"), to: database)
    #expect(try table.find(ID<Shop>("a"), in: database) == ("two", 3))
    #expect(try table.find(ID<Shop>("b"), in: database) == (nil, 1))
    #expect(try table.all("ORDER BY code DESC", in: database).map(\.version) == [1, 3])
  }

  @Test("a code that nobody has registered is free, and 404")
  func missing() throws {
    try table.requireFree(ID<Shop>("a"), in: database)
    #expect(throws: Problem.notFound(Localized(zh: "东西", en: "thing"), "a").self) {
      try table.find(ID<Shop>("a"), in: database)
    }
    try table.write(["name": "one"], as: ID<Shop>("a"), to: database)
    let refusal = try #require(throws: Problem.self) { try table.requireFree(ID<Shop>("a"), in: database) }
    #expect(refusal.kind == "code-taken" && refusal.status == 409)
  }
}
