import JSON
import Kernel
import ServiceRuntime
import Testing
import TestSupport

@testable import Console
@testable import ConsoleKit

@Suite(.timeLimit(.minutes(5)))
struct ServiceClientTests {
  @Test func sendsManyRequestsAtOnce() async throws {
    let suite = try await RunningSuite()
    let client = suite.clients[0]
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<200 {
        group.addTask {
          let body: JSON = ["code": .string("shop-\(number)"), "name": .string(String(repeating: "店", count: 60))]
          return try await client.answer("POST", "/v1/shops", body: body.bytes).status
        }
      }
      for try await status in group { #expect(status == 201) }
    }
    let page: Page<Shop> = try await client.get("/v1/shops?limit=500")
    #expect(page.items.count == 200)
    await suite.stop()
  }

  @Test func tellsWhatARefusalSays() async throws {
    let suite = try await RunningSuite()
    let refusal = await #expect(throws: ServiceClient.Refusal.self) {
      try await suite.clients[0].send("POST", "/v1/shops", body: Array(#"{"code":"a"}"#.utf8))
    }
    #expect(refusal?.status == 422)
    #expect(refusal?.description.contains("/name") == true, "\(refusal?.description ?? "")")
    await suite.stop()
  }

  @Test func asksForATokenWhereOneIsNeeded() async throws {
    let tokens = try Tokens(secret: String(repeating: "s", count: 32), keySet: nil)
    let caller = Caller(subject: "joinery", name: "joinery", roles: [.operations])
    let token = try tokens.sign(caller, at: TimeSource.system.now(), validFor: 60)
    let suite = try await RunningSuite(tokens: tokens, token: token)
    let _: StreamsReport = try await suite.clients[0].get("/ops/streams")
    let stranger = ServiceClient(
      name: "leads", port: suite.leads.running.port, token: nil, http: HTTPClient(connections: 1))
    let refusal = await #expect(throws: ServiceClient.Refusal.self) { try await stranger.send("GET", "/ops/streams") }
    #expect(refusal?.description.contains("--token") == true)
    await suite.stop()
  }

  @Test func saysWhoDoesNotAnswer() async throws {
    let client = ServiceClient(name: "leads", port: 1, token: nil, http: HTTPClient(connections: 1))
    let failure = await #expect(throws: Failure.self) { try await client.send("GET", "/ops/streams") }
    #expect(failure?.description.hasPrefix("leads at http://127.0.0.1:1 does not answer") == true)
    #expect(failure?.description.contains("joinery up") == true)
  }

  private struct Shop: Codable, Sendable {
    var code: String
  }
}
