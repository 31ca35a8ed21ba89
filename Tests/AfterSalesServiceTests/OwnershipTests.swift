import AfterSalesService
import Contracts
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("Whose things of after-sales are", .serialized)
struct OwnershipTests {
  /// After-sales with a job and a request of nobody's, both of `c-1`, and asking for tokens.
  private struct Desk {
    let suite: AfterSalesSuite
    let tokens: Tokens
    var job = ""
    var request = ""

    func headers(_ role: Role, _ subject: String = "me", shop: String? = nil) throws -> [String: String] {
      let caller = Caller(subject: subject, name: subject, roles: [role], shop: shop)
      return [
        "Authorization": "Bearer \(try tokens.sign(caller, at: suite.clock.now, validFor: 86_400))",
        "If-Match": "\"v1\"",
      ]
    }

    func get(_ path: String, as role: Role) async throws -> Reply { try await suite.get(path, try headers(role)) }

    func post(_ path: String, _ body: String, as role: Role) async throws -> Reply {
      try await suite.post(path, body, try headers(role))
    }

    func status(_ path: String, as role: Role, shop: String? = nil) async throws -> Int {
      try await suite.get(path, try headers(role, shop: shop)).status
    }

    /// Refused for this field alone, with that code.
    func expect(_ reply: Reply, refuses pointer: String, _ code: String, _ place: SourceLocation = #_sourceLocation) {
      #expect(
        reply.status == 422 && reply.text("errors/0/pointer") == pointer && reply.text("errors/0/code") == code,
        "\(reply.plain)", sourceLocation: place)
    }
  }

  private static func with(_ body: (Desk) async throws -> Void) async throws {
    let tokens = try Tokens(secret: String(repeating: "k", count: 32), keySet: nil)
    try await AfterSalesSuite.with(tokens: tokens) { suite in
      var desk = Desk(suite: suite, tokens: tokens)
      try suite.employ("me", in: "shop-1")
      try suite.employ("gone", in: "shop-1", active: false)
      try suite.deliver("d-1")
      desk.job = try await suite.job()
      desk.request = try await suite.make(
        "/v1/requests", #"{"customerId": "c-1", "kind": "repair", "description": "抽屉"}"#)
      try await suite.make("/v1/crews", #"{"code": "K-me", "name": "队", "members": ["me"]}"#)
      try await suite.make("/v1/crews", #"{"code": "K-other", "name": "队"}"#)
      try await suite.make("/v1/outlets", #"{"code": "O-1", "name": "点", "shop": "shop-1"}"#)
      try await body(desk)
    }
  }

  /// What ties the caller to something.
  enum Tie: String, CaseIterable, Sendable {
    case crewOfJob, salesperson, designer, shopOfOrder, lead, assignee, crewOfRequest, outlet
  }

  @Test(
    "a job, a request and a customer are those of whoever works on them",
    arguments: [
      (Tie.crewOfJob, Role.installer, ["job", "customer"]), (.salesperson, .netSales, ["job", "request", "customer"]),
      (.designer, .designer, ["job", "customer"]), (.shopOfOrder, .shop, ["job", "request", "customer"]),
      (.lead, .netSales, ["request", "customer"]), (.assignee, .installer, ["request", "customer"]),
      (.crewOfRequest, .installer, ["request", "customer"]), (.outlet, .shop, ["request", "customer"]),
    ] as [(Tie, Role, [String])])
  func ties(tie: Tie, role: Role, seen: [String]) async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let things = [
        "job": "/v1/installations/\(desk.job)", "request": "/v1/requests/\(desk.request)",
        "customer": "/v1/customers/c-1",
      ]
      for (name, path) in things {
        let status = try await desk.status(path, as: role, shop: "shop-1")
        #expect(status == 404 || role == .designer && name == "request" && status == 403)
      }
      let booking = #""on": "\#(suite.today)", "slot": "day"}"#
      switch tie {
      case .crewOfJob:
        #expect(
          try await suite.post(things["job", default: ""] + "/schedule", #"{"crewId": "K-me", \#(booking)"#).status
            == 200)
      case .salesperson: try suite.confirm("o-1", soldBy: "me")
      case .designer: try suite.confirm("o-1", designer: "me")
      case .shopOfOrder: try suite.confirm("o-1", shop: "shop-1")
      case .lead: try suite.capture("l-1", of: "c-1", ownedBy: "me")
      case .assignee, .crewOfRequest, .outlet:
        let field = tie == .assignee ? "employeeId" : tie == .outlet ? "outlet" : "crewId"
        let value = tie == .assignee ? "me" : tie == .outlet ? "O-1" : "K-me"
        #expect(
          try await suite.post(things["request", default: ""] + "/assign", #"{"\#(field)": "\#(value)"}"#).status == 200
        )
      }
      try await suite.until("\(tie) has come") {
        try await desk.status("/v1/customers/c-1", as: role, shop: "shop-1") == 200
      }
      for (name, path) in things where !(role == .designer && name == "request") {
        let status = try await desk.status(path, as: role, shop: "shop-1")
        #expect(status == (seen.contains(name) ? 200 : 404), "\(name)")
      }
    }
  }

  @Test("thirty days after the job was done, its crew sees the customer no more, and in the job masked")
  func ended() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let path = "/v1/installations/\(desk.job)"
      let done = try await suite.post(
        path + "/complete", #"{"completedOn": "\#(suite.today)", "crewId": "K-me", "items": []}"#)
      #expect(done.status == 200)
      suite.clock.advance(milliseconds: 30 * 86_400_000)
      #expect(try await desk.get("/v1/customers/c-1", as: .installer).text("phone") == "13800138000")
      #expect(try await desk.get(path, as: .installer).text("customer/phone") == "13800138000")
      suite.clock.advance(milliseconds: 86_400_000)
      #expect(try await desk.status("/v1/customers/c-1", as: .installer) == 404)
      #expect(try await desk.get(path, as: .installer).text("customer/phone") == "138****8000")
    }
  }

  @Test("who runs the suite finds nobody by the digits of a phone, and gets no link that would show them")
  func masked() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let operations = try desk.headers(.operations)
      for list in ["customers", "requests"] {
        #expect(try await suite.get("/v1/\(list)?q=13800138", operations).count("items") == 0)
        #expect(try await suite.get("/v1/\(list)?q=陈", operations).count("items") == 1)
        #expect(try await desk.get("/v1/\(list)?q=13800138", as: .service).count("items") == 1)
      }
      let path = "/v1/installations/\(desk.job)"
      let completion = #"{"completedOn": "\#(suite.today)", "items": []}"#
      let done = try await suite.post(path + "/complete", completion, operations)
      #expect(done.status == 200 && done.text("evaluationUrl") == nil)
      #expect(try await suite.post(path + "/evaluation-link", "{}", operations).status == 403)
      #expect(try await desk.post(path + "/evaluation-link", "{}", as: .service).status == 201)
    }
  }

  @Test("installers read what is to be installed, and no price of it; they move the jobs of their own crew")
  func installers() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let path = "/v1/installations/\(desk.job)"
      func schedule(_ crew: String, _ slot: String) -> String {
        #"{"on": "\#(suite.today)", "slot": "\#(slot)", "crewId": "\#(crew)"}"#
      }
      #expect(try await suite.post(path + "/schedule", schedule("K-me", "morning")).status == 200)
      let installer = try desk.headers(.installer)
      let job = try await suite.get(path, installer)
      #expect(job.text("lines/0") == "衣柜 × 2" && !job.plain.contains("1000") && !job.plain.contains("10.00"))
      #expect(
        try await suite.post(path + "/schedule", schedule("K-me", "evening"), installer).text("slot") == "evening")
      desk.expect(
        try await suite.post(path + "/schedule", schedule("K-other", "day"), installer), refuses: "/crewId",
        "not-yours-to-name")
      #expect(try await suite.get(path).text("crewId") == "K-me")
    }
  }

  @Test("what nobody has registered, or is there no more, is named by role operations alone")
  func names() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      #expect(try await suite.post("/v1/crews", #"{"code": "K-old", "name": "队", "active": false}"#).status == 201)
      #expect(try await suite.post("/v1/outlets", #"{"code": "O-old", "name": "点", "active": false}"#).status == 201)
      let (service, assign) = (try desk.headers(.service), "/v1/requests/\(desk.request)/assign")
      let (complete, day) = ("/v1/installations/\(desk.job)/complete", suite.today)
      let refused: [(String, String, String, String)] = [
        (assign, #"{"crewId": "K-9"}"#, "/crewId", "unknown-crew"),
        (assign, #"{"crewId": "K-old"}"#, "/crewId", "inactive-crew"),
        (assign, #"{"outlet": "O-9"}"#, "/outlet", "unknown-outlet"),
        (assign, #"{"outlet": "O-old"}"#, "/outlet", "inactive-outlet"),
        (assign, #"{"employeeId": "E-9"}"#, "/employeeId", "unknown-employee"),
        (assign, #"{"employeeId": "gone"}"#, "/employeeId", "inactive-employee"),
        (complete, #"{"completedOn": "\#(day)", "items": [], "crewId": "K-9"}"#, "/crewId", "unknown-crew"),
        (
          complete,
          #"{"completedOn": "\#(day)", "items": [], "problems": [{"description": "x", "cause": "crew", "ownerId": "E-9"}]}"#,
          "/problems/0/ownerId", "unknown-employee"
        ),
        ("/v1/crews", #"{"code": "K-1", "name": "队", "members": ["me", "E-9"]}"#, "/members/1", "unknown-employee"),
        ("/v1/crews", #"{"code": "K-1", "name": "队", "members": ["me", "me"]}"#, "/members/1", "named-twice"),
        ("/v1/outlets", #"{"code": "O-2", "name": "点", "shop": "shop-9"}"#, "/shop", "unknown-shop"),
        (
          "/v1/installations/\(desk.job)/schedule", #"{"on": "\#(day)", "slot": "day", "crewId": "K-9"}"#, "/crewId",
          "unknown-crew"
        ),
      ]
      for (path, body, pointer, code) in refused {
        desk.expect(try await suite.post(path, body, service), refuses: pointer, code)
      }
      #expect(
        try await desk.post(assign, #"{"crewId": "K-9", "employeeId": "E-9"}"#, as: .operations).status
          == 200)
      #expect(try await suite.get("/v1/requests/\(desk.request)").text("employeeId") == "E-9")
    }
  }

  @Test("who takes a request in sees it, and takes it in for a customer of the own alone")
  func takenIn() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let request = #"{"customerId": "c-1", "kind": "repair", "description": "门"}"#
      let installer = try desk.headers(.installer)
      desk.expect(
        try await suite.post("/v1/requests", request, installer), refuses: "/customerId", "unknown-customer")
      let booking = #"{"on": "\#(suite.today)", "slot": "day", "crewId": "K-me"}"#
      #expect(try await suite.post("/v1/installations/\(desk.job)/schedule", booking).status == 200)
      let made = try await suite.post("/v1/requests", request, installer)
      #expect(made.status == 201)
      #expect(try await desk.status("/v1/requests/\(made.text("id") ?? "")", as: .installer) == 200)
      #expect(try await desk.status("/v1/requests/\(desk.request)", as: .installer) == 404)
    }
  }

  @Test("a crew's members change with an edit, which leaves those alone who are there")
  func members() async throws {
    try await Self.with { desk in
      let suite = desk.suite
      let path = "/v1/crews/K-me"
      func edit(_ body: String, _ version: Int) async throws -> Reply {
        Reply(
          try await suite.service.send(
            "PATCH", path, body,
            headers: try desk.headers(.service).merging(["If-Match": "\"v\(version)\""]) { $1 }))
      }
      let renamed = try await edit(#"{"name": "一队"}"#, 1)
      #expect(renamed.texts("members") == ["me"], "\(renamed.plain)")
      try suite.employ("me", in: "shop-1", active: false)
      try await suite.until("she has left") {
        try await edit(#"{"members": ["me", "E-9"]}"#, 2).text("errors/0/pointer") == "/members/1"
      }
      #expect(try await edit(#"{"members": []}"#, 2).texts("members") == [])
    }
  }
}
