import Contracts
import Foundation
import Kernel
import LeadsService
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who sees and does what in leads", .serialized)
struct ScopeTests {
  private typealias Owner = ScopeWalk.Owner

  /// The ids of one owner's things.
  private struct Things: Sendable {
    var lead = ""
    var customer = ""
    var activity = ""
    var touch = ""
    var gift = ""
    /// A lead that the customer referred.
    var referred = ""
    var proposal = ""
  }

  /// What is the company's.
  private struct Shared: Sendable {
    var segment = ""
    var campaign = ""
    var partner = ""
  }

  private static func lead(_ phone: String, _ owner: Owner, referrer: String? = nil) -> String {
    let source = referrer.map { #"{"channel":"referral","referrerCustomerId":"\#($0)"}"# } ?? #"{"channel":"online"}"#
    return #"{"name":"客户","phone":"\#(phone)","source":\#(source),"ownerId":"\#(owner)"}"#
  }

  private static func activity(_ customer: String) -> String {
    """
    {"customerId":"\(customer)","channel":"phone","at":"2026-11-01T02:00:00Z","summary":"谈",
     "nextContactOn":"2026-11-22"}
    """
  }

  private static func furnish(_ house: House) async throws -> (Shared, [Owner: Things]) {
    try await house.employ()
    _ = try await house.make("/v1/shops", #"{"code":"shop-1","name":"一店"}"#)
    var things: [Owner: Things] = [:]
    for owner in Owner.allCases {
      var some = Things()
      let captured = try await house.make("/v1/leads", lead(owner.phone, owner))
      some.lead = try #require(captured.json["id"]?.string)
      some.customer = try #require(captured.json["customerId"]?.string)
      some.activity = try await house.id("/v1/activities", activity(some.customer))
      some.touch = try await house.id("/v1/touches", #"{"customerId":"\#(some.customer)","channel":"展会"}"#)
      some.gift = try await house.id("/v1/gifts", gift(some.customer))
      some.referred = try await house.id(
        "/v1/leads", lead("1390000000\(owner.phone.suffix(1))", owner, referrer: some.customer))
      some.proposal = try house.propose(ID(some.customer), phone: owner.phone)
      things[owner] = some
    }
    var shared = Shared()
    let rule = #"{"field":"orders","comparison":"below","value":"1"}"#
    shared.segment = try await house.id("/v1/segments", #"{"name":"新客","rules":[\#(rule)]}"#)
    shared.campaign = try await house.id("/v1/campaigns", campaign)
    _ = try await house.make("/v1/campaigns/\(shared.campaign)/start", "{}")
    shared.partner = try await house.id("/v1/partners", #"{"name":"装修公司","kind":"decorator"}"#)
    for some in things.values {
      let response = #"{"customerId":"\#(some.customer)","response":"sent","channel":"sms"}"#
      _ = try await house.make("/v1/campaigns/\(shared.campaign)/responses", response)
    }
    _ = try await house.make("/ops/sweep", "{}")
    return (shared, things)
  }

  private static func gift(_ customer: String) -> String {
    #"{"customerId":"\#(customer)","description":"茶具","cost":{"amount":100,"currency":"CNY"}}"#
  }

  private static let campaign = #"{"name":"秋季","kind":"promotion","startsOn":"2026-11-01","endsOn":"2026-12-31"}"#

  private static func sample(
    _ route: RouteDescription, _ owner: Owner, _ things: Things, _ shared: Shared
  ) -> ScopeWalk.Sample? {
    let phone = owner.phone
    let customer = things.customer
    return switch "\(route.method) \(route.pattern)" {
    case "GET /v1/leads", "GET /v1/leads.csv": .init(marker: things.lead, secret: phone)
    case "GET /v1/leads/duplicates", "GET /v1/leads/duplicates.csv":
      .init(query: "phone=\(phone)", marker: customer, secret: phone)
    case "POST /v1/leads": .init(body: #"{"name":"新","phone":"15000000000","source":{"channel":"online"}}"#)
    case "POST /v1/leads/{id}/stage": .init(["id": things.lead], body: #"{"stage":"contacted"}"#)
    case "POST /v1/leads/{id}/invalidate": .init(["id": things.referred], body: #"{"reason":"空号"}"#)
    case "POST /v1/leads/{id}/assign": .init(["id": things.lead], body: #"{"ownerId":"\#(owner)"}"#)
    case "POST /v1/leads/{id}/review": .init(["id": things.referred], body: #"{"outcome":"still-invalid"}"#)
    case "POST /v1/leads/{id}/merge": .init(["id": things.lead], body: #"{"into":"\#(things.referred)"}"#)
    case let text where text.contains("/v1/leads/{id}"): .init(["id": things.lead], secret: phone)
    case "GET /v1/customers", "GET /v1/customers.csv": .init(marker: customer, secret: phone)
    case "POST /v1/customers": .init(body: #"{"name":"新","phone":"15100000000"}"#)
    case "POST /v1/customers/{id}/erase": .init(["id": customer], body: #"{"reason":"request"}"#)
    case let text where text.contains("/v1/customers/{id}"): .init(["id": customer], secret: phone)
    case "GET /v1/contact-proposals", "GET /v1/contact-proposals.csv":
      .init(marker: things.proposal, secret: phone)
    case let text where text.contains("/v1/contact-proposals/{id}"): .init(["id": things.proposal], secret: phone)
    case "GET /v1/activities", "GET /v1/activities.csv": .init(marker: things.activity)
    case "POST /v1/activities": .init(body: activity(customer))
    case "GET /v1/touches", "GET /v1/touches.csv": .init(marker: things.touch)
    case "POST /v1/touches": .init(body: #"{"customerId":"\#(customer)","channel":"展会"}"#)
    case "GET /v1/gifts", "GET /v1/gifts.csv": .init(marker: things.gift)
    case "POST /v1/gifts": .init(body: gift(customer))
    case "GET /v1/referrals", "GET /v1/referrals.csv": .init(marker: things.referred)
    case "GET /v1/reminders", "GET /v1/reminders.csv": .init(query: "asOf=2026-11-22", marker: things.activity)
    case "GET /v1/segments/{id}/members", "GET /v1/segments/{id}/members.csv":
      .init(["id": shared.segment], marker: customer)
    case "GET /v1/campaigns/{id}/responses", "GET /v1/campaigns/{id}/responses.csv":
      .init(["id": shared.campaign], marker: customer)
    case "POST /v1/campaigns/{id}/responses":
      .init(["id": shared.campaign], body: #"{"customerId":"\#(customer)","response":"answered"}"#, marker: customer)
    default: company(route, shared)
    }
  }

  /// What is nobody's: asked once for all owners.
  private static func company(_ route: RouteDescription, _ shared: Shared) -> ScopeWalk.Sample? {
    switch "\(route.method) \(route.pattern)" {
    case "POST /v1/segments":
      .init(body: #"{"name":"新","rules":[{"field":"orders","comparison":"below","value":"1"}]}"#)
    case let text where text.contains("/v1/segments"): .init(["id": shared.segment])
    case "POST /v1/campaigns": .init(body: campaign)
    case let text where text.contains("/v1/campaigns"): .init(["id": shared.campaign])
    case "POST /v1/partners": .init(body: #"{"name":"新公司","kind":"decorator"}"#)
    case let text where text.contains("/v1/partners"): .init(["id": shared.partner])
    case "POST /v1/employees": .init(body: #"{"code":"new","name":"新","role":"shop"}"#)
    case "POST /v1/shops": .init(body: #"{"code":"new","name":"新店"}"#)
    case let text where text.contains("/v1/employees/{code}"): .init(["code": "me"])
    case let text where text.contains("/v1/shops/{code}"): .init(["code": "shop-1"])
    case "POST /v1/custom-fields": .init(body: #"{"entity":"lead","name":"area","type":"number"}"#)
    case "POST /v1/care-plans": .init(body: #"{"name":"生日","dateKind":"birthday"}"#)
    case "POST /v1/leads/import":
      .init(query: "dryRun=true", body: "name,phone,channel\n新,15200000000,online\n")
    case "POST /v1/imports/{id}/revert": .init(["id": "none"])
    case let text where text.contains("/v1/audit/reads"): .init(query: "subject=c-1")
    case "POST /v1/erp/customers":
      .init(body: #"{"source": "/erp", "number": "K-9", "revision": 1, "name": "新", "phone": "15200000009"}"#)
    case let text where text.hasPrefix("GET ") && !text.contains("{"): .init()
    default: nil
    }
  }

  @Test("every role meets its own, its shop's and others' things at every route as the table says")
  func walk() async throws {
    let house = try await House()
    let (shared, things) = try await Self.furnish(house)
    let approvals = try ApprovalSamples(in: house.service, as: LeadsOwner.self, at: house.clock.now)
    let walk = ScopeWalk(house.service, house.tokens, at: house.clock.now) { route, owner in
      approvals.sample(route, owner) ?? things[owner].flatMap { Self.sample(route, owner, $0, shared) }
    }
    // An import that nobody made is 404 for everybody; sessions, passwords and tokens have tests of their own.
    let routes = LeadsService.definition().routes.filter {
      $0.description.tag != "accounts" && $0.description.pattern != "/v1/imports/{id}/revert"
    }
    for deviation in try await walk.deviations(in: routes) { Issue.record("\(deviation)") }
    await house.service.stop()
  }

  @Test("who sells takes from the pool and hands over the own; nobody takes a colleague's, or pushes theirs around")
  func pool() async throws {
    let house = try await House()
    try await house.employ()
    func assign(_ lead: String, to owner: String, by headers: [String: String]) async throws -> TestClient.Answer {
      try await house.service.send("POST", "/v1/leads/\(lead)/assign", #"{"ownerId":"\#(owner)"}"#, headers: headers)
    }
    let pooled = #"{"name":"客户","phone":"13800000009","source":{"channel":"online"}}"#
    let lead = try await house.id("/v1/leads", pooled)
    let me = try house.headers("me", [.netSales], shop: "shop-1")
    let designer = try house.headers("me", [.designer], shop: "shop-1")
    #expect(try await house.service.send("GET", "/v1/leads/\(lead)", headers: me).status == 200)
    #expect(try await house.service.send("GET", "/v1/leads/\(lead)", headers: designer).status == 404)

    let pushed = try await assign(lead, to: "colleague", by: me)
    #expect(pushed.status == 422 && pushed.pointers == ["/ownerId"])
    #expect(try await assign(lead, to: "me", by: me).status == 200)
    let taken = try await assign(lead, to: "colleague", by: try house.headers("colleague", [.netSales]))
    #expect(taken.status == 404)
    let nobody = try await assign(lead, to: "nobody", by: me)
    #expect(nobody.status == 422 && nobody.json["errors"]?.array?.first?["code"] == "unknown-employee")
    #expect(try await assign(lead, to: "stranger", by: me).status == 200)
    #expect(try await house.service.send("GET", "/v1/leads/\(lead)", headers: me).status == 404)
    await house.service.stop()
  }

  @Test(
    "a partner, campaign or referrer that nobody has registered is refused, but for operations",
    arguments: ["partnerId", "campaignId", "referrerCustomerId"])
  func sources(_ field: String) async throws {
    let house = try await House()
    try await house.employ()
    let body = #"{"name":"客户","phone":"13800000009","source":{"channel":"online","\#(field)":"nobody"}}"#
    for role in [Role.netSales, .manager] {
      let headers = try house.headers("me", [role], shop: "shop-1")
      let refused = try await house.service.send("POST", "/v1/leads", body, headers: headers)
      #expect(refused.status == 422 && refused.pointers == ["/source/\(field)"], "\(refused.text)")
    }
    let operations = try house.headers("ops", [.operations])
    let taken = try await house.service.send("POST", "/v1/leads", body, headers: operations)
    #expect(taken.status == 201)
    let id = try #require(taken.json["id"]?.string)
    let again = #"{"source":{"channel":"online","\#(field)":"nobody"},"notes":"同"}"#
    let edited = try await house.service.send(
      "PATCH", "/v1/leads/\(id)", again,
      headers: try house.headers("m", [.manager]).merging(["If-Match": "\"v1\""]) { $1 })
    #expect(edited.status == 200)
    await house.service.stop()
  }

  @Test("a masked phone is not found by its digits, and of somebody else's customer owner and stage alone are told")
  func masked() async throws {
    let house = try await House()
    let (_, things) = try await Self.furnish(house)
    let phone = Owner.stranger.phone
    let operations = try house.headers("ops", [.operations])
    for list in ["leads", "customers"] {
      #expect(
        try await house.service.send("GET", "/v1/\(list)?q=\(phone)", headers: operations).json["items"]?.array == [])
    }
    let customer = try #require(things[.stranger]?.customer)
    let read = try await house.service.send("GET", "/v1/customers/\(customer)", headers: operations)
    #expect(read.json["phone"] == "138****0003")

    let me = try house.headers("me", [.netSales], shop: "shop-1")
    let likely = try await house.service.send("GET", "/v1/leads/duplicates?phone=\(phone)", headers: me)
    let candidate = likely.json["items"]?.array?.first
    #expect(candidate?["ownerId"] == "stranger" && candidate?["customerId"] == nil && candidate?["leadId"] == nil)
    await house.service.stop()
  }
}
