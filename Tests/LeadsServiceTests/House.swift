import Contracts
import Foundation
import Kernel
import LeadsService
import Persistence
import ServiceRuntime
import TestSupport
import Testing

/// Leads with a manager who operates the suite, and what he says.
struct House {
  let service: TestService
  let tokens: Tokens
  let clock = ManualClock()
  let folder = TemporaryFolder()
  let broker = LeadsServiceTests.broker()

  init() async throws {
    tokens = try Tokens(secret: String(repeating: "k", count: 40), keySet: nil)
    service = try TestService(
      LeadsService.definition(), in: folder.path, broker: broker, clock: clock.source,
      tokens: tokens)
    try await service.ready()
  }

  func headers(_ subject: String, _ roles: Set<Role>, shop: String? = nil) throws -> [String: String] {
    let caller = Caller(subject: subject, name: subject, roles: roles, shop: shop)
    return ["Authorization": "Bearer \(try tokens.sign(caller, at: clock.now, validFor: 86_400 * 30))"]
  }

  /// What was made, by its id.
  func make(_ path: String, _ body: String) async throws -> TestClient.Answer {
    let answer = try await service.send(
      "POST", path, body, headers: try headers("boss", [.manager, .operations]))
    #expect(answer.status < 300, "\(path) \(answer.text)")
    return answer
  }

  func id(_ path: String, _ body: String) async throws -> String {
    try #require(try await make(path, body).json["id"]?.string)
  }

  /// What a customer corrected on an evaluation, by its id.
  func propose(_ customer: ID<Customer>, phone: String) throws -> String {
    try service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      let id: ID<ContactProposal> = unit.newID()
      try unit.record(
        ContactProposed(
          proposalId: id, customerId: customer, installationId: "i-1", evaluationVersion: 1,
          fields: [FieldChange(field: "phone", from: phone, to: "\(phone.dropLast())9")],
          proposedOn: CompanyZone.day(at: unit.now), occurredAt: unit.now))
      return id.text
    }
  }

  func employ() async throws {
    for owner in ScopeWalk.Owner.allCases {
      _ = try await make(
        "/v1/employees", #"{"code":"\#(owner)","name":"员工","role":"net-sales","shop":"\#(owner.shop)"}"#)
    }
  }
}
