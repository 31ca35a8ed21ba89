import Contracts
import Crypto
import Kernel
import TestSupport
import Testing

@Suite("Installations", .serialized)
struct InstallationTests {
  @Test("are made of deliveries, briefed by measurements, whichever comes first", arguments: [true, false])
  func brief(measuredFirst: Bool) async throws {
    try await AfterSalesSuite.with { suite in
      if measuredFirst { try suite.measure("m-1", order: "o-1", constraints: "电梯小") }
      try suite.deliver("d-1")
      let id = try await suite.job()
      if !measuredFirst { try suite.measure("m-1", order: nil, constraints: "电梯小") }
      try await suite.until("the brief has come") {
        try await suite.get("/v1/installations/\(id)").texts("brief").last == "电梯小"
      }
      let job = try await suite.get("/v1/installations/\(id)")
      #expect(job.texts("brief") == ["room: 1203 → 1204", "oven: 595 × 600 × 550 mm", "电梯小"])
      #expect(job.texts("lines") == ["衣柜 × 2"] && job.text("state") == "planned")
      let read = try await suite.post("/v1/installations/\(id)/brief-read", "{}")
      #expect(read.text("briefReadBy") == "local")
      // What was read is not what the next measurement says.
      try suite.measure("m-2", order: "o-1", constraints: "水管改位")
      try await suite.until("the new brief has come") {
        try await suite.get("/v1/installations/\(id)").texts("brief").last == "水管改位"
      }
      #expect(try await suite.get("/v1/installations/\(id)").text("briefReadBy") == nil)
      // Another order's measurement is none of its business.
      try suite.measure("m-3", order: "o-2", constraints: "别的")
      try suite.deliver("d-2", order: "o-2")
      #expect(try await suite.get("/v1/installations/\(try await suite.job(of: "o-2"))").texts("brief").last == "别的")
      #expect(try await suite.get("/v1/installations/\(id)").texts("brief").last == "水管改位")
    }
  }

