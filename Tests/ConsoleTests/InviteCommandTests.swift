import JSON
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@testable import Console
@testable import ConsoleKit

@Suite("The first manager's link", .timeLimit(.minutes(5)))
struct InviteCommandTests {
  private func suite(withKey: Bool) async throws -> RunningSuite {
    guard withKey else { return try await RunningSuite() }
    let tokens = try Tokens(signingKey: try SigningKey.make())
    let caller = Caller(subject: "joinery", name: "joinery", roles: [.operations, .manager])
    return try await RunningSuite(
      tokens: tokens, token: try tokens.sign(caller, at: TimeSource.system.now(), validFor: 600))
  }

  @Test("is made where nobody works yet, and opens its page")
  func first() async throws {
    let suite = try await suite(withKey: true)
    let link = try #require(try await InviteCommand.firstLink(in: suite.clients[0]))
    let path = try #require(link.firstRange(of: "/invitations/").map { link[$0.lowerBound...].prefix { $0 != " " } })
    #expect(link.hasPrefix("http://127.0.0.1:\(suite.leads.running.port)/") && link.contains("(once, until "))
    #expect(try await suite.leads.send("GET", String(path)).status == 200)
    let body = #"{"password":"correct horse battery"}"#
    #expect(try await suite.leads.send("POST", "/v1\(path)", body).status == 204)
    let signedIn = try await suite.leads.send(
      "POST", "/v1/session", #"{"code":"manager","password":"correct horse battery"}"#)
    #expect(signedIn.json["employee"]?["roles"] == ["manager", "operations"])
    #expect(try await InviteCommand.firstLink(in: suite.clients[0]) == nil)
    await suite.stop()
  }

  @Test("is not made where nobody can sign in")
  func withoutKey() async throws {
    let suite = try await suite(withKey: false)
    #expect(try await InviteCommand.firstLink(in: suite.clients[0]) == nil)
    #expect(try await suite.leads.send("GET", "/v1/employees").json["items"] == [])
    await suite.stop()
  }
}
