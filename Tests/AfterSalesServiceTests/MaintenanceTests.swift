import Contracts
import Kernel
import TestSupport
import Testing

@Suite("Maintenance, reminders, terms", .serialized)
struct MaintenanceTests {
  private func raised(_ suite: AfterSalesSuite) async throws -> Int {
    try await suite.get("/ops/journal?limit=1000").plain.components(separatedBy: "maintenance.due.v1").count - 1
  }

  private func sweep(_ suite: AfterSalesSuite, _ day: String) async throws {
    #expect(try await suite.post("/ops/sweep?asOf=\(day)", "{}").status == 202)
  }

  @Test("is raised once for each plan and due day, however often the sweep runs; done, it counts anew")
  func sweeps() async throws {
    try await AfterSalesSuite.with { suite in
      let items = #"[{"name": "柜体", "component": "panel"}, {"name": "铰链", "component": "hardware"}]"#
      let (job, _, _) = try await suite.installed(items: items, on: BusinessDate("2026-11-22"))
      try await sweep(suite, "2027-11-21")
      #expect(try await raised(suite) == 0)
      for _ in 0..<3 { try await sweep(suite, "2027-11-22") }
      try await sweep(suite, "2027-12-24")
      #expect(try await raised(suite) == 1)
      // A plan of its own for hardware: from then on two.
      let plan = try await suite.post("/v1/maintenance-plans", #"{"code": "HW", "component": "hardware", "months": 6}"#)
      #expect(plan.status == 201 && plan.number("months") == 6)
      try await sweep(suite, "2027-12-24")
      #expect(try await raised(suite) == 2)
      let reminders = try await suite.get("/v1/reminders?asOf=2027-12-24&rule=maintenance-due")
      #expect(reminders.count("items") == 2 && reminders.text("items/0/dueOn") == "2027-05-22")
      #expect(reminders.text("items/1/dueOn") == "2027-11-22" && reminders.number("items/1/overdueDays") == 32)
      #expect(try await suite.get("/v1/reminders?asOf=2027-05-21&rule=maintenance-due").count("items") == 0)
      // Maintained on 2026-11-23: it counts from there, and the reminder is gone.
      suite.clock.now = try #require(Instant("2027-12-24T10:00:00+08:00"))
      let request = try await suite.post(
        "/v1/requests",
        #"{"customerId": "c-1", "kind": "maintenance", "description": "年度保养", "installationId": "\#(job)"}"#)
      let done = try await suite.post("/v1/requests/\(request.text("id") ?? "")/resolve", #"{"work": "检查"}"#)
      #expect(done.text("resolution/decision") == "goodwill" || done.text("resolution/decision") == "in-warranty")
      #expect(try await suite.get("/v1/reminders?asOf=2027-12-24&rule=maintenance-due").count("items") == 0)
      try await sweep(suite, "2028-06-24")
      #expect(try await raised(suite) == 3)
      let later = try await suite.get("/v1/reminders?asOf=2028-12-24&rule=maintenance-due")
      #expect(later.text("items/0/dueOn") == "2028-06-24" && later.text("items/1/dueOn") == "2028-12-24")
    }
  }

  @Test("reminders name jobs without a crew, requests near their target, and problems that are due, in pages")
  func reminders() async throws {
    try await AfterSalesSuite.with { suite in
      suite.clock.now = try #require(Instant("2026-11-23T10:00:00+08:00"))
      try suite.deliver("d-1")
      let job = try await suite.job()
      let first = try await suite.get("/v1/reminders")
      #expect(first.count("items") == 1 && first.text("items/0/rule") == "installation-unscheduled")
      #expect(try await suite.get("/v1/reminders?asOf=2026-11-22").count("items") == 0)
      _ = try await suite.post(
        "/v1/installations/\(job)/complete",
        """
        {"completedOn": "2026-11-23", "items": [], "problems": [
          {"description": "缺门", "cause": "factory", "dueOn": "2026-11-24", "ownerId": "E-2"}]}
        """)
      let request = try await suite.post(
        "/v1/requests", #"{"customerId": "c-1", "kind": "question", "description": "怎么擦"}"#)
      let id = try #require(request.text("id"))
      let page = try await suite.get("/v1/reminders?asOf=2026-11-24&limit=1")
      #expect(page.text("items/0/rule") == "problem-due" && page.text("items/0/ownerId") == "E-2")
      let next = try await suite.get("/v1/reminders?asOf=2026-11-24&limit=1&cursor=\(page.text("nextCursor") ?? "")")
      #expect(next.text("items/0/rule") == "request-due" && next.text("items/0/subject") == id)
      #expect(next.text("items/0/dueOn") == "2026-11-24" && next["nextCursor"] == nil)
      _ = try await suite.post("/v1/requests/\(id)/resolve", #"{"work": "电话说明"}"#)
      #expect(try await suite.get("/v1/reminders?asOf=2026-11-24&rule=request-due").count("items") == 0)
      #expect(try await suite.get("/v1/reminders?asOf=2026-11-24&cursor=WzEsMiwzXQ").status == 200)
    }
  }

  @Test("crews, outlets, plans and terms are edited against their version")
  func edits() async throws {
    try await AfterSalesSuite.with { suite in
      func send(_ method: String, _ path: String, _ body: String, match: String? = nil) async throws -> Reply {
        Reply(try await suite.service.send(method, path, body, headers: match.map { ["If-Match": $0] } ?? [:]))
      }
      for (path, body, edit) in [
        ("/v1/crews", #"{"code": "X-1", "name": "一队"}"#, #"{"active": false}"#),
        ("/v1/outlets", #"{"code": "X-1", "name": "城东", "area": "保利", "skills": ["橱柜"]}"#, #"{"capacity": 3}"#),
        ("/v1/maintenance-plans", #"{"code": "X-1", "name": "年检"}"#, #"{"months": 24}"#),
      ] {
        let made = try await send("POST", path, body)
        #expect(made.status == 201 && made.etag != nil, "\(made.plain)")
        #expect(try await send("POST", path, body).status == 409)
        #expect(try await send("PATCH", "\(path)/X-1", edit).status == 428)
        let edited = try await send("PATCH", "\(path)/X-1", edit, match: made.etag)
        #expect(edited.status == 200, "\(edited.plain)")
        #expect(try await send("PATCH", "\(path)/X-1", edit, match: made.etag).status == 412)
        #expect(try await suite.get("\(path)/X-1").etag == edited.etag)
        #expect(try await suite.get(path).count("items") == 1)
        #expect(try await suite.get("\(path)/nobody").status == 404)
      }
      #expect(try await suite.get("/v1/outlets?area=保利").count("items") == 1)
      #expect(try await suite.get("/v1/outlets?area=万科").count("items") == 0)

      let terms = try await suite.get("/v1/warranty-terms")
      #expect(terms.number("months/panel") == 60)
      let set = try await send(
        "PUT", "/v1/warranty-terms", #"{"months": {"panel": 120}, "defaultMonths": 6}"#, match: terms.etag)
      #expect(set.number("months/panel") == 120)
      let (_, item, _) = try await suite.installed(on: BusinessDate("2026-11-22"))
      #expect(try await suite.get("/v1/installed-items/\(item)").text("warrantyUntil") == "2036-11-22")

      let hours = try await suite.get("/v1/service-terms")
      let wrong = try await send(
        "PUT", "/v1/service-terms", #"{"weekdays": [8], "opens": "18:00", "closes": "09:00", "targets": []}"#,
        match: hours.etag)
      #expect(wrong.status == 422 && wrong.plain.contains("/weekdays/0") && wrong.plain.contains("/closes"))
      let open = try await send(
        "PUT", "/v1/service-terms",
        #"{"weekdays": [1,2,3,4,5,6,7], "opens": "00:00", "closes": "24:00", "targets": [{"workMinutes": 60}]}"#,
        match: hours.etag)
      #expect(open.status == 200, "\(open.plain)")
      suite.clock.now = try #require(Instant("2026-11-29T23:30:00+08:00"))
      let request = try await suite.post(
        "/v1/requests", #"{"customerId": "c-1", "kind": "repair", "description": "x"}"#)
      #expect(request.text("dueAt") == "2026-11-29T16:30:00.000Z")
    }
  }

  @Test("the nearest outlet with the skill is proposed, the one with the least to do first, full ones last")
  func outlets() async throws {
    try await AfterSalesSuite.with { suite in
      for (code, area, skill, capacity) in [
        ("O-1", "佛山", "橱柜", 9), ("O-2", "佛山保利", "橱柜", 1), ("O-3", "佛山保利", "橱柜", 9), ("O-4", "佛山保利", "石材", 9),
        ("O-5", "广州", "橱柜", 9),
      ] {
        _ = try await suite.post(
          "/v1/outlets",
          #"{"code": "\#(code)", "name": "n", "area": "\#(area)", "skills": ["\#(skill)"], "capacity": \#(capacity)}"#)
      }
      func proposed() async throws -> [String] {
        let found = try await suite.get("/v1/outlets/proposed?customerId=c-1&skill=%E6%A9%B1%E6%9F%9C")
        return (0..<found.count("items")).compactMap { found.text("items/\($0)/code") }
      }
      #expect(try await proposed() == ["O-2", "O-3", "O-1", "O-5"])
      let made = try await suite.post(
        "/v1/requests", #"{"customerId": "c-1", "kind": "repair", "description": "x"}"#)
      _ = try await suite.post("/v1/requests/\(made.text("id") ?? "")/assign", #"{"outlet": "O-2"}"#)
      #expect(try await proposed() == ["O-3", "O-1", "O-5", "O-2"])
      #expect(try await suite.get("/v1/outlets/proposed?customerId=c-9").status == 422)
    }
  }
}
