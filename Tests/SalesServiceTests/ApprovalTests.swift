import Contracts
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("What only a manager may allow", .serialized)
struct ApprovalTests {
  private static let tokens = Result { try Tokens(secret: String(repeating: "k", count: 32), keySet: nil) }

  /// Sales with the seller `n-1` and her colleague `n-2` of `shop-1`, whose lead `c-1` is both's to see, and the product
  /// `P-1` at CNY 1,000.
  private struct House {
    let suite: SalesSuite

    static func with(_ body: (House) async throws -> Void) async throws {
      try await SalesSuite.with(tokens: try tokens.get()) { suite in
        for code in ["n-1", "n-2"] {
          try suite.say(EmployeeChanged(code: ID(code), name: code, role: "net-sales", shop: "shop-1", active: true))
        }
        try suite.say(EmployeeChanged(code: "n-9", name: "n-9", role: "net-sales", shop: "shop-1", active: false))
        try suite.capture("l-n1", of: "c-1", ownedBy: "n-1")
        try await suite.until("sales knows the lead") {
          try await suite.call("GET", "/v1/customers/c-1").texts("leads").contains("l-n1")
        }
        let product = #"{"sku":"P-1","name":"柜","unit":"件","price":{"amount":100000,"currency":"CNY"},"category":"柜"}"#
        #expect(try await suite.post("/v1/products", product).status == 201)
        try await body(House(suite: suite))
        try await suite.expectNoDifferences()
      }
    }

    /// A request of somebody: a manager, or who sells in `shop-1`.
    func call(
      _ who: String, _ method: String, _ path: String, _ body: String? = nil, key: String? = nil
    ) async throws -> Reply {
      let roles: Set<Role> =
        switch who.prefix(1) {
        case "m": [.manager]
        case "s": [.shop]
        case "o": [.operations]
        default: [.netSales]
        }
      let caller = Caller(subject: who, name: who, roles: roles, shop: "shop-1")
      var headers = [
        "Authorization": "Bearer \(try tokens.get().sign(caller, at: suite.clock.now, validFor: 600))"
      ]
      headers["Idempotency-Key"] = key
      return try await suite.call(method, path, body, headers)
    }

    func post(_ who: String, _ path: String, _ body: String = "{}", key: String? = nil) async throws -> Reply {
      try await call(who, "POST", path, body, key: key)
    }

