import Contracts
import Kernel
import TestSupport
import Testing

@Suite("Service requests", .serialized)
struct RequestTests {
  private let repair = #"{"customerId": "c-1", "kind": "repair", "description": "抽屉卡住", "severity": "urgent"}"#

  @Test("go from the request to the customer's word, each step on the timeline, work time alone counted")
  func life() async throws {
    try await AfterSalesSuite.with { suite in
      // Monday, 10:00 in Shanghai.
      suite.clock.now = try #require(Instant("2026-11-23T10:00:00+08:00"))
      let made = try await suite.post("/v1/requests", repair)
      let id = try #require(made.text("id"))
      #expect(made.status == 201 && made.text("number") == "SR-2026-000001" && made.text("state") == "open")
      #expect(made.number("targetWorkMinutes") == 240 && made.text("dueAt") == "2026-11-23T06:00:00.000Z")
      #expect(try await suite.post("/v1/requests/\(id)/assign", "{}").status == 422)
      #expect(try await suite.post("/v1/requests/\(id)/resume", "{}").status == 409)
      let assigned = try await suite.post(
        "/v1/requests/\(id)/assign", #"{"outlet": "O-1", "employeeId": "E-5", "note": "先打电话"}"#)
      #expect(assigned.text("state") == "assigned" && assigned.text("outlet") == "O-1")
      suite.clock.now = try #require(Instant("2026-11-23T11:00:00+08:00"))
      #expect(try await suite.post("/v1/requests/\(id)/pause", #"{"reason": "等配件"}"#).text("state") == "paused")
      #expect(try await suite.get("/v1/requests/\(id)").text("dueAt") == nil)
      suite.clock.now = try #require(Instant("2026-11-24T09:30:00+08:00"))
      let resumed = try await suite.post("/v1/requests/\(id)/resume", "{}")
      #expect(resumed.text("state") == "assigned" && resumed.text("dueAt") == "2026-11-24T04:30:00.000Z")
      suite.clock.now = try #require(Instant("2026-11-24T12:00:00+08:00"))
      #expect(try await suite.post("/v1/requests/\(id)/pause", #"{"reason": "客户外出"}"#).status == 200)
      suite.clock.now = try #require(Instant("2026-11-26T12:00:00+08:00"))
      #expect(try await suite.post("/v1/requests/\(id)/confirm", "{}").status == 409)
      let resolved = try await suite.post(
        "/v1/requests/\(id)/resolve",
        """
        {"work": "换导轨", "parts": [{"name": "导轨", "cost": {"amount": 3500, "currency": "CNY"}}],
         "labour": {"amount": 8000, "currency": "CNY"}, "chargeable": {"amount": 15000, "currency": "CNY"}}
        """)
      #expect(resolved.status == 200 && resolved.text("state") == "resolved", "\(resolved.plain)")
      // 1 h before the first pause, 2.5 h between the two, nothing of the second.
      #expect(resolved.number("resolution/workMinutes") == 210)
      #expect(resolved.plain.contains(#""onTime":true"#))
      #expect(resolved.number("resolution/cost/amount") == 11_500)
      #expect(resolved.text("resolution/decision") == "agreed")
      #expect(try await suite.post("/v1/requests/\(id)/resolve", #"{"work": "again"}"#).status == 409)
      #expect(try await suite.post("/v1/requests/\(id)/confirm", "{}").text("confirmedOn") == "2026-11-26")
      let view = try await suite.get("/v1/requests/\(id)")
      let kinds = (0..<view.count("timeline")).compactMap { view.text("timeline/\($0)/kind") }
      #expect(
        kinds == ["requested", "assigned", "paused", "resumed", "paused", "resolved", "charged", "confirmed"])
      #expect(view.text("timeline/1/note") == "O-1, E-5, 先打电话" && view.text("timeline/1/by") == "local")
      let journal = try await suite.get("/ops/journal").plain
      #expect(journal.components(separatedBy: "joinery.aftersales.service.charged.v1").count == 2)
      #expect(try await suite.get("/v1/requests?state=confirmed&assignee=E-5&q=抽屉").count("items") == 1)
      #expect(try await suite.get("/v1/requests?assignee=E-4").count("items") == 0)
      #expect(try await suite.get("/v1/requests?kind=complaint").count("items") == 0)
      #expect(try await suite.get("/v1/requests?state=lost").status == 422)
    }
  }

