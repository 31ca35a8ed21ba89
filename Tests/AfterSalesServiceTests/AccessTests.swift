import AfterSalesService
import Contracts
import Crypto
import Kernel
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who may do what in after-sales")
struct AccessTests {
  @Test("customers need their link alone, employees a token with the role")
  func roles() async throws {
    let folder = TemporaryFolder()
    let clock = ManualClock()
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    let tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    let service = try TestService(
      AfterSalesService.definition(), in: folder.path, broker: broker, clock: clock.source, tokens: tokens)
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await check(service, tokens, clock))
    } catch {
      outcome = .failure(error)
    }
    await service.stop()
    try outcome.get()
  }

  private func check(_ service: TestService, _ tokens: Tokens, _ clock: ManualClock) async throws {
    try await eventually {
      clock.advance(milliseconds: 100)
      return try await service.send("GET", "/readyz").status == 200
    }
    let day = CompanyZone.day(at: clock.now)
    let now = clock.now
    _ = try service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.record(
        InstallationPlanned(
          installationId: "i-1", customerId: "c-1", orderId: "o-1", deliveryId: "d-1", deliveredOn: day, lines: [],
          brief: [], occurredAt: now))
      try unit.record(
        InstallationCompleted(
          installationId: "i-1", customerId: "c-1", orderId: "o-1", crewId: nil, scheduledOn: nil, completedOn: day,
          items: [], problems: [], evaluationHash: SHA256.hex("token-1"), evaluationExpiresOn: day, occurredAt: now))
      return 0
    }
    func status(_ method: String, _ path: String, _ body: String?, _ role: Role?) async throws -> Int {
      var headers: [String: String] = [:]
      if let role {
        let token = try tokens.sign(
          Caller(subject: "E-1", name: "E", roles: [role], shop: nil), at: clock.now, validFor: 3600)
        headers["Authorization"] = "Bearer \(token)"
      }
      return try await service.send(method, path, body, headers: headers).status
    }
    let scores = #"{"scores": {"attitude": 5}}"#
    #expect(try await status("GET", "/v1/evaluations/token-1", nil, nil) == 200)
    #expect(try await status("POST", "/v1/evaluations/token-1", scores, nil) == 201)
    #expect(try await status("POST", "/v1/evaluations/token-1", scores, nil) == 410)
    #expect(try await status("GET", "/v1/installations/i-1", nil, nil) == 401)
    #expect(try await status("POST", "/v1/installations/i-1/evaluate", scores, nil) == 401)
    #expect(try await status("GET", "/v1/installations/i-1", nil, .auditor) == 200)
    #expect(try await status("POST", "/v1/installations/i-1/evaluate", scores, .auditor) == 403)
    let schedule = #"{"on": "2026-12-01", "slot": "day", "crewId": "K"}"#
    #expect(try await status("POST", "/v1/installations/i-1/schedule", schedule, .installer) == 404)
    #expect(try await status("POST", "/v1/installations/i-1/schedule", schedule, .shop) == 403)
    #expect(try await status("POST", "/v1/installations/i-1/evaluate", scores, .netSales) == 404)
    #expect(try await status("POST", "/v1/installations/i-1/evaluate", scores, .service) == 201)
    #expect(try await status("POST", "/v1/crews", #"{"code": "K", "name": "K"}"#, .finance) == 403)
    #expect(try await status("POST", "/v1/crews", #"{"code": "K", "name": "K"}"#, .service) == 201)
  }
}
