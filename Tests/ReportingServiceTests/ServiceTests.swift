import Contracts
import Foundation
import JSON
import Kernel
import Messaging
import Persistence
import ReportingService
import ServiceRuntime
import TestSupport
import Testing

@Suite(.serialized) struct ServiceTests {
  /// Runs a body against a suite that has published these events.
  private func serving(_ feed: Feed, _ body: (RunningSuite) async throws -> Void) async throws {
    let suite = try RunningSuite()
    do {
      try await suite.publish(feed)
      try await body(suite)
    } catch {
      await suite.stop()
      throw error
    }
    await suite.stop()
  }

  private func feed(_ events: [any DomainEvent]) throws -> Feed {
    var feed = Feed()
    for event in events { try feed.add(event) }
    return feed
  }

  @Test("A rebuild gives the same reports")
  func rebuild() async throws {
    var random = SplitMix64(seed: 77)
    let history = try Samples.history(customers: 25, using: &random)
    try await serving(history) { suite in
      func reports() async throws -> [JSON?] {
        var rows: [JSON?] = []
        for path in ["lead-sources", "sales"] {
          rows.append(try await suite.json("/v1/reports/\(path)", [("asOf", "2026-06-30")])["rows"])
        }
        return rows
      }
      let before = try await reports()
      let answer = try await suite.send("POST", "/ops/rebuild", headers: ["Content-Type": "application/json"])
      #expect(answer.status == 202)
      try await suite.settle(history.entries.count)
      #expect(try await reports() == before)
      let found = try await suite.json("/v1/customers", [("q", "张24")])
      #expect(found["items"]?.array?.count == 1)
    }
  }

