import Contracts
import Foundation
import Kernel
import LeadsService
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("Reviews, merges, imports, campaigns, segments and care")
struct GrowthTests {
  let folder = TemporaryFolder()

  let clock = ManualClock()

  func start() async throws -> TestService {
    let service = try TestService(
      LeadsService.definition(), in: folder.path, broker: LeadsServiceTests.broker(), clock: clock.source)
    try await service.ready()
    return service
  }

  @Test("an invalid lead comes up for review by its reason's interval, and is revived or put off")
  func review() async throws {
    let service = try await start()
    let id = try #require(try await service.send("POST", "/v1/leads", LeadsServiceTests.lead()).json["id"]?.string)
    #expect(try await service.send("POST", "/v1/leads/\(id)/review", #"{"outcome":"dead"}"#).problem == "not-invalid")
    let invalid = try await service.send("POST", "/v1/leads/\(id)/invalidate", #"{"reason":"unreachable"}"#)
    #expect(invalid.json["reviewOn"] == "2026-12-22", "\(invalid.text)")
    for (day, count) in [("2026-12-21", 0), ("2026-12-22", 1), ("2026-12-22", 1), ("2026-12-23", 1)] {
      _ = try await service.send("POST", "/ops/sweep?asOf=\(day)", "{}")
      #expect(try service.events(LeadReviewDue.type) == count, "\(day)")
    }
    let still = try await service.send(
      "POST", "/v1/leads/\(id)/review", #"{"outcome":"still-invalid","contact":"unreachable"}"#)
    #expect(still.json["reviewOn"] == "2026-12-22" && still.json["contactStatus"] == "unreachable")
    let revived = try await service.send(
      "POST", "/v1/leads/\(id)/review", #"{"outcome":"revived","contact":"verified"}"#)
    #expect(revived.json["stage"] == "contacted" && revived.json["reviewOn"] == nil)
    #expect(try service.events(LeadRevived.type) == 1 && service.events(LeadContactVerified.type) == 2)
    let own = try await service.send(
      "POST", "/v1/leads/\(id)/invalidate", #"{"reason":"budget","reviewOn":"2027-01-05"}"#)
    #expect(own.json["reviewOn"] == "2027-01-05")
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("merged leads count once with the first source, and a merge is undone without a trace in the tables")
  func merge() async throws {
    let service = try await start()
    func lead(_ phone: String, _ channel: String) async throws -> String {
      clock.advance(milliseconds: 1)
      let body = #"{"name":"陈伟","phone":"\#(phone)","source":{"channel":"\#(channel)"}}"#
      return try #require(try await service.send("POST", "/v1/leads", body).json["id"]?.string)
    }
    let (first, second) = (try await lead("13800138000", "event"), try await lead("13800138001", "online"))
    let merged = try await service.send("POST", "/v1/leads/\(first)/merge", #"{"into":"\#(second)"}"#)
    #expect(merged.json["mergedInto"]?.string == second, "\(merged.text)")
    #expect(try await service.send("GET", "/v1/leads/\(second)").json["countedSource"]?["channel"] == "event")
    #expect(
      try await service.send("POST", "/v1/leads/\(second)/merge", #"{"into":"\#(first)"}"#).problem == "merge-refused")
    let undone = try await service.send("POST", "/v1/leads/\(first)/unmerge", "{}")
    #expect(undone.status == 200 && undone.json["mergedInto"] == nil)
    #expect(try await service.send("GET", "/v1/leads/\(second)").json["countedSource"] == nil)
    #expect(try await service.send("POST", "/v1/leads/\(first)/unmerge", "{}").problem == "not-merged")
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("an import says what would become of each row, does it, and is taken back by its batch")
  func imports() async throws {
    let service = try await start()
    _ = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead("13800138009", more: #","notes":"旧""#))
    let csv =
      "\u{feff}name,phone,channel,notes\r\n\"甲, 乙\",13800138001,online,\r\n丙,1,online,\r\n丁,13800138009,online,新\r\n"
    func send(_ query: String) async throws -> TestClient.Answer {
      try await service.send(
        "POST", "/v1/leads/import?\(query)", bytes: Data(csv.utf8), headers: ["Content-Type": "text/csv"])
    }
    let before = try service.events(LeadCaptured.type)
    let dry = try await send("dryRun=true&key=phone")
    #expect(dry.json["created"] == 1 && dry.json["updated"] == 1 && dry.json["refused"] == 1, "\(dry.text)")
    #expect(try service.events(LeadCaptured.type) == before && service.events(LeadsImported.type) == 0)
    #expect(try await send("dryRun=true").json["refused"] == 2)
    let done = try await send("key=phone")
    let batch = try #require(done.json["importId"]?.string)
    #expect(done.json["rows"]?.array?.compactMap { $0["outcome"]?.string } == ["created", "refused", "updated"])
    #expect(try await service.send("GET", "/v1/leads?q=13800138009").json["items"]?.array?.first?["notes"] == "新")
    let back = try await service.send("POST", "/v1/imports/\(batch)/revert", "{}")
    #expect(back.json["created"] == 1 && back.json["updated"] == 1, "\(back.text)")
    #expect(try await service.send("GET", "/v1/leads?q=13800138009").json["items"]?.array?.first?["notes"] == "旧")
    #expect(try await service.send("GET", "/v1/leads?stage=invalid").json["items"]?.array?.count == 1)
    #expect(try await service.send("POST", "/v1/imports/\(batch)/revert", "{}").problem == "reverted-already")
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("taking an import back clears what it had filled in, to the last field")
  func revertedFields() async throws {
    let service = try await start()
    let (made, id) = try await service.capturedLead()
    let csv = """
      name,phone,wechat,email,community,room,budget,homeStage,interests,notes,custom.style
      新名,13800138000,wx,a@b.cn,保利花园,1702,5000000,租房,橱柜;门,急,现代
      """
    let batch = try await service.imported(csv)
    let filled = try await service.send("GET", "/v1/leads/\(id)").json
    #expect(filled["budget"]?["amount"] == 5_000_000 && filled["inProfile"] == false && filled["version"] == 2)
    try await service.expectReverted(batch, made, id)
    await service.stop()
  }

  @Test("a file that an earlier build took in is folded the same, and taken back")
  func importOfEarlierBuild() async throws {
    let service = try await start()
    let (made, id) = try await service.capturedLead(more: #","notes":"旧""#)
    let csv = "name,phone,community,interests,budget,notes\n新名,13800138000,保利花园,橱柜;门,500,新\n"
    let batch = try await service.imported(csv)
    let customer = try #require(made.json["customerId"]?.string)
    let event = """
      {"address":{"community":"保利花园"},"budget":{"amount":500,"currency":"CNY"},"changes":[{"field":"name",\
      "from":"陈伟","to":"新名"},{"field":"notes","from":"旧","to":"新"},{"field":"address",\
      "to":"{\\"community\\":\\"保利花园\\"}"},{"field":"interests","from":"[]","to":"[\\"橱柜\\",\\"门\\"]"},\
      {"field":"budget","to":"{\\"amount\\":500,\\"currency\\":\\"CNY\\"}"}],"custom":{},"customerId":"\(customer)",\
      "editedOn":"2026-11-22","failedRules":["budget"],"importId":"\(batch)","inProfile":false,\
      "interests":["橱柜","门"],"leadId":"\(id)","name":"新名","notes":"新","occurredAt":"2026-11-22T04:00:00.000Z",\
      "phone":"13800138000","source":{"channel":"online"}}
      """
    try await service.running.store.transaction(for: Cause(actor: "test", correlationID: "earlier")) { unit in
      let rows = try unit.database.run(
        "UPDATE event_journal SET type = 'joinery.leads.lead.edited.v1', data = ? WHERE type = ?", Array(event.utf8),
        LeadEdited.type)
      #expect(rows == 1)
    }
    try await service.expectNoDifferences()
    try await service.expectReverted(batch, made, id)
    await service.stop()
  }

  @Test("campaigns run, people who opted out get no messages, partners count their leads")
  func campaigns() async throws {
    let service = try await start()
    let partner = try #require(
      try await service.send("POST", "/v1/partners", #"{"name":"装修公司","kind":"decorator"}"#).json["id"]?.string)
    let body = #"{"name":"甲","phone":"13800138000","source":{"channel":"partner","partnerId":"\#(partner)"}}"#
    let customer = try #require(try await service.send("POST", "/v1/leads", body).json["customerId"]?.string)
    #expect(try await service.send("GET", "/v1/partners/\(partner)").json["leads"] == 1)
    let plan = #"{"name":"双十一","startsOn":"2026-11-01","endsOn":"2026-11-30","attributes":{"product":"橱柜"}}"#
    let made = try await service.send("POST", "/v1/campaigns", plan)
    let id = try #require(made.json["id"]?.string)
    #expect(made.status == 201 && made.json["state"] == "planned")
    #expect(try await service.send("POST", "/v1/campaigns/\(id)/end", "{}").problem == "campaign-state")
    #expect(try await service.send("POST", "/v1/campaigns/\(id)/start", "{}").json["state"] == "started")
    let response = #"{"customerId":"\#(customer)","response":"sent","channel":"sms"}"#
    #expect(try await service.send("POST", "/v1/campaigns/\(id)/responses", response).status == 201)
    let tag = try #require(try await service.send("GET", "/v1/customers/\(customer)").headers["etag"])
    _ = try await service.send(
      "PATCH", "/v1/customers/\(customer)", #"{"optOut":["sms"]}"#, headers: ["If-Match": tag])
    #expect(try await service.send("POST", "/v1/campaigns/\(id)/responses", response).problem == "opted-out")
    let wrong = try await service.send("POST", "/v1/campaigns", plan.replacing("product", with: "luck"))
    #expect(wrong.pointers == ["/attributes/luck"])
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("segments tell of changes only, care comes once a year, gifts are kept")
  func loyalty() async throws {
    let service = try await start()
    let body = #"{"name":"甲","phone":"13800138000","tags":["金"],"dates":[{"kind":"birthday","date":"1980-02-29"}]}"#
    let made = try await service.send("POST", "/v1/customers", body)
    let customer = try #require(made.json["id"]?.string)
    let segment = try await service.send(
      "POST", "/v1/segments",
      #"{"name":"金","rules":[{"field":"tag","comparison":"equals","value":"金"},{"field":"orders","comparison":"below","value":"1"}]}"#
    )
    let id = try #require(segment.json["id"]?.string)
    #expect(segment.json["members"] == 1, "\(segment.text)")
    for _ in 0..<2 { _ = try await service.send("POST", "/ops/sweep", "{}") }
    #expect(try service.events(SegmentChanged.type) == 1)
    _ = try await service.send(
      "PATCH", "/v1/customers/\(customer)", #"{"tags":[]}"#, headers: ["If-Match": try #require(made.headers["etag"])])
    _ = try await service.send("POST", "/ops/sweep?asOf=2026-11-23", "{}")
    for path in ["segments/none/members", "campaigns/none/responses"] {
      #expect(try await service.send("GET", "/v1/\(path)").status == 404)
    }
    #expect(
      try await service.send("GET", "/v1/segments/\(id)/members?asOf=2026-11-22").json["items"]?.array?.count == 1)
    #expect(
      try await service.send("GET", "/v1/segments/\(id)/members?asOf=2026-11-23").json["items"]?.array?.isEmpty == true)
    let care = #"{"name":"生日","dateKind":"birthday","leadDays":3}"#
    #expect(try await service.send("POST", "/v1/care-plans", care).status == 201)
    for (day, count) in [("2027-02-24", 0), ("2027-02-25", 1), ("2027-02-26", 1), ("2028-02-26", 2)] {
      _ = try await service.send("POST", "/ops/sweep?asOf=\(day)", "{}")
      #expect(try service.events(CareDue.type) == count, "\(day)")
    }
    let gift = #"{"customerId":"\#(customer)","description":"茶","cost":{"amount":20000,"currency":"CNY"}}"#
    #expect(try await service.send("POST", "/v1/gifts", gift).status == 201)
    for list in [
      "segments", "tiers", "care-plans", "gifts", "points", "win-back", "referrals", "campaigns", "partners",
    ] {
      #expect(try await service.send("GET", "/v1/\(list)").status == 200, "\(list)")
      #expect(try await service.send("GET", "/v1/\(list).csv").status == 200, "\(list).csv")
    }
    try await service.expectNoDifferences()
    try await service.running.store.transaction(for: Cause(actor: "test", correlationID: "damage")) { unit in
      _ = try unit.database.run("UPDATE gifts SET cost = 1")
    }
    let damaged = try await service.send("GET", "/ops/verify").json["differences"]?.array ?? []
    #expect(damaged.contains { $0.string?.contains("gifts") == true })
    await service.stop()
  }
}
