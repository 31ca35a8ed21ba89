import Contracts
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("The tables are what the events say", .serialized)
struct FoldTests {
  @Test("after a random mix of commands and events of sales nothing differs", arguments: [1, 2] as [UInt64])
  func mix(seed: UInt64) async throws {
    try await AfterSalesSuite.with { suite in
      var random = SplitMix64(seed: seed)
      var jobs: [String] = []
      var requests: [String] = []
      var links: [String] = []
      for step in 0..<150 {
        let job = jobs.randomElement(using: &random) ?? "none"
        let request = requests.randomElement(using: &random) ?? "none"
        let order = "o-\(Int.random(in: 1...4, using: &random))"
        let day = suite.today.adding(days: Int.random(in: -2...3, using: &random))
        suite.clock.advance(milliseconds: Int64.random(in: 0...40_000_000, using: &random))
        switch Int.random(in: 0...15, using: &random) {
        case 0: try suite.confirm(ID(order))
        case 1: try suite.measure(ID("m-\(step)"), order: step % 3 == 0 ? nil : ID(order), constraints: "第 \(step) 次")
        case 2...3: try suite.deliver(ID("d-\(step)"), order: ID(order), on: day)
        case 4:
          let found = try await suite.get("/v1/installations?limit=500")
          jobs = (0..<found.count("items")).compactMap { found.text("items/\($0)/id") }
        case 5...6:
          _ = try await suite.post(
            "/v1/installations/\(job)/schedule",
            #"{"on": "\#(day)", "slot": "morning", "crewId": "K-\#(Int.random(in: 1...2, using: &random))"}"#)
        case 7:
          let done = try await suite.post(
            "/v1/installations/\(job)/complete",
            """
            {"completedOn": "\(day)", "items": [{"name": "柜\(step)", "component": "panel"}],
             "problems": [{"description": "划痕", "cause": "crew"}]}
            """)
          if let link = done.text("evaluationUrl") { links.append(link) }
        case 8:
          _ = try await suite.post(
            links.randomElement(using: &random) ?? "/v1/evaluations/none", #"{"scores": {"attitude": \#(step % 7)}}"#)
        case 9...10:
          let items = try await suite.get("/v1/installed-items?limit=500")
          let item = (0..<items.count("items")).compactMap { items.text("items/\($0)/id") }.randomElement(
            using: &random)
          let named = item.map { #", "installedItemId": "\#($0)""# } ?? ""
          let kind = step % 2 == 0 ? "repair" : "maintenance"
          let made = try await suite.post(
            "/v1/requests", #"{"customerId": "c-1", "kind": "\#(kind)", "description": "第 \#(step)"\#(named)}"#)
          if let id = made.text("id") { requests.append(id) }
        case 11:
          _ = try await suite.post(
            "/v1/requests/\(request)/assign", #"{"crewId": "K-1", "on": "\#(day)", "slot": "evening"}"#)
        case 12: _ = try await suite.post("/v1/requests/\(request)/pause", #"{"reason": "等"}"#)
        case 13: _ = try await suite.post("/v1/requests/\(request)/resume", "{}")
        case 14:
          let view = try await suite.get("/v1/requests/\(request)")
          let replaced = view.text("installedItemId").map { #", "replaces": "\#($0)""# } ?? ""
          _ = try await suite.post(
            "/v1/requests/\(request)/resolve",
            """
            {"work": "修", "parts": [{"name": "件", "cost": {"amount": \(step), "currency": "CNY"}\(replaced)}],
             "chargeable": {"amount": \(step % 3 * 100), "currency": "CNY"}}
            """)
        default: _ = try await suite.post("/ops/sweep?asOf=\(day.adding(months: step % 30))", "{}")
        }
      }
      try await suite.until("all of sales is applied") {
        let streams = try await suite.get("/ops/streams")
        let journal = try await suite.sales.send("GET", "/ops/journal?limit=1")
        guard let last = Reply(journal).number("last") else { return false }
        return (0..<streams.count("consuming")).contains {
          streams.text("consuming/\($0)/source") == "sales" && streams.number("consuming/\($0)/applied") == last
        }
      }
      // The deliveries may all have come after the last look at the installations.
      let planned = try await suite.get("/v1/installations?state=planned&limit=500")
      for index in 0..<planned.count("items") where links.isEmpty {
        let job = planned.text("items/\(index)/id") ?? ""
        let done = try await suite.post(
          "/v1/installations/\(job)/complete",
          #"{"completedOn": "\#(suite.today)", "items": [{"name": "柜", "component": "panel"}]}"#)
        if let link = done.text("evaluationUrl") { links.append(link) }
      }
      #expect(!requests.isEmpty && !links.isEmpty)
      try await suite.expectSameAsSources()
    }
  }
}

extension AfterSalesSuite {
  /// The check of `joinery verify`: the copies are what the event journals of leads and sales say.
  func expectSameAsSources() async throws {
    let session = try #require(try await post("/ops/verify", "{}").text("session"))
    for source in [leads, sales] {
      let page = try await source.send("GET", "/ops/journal?limit=1000").text
      #expect(try await post("/ops/verify/\(session)/events", page).status == 200)
    }
    let result = try await post("/ops/verify/\(session)/compare", "{}")
    #expect(result.status == 200 && result.texts("differences").isEmpty, "\(result.plain)")
  }
}