  @Test("a crew has one job a slot, the whole day is all slots, and a moved job frees its slot")
  func conflicts() async throws {
    try await AfterSalesSuite.with { suite in
      try suite.deliver("d-1")
      try suite.deliver("d-2", order: "o-2")
      let (one, two) = (try await suite.job(), try await suite.job(of: "o-2"))
      let day = suite.today
      func schedule(_ id: String, _ slot: String, crew: String = "K-1", on: BusinessDate? = nil) async throws -> Reply {
        try await suite.post(
          "/v1/installations/\(id)/schedule",
          #"{"on": "\#(on ?? day)", "slot": "\#(slot)", "crewId": "\#(crew)"}"#)
      }
      let early = try await schedule(one, "morning", on: day.adding(days: -1))
      #expect(early.status == 422 && early.plain.contains("/on"))
      #expect(try await schedule(one, "morning").text("state") == "scheduled")
      let busy = try await schedule(two, "morning")
      #expect(busy.status == 409 && busy.plain.contains("crew-busy"))
      #expect(try await schedule(two, "day").status == 409)
      #expect(try await schedule(two, "afternoon").status == 200)
      #expect(try await schedule(two, "morning", crew: "K-2").status == 200)
      #expect(try await schedule(one, "day").status == 200)
      #expect(try await schedule(two, "afternoon").status == 409)
      // A service request takes the crew's time in the same way.
      let request = try await suite.post(
        "/v1/requests", #"{"customerId": "c-1", "kind": "repair", "description": "门歪了"}"#)
      let id = try #require(request.text("id"))
      func assign(_ slot: String) async throws -> Reply {
        try await suite.post(
          "/v1/requests/\(id)/assign", #"{"crewId": "K-2", "on": "\#(day)", "slot": "\#(slot)"}"#)
      }
      #expect(try await assign("morning").status == 409)
      #expect(try await assign("evening").text("state") == "assigned")
      #expect(try await schedule(one, "evening", crew: "K-2").status == 409)
      let calendar = try await suite.get("/v1/appointments?from=\(day)&to=\(day)&limit=2")
      #expect(calendar.count("items") == 2 && calendar["nextCursor"] != nil)
      #expect(try await suite.get("/v1/appointments?crewId=K-2").text("items/0/customerName") == "陈伟")
      #expect(try await suite.get("/v1/appointments?from=\(day.adding(days: 1))").count("items") == 0)
      // Crews that nobody registered are taken, and shown as such; one that has stopped is not.
      #expect(try await suite.get("/v1/crews").plain.contains(#""code":"K-2""#))
      #expect(try await suite.post("/v1/crews", #"{"code": "K-3", "name": "三队", "active": false}"#).status == 201)
      #expect(try await schedule(one, "evening", crew: "K-3").status == 422)
    }
  }

  @Test("the job of a cancelled delivery is off and frees its crew; a finished one stays")
  func cancelledDelivery() async throws {
    try await AfterSalesSuite.with { suite in
      let done = try await suite.installed().job
      try suite.deliver("d-2", order: "o-2")
      try suite.deliver("d-3", order: "o-3")
      let (job, other) = (try await suite.job(of: "o-2"), try await suite.job(of: "o-3"))
      let slot = #"{"on": "\#(suite.today)", "slot": "morning", "crewId": "K-1"}"#
      #expect(try await suite.post("/v1/installations/\(job)/schedule", slot).status == 200)
      #expect(try await suite.post("/v1/installations/\(other)/schedule", slot).status == 409)
      try suite.cancel("d-o-1")
      try suite.cancel("d-2", order: "o-2")
      try await suite.until("the job is off") {
        try await suite.get("/v1/installations/\(job)").text("state") == "cancelled"
      }
      let refused = try await suite.post("/v1/installations/\(job)/schedule", slot)
      #expect(refused.status == 409 && refused.plain.contains("illegal-move"))
      #expect(try await suite.post("/v1/installations/\(other)/schedule", slot).status == 200)
      #expect(try await suite.get("/v1/installations/\(done)").text("state") == "completed")
    }
  }

  @Test("completion makes the archive with its warranties, problems, and a link whose hash alone is in the event")
  func completion() async throws {
    try await AfterSalesSuite.with { suite in
      try suite.confirm("o-1")
      try suite.deliver("d-1")
      let id = try await suite.job()
      let path = "/v1/installations/\(id)/complete"
      #expect(try await suite.post(path, #"{"completedOn": "2026-11-01", "items": []}"#).status == 422)
      let done = try await suite.post(
        path,
        """
        {"completedOn": "2026-11-23", "items": [
          {"name": "柜体", "component": "panel", "sku": "P-1", "room": "主卧"},
          {"name": "烤箱", "component": "appliance", "serial": "X-9"}],
         "problems": [{"description": "门板色差", "cause": "factory"}]}
        """, ["Idempotency-Key": "k-1"])
      #expect(done.status == 200 && done.text("state") == "completed" && done.text("orderNumber") == "SO-2026-000001")
      #expect(done.text("items/0/warrantyUntil") == "2031-11-23" && done.text("items/1/warrantyUntil") == "2027-11-23")
      let problem = try #require(done.text("problems/0/id"))
      #expect(done.text("problems/0/ownerId") == "S-7" && done.text("problems/0/dueOn") == "2026-11-30")
      #expect(try await suite.post(path, #"{"completedOn": "2026-11-24", "items": []}"#).status == 409)
      let token = try #require(done.text("evaluationUrl")?.split(separator: "/").last)
      let journal = try await suite.get("/ops/journal").plain
      #expect(!journal.contains(token) && journal.contains(SHA256.hex(String(token))))
      // Sent again it is the same answer, but for the link, which is stored nowhere.
      let again = try await suite.post(
        path,
        """
        {"completedOn": "2026-11-23", "items": [
          {"name": "柜体", "component": "panel", "sku": "P-1", "room": "主卧"},
          {"name": "烤箱", "component": "appliance", "serial": "X-9"}],
         "problems": [{"description": "门板色差", "cause": "factory"}]}
        """, ["Idempotency-Key": "k-1"])
      #expect(again.status == 200 && again["items"] == done["items"] && again.text("evaluationUrl") == nil)
      #expect(try suite.remembers(String(token)) == false && suite.remembers("SO-2026-000001"))

      #expect(try await suite.get("/v1/installed-items?customerId=c-1").count("items") == 2)
      let item = try await suite.get("/v1/installed-items?component=appliance&asOf=2027-11-24")
      #expect(item.count("items") == 1 && item.plain.contains(#""underWarranty":false"#))

      #expect(try await suite.get("/v1/problems?state=open&cause=factory").text("items/0/id") == problem)
      let close = "/v1/problems/\(problem)/close"
      let cost = #""cost": {"amount": 12000, "currency": "CNY"}"#
      #expect(try await suite.post(close, #"{\#(cost), "closedOn": "2026-11-01"}"#).status == 422)
      let closed = try await suite.post(close, #"{\#(cost), "cause": "measurement", "closedOn": "2026-11-25"}"#)
      #expect(closed.text("state") == "closed" && closed.text("cause") == "measurement")
      #expect(closed.number("cost/amount") == 12_000)
      #expect(try await suite.post(close, "{}").status == 409)
    }
  }

  @Test("a customer evaluates once, in time, without a token; a later change is a new version by a new link")
  func evaluation() async throws {
    try await AfterSalesSuite.with { suite in
      let (job, _, link) = try await suite.installed()
      let page = try await suite.service.send("GET", link, headers: ["Accept-Language": "zh"])
      #expect(page.status == 200 && page.text.contains("安装评价") && page.text.contains("陈伟"))
      #expect(!page.text.contains("{{"))
      #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
      #expect(try await suite.get(link).plain.contains("How was the installation?"))
      let unknown = "/v1/evaluations/nobody"
      #expect(try await suite.get(unknown).status == 404)
      #expect(try await suite.post(unknown, #"{"scores": {"attitude": 5}}"#).status == 404)
      for wrong in [#"{"scores": {}}"#, #"{"scores": {"attitude": 6}}"#, #"{"scores": {"attitude": 0}}"#, "{}"] {
        #expect(try await suite.post(link, wrong).status == 422)
      }
      let said = try await suite.post(
        link,
        """
        {"scores": {"attitude": 5, "workmanship": 4}, "comments": "很好",
         "contact": {"name": "陈伟", "phone": "13800138001", "address": {"room": "1203"}}}
        """)
      #expect(said.status == 201 && said.number("version") == 1)
      let used = try await suite.post(link, #"{"scores": {"attitude": 1}}"#)
      #expect(used.status == 410 && used.plain.contains("link-used"))
      #expect(try await suite.get(link).status == 410)

      let again = ["Idempotency-Key": "k-2"]
      let second = try await suite.post("/v1/installations/\(job)/evaluation-link", "{}", again)
      let other = try #require(second.text("evaluationUrl"))
      let told = try await suite.post("/v1/installations/\(job)/evaluation-link", "{}", again)
      #expect(told.status == 409 && told.text("type") == "/problems/told-once")
      #expect(try suite.remembers(other) == false)
      suite.clock.advance(milliseconds: 31 * 86_400_000)
      let late = try await suite.post(other, #"{"scores": {"attitude": 3}}"#)
      #expect(late.status == 410 && late.plain.contains("link-expired"))
      let third = try #require(
        try await suite.post("/v1/installations/\(job)/evaluation-link", "{}").text("evaluationUrl"))
      #expect(try await suite.post(third, #"{"scores": {"attitude": 3}}"#).number("version") == 2)
      #expect(
        try await suite.post("/v1/installations/\(job)/evaluate", #"{"scores": {"attitude": 2}}"#).number("version")
          == 3)
      let view = try await suite.get("/v1/installations/\(job)")
      #expect(view.count("evaluations") == 3 && view.number("evaluations/0/scores/workmanship") == 4)
    }
  }
}

extension AfterSalesSuite {
  /// Whether an answer that is kept under an idempotency key has that text.
  fileprivate func remembers(_ text: String) throws -> Bool {
    try service.running.store.read {
      try $0.first("SELECT count(*) FROM idempotency_keys WHERE instr(body, CAST(? AS BLOB))", text) { $0.int(0) } != 0
    }
  }
}
