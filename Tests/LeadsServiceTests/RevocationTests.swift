import Contracts
import Foundation
import JSON
import Kernel
import LeadsService
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("Tokens end before their time")
struct RevocationTests {
  @Test("signing out ends the token at once; the employee's other sessions get a new one")
  func signsOut() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var (one, other) = (try await office.browser("s-01"), try await office.browser("s-01"))
    let (kept, others) = (one, other)
    #expect(try await one.send("DELETE", "/v1/session").status == 204)
    #expect(try await status(kept, office) == 401)
    #expect(try await status(others, office) == 401)
    #expect(try await other.send("POST", "/v1/session/refresh").status == 200)
    #expect(try await status(other, office) == 200)
    // In the same millisecond: the clock stands.
    let again = try await office.browser("s-01")
    #expect(try await status(again, office) == 200)
    #expect(try reasons(office) == ["password-set", "signed-out"])
    // Whoever is signed out already changes nothing.
    var nobody = kept
    #expect(try await nobody.send("DELETE", "/v1/session").status == 204)
    #expect(try reasons(office).count == 2)
    #expect(office.log.contains("token: revoked"))
    await office.service.stop()
  }

  @Test(
    "an edit ends tokens where it changes what they say, machines' in the employee's name too",
    arguments: [
      (#"{"role":"designer"}"#, true, ["changed"]), (#"{"roles":["finance"]}"#, true, ["changed"]),
      (#"{"shop":null}"#, true, ["changed"]), (#"{"active":false}"#, true, ["deactivated"]),
      (#"{"name":"王小芳"}"#, false, []), (#"{"role":"net-sales","active":true}"#, false, []),
    ])
  func edits(body: String, isRevoked: Bool, expected: [String]) async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let browser = try await office.browser("s-01")
    let machine = try office.bearer(.netSales, subject: "s-01")
    let stranger = try office.bearer(.netSales)
    office.clock.advance(milliseconds: 5_000)
    let edited = try await office.service.send(
      "PATCH", "/v1/employees/s-01", body,
      headers: try office.bearer(.manager).merging(["If-Match": "\"v1\""]) { $1 })
    #expect(edited.status == 200)
    #expect(try await status(browser, office) == (isRevoked ? 401 : 200))
    for (headers, refused) in [(machine, isRevoked), (stranger, false)] {
      #expect(try await office.service.send("GET", "/v1/leads", headers: headers).status == (refused ? 401 : 200))
    }
    #expect(try reasons(office) == ["password-set"] + expected)
    let verified = try await office.service.send("GET", "/ops/verify", headers: try office.bearer(.operations))
    #expect(verified.json["differences"]?.array?.isEmpty == true)
    await office.service.stop()
  }

  @Test("a new password, by whatever way, and a stolen refresh token end tokens; machines' go on")
  func passwords() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let machine = try office.bearer(.netSales, subject: "s-01")
    var browser = try await office.browser("s-01")
    var kept = browser
    let body = #"{"old":"\#(Office.password)","new":"another long password"}"#
    #expect(try await browser.send("PUT", "/v1/session/password", body).status == 204)
    #expect(try await status(kept, office) == 401)
    kept = try await office.browser("s-01", "another long password")
    try await office.employ("s-01")
    #expect(try await status(kept, office) == 401)
    browser = try await office.browser("s-01")
    kept = browser
    #expect(try await browser.send("POST", "/v1/session/refresh").status == 200)
    var thief = kept
    #expect(try await thief.send("POST", "/v1/session/refresh").status == 401)
    #expect(try await status(browser, office) == 401)
    #expect(try reasons(office).suffix(3) == ["password-set", "password-set", "token-reused"])
    #expect(try await office.service.send("GET", "/v1/leads", headers: machine).status == 200)
    await office.service.stop()
  }

  @Test("what was revoked stays so after a restart")
  func restart() async throws {
    let folder = TemporaryFolder()
    let tokens = try Tokens(signingKey: try SigningKey.make())
    let cookies = try await signedOut(folder, tokens)
    // As a backup is put in place: the service before may still hold its store for a moment.
    let restored = "\(folder.path)/restored"
    try FileManager.default.createDirectory(atPath: restored, withIntermediateDirectories: true)
    try folder.copy("leads", to: "restored/leads")
    let again = try TestService(
      LeadsService.definition(passwordCost: .least), in: restored, broker: LeadsServiceTests.broker(), tokens: tokens)
    #expect(try await again.send("GET", "/v1/leads", headers: cookies).status == 401)
    await again.stop()
  }

  /// The cookies of a session that has ended, at a service that is gone.
  private func signedOut(_ folder: TemporaryFolder, _ tokens: Tokens) async throws -> [String: String] {
    let office = try await Office(in: folder, tokens: tokens, at: TimeSource.system.now())
    try await office.employ("s-01")
    var browser = try await office.browser("s-01")
    let cookies = browser.cookies
    #expect(try await browser.send("DELETE", "/v1/session").status == 204)
    await office.service.stop()
    return cookies
  }

  // MARK: Tokens of machines

  @Test("a manager has a token signed, it is listed without itself, and refused once it is revoked")
  func machines() async throws {
    let office = try await Office()
    let manager = try office.bearer(.manager)
    let made = try await office.service.send(
      "POST", "/v1/tokens", #"{"sub":"erp-bridge","name":"ERP","roles":["operations","auditor"],"days":90}"#,
      headers: manager.merging(["Idempotency-Key": "k"]) { $1 })
    #expect(made.status == 201)
    let (id, token) = (try #require(made.json["id"]?.string), try #require(made.json["token"]?.string))
    let expiresAt = JSON.string("\(office.clock.now.adding(seconds: 90 * 86_400))")
    let bearer = ["Authorization": "Bearer \(token)"]
    #expect(made.json["expiresAt"] == expiresAt)
    #expect(try await office.service.send("GET", "/ops/streams", headers: bearer).status == 200)
    let listed = try await office.service.send("GET", "/v1/tokens", headers: try office.bearer(.operations))
    #expect(
      listed.json["items"] == [
        [
          "expiresAt": expiresAt, "id": .string(id), "issuedAt": .string("\(office.clock.now)"), "name": "ERP",
          "roles": ["auditor", "operations"], "sub": "erp-bridge",
        ]
      ])
    let stored = try office.stored()
    #expect(
      !String(decoding: stored, as: UTF8.self).contains(token.suffix(40)) && !office.log.contains(token.suffix(40)))
    for role in Role.allCases where role != .manager {
      let headers = try office.bearer(role)
      #expect(try await office.service.send("POST", "/v1/tokens", "{}", headers: headers).status == 403)
      #expect(try await office.service.send("POST", "/v1/tokens/\(id)/revoke", headers: headers).status == 403)
    }
    for _ in 0..<2 {
      let revoked = try await office.service.send("POST", "/v1/tokens/\(id)/revoke", headers: manager)
      #expect(revoked.status == 200 && revoked.json["revokedAt"] == .string("\(office.clock.now)"))
    }
    #expect(try await office.service.send("GET", "/ops/streams", headers: bearer).status == 401)
    #expect(try await office.service.send("POST", "/v1/tokens/x/revoke", headers: manager).status == 404)
    let verified = try await office.service.send("GET", "/ops/verify", headers: try office.bearer(.operations))
    #expect(verified.json["differences"]?.array?.isEmpty == true)
    await office.service.stop()
  }

  @Test(
    "a token says who and what for, and is good for 90 days at most",
    arguments: [
      (#"{"sub":" ","roles":[]}"#, ["/roles", "/sub"]),
      (#"{"sub":"x","roles":["king"]}"#, ["/roles/0"]), (#"{"sub":"x","roles":["shop"],"days":91}"#, ["/days"]),
      (#"{"sub":"x","roles":["shop"],"days":0}"#, ["/days"]),
      (#"{"sub":"x","roles":["shop"],"forever":true}"#, ["/forever"]),
    ])
  func badTokens(body: String, pointers: [String]) async throws {
    let office = try await Office()
    let refused = try await office.service.send("POST", "/v1/tokens", body, headers: try office.bearer(.manager))
    #expect(refused.status == 422 && refused.pointers.sorted() == pointers)
    #expect(
      try await office.service.send("GET", "/v1/tokens", headers: try office.bearer(.manager)).json["items"] == [])
    await office.service.stop()
  }

  // MARK: Steps

  private func status(_ browser: Browser, _ office: Office) async throws -> Int {
    try await office.service.send("GET", "/v1/leads", headers: browser.cookies).status
  }

  /// Why tokens were revoked so far.
  private func reasons(_ office: Office) throws -> [String] {
    try office.service.running.store.read { database in
      try EventJournal.entries(after: 0, limit: 1000, in: database).compactMap { entry in
        guard entry.type == AccessRevoked.type else { return nil }
        return try AccessRevoked.decoded(entry.data).reason.rawValue
      }
    }
  }
}
