import JSON
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@testable import Console
@testable import ConsoleKit

@Suite("Tokens in all services", .timeLimit(.minutes(5)))
struct TokenCommandTests {
  @Test("what leads signs is taken by sales, which has the public key alone, until it is revoked")
  func machines() async throws {
    let suite = try await suite()
    let made: JSON = try await post("/v1/tokens", ["sub": "bi", "roles": ["auditor"]], suite)
    let bearer = ["Authorization": "Bearer \(try #require(made["token"]?.string))"]
    #expect(try await suite.sales.send("GET", "/v1/orders", headers: bearer).status == 200)
    let _: JSON = try await post("/v1/tokens/\(try #require(made["id"]?.string))/revoke", [:], suite)
    #expect(try await suite.leads.send("GET", "/v1/leads", headers: bearer).status == 401)
    try await eventually { try await suite.sales.send("GET", "/v1/orders", headers: bearer).status == 401 }
    await suite.stop()
  }

  @Test("a session that ends at leads ends at sales, and one that begins after it is taken")
  func sessions() async throws {
    let suite = try await suite()
    let _: JSON = try await post("/v1/employees", ["code": "s-01", "name": "x", "role": "net-sales"], suite)
    let link: JSON = try await post("/v1/employees/s-01/invite", [:], suite)
    let password: JSON = ["password": "correct horse battery"]
    let set = try await suite.leads.send(
      "POST", "/v1\(try #require(link["url"]?.string))", String(decoding: password.bytes, as: UTF8.self))
    #expect(set.status == 204)
    let first = try await signIn(suite)
    #expect(try await suite.sales.send("GET", "/v1/orders", headers: first).status == 200)
    #expect(try await suite.leads.send("DELETE", "/v1/session", headers: first).status == 204)
    try await eventually { try await suite.sales.send("GET", "/v1/orders", headers: first).status == 401 }
    #expect(try await suite.sales.send("GET", "/v1/orders", headers: try await signIn(suite)).status == 200)
    await suite.stop()
  }

  private func suite() async throws -> RunningSuite {
    let tokens = try Tokens(signingKey: try SigningKey.make())
    let token = try tokens.sign(.local, at: TimeSource.system.now(), validFor: 600)
    return try await RunningSuite(tokens: tokens, token: token, others: try Tokens(keySet: tokens.publicKeySet))
  }

  /// The cookie of a new session, as a page of ours sends it.
  private func signIn(_ suite: RunningSuite) async throws -> [String: String] {
    let answer = try await suite.leads.send(
      "POST", "/v1/session", #"{"code":"s-01","password":"correct horse battery"}"#)
    let cookie = try #require(answer.headers["set-cookie"]?.prefix { $0 != ";" })
    return ["Cookie": String(cookie), "Sec-Fetch-Site": "same-origin"]
  }

  private func post(_ path: String, _ body: JSON, _ suite: RunningSuite) async throws -> JSON {
    try JSON(parsing: try await suite.clients[0].send("POST", path, body: body.bytes))
  }
}