  @Test(
    "are free or charged by date and cause, which is decided when they come and stored",
    arguments: [
      ("2026-11-22", nil, 0, true, "in-warranty"), ("2031-11-22", nil, 0, true, "in-warranty"),
      ("2031-11-23", nil, 9_900, false, "out-of-warranty"), ("2031-11-23", nil, 0, false, "goodwill"),
      ("2027-01-05", "misuse", 9_900, false, "out-of-warranty"), ("2027-01-05", "defect", 9_900, true, "agreed"),
    ] as [(String, String?, Int, Bool, String)])
  func warranty(on: String, cause: String?, amount: Int, isCovered: Bool, decision: String) async throws {
    try await AfterSalesSuite.with { suite in
      let (_, item, _) = try await suite.installed(on: BusinessDate("2026-11-22"))
      let word = cause.map { #", "cause": "\#($0)""# } ?? ""
      let made = try await suite.post(
        "/v1/requests",
        """
        {"customerId": "c-1", "kind": "repair", "description": "开裂", "installedItemId": "\(item)",
         "requestedOn": "\(on)"\(word)}
        """)
      #expect(made.text("warrantyUntil") == "2031-11-22")
      #expect(made.plain.contains(#""underWarranty":\#(isCovered)"#))
      let done = try await suite.post(
        "/v1/requests/\(made.text("id") ?? "")/resolve",
        #"{"work": "修好", "labour": {"amount": 0, "currency": "CNY"}, "chargeable": {"amount": \#(amount), "currency": "CNY"}}"#
      )
      #expect(done.text("resolution/decision") == decision, "\(done.plain)")
      #expect(done.text("resolution/reason")?.contains("warranty until 2031-11-22") == true)
      let journal = try await suite.get("/ops/journal").plain
      #expect(journal.contains("service.charged") == (amount > 0))
    }
  }

  @Test("a part that replaces an item keeps the rest of its warranty")
  func replacement() async throws {
    try await AfterSalesSuite.with { suite in
      let (_, item, _) = try await suite.installed(on: BusinessDate("2026-11-22"))
      let made = try await suite.post(
        "/v1/requests",
        #"{"customerId": "c-1", "kind": "repair", "description": "坏", "installedItemId": "\#(item)"}"#)
      let path = "/v1/requests/\(made.text("id") ?? "")/resolve"
      suite.clock.advance(milliseconds: 400 * 86_400_000)
      let cost = #""cost": {"amount": 100, "currency": "CNY"}"#
      let wrong = try await suite.post(path, #"{"work": "换", "parts": [{"name": "n", \#(cost), "replaces": "no"}]}"#)
      #expect(wrong.status == 422 && wrong.plain.contains("/parts/0/replaces"))
      let done = try await suite.post(
        path, #"{"work": "换", "parts": [{"name": "新柜体", \#(cost), "replaces": "\#(item)", "serial": "S-2"}]}"#)
      let new = try #require(done.text("resolution/parts/0/itemId"))
      let found = try await suite.get("/v1/installed-items/\(new)")
      #expect(found.text("warrantyUntil") == "2031-11-22" && found.text("replaces") == item)
      #expect(found.text("component") == "panel" && found.text("serial") == "S-2")
      #expect(try await suite.get("/v1/installed-items/\(item)").text("replacedBy") == new)
    }
  }

  @Test("what is delivered and not installed yet has its warranty from the delivery")
  func fallback() async throws {
    try await AfterSalesSuite.with { suite in
      try suite.deliver("d-1", on: BusinessDate("2026-11-20"))
      let job = try await suite.job()
      let made = try await suite.post(
        "/v1/requests",
        #"{"customerId": "c-1", "kind": "complaint", "description": "坏", "installationId": "\#(job)"}"#)
      #expect(made.text("warrantyUntil") == "2027-11-20")
    }
  }

  @Test(
    "are refused with the field that is wrong",
    arguments: [
      (#"{"customerId": "c-9", "kind": "repair", "description": "x"}"#, "/customerId"),
      (#"{"customerId": "c-1", "kind": "party", "description": "x"}"#, "/kind"),
      (#"{"customerId": "c-1", "kind": "repair", "description": " "}"#, "/description"),
      (#"{"customerId": "c-1", "kind": "repair", "description": "x", "installedItemId": "no"}"#, "/installedItemId"),
      (#"{"customerId": "c-1", "kind": "repair", "description": "x", "colour": "red"}"#, "/colour"),
    ])
  func refusals(body: String, pointer: String) async throws {
    try await AfterSalesSuite.with { suite in
      let reply = try await suite.post("/v1/requests", body)
      #expect(reply.status == 422 && reply.text("errors/0/pointer") == pointer, "\(reply.plain)")
    }
  }
}
