import Contracts
import Kernel
import Messaging
import Persistence
import SalesService
import TestSupport
import Testing

/// The tests' orders are all signed on 2026-11-01.
@Suite("Reconciliation with the ERP", .serialized)
struct ReconciliationTests {
  private static func day(
    _ count: Int, _ amount: Int, revisions: Int? = nil, on: String = "2026-11-01", items: [String]? = nil
  ) -> String {
    let sums = amount == 0 ? "" : #"{"amount": \#(amount), "currency": "CNY"}"#
    return #"{"on": "\#(on)", "count": \#(count), "sums": [\#(sums)]"#
      + (revisions.map { #", "revisions": \#($0)"# } ?? "")
      + (items.map { #", "items": [\#($0.joined(separator: ", "))]"# } ?? "") + "}"
  }

  private static func item(_ number: String, _ revision: Int, _ amount: Int?) -> String {
    amount.map {
      #"{"orderNumber": "\#(number)", "revision": \#(revision), "total": {"amount": \#($0), "currency": "CNY"}}"#
    } ?? #"{"orderNumber": "\#(number)", "revision": \#(revision), "cancelled": true}"#
  }

  /// The only day that was reconciled, once the figures read at `asOf` have come.
  private static func stands(_ suite: SalesSuite, asOf: Instant) async throws -> Reply {
    var reply = try await suite.call("GET", "/v1/erp-reconciliations?from=2026-11-01&to=2026-11-01")
    try await suite.until("the figures of \(asOf) have come") {
      reply = try await suite.call("GET", "/v1/erp-reconciliations?from=2026-11-01&to=2026-11-01")
      return reply.text("items/0/asOf") == asOf.description
    }
    return reply
  }

  /// `NUMBER kind state` of each difference of the only day.
  private static func differences(_ suite: SalesSuite) async throws -> [String] {
    let reply = try await suite.call("GET", "/v1/erp-differences")
    return (0..<reply.count("items")).map { index in
      ["orderNumber", "kind", "state"].map { reply.text("items/\(index)/\($0)") ?? "-" }.joined(separator: " ")
    }
  }

  private static func metric(_ suite: SalesSuite, _ name: String) async throws -> String? {
    let text = try await suite.call("GET", "/metrics").plain
    let prefix = "joinery_erp_reconciliation_\(name){source=\"/erp/gz\"} "
    return text.split(separator: "\n").first { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  @Test("sums that are the same agree, and nobody is asked for more")
  func agrees() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS-1", revision: 1, amount: 700, becomes: "accepted")
      try await suite.erp("placed", "XS-2", revision: 3, amount: 300, becomes: "accepted")
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now, Self.day(2, 1000, revisions: 4))
      let stands = try await Self.stands(suite, asOf: suite.clock.now)
      #expect(stands.text("items/0/state") == "agrees" && stands.number("items/0/here/count") == 2)
      #expect(stands.number("items/0/here/sums/0/amount") == 1000 && stands.number("items/0/here/revisions") == 4)
      #expect(try suite.asked().isEmpty)
      #expect(try await Self.metric(suite, "differences") == "0")
      suite.clock.advance(milliseconds: 90_000)
      let age = try #require(try await Self.metric(suite, "age_seconds").flatMap { Double($0) })
      #expect(age >= 90 && age < 120)
      try await suite.expectNoDifferences()
    }
  }

  @Test("sums that differ have the orders asked for; what does not come counts, and goes once it has")
  func missing() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS-1", revision: 1, amount: 700, becomes: "accepted")
      let first = suite.clock.now
      suite.reconcile(from: "2026-10-31", to: "2026-11-01", asOf: first, Self.day(2, 1000))
      var stands = try await Self.stands(suite, asOf: first)
      #expect(stands.text("items/0/state") == "checking" && stands.count("items/0/differences") == 0)
      try await suite.until("the orders of that day are asked for, of no other") {
        try suite.asked() == ["/erp/gz 2026-11-01 2026-11-01 items"]
      }
      // Orders that are named have been on their way since they were.
      suite.clock.advance(milliseconds: 60_000)
      let second = suite.clock.now
      let items = [Self.item("XS-1", 1, 700), Self.item("XS-2", 1, 300), Self.item("XS-3", 2, nil)]
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: second, Self.day(2, 1000, items: items))
      stands = try await Self.stands(suite, asOf: second)
      #expect(stands.text("items/0/state") == "checking")
      #expect(try await Self.differences(suite) == ["XS-2 missing-here checking"])
      #expect(try await Self.metric(suite, "differences") == "0")
      suite.clock.advance(milliseconds: 900_000)
      #expect(try await Self.differences(suite) == ["XS-2 missing-here differs"])
      #expect(try await Self.metric(suite, "differences") == "1")
      // Said again the next day, with the same sums alone, it is the same difference, and not on its way anew.
      suite.clock.advance(milliseconds: 1000)
      let third = suite.clock.now
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: third, Self.day(2, 1000))
      _ = try await Self.stands(suite, asOf: third)
      #expect(try await Self.differences(suite) == ["XS-2 missing-here differs"])
      #expect(try suite.asked().count == 1)
      try await suite.erp("placed", "XS-2", revision: 1, amount: 300, becomes: "accepted")
      #expect(try await Self.differences(suite).isEmpty)
      let now = try await suite.call("GET", "/v1/erp-reconciliations?state=agrees")
      #expect(now.count("items") == 2 && now.number("items/0/here/count") == 2)
      #expect(try await Self.metric(suite, "differences") == "0")
      let events = try suite.sales.running.store.read { database in
        try database.all("SELECT data FROM event_journal WHERE type = ? ORDER BY position", ERPReconciled.type) {
          try $0.document("data", of: ERPReconciled.self)
        }
      }
      #expect(events.map { $0.days.last.map { [$0.onItsWay, $0.differing] } } == [[0, 0], [1, 0], [0, 1]])
      #expect(events.last?.days.first?.differences.first?.orderNumber == "XS-2")
      try await suite.expectNoDifferences()
    }
  }

  @Test("each kind of difference is told with both sides")
  func kinds() async throws {
    try await SalesSuite.with { suite in
      for number in ["XS-1", "XS-2", "XS-3", "XS-4", "XS-5", "XS-6"] {
        try await suite.erp("placed", number, revision: 1, amount: 100, becomes: "accepted")
      }
      suite.erp("changed", Bodies.erpOrder("XS-1", revision: 2).replacing("\"percent\": 70", with: "\"percent\": 7"))
      _ = try await suite.erpOrder("XS-1", is: "parked", revision: 2)
      let id = try #require(try await suite.erpOrder("XS-2").text("orderId"))
      #expect(try await suite.post("/v1/orders/\(id)/cancel", #"{"reason": "客户不要了"}"#).status == 200)
      let other = try #require(try await suite.erpOrder("XS-5").text("orderId"))
      #expect(try await suite.post("/v1/orders/\(other)/amend", Bodies.amendment).status == 200)
      let items = [
        Self.item("XS-1", 2, 90), Self.item("XS-2", 1, 100), Self.item("XS-3", 2, nil), Self.item("XS-5", 1, 100),
        Self.item("XS-6", 1, 100),
      ]
      suite.clock.advance(milliseconds: 1)
      suite.reconcile(
        from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now, Self.day(4, 390, items: items))
      _ = try await Self.stands(suite, asOf: suite.clock.now)
      suite.clock.advance(milliseconds: 900_000)
      #expect(
        try await Self.differences(suite) == [
          "XS-1 parked differs", "XS-2 cancelled-here differs", "XS-3 cancelled-there differs",
          "XS-4 missing-there differs", "XS-5 amount differs",
        ])
      let found = try await suite.call("GET", "/v1/erp-differences?state=differs&source=/erp/gz")
      #expect(found.text("items/0/reason")?.contains("'instalments'") == true)
      #expect(found.number("items/4/there/total/amount") == 100)
      #expect(found.number("items/4/here/total/amount") ?? 0 > 100 && found.number("items/3/there/revision") == nil)
      #expect(try await suite.call("GET", "/v1/erp-differences?state=checking").count("items") == 0)
      #expect(try await Self.metric(suite, "differences") == "5")
      let page = try await suite.call("GET", "/v1/erp-differences?limit=2")
      let next = try await suite.call(
        "GET", "/v1/erp-differences?limit=2&cursor=\(try #require(page.text("nextCursor")))")
      #expect(next.text("items/0/orderNumber") == "XS-3" && next.text("items/1/orderNumber") == "XS-4")
      let csv = try await suite.call("GET", "/v1/erp-differences.csv").plain
      #expect(csv.split(separator: "\r\n").count == 6 && csv.contains("missing-there"), "\(csv)")
      #expect(try await suite.call("GET", "/v1/erp-reconciliations.csv").plain.contains("/erp/gz"))
      try await suite.expectNoDifferences()
    }
  }

  @Test("what came after the ERP's figures were read is newer than they; figures of an earlier moment change nothing")
  func time() async throws {
    try await SalesSuite.with { suite in
      let asOf = suite.clock.now
      suite.clock.advance(milliseconds: 5_000)
      try await suite.erp("placed", "XS-1", revision: 1, amount: 700, becomes: "accepted")
      try await suite.erp("placed", "XS-2", revision: 2, amount: 300, becomes: "accepted")
      suite.reconcile(
        from: "2026-11-01", to: "2026-11-01", asOf: asOf, Self.day(1, 200, items: [Self.item("XS-2", 1, 200)]))
      let stands = try await Self.stands(suite, asOf: asOf)
      #expect(stands.text("items/0/state") == "agrees")
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: asOf.adding(seconds: -60), Self.day(9, 9))
      let later = asOf.adding(seconds: 6)
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: later, Self.day(2, 1000))
      #expect(try await Self.stands(suite, asOf: later).text("items/0/state") == "agrees")
      #expect(try suite.asked().isEmpty)
      let events = try suite.sales.running.store.read {
        try $0.first("SELECT count(*) FROM event_journal WHERE type = ?", ERPReconciled.type) { $0.int(0) }
      }
      #expect(events == 2)
    }
  }

  @Test("a bridge that names no orders is asked for them once, and its day differs all the same")
  func nameless() async throws {
    try await SalesSuite.with { suite in
      for _ in 0..<3 {
        suite.clock.advance(milliseconds: 1_000)
        suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now, Self.day(1, 700))
        _ = try await Self.stands(suite, asOf: suite.clock.now)
      }
      try await suite.until("it was asked") { try !suite.asked().isEmpty }
      #expect(try suite.asked() == ["/erp/gz 2026-11-01 2026-11-01 items"])
      suite.clock.advance(milliseconds: 900_000)
      let stands = try await suite.call("GET", "/v1/erp-reconciliations?state=differs")
      #expect(stands.count("items") == 1 && stands["items/0/named"] == false)
      #expect(try await Self.metric(suite, "differences") == "1")
    }
  }

  @Test("figures that do not add up are set aside with their field, until later ones come")
  func wrong() async throws {
    try await SalesSuite.with { suite in
      suite.reconcile(
        from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now,
        Self.day(2, 700, items: [Self.item("XS-1", 1, 700)]))
      try await suite.until("it is parked") {
        try await suite.call("GET", "/ops/dead-letters").count("items") == 1
      }
      let letter = try await suite.call("GET", "/ops/dead-letters")
      #expect(letter.text("items/0/reason")?.hasPrefix("the field 'days.0.count' is refused: ") == true)
      #expect(try await suite.call("GET", "/v1/erp-reconciliations").count("items") == 0)
      suite.clock.advance(milliseconds: 1_000)
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now, Self.day(0, 0))
      _ = try await Self.stands(suite, asOf: suite.clock.now)
      #expect(try await suite.call("GET", "/ops/dead-letters").count("items") == 0)
    }
  }

  @Test("each day whoever gives figures is asked for those of the last 31 days, and for the orders of days that differ")
  func sweep() async throws {
    try await SalesSuite.with { suite in
      #expect(try await suite.call("POST", "/ops/sweep").status == 202)
      suite.reconcile(
        from: "2026-09-30", to: "2026-10-01", asOf: suite.clock.now, Self.day(1, 5, on: "2026-09-30"),
        Self.day(0, 0, on: "2026-10-01"))
      try await suite.until("it was asked") { try !suite.asked().isEmpty }
      let before = try suite.asked().count
      for day in ["2026-11-24", "2026-11-24", "2026-11-23"] {
        #expect(try await suite.call("POST", "/ops/sweep?asOf=\(day)").status == 202)
      }
      try await suite.until("it was asked again") { try suite.asked().count > before + 1 }
      #expect(
        try suite.asked().dropFirst(before) == [
          "/erp/gz 2026-10-24 2026-11-23", "/erp/gz 2026-09-30 2026-09-30 items",
        ])
      try await suite.expectNoDifferences()
    }
  }

  static let refused: [(String, String)] = [
    (#"{"source": "/erp/sz", "from": "2026-11-01"}"#, "/source"),
    (#"{"source": "/erp/gz", "from": "2026-11-02", "to": "2026-11-01"}"#, "/to"),
    (#"{"source": "/erp/gz", "from": "2026-08-01", "to": "2026-11-01"}"#, "/to"),
    (#"{"source": "/erp/gz", "from": "2026-11-31"}"#, "/from"),
  ]

  @Test("the ERP is asked on demand, and what cannot be asked is refused by its field")
  func request() async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS-1", revision: 1, becomes: "accepted")
      for (body, pointer) in Self.refused {
        let reply = try await suite.post("/v1/erp-reconciliations/request", body)
        #expect(reply.status == 422 && reply.text("errors/0/pointer") == pointer, "\(reply.plain)")
      }
      let asked = try await suite.post(
        "/v1/erp-reconciliations/request", #"{"source": "/erp/gz", "from": "2026-11-01", "items": true}"#)
      #expect(asked.status == 202 && asked.text("to") == "2026-11-01")
      try await suite.until("it was asked") { try suite.asked() == ["/erp/gz 2026-11-01 2026-11-01 items"] }
      try await suite.expectNoDifferences()
    }
  }

  @Test(
    "the page shows in both languages what differs, and its form asks", arguments: [("zh", "有差异"), ("en", "differs")])
  func page(language: String, differs: String) async throws {
    try await SalesSuite.with { suite in
      try await suite.erp("placed", "XS<1>", revision: 1, amount: 123_456, becomes: "accepted")
      suite.clock.advance(milliseconds: 1)
      suite.reconcile(from: "2026-11-01", to: "2026-11-01", asOf: suite.clock.now, Self.day(0, 0))
      _ = try await Self.stands(suite, asOf: suite.clock.now)
      let page = try await suite.call("GET", "/erp?lang=\(language)").plain
      #expect(page.contains("XS&lt;1&gt;") && page.contains("1,234.56 CNY") && page.contains(differs), "\(page)")
      #expect(!page.contains("{{") && page.contains("<option>/erp/gz</option>"))
      let form = ["Content-Type": "application/x-www-form-urlencoded"]
      let asked = try await suite.call(
        "POST", "/erp?lang=\(language)", "source=%2Ferp%2Fgz&from=2026-11-01&to=2026-11-02", form)
      #expect(asked.status == 303)
      try await suite.until("it was asked") { try suite.asked() == ["/erp/gz 2026-11-01 2026-11-02"] }
      let wrong = try await suite.call(
        "POST", "/erp?lang=\(language)", "source=%2Ferp%2Fgz&from=2026-11-03&to=2026-11-02", form)
      #expect(wrong.status == 422 && wrong.plain.contains("role=\"alert\""))
    }
  }

  @Test("figures by webhook are taken by the same rules, and answered with what became of them")
  func webhook() async throws {
    try await SalesSuite.with { suite in
      func body(_ count: Int) -> String {
        #"{"source": "/erp/gz", "about": "order", "from": "2026-11-01", "to": "2026-11-01", "asOf": "\#(suite.clock.now)", "#
          + #""days": [\#(Self.day(count, 0, items: []))]}"#
      }
      let parked = try await suite.post("/v1/erp/reconciliations", body(1))
      #expect(parked.status == 202 && parked.text("state") == "parked", "\(parked.plain)")
      #expect(parked.text("reason")?.contains("'days.0.count'") == true)
      suite.clock.advance(milliseconds: 1_000)
      let taken = try await suite.post("/v1/erp/reconciliations", body(0))
      #expect(taken.status == 202 && taken.text("state") == "accepted" && taken["reason"] == nil)
      #expect(try await suite.call("GET", "/v1/erp-reconciliations").text("items/0/state") == "agrees")
      #expect(try await suite.post("/v1/erp/reconciliations", #"{"source": "/erp/gz"}"#).status == 422)
    }
  }
}
