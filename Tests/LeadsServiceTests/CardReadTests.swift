import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who read a customer's card, and what is held of a customer")
struct CardReadTests {
  @Test(
    "reads within a minute are one row with role and count, masked ones too; lists and what is not there leave none")
  func reads() async throws {
    let house = try await House()
    let lead = try await house.make(
      "/v1/leads", #"{"name":"客户","phone":"13800000001","source":{"channel":"online"}}"#)
    let customer = try #require(lead.json["customerId"]?.string)
    let finance = try house.headers("f", [.finance])
    let manager = try house.headers("boss", [.manager])
    for _ in 1...2 {
      #expect(try await house.service.send("GET", "/v1/customers/\(customer)", headers: finance).status == 200)
    }
    #expect(try await house.service.send("GET", "/v1/customers", headers: finance).status == 200)
    #expect(try await house.service.send("GET", "/v1/customers/nobody", headers: finance).status == 404)
    #expect(try await house.service.send("GET", "/v1/customers/\(customer)/data", headers: manager).status == 200)
    func rows(of subject: String) async throws -> [JSON] {
      try await house.service.send("GET", "/v1/audit/reads?subject=\(subject)", headers: manager).json["items"]?.array
        ?? []
    }
    try await eventually {
      let counts = try await rows(of: customer).compactMap { $0["count"] }
      return counts == [2, 1] || counts == [1, 2]
    }
    let found = try await rows(of: customer)
    let masked = try #require(found.first { $0["reader"] == "f" })
    #expect(masked["readerRole"] == "finance" && masked["routes"]?.array == ["/v1/customers/{id}"])
    #expect(found.first { $0["reader"] == "boss" }?["routes"]?.array == ["/v1/customers/{id}/data"])
    #expect(try await rows(of: "nobody").isEmpty)
    await house.service.stop()
  }

  @Test("reads are kept for 180 days", arguments: [(179, 1), (180, 1), (181, 0)])
  func kept(_ days: Int, _ left: Int) async throws {
    let folder = TemporaryFolder()
    let now = Instant(milliseconds: 1_795_000_000_000)
    let store = try Store(
      Store.Options(
        service: "leads", folder: folder.path, schemas: [Schema("reads", [.cardReads])],
        time: TimeSource { now }, random: SystemRandomNumberGenerator(), apply: { _, _ in }))
    defer { store.close() }
    let read = now.adding(seconds: -days * 86_400)
    try await store.transaction(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.database.run(
        "INSERT INTO card_reads VALUES (1, 'c-1', 'f', 'finance', ?, ?, 1, '/v1/customers/{id}')", read, read)
      for rule in Feature.cardReads.daily { try rule(CompanyZone.day(at: unit.now), unit) }
    }
    #expect(try store.read { try $0.first("SELECT count(*) FROM card_reads") { $0.int(0) } } == left)
  }

  @Test("the export has profile, leads and every event; a page says the same in either language")
  func held() async throws {
    let house = try await House()
    try await house.employ()
    let body = #"{"name":"陈伟","phone":"13800000001","source":{"channel":"online"},"ownerId":"me"}"#
    let lead = try await house.make("/v1/leads", body)
    let customer = try #require(lead.json["customerId"]?.string)
    _ = try await house.make(
      "/v1/activities",
      #"{"customerId":"\#(customer)","channel":"phone","at":"2026-11-01T02:00:00Z","summary":"谈橱柜"}"#)
    let manager = try house.headers("boss", [.manager])
    let answer = try await house.service.send("GET", "/v1/customers/\(customer)/data", headers: manager)
    #expect(answer.status == 200, "\(answer.text)")
    let filled = Set(
      (answer.json["sections"]?.array ?? []).filter { $0["items"]?.array?.isEmpty == false }.compactMap {
        $0["name"]?.string
      })
    #expect(filled.isSuperset(of: ["customers", "leads", "activities", "protectedPhones"]), "\(filled)")
    let types = Set((answer.json["events"]?.array ?? []).compactMap { $0["type"]?.string })
    #expect(
      types.isSuperset(of: [
        "joinery.leads.customer.registered.v1", "joinery.leads.lead.captured.v2", "joinery.leads.activity.logged.v1",
      ]), "\(types)")
    for (language, words) in [("zh", "跟进记录"), ("en", "Activities")] {
      let page = try await house.service.send(
        "GET", "/v1/customers/\(customer)/data.html?lang=\(language)", headers: manager)
      #expect(page.status == 200 && page.text.contains(words))
      #expect(page.text.contains("陈伟") && page.text.contains("13800000001") && page.text.contains("谈橱柜"))
    }
    let unknown = try await house.service.send("GET", "/v1/customers/nobody/data", headers: manager)
    #expect(unknown.status == 404)
    await house.service.stop()
  }
}
