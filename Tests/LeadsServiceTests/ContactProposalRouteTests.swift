import Contracts
import Foundation
import JSON
import Kernel
import LeadsService
import ServiceRuntime
import TestSupport
import Testing

@Suite("What customers correct on an evaluation waits for an employee")
struct ContactProposalRouteTests {
  /// Leads with the customers 陈伟 and 别人, and an after-sales that tells of evaluations.
  struct Scene {
    let folder = TemporaryFolder()
    let clock = ManualClock()
    let afterSales: FakeSource
    let service: TestService
    let customer: ID<Customer>

    init() async throws {
      let broker = LeadsServiceTests.broker()
      afterSales = try FakeSource(.aftersales, in: folder.path, broker: broker, clock: clock)
      service = try TestService(LeadsService.definition(), in: folder.path, broker: broker, clock: clock.source)
      try await service.ready()
      let lead = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead()).json
      _ = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead("13900139000", name: "别人"))
      customer = ID(try #require(lead["customerId"]?.string))
    }

    /// The id of the proposal that comes of what the customer writes, after so many others.
    func proposed(_ name: String?, _ phone: String?, after others: Int = 0) async throws -> String {
      let before = Set(try await list("customerId=\(customer)").compactMap { $0["id"]?.string })
      try afterSales.publish(
        InstallationEvaluated(
          installationId: ID("i-1"), customerId: customer, crewId: nil, scores: [:], comments: nil,
          contact: .init(name: name, phone: phone, address: nil), evaluatedOn: CompanyZone.day(at: clock.now),
          occurredAt: clock.now, version: others + 1))
      var ids: [String] = []
      try await eventually {
        clock.advance(milliseconds: 100)
        try afterSales.step()
        ids = try await list("customerId=\(customer)").compactMap { $0["id"]?.string }
        return ids.count == others + 1
      }
      return try #require(ids.first { !before.contains($0) })
    }

    func list(_ query: String) async throws -> [JSON] {
      try await service.send("GET", "/v1/contact-proposals?\(query)").json["items"]?.array ?? []
    }

    func decide(_ id: String, _ verb: String, _ body: String = "{}") async throws -> TestClient.Answer {
      try await service.send("POST", "/v1/contact-proposals/\(id)/\(verb)", body)
    }

    func present() async throws -> [String?] {
      let view = try await service.send("GET", "/v1/customers/\(customer)").json
      return [view["name"]?.string, view["phone"]?.string]
    }

    func end() async throws {
      try await service.expectNoDifferences()
      await service.stop()
    }
  }

  @Test("nothing of it is taken by itself; taken, the customer is changed by who took it, once")
  func taken() async throws {
    let scene = try await Scene()
    let id = try await scene.proposed("陈大伟", "138-0013-8001")
    #expect(try await scene.present() == ["陈伟", "13800138000"])
    #expect(try scene.service.events(CustomerUpdated.type) == 0)
    let open = try await scene.list("state=open")
    #expect(open.count == 1 && open.first?.field(0)?["from"] == "陈伟" && open.first?.field(0)?["to"] == "陈大伟")
    #expect(open.first?.field(1)?["present"] == "13800138000")
    let taken = try await scene.decide(id, "take")
    #expect(taken.status == 200 && taken.json["state"] == "taken", "\(taken.text)")
    #expect(try await scene.present() == ["陈大伟", "13800138001"])
    #expect(try await scene.list("state=open").isEmpty)
    for verb in ["take", "decline"] {
      let again = try await scene.decide(id, verb)
      #expect(again.status == 409 && again.problem == "proposal-decided")
    }
    #expect(try scene.service.events(CustomerUpdated.type) == 1)
    try await scene.end()
  }

  @Test("declined with a reason, or taken in part, the rest stays as it was; later proposals stand beside it")
  func declined() async throws {
    let scene = try await Scene()
    let first = try await scene.proposed("陈大伟", "13800138001")
    let second = try await scene.proposed("陈小伟", "13800138002", after: 1)
    #expect(try await scene.list("state=open").count == 2)
    let declined = try await scene.decide(first, "decline", #"{"reason":"旧号在用"}"#)
    #expect(declined.json["state"] == "declined" && declined.json["reason"] == "旧号在用")
    let foreign = try await scene.decide(second, "take", #"{"fields":["room"]}"#)
    #expect(foreign.status == 422, "\(foreign.text)")
    #expect(try await scene.decide(second, "take", #"{"fields":["phone"]}"#).status == 200)
    #expect(try await scene.present() == ["陈伟", "13800138002"])
    try await scene.end()
  }

  @Test("a value that somebody changed meanwhile is told with both, and taken where it is named")
  func meanwhile() async throws {
    let scene = try await Scene()
    let id = try await scene.proposed("陈大伟", nil)
    let path = "/v1/customers/\(scene.customer)"
    let tag = try #require(try await scene.service.send("GET", path).headers["etag"])
    _ = try await scene.service.send("PATCH", path, #"{"name":"陈小伟"}"#, headers: ["If-Match": tag])
    let told = try await scene.decide(id, "take")
    #expect(told.status == 409 && told.problem == "contact-changed", "\(told.text)")
    #expect(
      told.json["changes"]?.array?.first?["present"] == "陈小伟"
        && told.json["changes"]?.array?.first?["proposed"] == "陈大伟")
    #expect(try await scene.decide(id, "take", #"{"fields":["name"]}"#).status == 200)
    #expect(try await scene.present() == ["陈大伟", "13800138000"])
    try await scene.end()
  }

  @Test("another customer's phone is shown as that, and refused; what else was written can be taken")
  func another() async throws {
    let scene = try await Scene()
    let id = try await scene.proposed("陈大伟", "13900139000")
    let shown = try await scene.service.send("GET", "/v1/contact-proposals/\(id)").json
    #expect(shown.field(0)?["belongsToAnother"] == false && shown.field(1)?["belongsToAnother"] == true)
    let refused = try await scene.decide(id, "take")
    #expect(refused.status == 409 && refused.problem == "duplicate-customer")
    #expect(try await scene.present() == ["陈伟", "13800138000"])
    #expect(try await scene.decide(id, "take", #"{"fields":["name"]}"#).status == 200)
    #expect(try await scene.present() == ["陈大伟", "13800138000"])
    try await scene.end()
  }

  @Test("an open proposal is a reminder until it is decided, however often it is told")
  func reminder() async throws {
    let scene = try await Scene()
    let id = try await scene.proposed("陈大伟", nil)
    let day = CompanyZone.day(at: scene.clock.now)
    func reminders(_ day: BusinessDate) async throws -> [String?] {
      let answer = try await scene.service.send("GET", "/v1/reminders?rule=contact-diff&asOf=\(day)")
      return answer.json["items"]?.array?.map { $0["subjectId"]?.string } ?? []
    }
    #expect(try await reminders(day.adding(days: -1)) == [])
    for later in 0..<3 {
      _ = try await scene.service.send("POST", "/ops/sweep?asOf=\(day.adding(days: later))", "{}")
      #expect(try await reminders(day.adding(days: later)) == [id])
    }
    _ = try await scene.decide(id, "decline")
    #expect(try await reminders(day.adding(days: 3)) == [])
    try await scene.end()
  }
}

extension JSON {
  /// One of a proposal's fields.
  fileprivate func field(_ index: Int) -> JSON? { self["fields"]?.array?[index] }
}
