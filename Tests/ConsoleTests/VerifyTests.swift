import Kernel
import Persistence
import ServiceRuntime
import Testing
import TestSupport

@testable import Console

@Suite(.timeLimit(.minutes(5)))
struct VerifyTests {
  /// What is found after an edit of a service's store that went past it.
  private func outcome(of damage: String, in service: KeyPath<RunningSuite, TestService>) async throws -> Verify.Outcome
  {
    let suite = try await RunningSuite()
    try await suite.loadDemoData()
    _ = try await Verify.run(suite.clients, wait: 20)
    try await suite[keyPath: service].damage(damage)
    let outcome = try await Verify.run(suite.clients, wait: 1)
    await suite.stop()
    return outcome
  }

  @Test func findsNothingWhereAllIsWell() async throws {
    let suite = try await RunningSuite()
    try await suite.loadDemoData()
    let outcome = try await Verify.run(suite.clients, wait: 20)
    #expect(outcome.differences.isEmpty)
    #expect(outcome.held.isEmpty && outcome.behind.isEmpty)
    #expect(outcome.events > 50)
    #expect(outcome.lines == ["nothing lost, doubled or reordered: \(outcome.events) events of 2 services"])
    await suite.stop()
  }

  @Test(
    arguments: [
      ("an own table", "UPDATE shops SET name = 'x' WHERE code = 'foshan-1'", "leads: shops"),
      ("a lost event", "DELETE FROM event_journal WHERE position = 5", "leads: stream"),
    ])
  func namesWhatDiffersInLeads(_ what: String, damage: String, words: String) async throws {
    let outcome = try await outcome(of: damage, in: \.leads)
    #expect(outcome.differences.contains { $0.hasPrefix(words) }, "\(outcome.differences)")
  }

  @Test func namesACopyThatDiffers() async throws {
    let outcome = try await outcome(
      of: "DELETE FROM customer_leads WHERE lead = (SELECT min(lead) FROM customer_leads)", in: \.sales)
    #expect(
      outcome.differences.contains { $0.hasPrefix("sales: customer_leads lacks the row") }, "\(outcome.differences)")
  }

  @Test func namesACauseThatIsNowhere() async throws {
    let outcome = try await outcome(of: "UPDATE event_journal SET causationid = 'gone' WHERE position = 3", in: \.leads)
    #expect(outcome.differences.contains { $0.hasSuffix("names the cause gone, which is in no event journal") })
  }

  @Test func demoDataIsLoadedOnce() async throws {
    let suite = try await RunningSuite()
    try await suite.loadDemoData()
    let first = try await suite.leads.send("GET", "/v1/customers").json["items"]?.array?.count
    try await suite.loadDemoData()
    #expect(first == 9)
    #expect(try await suite.leads.send("GET", "/v1/customers").json["items"]?.array?.count == 9)
    let orders = try await suite.sales.send("GET", "/v1/orders").json["items"]?.array
    #expect(orders?.count == 2)
    await suite.stop()
  }
}

extension TestService {
  func damage(_ statement: String) async throws {
    try await running.store.transaction(for: Cause(actor: "test", correlationID: "test")) { unit in
      try unit.database.execute(statement)
    }
  }
}