    /// A quote of `n-1` that gives so many percent on a price of so many fen.
    func quote(discount: Int, price: Int = 100_000) async throws -> String {
      let lines = ApprovalTests.lines(discount: discount, price: price)
      let drafted = try await post(
        "n-1", "/v1/quotes", #"{"customerId":"c-1","salespersonId":"n-1","validUntil":"2026-12-31","lines":\#(lines)}"#)
      return try #require(drafted.text("id"), "\(drafted.plain)")
    }

    /// The request for issuing a quote.
    func asked(_ quote: String, key: String? = nil) async throws -> String {
      let asked = try await post("n-1", "/v1/quotes/\(quote)/issue", #"{"approvalReason":"老客户"}"#, key: key)
      #expect(asked.status == 202 && asked.text("state") == "open", "\(asked.plain)")
      return try #require(asked.text("id"))
    }
  }

  private static func lines(discount: Int, price: Int = 100_000) -> String {
    """
    [{"sku":"P-1","description":"柜","quantity":{"value":1,"scale":0},"unitPrice":{"amount":\(price),"currency":"CNY"},\
    "discountPercent":\(discount)}]
    """
  }

  private static func order(
    discount: Int = 0, salesperson: String = "n-1", signedOn: String = "2026-11-22", more: String = ""
  ) -> String {
    """
    {"customerId":"c-1","salespersonId":"\(salesperson)","signedOn":"\(signedOn)","signedAt":"shop",\
    "promisedOn":"2026-12-31","lines":\(lines(discount: discount)),"instalments":\(Bodies.instalments)\(more)}
    """
  }

  @Test(
    "a discount above the limit is refused without a reason, naming both; a manager gives any",
    arguments: [(10, 100_000, true), (11, 100_000, false), (0, 90_000, true), (0, 89_990, false), (5, 94_000, false)])
  func limit(discount: Int, price: Int, isAllowed: Bool) async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: discount, price: price)
      let issued = try await house.post("n-1", "/v1/quotes/\(quote)/issue")
      if isAllowed {
        #expect(issued.status == 200)
      } else {
        #expect(issued.status == 409 && issued.text("type") == "/problems/approval-needed")
        #expect(issued.texts("rules") == ["discount"] && issued.text("detail")?.contains("10.00") == true)
        #expect(try await house.call("n-1", "GET", "/v1/quotes/\(quote)").text("state") == "draft")
        #expect(try await house.post("m-1", "/v1/quotes/\(quote)/issue").status == 200)
      }
    }
  }

  @Test("with a reason nothing happens until a manager grants it; then it happens once, in the requester's name")
  func granted() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 15)
      let id = try await house.asked(quote, key: "k-1")
      #expect(try await house.asked(quote, key: "k-1") == id)
      #expect(try await house.call("m-1", "GET", "/v1/approvals").count("items") == 1)
      #expect(try await house.call("n-1", "GET", "/v1/quotes/\(quote)").text("state") == "draft")

      let seen = try await house.call("m-1", "GET", "/v1/approvals/\(id)")
      #expect(seen.text("requesterId") == "n-1" && seen.text("reason") == "老客户" && seen.text("customerId") == "c-1")
      #expect(seen.text("needs/0/rule") == "discount" && seen.text("path") == "/v1/quotes/\(quote)/issue")
      #expect(seen.text("body/approvalReason") == "老客户" && seen.text("expiresOn") == "2026-12-22")

      #expect(try await house.post("n-1", "/v1/approvals/\(id)/grant").status == 403)
      let granted = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(granted.status == 200 && granted.text("state") == "granted" && granted.number("status") == 200)
      #expect(granted.text("decidedBy") == "m-1")
      let again = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(again.status == 409 && again.text("type") == "/problems/approval-decided")

      let trail = try await house.call("m-1", "GET", "/v1/audit?subject=\(quote)&customerId=c-1")
      let issued = try #require(trail["items"]?.array?.filter { $0["type"]?.string == QuoteIssued.type })
      #expect(issued.count == 1)
      #expect(issued.first?["actor"]?.string == "n-1" && issued.first?["actorRole"]?.string == "net-sales")
      let decided = try await house.call("m-1", "GET", "/v1/audit?subject=\(id)&customerId=c-1")
      #expect(decided.text("items/1/actor") == "m-1" && decided.text("items/1/actorRole") == "manager")

      // Its order needs no second approval.
      _ = try await house.post("n-1", "/v1/quotes/\(quote)/accept")
      let order = Self.order().replacing(#""lines":\#(Self.lines(discount: 0))"#, with: #""quoteId":"\#(quote)""#)
      #expect(try await house.post("n-1", "/v1/orders", order).status == 201)
    }
  }

  @Test("what a grant causes names it as its cause")
  func cause() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 15)
      let id = try await house.asked(quote)
      _ = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      let causes = try house.suite.sales.running.store.read { database in
        try database.all(
          "SELECT type, id, causationid FROM event_journal WHERE type IN (?, ?)", QuoteIssued.type,
          ApprovalGranted<SalesOwner>.type
        ) { ($0.text(0), $0.text(1), $0.text(2)) }
      }
      let grant = causes.first { $0.0 != QuoteIssued.type }?.1
      #expect(causes.count == 2 && causes.first { $0.0 == QuoteIssued.type }?.2 == grant)
    }
  }

  @Test("refused and withdrawn ones are over; only who asked withdraws")
  func over() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 15)
      let refused = try await house.asked(quote)
      #expect(try await house.post("m-1", "/v1/approvals/\(refused)/refuse", #"{"reason":" "}"#).status == 422)
      let answer = try await house.post("m-1", "/v1/approvals/\(refused)/refuse", #"{"reason":"毛利不足"}"#)
      #expect(answer.text("state") == "refused")
      #expect(try await house.call("n-1", "GET", "/v1/approvals/\(refused)").text("refusal") == "毛利不足")
      let withdrawn = try await house.asked(quote)
      #expect(try await house.post("m-1", "/v1/approvals/\(withdrawn)/withdraw").text("type") == "/problems/not-yours")
      #expect(try await house.post("n-1", "/v1/approvals/\(withdrawn)/withdraw").text("state") == "withdrawn")
      for id in [refused, withdrawn] {
        #expect(try await house.post("m-1", "/v1/approvals/\(id)/grant").status == 409)
      }
      #expect(try await house.call("n-1", "GET", "/v1/quotes/\(quote)").text("state") == "draft")
      #expect(try await house.call("m-1", "GET", "/v1/approvals?state=refused").text("items/0/id") == refused)
      #expect(try await house.call("m-1", "GET", "/v1/approvals?state=open").count("items") == 0)
    }
  }

  @Test("nobody else but the shop and managers sees a request")
  func sight() async throws {
    try await House.with { house in
      let id = try await house.asked(try await house.quote(discount: 15))
      for (who, count) in [("n-1", 1), ("n-2", 0), ("s-1", 1), ("m-1", 1)] {
        let one = try await house.call(who, "GET", "/v1/approvals/\(id)")
        #expect(one.status == (count == 1 ? 200 : 404), "\(who)")
        #expect(try await house.call(who, "GET", "/v1/approvals").count("items") == count, "\(who)")
      }
      #expect(try await house.post("n-2", "/v1/approvals/\(id)/withdraw").status == 404)
      let masked = try await house.call("o-1", "GET", "/v1/approvals/\(id)")
      #expect(masked.status == 200 && masked["reason"] == nil && masked["body"] == nil)
    }
  }

  @Test("after 30 days it is expired, and granted no more")
  func stale() async throws {
    try await House.with { house in
      let id = try await house.asked(try await house.quote(discount: 15))
      house.suite.clock.advance(milliseconds: 30 * 86_400_000)
      #expect(try await house.call("m-1", "GET", "/v1/approvals?state=open").count("items") == 1)
      house.suite.clock.advance(milliseconds: 86_400_000)
      #expect(try await house.call("m-1", "GET", "/v1/approvals?state=open").count("items") == 0)
      #expect(try await house.call("m-1", "GET", "/v1/approvals?state=expired").text("items/0/id") == id)
      let late = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(late.status == 409 && late.text("type") == "/problems/approval-expired")
    }
  }

  @Test("a command that cannot be carried out any more says why, and the request stays open")
  func overtaken() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 15)
      let id = try await house.asked(quote)
      // Worse terms than those that the manager was told of.
      let worse = #"{"validUntil":"2026-12-31","lines":\#(Self.lines(discount: 60))}"#
      #expect(try await house.post("n-1", "/v1/quotes/\(quote)/revise", worse).status == 200)
      let other = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(other.status == 409 && other.text("type") == "/problems/approval-needed")
      #expect(try await house.call("n-1", "GET", "/v1/quotes/\(quote)").text("state") == "draft")
      #expect(try await house.post("m-1", "/v1/quotes/\(quote)/issue").status == 200)
      let late = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(late.status == 409 && late.text("type") == "/problems/illegal-move")
      #expect(try await house.call("m-1", "GET", "/v1/approvals/\(id)").text("state") == "open")
    }
  }

  @Test("one request names all that an order needs: a discount, somebody else's name, an old signature")
  func order() async throws {
    try await House.with { house in
      let reason = #","approvalReason":"展会签单""#
      #expect(try await house.post("n-1", "/v1/orders", Self.order(discount: 10)).status == 201)
      #expect(try await house.post("n-1", "/v1/orders", Self.order(discount: 11)).status == 409)
      #expect(try await house.post("n-1", "/v1/orders", Self.order(signedOn: "2026-10-01")).status == 201)
      #expect(
        try await house.post("n-1", "/v1/orders", Self.order(signedOn: "2026-09-30")).texts("rules") == ["backdating"])
      #expect(
        try await house.post("m-1", "/v1/orders", Self.order(salesperson: "n-1", signedOn: "2026-09-30")).status == 201)
      let named = try await house.post("n-1", "/v1/orders", Self.order(salesperson: "n-2"))
      #expect(named.status == 422 && named.text("errors/0/code") == "not-yours-to-name")
      let gone = try await house.post("n-1", "/v1/orders", Self.order(salesperson: "n-9", more: reason))
      #expect(gone.status == 422 && gone.text("errors/0/code") == "inactive-employee")
      // What is wrong otherwise is told first: a request is of something that can be done.
      let broken = Self.order(discount: 20, more: reason).replacing("2026-12-31", with: "2026-01-01")
      #expect(try await house.post("n-1", "/v1/orders", broken).status == 422)

      let all = Self.order(discount: 20, salesperson: "n-2", signedOn: "2026-09-30", more: reason)
      let asked = try await house.post("n-1", "/v1/orders", all)
      #expect(asked.status == 202)
      #expect(
        (asked["needs"]?.array ?? []).compactMap { $0["rule"]?.string } == ["on-behalf", "backdating", "discount"])
      let id = try #require(asked.text("id"))
      let granted = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(granted.status == 200 && granted.number("status") == 201)
      let made = try await house.call("m-1", "GET", try #require(granted.text("location")))
      #expect(made.text("salespersonId") == "n-2" && made.text("signedOn") == "2026-09-30")
      #expect(made.number("total/amount") == 80_000)
    }
  }

  @Test("an amendment may keep a discount, and needs an approval for a larger one")
  func amendment() async throws {
    try await House.with { house in
      let placed = try await house.post("m-1", "/v1/orders", Self.order(discount: 20))
      let (id, line) = (try #require(placed.text("id")), try #require(placed.text("lines/0/lineId")))
      func amend(_ discount: Int, _ more: String = "") async throws -> Reply {
        let lines = Self.lines(discount: discount).replacing(#"{"sku""#, with: #"{"lineId":"\#(line)","sku""#)
        return try await house.post(
          "n-1", "/v1/orders/\(id)/amend",
          #"{"reason":"改","lines":\#(lines),"instalments":\#(Bodies.instalments)\#(more)}"#)
      }
      #expect(try await amend(20).status == 200)
      #expect(try await amend(21).text("type") == "/problems/approval-needed")
      let asked = try await amend(25, #","approvalReason":"补偿""#)
      #expect(asked.status == 202)
      _ = try await house.post("m-1", "/v1/approvals/\(try #require(asked.text("id")))/grant")
      #expect(try await house.call("n-1", "GET", "/v1/orders/\(id)").number("total/amount") == 75_000)
    }
  }

  @Test("others than operations say when it happened only if another person agrees, managers too")
  func backdating() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 0)
      let time = #""occurredAt":"2026-11-20T02:00:00.000Z""#
      let refused = try await house.post("n-1", "/v1/quotes/\(quote)/issue", "{\(time)}")
      #expect(refused.status == 403 && refused.text("detail")?.contains("approvalReason") == true)
      let asked = try await house.post("m-1", "/v1/quotes/\(quote)/issue", #"{\#(time),"approvalReason":"忘记登记"}"#)
      #expect(asked.status == 202 && asked.text("needs/0/rule") == "backdating")
      let id = try #require(asked.text("id"))
      let own = try await house.post("m-1", "/v1/approvals/\(id)/grant")
      #expect(own.status == 403 && own.text("type") == "/problems/own-request")
      #expect(try await house.post("m-1", "/v1/approvals/\(id)/refuse", #"{"reason":"x"}"#).status == 403)
      #expect(try await house.post("m-2", "/v1/approvals/\(id)/grant").status == 200)
      #expect(try await house.call("n-1", "GET", "/v1/quotes/\(quote)").text("issuedOn") == "2026-11-20")
      let future = #"{"occurredAt":"2027-11-20T02:00:00.000Z","approvalReason":"x"}"#
      #expect(try await house.post("n-1", "/v1/quotes/\(quote)/decline", future).status != 202)
    }
  }

  @Test("a reason that is not needed changes nothing, and an empty one is none")
  func needless() async throws {
    try await House.with { house in
      let quote = try await house.quote(discount: 5)
      #expect(try await house.post("n-1", "/v1/quotes/\(quote)/issue", #"{"approvalReason":" "}"#).status == 422)
      #expect(try await house.post("n-1", "/v1/quotes/\(quote)/issue", #"{"approvalReason":"x"}"#).status == 200)
      #expect(try await house.call("m-1", "GET", "/v1/approvals").count("items") == 0)
    }
  }
}