  @Test("A build that reads what an earlier one left out builds the read models anew by itself")
  func steppedOver() async throws {
    let (folder, definition) = (TemporaryFolder(), ReportingService.definition())
    do {
      let store = try Store(
        Store.Options(
          service: "reporting", folder: folder.path, schemas: [Consumer.schema, definition.schema],
          apply: definition.apply))
      try store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
        try unit.database.execute(
          "INSERT INTO segments VALUES ('old', 'old'); INSERT INTO positions VALUES ('leads', 0, 7, 7)")
        _ = try unit.database.run("INSERT INTO stepped_over VALUES ('leads', ?, 2, 0, 1)", LeadCaptured.type)
      }
      store.close()
    }
    let broker = InMemoryBroker(topics: [:])
    let service = try RunningService(
      definition,
      ServiceOptions(
        folder: folder.path, log: Log(service: "reporting", write: { _ in }), producer: InMemoryProducer(broker),
        consumer: InMemoryConsumer(broker)))
    for table in ["segments", "positions", "stepped_over"] {
      #expect(try service.store.read { try !$0.exists("SELECT 1 FROM \(table)") }, "\(table)")
    }
    await service.stop()
  }

  @Test("The body of a report, and what explains it")
  func body() async throws {
    let feed = try feed([
      EmployeeChanged(code: "anna", name: "=安娜，\"A\"", role: "shop", shop: nil, active: true),
      Samples.lead("l1", of: "c1", .walkIn, on: "2026-01-10"),
      Samples.order("o1", of: "c1", lead: "l1", by: "=cmd,\"1\"", try Samples.yuan(1299), on: "2026-02-10"),
    ])
    try await serving(feed) { suite in
      let report = try await suite.json("/v1/reports/lead-sources", headers: ["Accept-Language": "en"])
      #expect(
        report["columns"]?.array?.compactMap { $0["name"]?.string }
          == ["channel", "leads", "inProfile", "valid", "won", "wonAmount", "received"])
      #expect(report["rows"]?.array?.first?["channel"] == "walk-in")
      #expect(report["rows"]?.array?.first?["label"] == "Walk-in")
      #expect(report["totals"]?["wonAmount"] == ["amount": 129_900, "currency": "CNY"])
      #expect(report["positions"]?["leads"]?["events"] == 2)
      #expect(report["positions"]?["sales"]?["events"] == 1)
      let explained = try await suite.json(
        "/v1/reports/lead-sources/explain", [("row", "walk-in"), ("column", "wonAmount")],
        headers: ["Accept-Language": "zh"])
      let event = try #require(explained["events"]?.array?.first)
      #expect(event["source"] == "sales")
      #expect(event["number"] == 1)
      #expect(event["epoch"] == report["positions"]?["sales"]?["epoch"])
      #expect(event["amount"] == ["amount": 129_900, "currency": "CNY"])
      #expect(event["text"]?.string?.contains("签订订单 SO-o1") == true)

      let csv = try await suite.send("GET", "/v1/reports/sales.csv")
      #expect(
        String(decoding: csv.body, as: UTF8.self)
          == "\u{feff}key,label,orders,signed,signed.currency,delivered,delivered.currency,received,received.currency"
          + "\r\n\"'=cmd,\"\"1\"\"\",,1,1299.00,CNY,0.00,CNY,0.00,CNY\r\n")
      let accepted = try await suite.send("GET", "/v1/reports/sales", headers: ["Accept": "text/csv"])
      #expect(accepted.body == csv.body)
    }
  }

  @Test("A page of a report says where the next one begins")
  func pages() async throws {
    let feed = try feed([
      Samples.order("o1", of: "c1", lead: nil, by: "anna", try Samples.yuan(100), on: "2026-02-10"),
      Samples.order("o2", of: "c2", lead: nil, by: "ben", try Samples.yuan(200), on: "2026-02-11"),
    ])
    try await serving(feed) { suite in
      let first = try await suite.send("GET", "/v1/reports/sales", [("limit", "1")])
      let body = try JSON(parsing: Array(first.body))
      let cursor = try #require(body["nextCursor"]?.string)
      #expect(body["rows"]?.array?.map { $0["key"] } == ["anna"])
      #expect(body["totals"]?["signed"] == ["amount": 30_000, "currency": "CNY"])
      #expect(first.headers["Link"] as? String == "</v1/reports/sales?limit=1&cursor=\(cursor)>; rel=\"next\"")
      let csv = try await suite.send("GET", "/v1/reports/sales.csv", [("limit", "1")])
      #expect(csv.headers["X-Next-Cursor"] as? String == cursor)
      let second = try await suite.send("GET", "/v1/reports/sales", [("limit", "1"), ("cursor", cursor)])
      #expect(try JSON(parsing: Array(second.body))["rows"]?.array?.map { $0["key"] } == ["ben"])
      #expect(second.headers["Link"] == nil)
    }
  }

  @Test("What is refused says why")
  func refused() async throws {
    try await serving(Feed()) { suite in
      let cases: [(path: String, parameters: [(String, String)], status: Int, kind: String)] = [
        ("/v1/reports/sales", [("groupBy", "colour")], 422, "invalid-fields"),
        ("/v1/reports/sales/explain", [("row", "anna")], 422, "invalid-fields"),
        ("/v1/reports/sales/explain", [("column", "key")], 422, "invalid-fields"),
        ("/v1/reports/weather", [], 404, "no-such-report"), ("/v1/customers/nobody", [], 404, "not-found"),
      ]
      for (path, parameters, status, kind) in cases {
        let answer = try await suite.send("GET", path, parameters)
        #expect(answer.status == status, "\(path)")
        let problem = try JSON(parsing: Array(answer.body))
        if status == 404 { #expect(problem["type"]?.string == "/problems/\(kind)", "\(path)") }
        #expect(problem["detail"]?.string?.isEmpty == false || problem["errors"]?.array?.isEmpty == false)
      }
    }
  }

  @Test("Customers are found by a part of name, community or phone")
  func search() async throws {
    let feed = try feed([
      Samples.customer("c1", "欧阳明月", phone: "13812345678", community: "翠湖天地"),
      Samples.customer("c2", "欧阳修", phone: "13900001111", community: "万科城"),
      Samples.customer("c3", "李明", phone: "13700005678", community: "100%花园"),
    ])
    let cases: [(String, [String])] = [
      ("明", ["c1", "c3"]), ("欧阳", ["c1", "c2"]), ("阳明月", ["c1"]), ("欧阳明月", ["c1"]), ("湖天", ["c1"]),
      ("翠湖天地", ["c1"]), ("5678", ["c1", "c3"]), ("81234", ["c1"]), ("01", ["c2"]), ("%", ["c3"]), ("_", []),
      ("\"", []), ("a\"b OR c", []), ("王", []), ("  李明 ", ["c3"]), ("", ["c1", "c2", "c3"]),
    ]
    try await serving(feed) { suite in
      for (text, expected) in cases {
        let found = try await suite.json("/v1/customers", [("q", text)])
        #expect(found["items"]?.array?.compactMap { $0["customerId"]?.string } == expected, "'\(text)'")
      }
      let page = try await suite.json("/v1/customers", [("q", "欧阳"), ("limit", "1")])
      let cursor = try #require(page["nextCursor"]?.string)
      let next = try await suite.json("/v1/customers", [("q", "欧阳"), ("limit", "1"), ("cursor", cursor)])
      #expect(next["items"]?.array?.compactMap { $0["customerId"]?.string } == ["c2"])
    }
  }

  @Test("A card holds what each service has told, and the timeline tells it in order")
  func card() async throws {
    let feed = try feed([
      Samples.order("o1", of: "c1", lead: "l1", try Samples.yuan(1000), on: "2026-02-10"),
      Samples.customer("c1", "欧阳明月", phone: "13812345678", community: "翠湖天地"),
      Samples.lead("l1", of: "c1", .referral, on: "2026-01-10"),
      Samples.move("l1", of: "c1", .new, .won, on: "2026-02-10"),
      ActivityLogged(
        activityId: "a1", customerId: "c1", leadId: "l1", employeeId: "anna", channel: .phone,
        at: Instant(milliseconds: 0), summary: "问过石材", nextContactOn: nil),
    ])
    try await serving(feed) { suite in
      let card = try await suite.json("/v1/customers/c1")
      #expect(card["profile"]?["name"] == "欧阳明月")
      #expect(card["leads"]?.array?.first?["stage"] == "won")
      #expect(card["orders"]?.array?.first?["total"]?["amount"] == 100_000)
      #expect(card["signed"]?.array?.compactMap { $0["amount"] } == [100_000])
      #expect(card["activities"] == 1)
      var texts: [String] = []
      var cursor: String?
      repeat {
        let page = try await suite.json(
          "/v1/customers/c1/timeline", [("limit", "2")] + (cursor.map { [("cursor", $0)] } ?? []),
          headers: ["Accept-Language": "en"])
        texts += page["items"]?.array?.compactMap { $0["text"]?.string } ?? []
        cursor = page["nextCursor"]?.string
      } while cursor != nil
      #expect(texts.count == 5)
      #expect(texts.contains("Lead moved from new to won"))
      #expect(texts.contains("Phone call, anna: 问过石材"))
    }
  }

  @Test("A card holds the customer's money, deliveries, installations and requests, at any day")
  func wholeCard() async throws {
    let yuan = { try Samples.yuan($0) }
    let feed = try feed([
      Samples.customer("c1", "欧阳明月", phone: "13812345678"),
      Samples.order("o1", of: "c1", lead: nil, try yuan(1000), on: "2026-01-10"),
      MoneySamples.receivable("a", of: "c1", order: "o1", try yuan(600), on: "2026-01-10", due: "2026-02-01"),
      MoneySamples.receivable("b", of: "c1", order: "o1", try yuan(400), on: "2026-01-10", due: "2026-06-01"),
      MoneySamples.receipt("r", of: "c1", try yuan(300), .wechat, on: "2026-01-20"),
      MoneySamples.allocation("r", to: "a", of: "c1", order: "o1", try yuan(250), on: "2026-01-20"),
      MoneySamples.delivery("d", of: "c1", order: "o1", try yuan(500), on: "2026-02-05"),
      InstallationPlanned(
        installationId: "i1", customerId: "c1", orderId: "o1", deliveryId: "d", deliveredOn: Samples.day("2026-02-05"),
        lines: [], brief: [], occurredAt: CompanyZone.start(of: Samples.day("2026-03-03"))),
      WorkSamples.installed("i1", of: "c1", by: "k1", on: "2026-02-10", problems: [("p1", .crew)]),
      WorkSamples.evaluated("i1", of: "c1", by: "k1", ["speed": 4, "care": 5], on: "2026-02-12"),
      WorkSamples.requested("q1", of: "c1", on: "2026-03-01"),
      WorkSamples.resolved("q1", of: "c1", cost: try yuan(10), onTime: true, on: "2026-03-02"),
      CustomerUpdated(
        customerId: "c1", profile: CustomerProfile(name: "欧阳新月", phone: "", address: Address()),
        changed: ChangedFields([.name]),
        previous: CustomerProfile(name: "欧阳明月", phone: "", address: Address()), origin: "edit",
        updatedOn: Samples.day("2026-03-03"), occurredAt: CompanyZone.start(of: Samples.day("2026-03-03"))),
    ])
    try await serving(feed) { suite in
      let card = try await suite.json("/v1/customers/c1", [("asOf", "2026-02-02")])
      let money = try #require(card["money"]?.array?.first)
      for (name, amount) in [
        ("receivable", 100_000), ("paid", 25_000), ("open", 75_000), ("overdue", 35_000), ("unallocated", 5_000),
      ] {
        #expect(money[name]?["amount"] == JSON(Int64(amount)), "\(name)")
      }
      #expect(card["receivables"]?.array?.compactMap { $0["state"] } == ["part-paid", "open"])
      #expect(card["deliveries"]?.array?.first?["amount"]?["amount"] == 50_000)
      let installation = try #require(card["installations"]?.array?.first)
      #expect(installation["state"] == "completed" && installation["problems"] == 1)
      #expect("\(installation["score"] ?? .null)".contains("4.5"))
      #expect(card["requests"]?.array?.first?["state"] == "resolved")
      #expect(card["receipts"]?.array?.first?["method"] == "wechat")
      #expect(card["profile"]?["name"] == "欧阳新月")
      for (text, count) in [("新月", 1), ("欧阳新月", 1), ("阳明月", 0)] {
        let found = try await suite.json("/v1/customers", [("q", text)])
        #expect(found["items"]?.array?.count == count, "\(text)")
      }
    }
  }

  @Test("The dashboard is a page in two languages that needs nothing from elsewhere")
  func dashboard() async throws {
    try await serving(Feed()) { suite in
      for (parameters, header, expected) in [
        ([], "zh-CN,zh;q=0.9", "zh-CN"), ([], "en-GB", "en"), ([("lang", "en")], "zh", "en"),
        ([("lang", "zh")], "en", "zh-CN"),
      ] {
        let page = try await suite.send("GET", "/", parameters, headers: ["Accept-Language": header])
        let text = String(decoding: page.body, as: UTF8.self)
        #expect(text.contains("<html lang=\"\(expected)\""))
        #expect(!text.contains("http://") && !text.contains("https://"))
        #expect(!text.contains("style=") && !text.contains("onclick") && !text.contains("{{"))
        #expect((page.headers["Content-Security-Policy"] as? String)?.hasPrefix("default-src 'none'") == true)
      }
      for name in ["dashboard.js", "dashboard.css", "bootstrap.min.css", "chart.min.js"] {
        let asset = try await suite.send("GET", "/assets/\(name)")
        #expect(asset.status == 200 && !asset.body.isEmpty, "\(name)")
        let tag = try #require(asset.headers["Etag"] as? String ?? asset.headers["ETag"] as? String)
        let again = try await suite.send("GET", "/assets/\(name)", headers: ["If-None-Match": tag])
        #expect(again.status == 304 || again.body == asset.body, "\(name)")
      }
    }
  }
}
