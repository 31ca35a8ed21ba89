import AfterSalesService
import Contracts
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who sees and does what in after-sales", .serialized)
struct ScopeTests {
  private typealias Owner = ScopeWalk.Owner

  /// The ids of one owner's things.
  private struct Things: Sendable {
    /// It is installed.
    var job = ""
    /// It has no crew yet.
    var openJob = ""
    var item = ""
    var problem = ""
    var request = ""
  }

  /// Three customers, each with a lead, two jobs and a request of one owner.
  private static func furnish(_ suite: AfterSalesSuite) async throws -> [Owner: Things] {
    var things: [Owner: Things] = [:]
    for owner in Owner.allCases {
      let (customer, order, person): (ID<Customer>, ID<Order>, ID<Employee>) = (
        ID("c-\(owner)"), ID("o-\(owner)"), ID(owner.rawValue)
      )
      try suite.employ(person, in: ID(owner.shop))
      try suite.register(customer, "客户", phone: owner.phone)
      try suite.capture(ID("l-\(owner)"), of: customer, ownedBy: person)
      try suite.confirm(order, of: customer, soldBy: person, shop: ID(owner.shop))
      try suite.deliver(ID("d-\(owner)"), order: order, to: customer)
      try suite.deliver(ID("e-\(owner)"), order: order, to: customer)
    }
    try await suite.until("all has come") {
      let isThere = try await suite.get("/v1/customers/c-stranger").status == 200
      return try await suite.get("/v1/installations?orderId=o-stranger").count("items") == 2 && isThere
    }
    for owner in Owner.allCases {
      let crew = #"{"code": "K-\#(owner)", "name": "队", "members": ["\#(owner)"]}"#
      try await suite.make("/v1/crews", crew)
      try await suite.make("/v1/outlets", #"{"code": "O-\#(owner)", "name": "点", "shop": "\#(owner.shop)"}"#)
      var some = Things()
      let jobs = try await suite.get("/v1/installations?orderId=o-\(owner)")
      some.job = try #require(jobs.text("items/0/id"))
      some.openJob = try #require(jobs.text("items/1/id"))
      let booking = #"{"on": "\#(suite.today)", "slot": "noon", "crewId": "K-\#(owner)"}"#
      #expect(try await suite.post("/v1/installations/\(some.job)/schedule", booking).status == 200)
      let done = try await suite.post(
        "/v1/installations/\(some.job)/complete",
        """
        {"completedOn": "\(suite.today)", "crewId": "K-\(owner)", "items": [{"name": "柜", "component": "panel"}],
         "problems": [{"description": "划痕", "cause": "crew", "ownerId": "\(owner)"}]}
        """)
      some.item = try #require(done.text("items/0/id"), "\(done.plain)")
      some.problem = try #require(done.text("problems/0/id"))
      some.request = try await suite.make("/v1/requests", request(of: owner))
      let assigned = try await suite.post("/v1/requests/\(some.request)/assign", assignment(to: owner, on: suite.today))
      #expect(assigned.status == 200, "\(assigned.plain)")
      things[owner] = some
    }
    try await suite.make("/v1/maintenance-plans", #"{"code": "P", "name": "年检", "months": 12}"#)
    return things
  }

  private static func request(of owner: Owner) -> String {
    #"{"customerId": "c-\#(owner)", "kind": "repair", "description": "抽屉"}"#
  }

  private static func assignment(to owner: Owner, on day: BusinessDate) -> String {
    """
    {"outlet": "O-\(owner)", "crewId": "K-\(owner)", "employeeId": "\(owner)", "on": "\(day)", "slot": "morning"}
    """
  }

  private static func sample(
    _ route: RouteDescription, _ owner: Owner, _ things: Things, _ today: BusinessDate
  ) -> ScopeWalk.Sample? {
    let phone = owner.phone
    let job: ScopeWalk.Sample = .init(["id": things.job], secret: phone)
    let problem: ScopeWalk.Sample = .init(["id": things.problem])
    return switch "\(route.method) \(route.pattern)" {
    case "GET /v1/installations", "GET /v1/installations.csv": .init(marker: things.openJob, secret: phone)
    case "GET /v1/installations/{id}", "POST /v1/installations/{id}/evaluation-link": job
    case "POST /v1/installations/{id}/evaluate":
      .init(
        ["id": things.job], body: #"{"scores": {"attitude": 5}, "contact": {"phone": "\#(phone)"}}"#, secret: phone)
    case "POST /v1/installations/{id}/schedule":
      .init(
        ["id": things.openJob], body: #"{"on": "\#(today)", "slot": "evening", "crewId": "K-\#(owner)"}"#,
        secret: phone)
    case "POST /v1/installations/{id}/complete":
      .init(["id": things.openJob], body: #"{"completedOn": "\#(today)", "items": []}"#, secret: phone)
    case "POST /v1/installations/{id}/brief-read": .init(["id": things.openJob], secret: phone)
    case "GET /v1/appointments", "GET /v1/appointments.csv": .init(marker: things.job)
    case "GET /v1/problems", "GET /v1/problems.csv": .init(marker: things.problem)
    case let text where text.contains("/v1/problems/{id}"): problem
    case "GET /v1/requests", "GET /v1/requests.csv": .init(marker: things.request, secret: phone)
    case "POST /v1/requests": .init(body: request(of: owner), secret: phone)
    case "POST /v1/requests/{id}/assign":
      .init(["id": things.request], body: assignment(to: owner, on: today), secret: phone)
    case "POST /v1/requests/{id}/resolve": .init(["id": things.request], body: #"{"work": "换导轨"}"#, secret: phone)
    case let text where text.contains("/v1/requests/{id}"): .init(["id": things.request], secret: phone)
    case "GET /v1/installed-items", "GET /v1/installed-items.csv": .init(marker: things.item)
    case "GET /v1/installed-items/{id}": .init(["id": things.item])
    case "GET /v1/reminders", "GET /v1/reminders.csv":
      .init(query: "asOf=\(today.adding(months: 2))", marker: things.openJob, secret: phone)
    case "GET /v1/customers", "GET /v1/customers.csv": .init(marker: "c-\(owner)", secret: phone)
    case let text where text.hasPrefix("GET /v1/customers/{id}"): .init(["id": "c-\(owner)"], secret: phone)
    case "GET /v1/outlets/proposed": .init(query: "customerId=c-\(owner)", isNamed: true)
    case "POST /v1/crews": .init(body: #"{"code": "K-new", "name": "新队"}"#)
    case "POST /v1/outlets": .init(body: #"{"code": "O-new", "name": "新点"}"#)
    case "POST /v1/maintenance-plans": .init(body: #"{"code": "P-new", "name": "半年", "months": 6}"#)
    case let text where text.contains("/v1/crews"): .init(["code": "K-\(owner)"])
    case let text where text.contains("/v1/outlets"): .init(["code": "O-\(owner)"])
    case let text where text.contains("/v1/maintenance-plans"): .init(["code": "P"])
    case "PUT /v1/warranty-terms": .init(body: #"{"months": {"panel": 60}, "defaultMonths": 12}"#)
    case "PUT /v1/service-terms":
      .init(body: #"{"weekdays": [1], "opens": "09:00", "closes": "18:00", "targets": []}"#)
    case let text where text.contains("-terms"): .init()
    case let text where text.contains("/v1/audit/reads"): .init(query: "subject=c-1")
    default: nil
    }
  }

  private static func with(_ body: (AfterSalesSuite, Tokens) async throws -> Void) async throws {
    let tokens = try Tokens(secret: String(repeating: "k", count: 32), keySet: nil)
    try await AfterSalesSuite.with(tokens: tokens) { try await body($0, tokens) }
  }

  @Test("every role meets its own, its shop's and others' things at every route as the table says")
  func walk() async throws {
    try await Self.with { suite, tokens in
      let things = try await Self.furnish(suite)
      let today = suite.today
      let approvals = try ApprovalSamples(in: suite.service, as: AfterSalesOwner.self, at: suite.clock.now)
      let walk = ScopeWalk(suite.service, tokens, at: suite.clock.now) { route, owner in
        approvals.sample(route, owner) ?? things[owner].flatMap { Self.sample(route, owner, $0, today) }
      }
      for deviation in try await walk.deviations(in: AfterSalesService.definition().routes) {
        Issue.record("\(deviation)")
      }
    }
  }
}
