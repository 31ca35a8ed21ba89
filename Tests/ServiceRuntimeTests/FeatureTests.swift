import Contracts
import HTTP
import Kernel
import Persistence
import SQLite
import ServiceRuntime
import TestSupport
import Testing

@Suite("What a service declares")
struct FeatureTests {
  private static let leads = Catalog.events(of: .leads)

  /// A service of `leads` whose features name all of its events but those left out, and one table.
  private static func definition(
    leavingOut missing: Set<String> = [], twice: [EventWriter] = [], tables: [Feature.Table] = ["things"]
  ) -> ServiceDefinition {
    let writers = leads.filter { !missing.contains($0.type) }.map { writer(of: $0) }
    return ServiceDefinition(
      name: "leads", title: Localized(zh: "", en: ""), source: .leads, port: 0,
      features: [Feature(tables: tables, writes: writers), Feature(writes: twice)],
      migrations: [Migration("CREATE TABLE things (id TEXT PRIMARY KEY) STRICT;")], listeningTo: [])
  }

  private static func writer<Event: DomainEvent>(of type: Event.Type) -> EventWriter { .nothing(type) }

  @Test("all that is named once may start")
  func whole() throws { try Self.definition().check() }

  @Test("an event that nobody writes refuses the start and is named", arguments: [LeadCaptured.type, ShopChanged.type])
  func missing(type: String) throws {
    let refusal = try #require(throws: WrongDeclaration.self) {
      try Self.definition(leavingOut: [type]).check()
    }
    #expect(refusal.description.contains(type) && refusal.mistakes.count == 1)
  }

  @Test("the service itself does not start with it")
  func start() throws {
    let folder = TemporaryFolder()
    let refusal = try #require(throws: WrongDeclaration.self) {
      try TestService(
        Self.definition(leavingOut: [LeadCaptured.type]), in: folder.path,
        broker: InMemoryBroker(
          topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) })))
    }
    #expect("\(refusal)".contains(LeadCaptured.type))
  }

  @Test("an event that two features write, or that is another service's, refuses the start")
  func doubled() throws {
    let twice = try #require(throws: WrongDeclaration.self) {
      try Self.definition(twice: [.nothing(ShopChanged.self), .nothing(QuoteIssued.self)]).check()
    }
    #expect(twice.mistakes.count == 2 && twice.description.contains(QuoteIssued.type))
  }

  @Test("so do tables that nobody declares, that two declare, or that no migration makes")
  func tables() throws {
    let refusal = try #require(throws: WrongDeclaration.self) {
      try Self.definition(tables: ["other", "other"]).check()
    }
    #expect(refusal.mistakes.count == 3)
  }
}

@Suite("Stored values that cannot be read")
struct CorruptRowTests {
  private static func definition() -> ServiceDefinition {
    let numbers = Resource("numbers", scope: .company, readers: .everyone, writers: [])
    return ServiceDefinition(
      name: "reporting", title: Localized(zh: "", en: ""), source: nil, port: 0,
      features: [
        Feature(
          tables: [.unverified("numbers")],
          routes: {
            numbers.item(Localized(zh: "", en: "A number")) { query, database in
              let id: ID<Order> = query.id()
              let date = try database.first("SELECT day FROM numbers WHERE id = ?", id) { try $0.date("day") }
              return Answer(["day": date?.description ?? "none"])
            }
          })
      ],
      migrations: [
        Migration(
          """
          CREATE TABLE numbers (id TEXT PRIMARY KEY, day TEXT) STRICT;
          INSERT INTO numbers VALUES ('good', '2026-11-22'), ('damaged', '2026-11-31'), ('null', NULL);
          """)
      ], listeningTo: [])
  }

  @Test("a request that meets one is answered 500 and counted, never with a default")
  func answers() async throws {
    let folder = TemporaryFolder()
    let service = try TestService(
      Self.definition(), in: folder.path,
      broker: InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) })))
    let before = CorruptRow.count
    #expect(try await service.send("GET", "/v1/numbers/good").status == 200)
    for id in ["damaged", "null"] {
      let answer = try await service.send("GET", "/v1/numbers/\(id)", headers: ["Accept-Language": "en"])
      #expect(answer.status == 500 && answer.text.contains("corrupt-row") && !answer.text.contains("2026-11-31"))
    }
    #expect(CorruptRow.count >= before + 2)
    #expect(try await service.send("GET", "/metrics").text.contains("joinery_corrupt_rows_total"))
    await service.stop()
  }
}
