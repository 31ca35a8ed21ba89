import Contracts
import Foundation
import Kernel
import LeadsDomain
import LeadsService
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("Erasing a person in leads")
struct ErasingTests {
  private static let secrets = ["13800138000", "陈伟", "保利花园", "喜欢安静", "晚上打电话", "师母生日"]

  /// A person of whom much is noted down, with an idempotency key; gives customer and lead.
  private func known(_ service: TestService) async throws -> (customer: String, lead: String) {
    let made = try await service.send(
      "POST", "/v1/leads",
      LeadsServiceTests.lead(
        more: #","notes":"喜欢安静","address":{"city":"佛山","community":"保利花园","room":"1702"},"custom":{"x":"喜欢安静"}"#),
      headers: ["Idempotency-Key": "k-1"])
    #expect(made.status == 201, "\(made.text)")
    let (customer, lead) = (try #require(made.json["customerId"]?.string), try #require(made.json["id"]?.string))
    let edited = try await service.send(
      "PATCH", "/v1/customers/\(customer)",
      #"""
      {"contacts":[{"name":"陈伟母亲","phone":"13800138001"}],"tags":["喜欢安静"],"custom":{"pet":"喜欢安静"},
      "dates":[{"kind":"birthday","date":"1990-02-03","label":"师母生日"}]}
      """#, headers: ["If-Match": "*"])
    #expect(edited.status == 200, "\(edited.text)")
    for (path, body) in [
      ("activities", #"{"customerId":"\#(customer)","channel":"phone","at":"\#(now)","summary":"晚上打电话"}"#),
      ("leads/\(lead)/stage", #"{"stage":"lost","reason":"喜欢安静"}"#),
    ] {
      let done = try await service.send("POST", "/v1/\(path)", body)
      #expect(done.status < 300, "\(done.text)")
    }
    _ = try await service.imported("name,phone,notes,channel\n陈伟,13800138000,晚上打电话,online\n")
    return (customer, lead)
  }

  private var now: Instant { TimeSource.system.now() }

  /// The store's files.
  private func bytes(_ service: TestService) throws -> Data {
    let path = service.running.store.path
    return try ["", "-wal"].reduce(into: Data()) { all, suffix in
      if FileManager.default.fileExists(atPath: path + suffix) {
        all += try Data(contentsOf: URL(filePath: path + suffix))
      }
    }
  }

  @Test("nothing is left of the person in the file, what is left is what the events say, and it can be said again")
  func forgotten() async throws {
    let tests = LeadsServiceTests()
    let service = try await tests.start()
    let (customer, lead) = try await known(service)
    let erased = try await service.send("POST", "/v1/customers/\(customer)/erase", #"{"reason":"request"}"#)
    #expect(erased.status == 200, "\(erased.text)")
    #expect(
      try await service.send("POST", "/v1/customers/\(customer)/erase", #"{"reason":"request"}"#).json == erased.json)
    #expect(try await service.send("POST", "/ops/compact", "{}").status == 200)
    let file = try bytes(service)
    for secret in Self.secrets { #expect(file.range(of: Data(secret.utf8)) == nil, "\(secret)") }
    try await service.expectNoDifferences()
    #expect(try await service.send("GET", "/v1/customers/\(customer)").json["name"] == "")
    #expect(try await service.send("GET", "/v1/leads/\(lead)").json["stage"] == "lost")
    #expect(try await service.send("GET", "/ops/erasures/\(customer)").json["compactedAt"] != nil)
    await service.stop()
  }

  @Test("afterwards nothing is written down of the person, and the same phone is somebody new")
  func afterwards() async throws {
    let tests = LeadsServiceTests()
    let service = try await tests.start()
    let (customer, lead) = try await known(service)
    #expect(try await service.send("POST", "/v1/customers/\(customer)/erase", #"{"reason":"request"}"#).status == 200)
    let edit = try await service.send(
      "PATCH", "/v1/customers/\(customer)", #"{"name":"陈伟"}"#, headers: ["If-Match": "*"])
    #expect(edit.status == 409 && edit.problem == "erased", "\(edit.text)")
    // A reason that is no refusal is left out.
    let moved = try await service.send("POST", "/v1/leads/\(lead)/stage", #"{"stage":"contacted","reason":"喜欢安静"}"#)
    #expect(moved.status == 200 && !moved.text.contains("喜欢安静"), "\(moved.text)")
    let again = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead())
    #expect(again.status == 201 && again.json["customerId"]?.string != customer)
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("a store of before erases again by itself whom the list beside it names")
  func again() async throws {
    let tests = LeadsServiceTests()
    let (customer, list) = try await before(tests)
    // What a restore leaves: the store of before, and the list of whom was erased since.
    try "\(customer)\nunknown-here\n".write(toFile: list, atomically: true, encoding: .utf8)
    // The lock goes with the last reference to the store of before.
    var started: TestService?
    try await eventually {
      started = try? await tests.start()
      return started != nil
    }
    let service = try #require(started)
    #expect(try await service.send("GET", "/v1/customers/\(customer)").json["name"] == "")
    #expect(
      try String(contentsOfFile: list, encoding: .utf8)
        == [customer, "unknown-here"].sorted().map { "\($0)\n" }.joined())
    try await service.expectNoDifferences()
    await service.stop()
  }

  /// A store that knows somebody, stopped; and where the list stands beside it.
  private func before(_ tests: LeadsServiceTests) async throws -> (customer: String, list: String) {
    let service = try await tests.start()
    let (customer, _) = try await known(service)
    let list = "\(service.running.store.folder)/erased.txt"
    #expect(!FileManager.default.fileExists(atPath: list))
    await service.stop()
    return (customer, list)
  }

  @Test("merged customers are erased together")
  func merged() async throws {
    let tests = LeadsServiceTests()
    let service = try await tests.start()
    let (customer, lead) = try await known(service)
    let other = try await service.send("POST", "/v1/leads", LeadsServiceTests.lead("13900139000"))
    let (otherLead, otherCustomer) = (other.json["id"]?.string ?? "", other.json["customerId"]?.string ?? "")
    #expect(try await service.send("POST", "/v1/leads/\(otherLead)/merge", #"{"into":"\#(lead)"}"#).status == 200)
    let erased = try await service.send("POST", "/v1/customers/\(customer)/erase", #"{"reason":"mistake"}"#)
    #expect(erased.status == 200, "\(erased.text)")
    #expect(erased.json["persons"]?.array?.compactMap { $0["customerId"]?.string } == [customer, otherCustomer])
    #expect(try await service.send("GET", "/v1/customers/\(otherCustomer)").json["name"] == "")
    try await service.expectNoDifferences()
    await service.stop()
  }

  @Test("what was asked for before there was the customer is forgotten too, by the phone in it")
  func asked() async throws {
    let tests = LeadsServiceTests()
    let tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    let service = try await tests.start(tokens)
    func token(_ role: Role) throws -> [String: String] {
      let caller = Caller(subject: "e-\(role.rawValue)", name: "x", roles: [role])
      return ["Authorization": "Bearer \(try tokens.sign(caller, at: now, validFor: 600))"]
    }
    let manager = try token(.manager)
    let history = LeadsServiceTests.lead(more: #","occurredAt":"2026-01-05T02:00:00Z","approvalReason":"喜欢安静""#)
    // One that is granted makes the customer, one that is refused stays with nobody; another's phone is kept.
    let granted = try await service.send("POST", "/v1/leads", history, headers: token(.netSales))
    let refused = try await service.send("POST", "/v1/leads", history, headers: token(.netSales))
    let other = try await service.send(
      "POST", "/v1/leads", history.replacing("13800138000", with: "13900139000"), headers: token(.netSales))
    let places = try [granted, refused, other].map { try #require($0.headers["location"]) }
    let made = try await service.send("POST", "\(places[0])/grant", "{}", headers: manager)
    #expect(made.status == 200)
    #expect(
      try await service.send("POST", "\(places[1])/refuse", #"{"reason":"重复"}"#, headers: manager).status == 200)
    let lead = try await service.send("GET", try #require(made.json["location"]?.string), headers: manager)
    let customer = try #require(lead.json["customerId"]?.string)
    let erased = try await service.send(
      "POST", "/v1/customers/\(customer)/erase", #"{"reason":"request"}"#, headers: manager)
    #expect(erased.status == 200, "\(erased.text)")
    #expect(
      try await service.send("POST", "/ops/compact", "{}", headers: token(.operations)).status == 200)
    let file = try bytes(service)
    #expect(file.range(of: Data("13800138000".utf8)) == nil)
    #expect(file.range(of: Data("13900139000".utf8)) != nil)
    let verified = try await service.send("GET", "/ops/verify", headers: token(.operations))
    #expect(verified.json["differences"]?.array?.isEmpty == true, "\(verified.text)")
    await service.stop()
  }

  @Test(
    "what is open is told first",
    arguments: [
      (0, nil, false, true), (100, nil, false, false), (-100, nil, false, true), (0, "2026-11-22", false, false),
      (0, "2026-11-21", false, true), (100, "2030-01-01", true, true),
    ] as [(Int64, String?, Bool, Bool)])
  func open(owed: Int64, until: String?, despite: Bool, passes: Bool) throws {
    let matters = OpenMatters(owed: [try Money(owed)], warrantyUntil: until.flatMap { BusinessDate($0) })
    let day = try #require(BusinessDate("2026-11-22"))
    let passed = (try? matters.check(on: day, despiteOpen: despite)) != nil
    #expect(passed == passes)
  }
}
