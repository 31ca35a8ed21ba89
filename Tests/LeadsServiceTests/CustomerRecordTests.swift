import Contracts
import Foundation
import Kernel
import LeadsService
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("The customer's record, reminders, and what other services say")
struct CustomerRecordTests {
  let folder = TemporaryFolder()

  func start(clock: ManualClock = ManualClock(), broker: InMemoryBroker? = nil) async throws -> TestService {
    let service = try TestService(
      LeadsService.definition(), in: folder.path, broker: broker ?? LeadsServiceTests.broker(), clock: clock.source)
    try await service.ready()
    return service
  }

  @Test("every change of a customer is kept with old and new, under the ETag of what was read")
  func customers() async throws {
    let service = try await start()
    let made = try await service.send(
      "POST", "/v1/customers",
      """
      {"name":"陈伟","phone":"138 0013 8000","type":"developer","tags":["老客户"],"custom":{"level":"金"},
       "contacts":[{"name":"李娜","role":"财务","phone":"13900139000"}],
       "properties":[{"community":"保利花园","room":"1702"}],
       "dates":[{"kind":"birthday","date":"1980-02-29"}]}
      """)
    #expect(made.status == 201 && made.json["type"] == "developer" && made.json["status"] == "prospect", "\(made.text)")
    let id = try #require(made.json["id"]?.string)
    let tag = try #require(made.headers["etag"])
    #expect(try await service.send("GET", "/v1/customers/\(id)").headers["etag"] == tag)
    let edit = #"{"name":"陈大伟","status":"active","tags":["老客户","大客户"]}"#
    #expect(try await service.send("PATCH", "/v1/customers/\(id)", edit).status == 428)
    let done = try await service.send("PATCH", "/v1/customers/\(id)", edit, headers: ["If-Match": tag])
    #expect(done.status == 200 && done.json["name"] == "陈大伟" && done.json["status"] == "active")
    let stale = try await service.send("PATCH", "/v1/customers/\(id)", edit, headers: ["If-Match": tag])
    #expect(stale.status == 412)
    let data = try service.running.store.read {
      try $0.all("SELECT data FROM event_journal WHERE type = ? ORDER BY position", CustomerUpdated.type) {
        $0.bytes(0)
      }
    }
    let event = try CustomerUpdated.decoded(try #require(data.last))
    #expect(event.previous.name == "陈伟" && event.profile.name == "陈大伟")
    #expect(event.changed.fields == [.name, .status, .tags])
    let other = try await service.send("POST", "/v1/customers", #"{"name":"别人","phone":"13800138000"}"#)
    #expect(other.status == 409 && other.problem == "duplicate-customer" && !other.text.contains(id))
    let back = try await service.send(
      "PATCH", "/v1/customers/\(id)", #"{"status":"prospect"}"#,
      headers: ["If-Match": try #require(done.headers["etag"])])
    #expect(back.status == 409 && back.problem == "illegal-status")
    #expect(
      try await service.send("GET", "/v1/customers?tag=%E5%A4%A7%E5%AE%A2%E6%88%B7").json["items"]?.array?.count == 1)
    #expect(try await service.send("GET", "/v1/customers.csv").status == 200)
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("a contact due is a reminder by its day, raised once a day, and gone with a later activity")
  func reminders() async throws {
    let service = try await start()
    let lead = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead(more: #","ownerId":"s-1""#)).json
    let customer = try #require(lead["customerId"]?.string)
    func activity(_ at: String, _ next: String?) async throws {
      let more = next.map { #","nextContactOn":"\#($0)""# } ?? ""
      let answer = try await service.send(
        "POST", "/v1/activities",
        #"{"customerId":"\#(customer)","channel":"phone","at":"\#(at)","summary":"谈"\#(more)}"#)
      #expect(answer.status == 201)
    }
    func state(_ day: String) async throws -> String? {
      let items = try await service.send("GET", "/v1/reminders?rule=contact&asOf=\(day)").json["items"]?.array ?? []
      #expect(items.count <= 1 && items.allSatisfy { $0["ownerId"] == "s-1" && $0["customerId"]?.string == customer })
      return items.first?["state"]?.string
    }
    // 17:00 UTC is the next day in the company's zone.
    try await activity("2026-01-04T17:00:00Z", "2026-01-10")
    #expect(try await state("2026-01-04") == nil)
    #expect(try await state("2026-01-08") == nil)
    #expect(try await state("2026-01-09") == "tomorrow")
    #expect(try await state("2026-01-10") == "today")
    #expect(try await state("2026-01-11") == "overdue")
    // The service's own look at the day on which the test's clock stands comes when it comes.
    func raised(on day: String) throws -> Int {
      try service.running.store.read {
        try $0.first(
          "SELECT count(*) FROM event_journal WHERE type = ? AND CAST(data AS TEXT) ->> '$.raisedOn' = ?",
          ReminderRaised.type, day
        ) { $0.int(0) } ?? 0
      }
    }
    for _ in 0..<2 {
      #expect(try await service.send("POST", "/ops/sweep?asOf=2026-01-10", "{}").status == 202)
      #expect(try raised(on: "2026-01-10") == 1)
    }
    try await activity("2026-01-11T03:00:00Z", nil)
    #expect(try await state("2026-01-10") == "today")
    #expect(try await state("2026-01-11") == nil)
    #expect(try await service.send("POST", "/ops/sweep?asOf=2026-01-12", "{}").status == 202)
    #expect(try raised(on: "2026-01-10") == 1 && raised(on: "2026-01-12") == 0)
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("a lead is edited under its ETag; its source stays once it is won")
  func editLead() async throws {
    let service = try await start()
    let id = try await service.capturedLead().id
    #expect(try await service.send("PATCH", "/v1/leads/\(id)", #"{"notes":"x"}"#).status == 428)
    // What to edit comes before how.
    #expect(try await service.send("PATCH", "/v1/leads/\(id)", #"{"notes":7}"#).status == 428)
    let done = try await service.send(
      "PATCH", "/v1/leads/\(id)", #"{"notes":"急","phone":"+86 13900139000","homeStage":"租房"}"#,
      headers: ["If-Match": "\"v1\""])
    #expect(done.status == 200 && done.json["notes"] == "急" && done.json["phone"] == "13900139000", "\(done.text)")
    #expect(done.json["inProfile"] == false && done.headers["etag"] == "\"v2\"")
    let cleared = try await service.send(
      "PATCH", "/v1/leads/\(id)", #"{"homeStage":null,"notes":null,"budget":null}"#, headers: ["If-Match": "\"v2\""])
    #expect(cleared.json["notes"] == nil && cleared.json["homeStage"] == nil && cleared.json["inProfile"] == true)
    // The old phone is free again, the new one is protected.
    #expect(try await service.send("POST", "/v1/leads", LeadsServiceTests.lead("13900139000")).status == 409)
    #expect(try await service.send("POST", "/v1/leads", LeadsServiceTests.lead()).status == 201)
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("the company's own fields are checked on capture and edit")
  func customFields() async throws {
    let service = try await start()
    let define = #"{"entity":"lead","name":"style","type":"choice","options":["现代","中式"],"required":true}"#
    #expect(try await service.send("POST", "/v1/custom-fields", define).status == 201)
    #expect(
      try await service.send("POST", "/v1/custom-fields", #"{"entity":"lead","name":"area","type":"number"}"#).status
        == 201)
    for (custom, pointers) in [
      ("{}", ["/custom/style"]), (#"{"style":"欧式"}"#, ["/custom/style"]),
      (#"{"style":"现代","area":"大"}"#, ["/custom/area"]), (#"{"style":"现代","area":"88.5"}"#, []),
    ] {
      let answer = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead(more: #","custom":\#(custom)"#))
      #expect(answer.pointers == pointers && answer.status == (pointers.isEmpty ? 201 : 422), "\(answer.text)")
    }
    #expect(try await service.send("GET", "/v1/custom-fields?entity=lead").json["items"]?.array?.count == 2)
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test(
    "a referral is converted by money for the referred lead's order, and clawed back, in any order of arrival",
    arguments: [true, false])
  func referrals(moneyFirst: Bool) async throws {
    let clock = ManualClock()
    let broker = LeadsServiceTests.broker()
    let sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
    let finance = try FakeSource(.finance, in: folder.path, broker: broker, clock: clock)
    let service = try await start(clock: clock, broker: broker)
    let old = try await service.send("POST", "/v1/customers", #"{"name":"老客户","phone":"13700137000"}"#).json
    let referrer = try #require(old["id"]?.string)
    let made = try await service.send(
      "POST", "/v1/leads",
      #"{"name":"新","phone":"13800138000","source":{"channel":"referral","referrerCustomerId":"\#(referrer)"}}"#
    ).json
    let customer = ID<Customer>(try #require(made["customerId"]?.string))
    let day = CompanyZone.day(at: clock.now)
    let price = try Money(1_000_000)
    let entry = LedgerEntry(on: day, lines: [])
    func order() throws {
      try sales.publish(
        OrderConfirmed(
          orderId: ID("o-1"), number: "SO-1", customerId: customer, quoteId: nil,
          leadId: ID(made["id"]?.string ?? ""), salespersonId: nil, designerId: nil, shop: nil, signedOn: day,
          signedAt: nil, terms: OrderTerms(lines: [], total: price, taxes: [], instalments: [], promisedOn: nil),
          erp: nil, occurredAt: clock.now))
    }
    func allocate() throws {
      try finance.publish(
        CreditAllocated(
          allocationId: ID("a-1"), customerId: customer, creditId: "r-1", receivableId: ID("x-1"), orderId: ID("o-1"),
          amount: try Money(300_000), on: day, salespersonId: nil, shop: nil, entry: entry, occurredAt: clock.now))
    }
    func referral() async throws -> (String?, Int?) {
      clock.advance(milliseconds: 100)
      try sales.step()
      try finance.step()
      let item = try await service.send("GET", "/v1/referrals?referrerCustomerId=\(referrer)").json["items"]?.array?
        .first
      return (item?["state"]?.string, item?["received"]?["amount"].flatMap { Int($0.text) })
    }
    #expect(try await referral() == ("recorded", 0))
    if moneyFirst { try allocate(); try order() } else { try order(); try allocate() }
    try await eventually { try await referral() == ("converted", 300_000) }
    try finance.publish(
      AllocationReversed(
        allocationId: ID("a-1"), customerId: customer, creditId: "r-1", receivableId: ID("x-1"), orderId: ID("o-1"),
        amount: try Money(300_000), on: day, salespersonId: nil, shop: nil, entry: entry, occurredAt: clock.now))
    try await eventually { try await referral() == ("clawed-back", 0) }
    try await service.expectNoDifferences()
    await service.stop()
  }
}
