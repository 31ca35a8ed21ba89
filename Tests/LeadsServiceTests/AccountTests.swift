import Contracts
import Crypto
import Foundation
import JSON
import Kernel
import LeadsDomain
import LeadsService
import Messaging
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@Suite("Accounts: links, passwords, sessions")
struct AccountTests {
  // MARK: Links

  @Test("a manager's link lets an employee set a password, once, and nobody else makes one")
  func invitation() async throws {
    let office = try await Office()
    let service = office.service
    let made = try await service.send("POST", "/v1/employees/m-01/invite", headers: try office.bearer(.manager))
    let url = try #require(made.json["url"]?.string)
    #expect(made.status == 201 && url.hasPrefix("/invitations/"))
    // Nobody has a password yet: it is the company's first link.
    #expect(made.json["expiresAt"] == .string("\(office.clock.now.adding(seconds: 3600))"))
    let set = try await service.send("POST", "/v1\(url)", #"{"password":"\#(Office.password)"}"#)
    #expect(set.status == 204 && set.body.isEmpty)
    let again = try await service.send("POST", "/v1\(url)", #"{"password":"another long one"}"#)
    #expect(again.status == 410 && again.problem == "link-used")
    #expect(try await office.signIn("m-01").status == 200)
    let next = try await service.send("POST", "/v1/employees/s-01/invite", headers: try office.bearer(.manager))
    #expect(next.json["expiresAt"] == .string("\(office.clock.now.adding(seconds: 72 * 3600))"))
    for role in Role.allCases where role != .manager {
      #expect(
        try await service.send("POST", "/v1/employees/s-01/invite", headers: try office.bearer(role)).status == 403)
    }
    let nobody = try await service.send("POST", "/v1/employees/x/invite", headers: try office.bearer(.manager))
    #expect(nobody.status == 404)
    await service.stop()
  }

  @Test("a link ends with its time, with a newer one, and with the employee")
  func invitationEnds() async throws {
    let office = try await Office()
    let service = office.service
    let body = #"{"password":"\#(Office.password)"}"#
    try await office.employ("m-01")
    let first = try await office.link("s-01")
    let second = try await office.link("s-01")
    #expect(try await service.send("POST", "/v1\(first)", body).problem == "link-unknown")
    office.clock.advance(milliseconds: 72 * 3_600_000 - 1)
    #expect(try await service.send("GET", second).status == 200)
    office.clock.advance(milliseconds: 1)
    let expired = try await service.send("POST", "/v1\(second)", body)
    #expect(expired.status == 410 && expired.problem == "link-expired")
    #expect(try await service.send("GET", second).status == 410)
    let third = try await office.link("s-01")
    try await deactivate("s-01", office)
    #expect(try await service.send("POST", "/v1\(third)", body).problem == "inactive-employee")
    let refused = try await service.send("POST", "/v1/employees/s-01/invite", headers: try office.bearer(.manager))
    #expect(refused.status == 409 && refused.problem == "inactive-employee")
    await service.stop()
  }

  @Test("of many uses of a link at once exactly one sets its password")
  func invitationRace() async throws {
    let office = try await Office()
    let url = try await office.link("s-01")
    let statuses = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
      for number in 0..<8 {
        group.addTask {
          let answer = try await office.service.send("POST", "/v1\(url)", #"{"password":"number \#(number) of many"}"#)
          return (number, answer.status)
        }
      }
      return try await group.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
    }
    let winner = try #require(statuses.first { $0.value == 204 }?.key)
    #expect(statuses.values.filter { $0 == 410 }.count == 7)
    #expect(try await office.signIn("s-01", "number \(winner) of many").status == 200)
    await office.service.stop()
  }

  @Test("the page of a link takes the password twice, and says what is wrong with it, in both languages")
  func invitationPage() async throws {
    let office = try await Office()
    let service = office.service
    let url = try await office.link("s-01")
    let page = try await service.send("GET", url)
    #expect(page.status == 200 && page.text.contains("New password") && !page.text.contains("{{"))
    #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
    #expect(page.headers["cache-control"] == "no-store" && page.headers["x-robots-tag"] == "noindex")
    let chinese = try await service.send("GET", url, headers: ["Accept-Language": "zh-CN"])
    #expect(chinese.text.contains("新密码"))
    for (password, again, words) in [
      ("correct+horse+battery", "correct+horse+batter", "differ"), ("short", "short", "At least 10 characters"),
      ("woaini1314520", "woaini1314520", "Everybody who guesses"), ("", "", "At least 10"),
    ] {
      let refused = try await form(service, url, "password=\(password)&again=\(again)")
      #expect(refused.status == 422 && refused.text.contains(words), "\(password)")
    }
    let foreign = try await form(
      service, url, "password=correct+horse+battery&again=correct+horse+battery",
      ["Sec-Fetch-Site": "cross-site"])
    #expect(foreign.status == 403)
    let done = try await form(service, url, "password=correct+horse%20battery&again=correct%20horse+battery")
    #expect(done.status == 303 && done.headers["location"] == "/login")
    #expect(try await office.signIn("s-01", "correct horse battery").status == 200)
    #expect(try await form(service, url, "password=another+long+one&again=another+long+one").status == 410)
    let unknown = try await service.send("GET", "/invitations/nothing")
    #expect(unknown.status == 404 && unknown.text.contains("not valid"))
    await service.stop()
  }

  // MARK: Sign-in

  @Test("an employee signs in, is known everywhere by a token of ten minutes, and the cookies are the browser's alone")
  func signsIn() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let answer = try await office.signIn("s-01")
    #expect(answer.status == 200)
    let expiresAt = office.clock.now.adding(seconds: 600)
    #expect(
      answer.json == [
        "employee": ["code": "s-01", "name": "王芳", "roles": ["net-sales"], "shop": "foshan-1"],
        "expiresAt": .string("\(expiresAt)"),
      ])
    let cookies = Browser.cookies(of: answer)
    #expect(cookies.map(\.name) == ["joinery_token", "joinery_refresh"])
    #expect(cookies.first?.attributes == ["Max-Age=600", "Path=/", "HttpOnly", "SameSite=Strict"])
    #expect(cookies.last?.attributes == ["Max-Age=43200", "Path=/v1/session", "HttpOnly", "SameSite=Strict"])
    var browser = Browser(service: office.service)
    browser.take(answer)
    let who = try await browser.send("GET", "/v1/session").json
    #expect(who["code"] == "s-01" && who["name"] == "王芳" && who["roles"] == ["net-sales"])
    #expect(who["shop"] == "foshan-1" && who["expiresAt"] == .string("\(expiresAt)"))
    let lead = try await browser.send("POST", "/v1/leads", LeadsServiceTests.lead())
    #expect(lead.status == 201 && lead.json["ownerId"] == "s-01")
    // Any service takes it by the public key that leads shows.
    let shown = try await office.service.send("GET", "/.well-known/jwks.json")
    #expect(shown.headers["cache-control"] == "public, max-age=60" && !shown.text.contains(#""d""#))
    let verified = try Tokens(keySet: shown.text).verify(try #require(browser.token), at: office.clock.now)
    #expect(verified.caller == Caller(subject: "s-01", name: "王芳", roles: [.netSales], shop: "foshan-1"))
    office.clock.advance(milliseconds: 661_000)
    #expect(try await browser.send("GET", "/v1/session").status == 401)
    await office.service.stop()
  }

  @Test("further roles of an employee stand in the token")
  func severalRoles() async throws {
    let office = try await Office()
    let body = #"{"code":"f-01","name":"李梅","role":"manager","roles":["finance","manager"]}"#
    let made = try await office.service.send("POST", "/v1/employees", body, headers: try office.bearer(.manager))
    #expect(made.status == 201 && made.json["roles"] == ["finance"])
    try await office.employ("f-01")
    var browser = try await office.browser("f-01")
    #expect(try await browser.send("GET", "/v1/session").json["roles"] == ["finance", "manager"])
    let edited = try await office.service.send(
      "PATCH", "/v1/employees/f-01", #"{"roles":[]}"#,
      headers: try office.bearer(.manager).merging(["If-Match": "\"v1\""]) { $1 })
    #expect(edited.status == 200 && edited.json["roles"] == [])
    // The next token says what holds now.
    let next = try await browser.send("POST", "/v1/session/refresh")
    #expect(next.json["employee"]?["roles"] == ["manager"])
    #expect(
      try await office.service.send("GET", "/ops/verify", headers: try office.bearer(.operations))
        .json["differences"]?.array?.isEmpty == true)
    let unknown = try await office.service.send(
      "POST", "/v1/employees", #"{"code":"x","name":"x","role":"shop","roles":["king"]}"#,
      headers: try office.bearer(.manager))
    #expect(unknown.status == 422 && unknown.pointers == ["/roles/0"])
    await office.service.stop()
  }

  @Test("unknown, inactive and passwordless employees and wrong passwords are answered alike, and logged")
  func refusesAlike() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    try await office.employ("m-01")
    try await deactivate("m-01", office)
    var answers: [TestClient.Answer] = []
    for (code, password) in [
      ("s-01", "wrong horse battery"), ("m-01", Office.password), ("s-02", Office.password),
      ("a secret in the wrong field", Office.password),
    ] {
      answers.append(try await office.signIn(code, password))
    }
    #expect(answers.allSatisfy { $0.status == 401 && $0.problem == "wrong-credentials" })
    #expect(Set(answers.map(\.body)).count == 1)
    #expect(answers.allSatisfy { $0.headers["set-cookie"] == nil })
    #expect(answers.allSatisfy { $0.headers["www-authenticate"]?.hasPrefix("Bearer") == true })
    for subject in ["s-01", "m-01", "s-02", "-"] {
      let line = office.log.split(separator: "\n").first {
        $0.contains("sign-in refused") && $0.contains(#""subject":"\#(subject)""#)
      }
      #expect(line?.contains(#""peer":"127.0.0.1""#) == true && line?.contains("wrong") == true, "\(subject)")
    }
    #expect(!office.log.contains("in the wrong field"))
    await office.service.stop()
  }

  @Test("a hash is computed for each of them, so that none is told from the others by its time")
  func sameWork() async throws {
    let office = try await Office(cost: .standard)
    try await office.employ("s-01")
    for code in ["s-01", "x", "s-02"] {
      let begun = ContinuousClock.now
      #expect(try await office.signIn(code, "wrong horse battery").status == 401)
      // Only a lower bound: other tests may take the processor for as long as they like.
      #expect(ContinuousClock.now - begun > .milliseconds(20), "\(code)")
    }
    await office.service.stop()
  }

  @Test("after five wrong tries an account waits, longer each time, whatever it says, until it is forgotten")
  func slowed() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    try await office.employ("s-02")
    for _ in 0..<5 { #expect(try await office.signIn("s-01", "wrong horse battery").status == 401) }
    let slowed = try await office.signIn("s-01")
    #expect(slowed.status == 429 && slowed.problem == "too-many-tries" && slowed.headers["retry-after"] == "15")
    // The address has tried as often.
    #expect(try await office.signIn("s-02").headers["retry-after"] == "15")
    #expect(office.log.contains("slowed"))
    office.clock.advance(milliseconds: 14_001)
    #expect(try await office.signIn("s-01").headers["retry-after"] == "1")
    office.clock.advance(milliseconds: 999)
    #expect(try await office.signIn("s-01", "wrong horse battery").status == 401)
    #expect(try await office.signIn("s-01", "wrong horse battery").headers["retry-after"] == "30")
    office.clock.advance(milliseconds: 30_000)
    #expect(try await office.signIn("s-01").status == 200)
    // The account is forgiven, the address is not.
    #expect(try await office.signIn("s-01", "wrong horse battery").status == 401)
    #expect(try await office.signIn("s-02").headers["retry-after"] == "60")
    office.clock.advance(milliseconds: 3_600_000)
    #expect(try await office.signIn("s-02").status == 200)
    await office.service.stop()
  }

  @Test("of many wrong tries at once five are checked")
  func slowedAtOnce() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<30 { group.addTask { try await office.signIn("s-01", "wrong horse battery").status } }
      return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(statuses == [401: 5, 429: 25])
    await office.service.stop()
  }

  @Test("many who know their passwords get in at once from one address")
  func manyAtOnce() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<40 { group.addTask { try await office.signIn("s-01").status } }
      return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(statuses == [200: 40])
    await office.service.stop()
  }

  @Test("a hash of another cost is made anew when its password is seen")
  func renewed() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let dearer = try PasswordHash.make(Office.password, PasswordHash.Cost(passes: 2, bytes: 16 << 10))
    try await office.service.running.store.transaction(for: Cause(actor: "old", correlationID: "build")) { unit in
      _ = try unit.database.run("UPDATE credentials SET hash = ?", dearer)
    }
    #expect(try await office.signIn("s-01", "wrong horse battery").status == 401)
    #expect(try hash(of: "s-01", office) == dearer)
    #expect(try await office.signIn("s-01").status == 200)
    let renewed = try hash(of: "s-01", office)
    #expect(renewed.contains("m=8,t=1"))
    #expect(try await office.signIn("s-01").status == 200)
    #expect(try hash(of: "s-01", office) == renewed)
    await office.service.stop()
  }

  @Test("an employee whose role is none of the suite's gets no session")
  func noRole() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    try await office.service.running.store.transaction(for: Cause(actor: "old", correlationID: "build")) { unit in
      _ = try unit.record(EmployeeChanged(code: "s-01", name: "x", role: "wizard", shop: nil, active: true))
    }
    let refused = try await office.signIn("s-01")
    #expect(refused.status == 403 && refused.problem == "no-role" && refused.text.contains("wizard"))
    #expect(try await office.signIn("s-01", "wrong horse battery").status == 401)
    await office.service.stop()
  }

  // MARK: Sessions

  @Test("a refresh gives another token and another refresh token; using an old one ends the session")
  func rotation() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var browser = try await office.browser("s-01")
    let stolen = browser
    office.clock.advance(milliseconds: 590_000)
    let refreshed = try await browser.send("POST", "/v1/session/refresh")
    #expect(refreshed.status == 200 && refreshed.json["employee"]?["code"] == "s-01")
    #expect(refreshed.json["expiresAt"] == .string("\(office.clock.now.adding(seconds: 600))"))
    #expect(browser.token != stolen.token && browser.refresh != stolen.refresh)
    #expect(try await browser.send("POST", "/v1/session/refresh").status == 200)
    var thief = stolen
    let refused = try await thief.send("POST", "/v1/session/refresh")
    #expect(refused.status == 401 && refused.problem == "session-over")
    #expect(Browser.cookies(of: refused).map(\.value) == ["", ""] && thief.refresh == nil)
    #expect(office.log.contains("used again"))
    #expect(try await browser.send("POST", "/v1/session/refresh").problem == "session-over")
    // Another session of the same employee goes on.
    var other = try await office.browser("s-01")
    #expect(try await other.send("POST", "/v1/session/refresh").status == 200)
    await office.service.stop()
  }

  @Test("a session ends twelve hours after its last use, and on its thirtieth day")
  func sessionEnds() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var idle = try await office.browser("s-01")
    var used = try await office.browser("s-01")
    for step in 1...60 {
      office.clock.advance(milliseconds: 43_199_000)
      let answer = try await used.send("POST", "/v1/session/refresh")
      if step < 60 {
        #expect(answer.status == 200)
      } else {
        // Thirty days less one minute: the cookies last no longer than the session.
        #expect(Browser.cookies(of: answer).map { $0.attributes.contains("Max-Age=60") } == [true, true])
      }
      if step == 2 { #expect(try await idle.send("POST", "/v1/session/refresh").status == 401) }
    }
    office.clock.advance(milliseconds: 60_000)
    #expect(try await used.send("POST", "/v1/session/refresh").status == 401)
    await office.service.stop()
  }

  @Test("what has ended is swept away")
  func sweeps() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    _ = try await office.browser("s-01")
    _ = try await office.link("s-02")
    let rows = "SELECT (SELECT count(*) FROM sessions) * 10 + (SELECT count(*) FROM invitations)"
    func count() throws -> Int? { try office.service.running.store.read { try $0.first(rows) { $0.int(0) } } }
    func sweep(leaves rows: Int) async throws {
      let answer = try await office.service.send(
        "POST", "/ops/sweep?asOf=2026-11-22", headers: try office.bearer(.operations))
      #expect(answer.status == 202)
      try await eventually(within: 20) { try count() == rows }
    }
    try await sweep(leaves: 12)
    office.clock.advance(milliseconds: 43_200_000)
    try await sweep(leaves: 2)
    office.clock.advance(milliseconds: 34 * 86_400_000)
    try await sweep(leaves: 0)
    await office.service.stop()
  }

  @Test("signing out ends the session, by cookie, by bearer token and on the page")
  func signsOut() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var browser = try await office.browser("s-01")
    let kept = browser
    let done = try await browser.send("DELETE", "/v1/session")
    #expect(done.status == 204 && done.body.isEmpty && browser.token == nil && browser.refresh == nil)
    var old = kept
    #expect(try await old.send("POST", "/v1/session/refresh").status == 401)
    #expect(try await browser.send("DELETE", "/v1/session").status == 204)

    var machine = try await office.browser("s-01")
    let bearer = ["Authorization": "Bearer \(try #require(machine.token))"]
    #expect(try await office.service.send("DELETE", "/v1/session", headers: bearer).status == 204)
    #expect(try await machine.send("POST", "/v1/session/refresh").status == 401)

    // The refresh token's path is not the page's.
    var page = try await office.browser("s-01")
    let refresh = page.refresh
    page.refresh = nil
    let out = try await page.send("POST", "/logout")
    #expect(out.status == 303 && out.headers["location"] == "/login" && page.token == nil)
    page.refresh = refresh
    #expect(try await page.send("POST", "/v1/session/refresh").status == 401)
    await office.service.stop()
  }

  @Test("a new password ends all sessions; the old one is needed, and is slowed down as at the sign-in")
  func changesPassword() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var (first, second) = (try await office.browser("s-01"), try await office.browser("s-01"))
    func body(_ old: String, _ new: String) -> String { #"{"old":"\#(old)","new":"\#(new)"}"# }
    let (old, new) = (Office.password, "another long password")
    for (text, pointers) in [
      (body("wrong horse battery", new), ["/old"]), (body(old, "short"), ["/new"]), (body(old, "1234567890"), ["/new"]),
      (#"{"new":"\#(new)"}"#, ["/old"]),
    ] {
      let refused = try await first.send("PUT", "/v1/session/password", text)
      #expect(refused.status == 422 && refused.pointers == pointers && !refused.text.contains(old))
    }
    #expect(try await office.service.send("PUT", "/v1/session/password", body(old, new)).status == 401)
    let done = try await first.send("PUT", "/v1/session/password", body(old, new))
    #expect(done.status == 204 && first.token == nil && first.refresh == nil)
    #expect(try await second.send("POST", "/v1/session/refresh").status == 401)
    #expect(try await office.signIn("s-01", old).status == 401)
    var third = try await office.browser("s-01", new)
    // Two were wrong before.
    for _ in 0..<3 {
      #expect(try await third.send("PUT", "/v1/session/password", body("wrong horse", old)).pointers == ["/old"])
    }
    let slowed = try await third.send("PUT", "/v1/session/password", body(new, old))
    #expect(slowed.status == 429 && slowed.headers["retry-after"] != nil)
    await office.service.stop()
  }

  @Test("whoever leaves is signed in nowhere, also after coming back, and a link's password ends sessions too")
  func deactivation() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var browser = try await office.browser("s-01")
    try await deactivate("s-01", office)
    #expect(try await office.signIn("s-01").status == 401)
    try await edit("s-01", #"{"active":true}"#, version: 2, office)
    #expect(try await browser.send("POST", "/v1/session/refresh").status == 401)
    var again = try await office.browser("s-01")
    try await office.employ("s-01", "another long password")
    #expect(try await again.send("POST", "/v1/session/refresh").status == 401)
    #expect(try await office.signIn("s-01").status == 401)
    #expect(try await office.signIn("s-01", "another long password").status == 200)
    await office.service.stop()
  }

  @Test("an employee deactivated by an event alone is refused at the next refresh")
  func deactivatedByEvent() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    var browser = try await office.browser("s-01")
    try await office.service.running.store.transaction(for: Cause(actor: "x", correlationID: "x")) { unit in
      _ = try unit.record(EmployeeChanged(code: "s-01", name: "x", role: "net-sales", shop: nil, active: false))
    }
    #expect(try await browser.send("POST", "/v1/session/refresh").problem == "session-over")
    await office.service.stop()
  }

  @Test(
    "what a cookie would change must come from a page of ours",
    arguments: [
      ([:], 403), (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
      (["Origin": "http://evil.example"], 403), (["Sec-Fetch-Site": "same-origin"], nil),
    ] as [([String: String], Int?)])
  func sameOrigin(headers: [String: String], refused: Int?) async throws {
    let office = try await Office()
    try await office.employ("s-01")
    for (method, path, body, status) in [
      ("POST", "/v1/session/refresh", nil, 200), ("DELETE", "/v1/session", nil, 204),
      ("PUT", "/v1/session/password", #"{"old":"\#(Office.password)","new":"another long password"}"#, 204),
    ] as [(String, String, String?, Int)] {
      var browser = try await office.browser("s-01")
      #expect(try await browser.send(method, path, body, headers: headers).status == refused ?? status, "\(path)")
    }
    // Whoever signs in brings no cookie, and programs say nothing of where they are.
    let signIn = try await office.signIn("s-01", headers: headers)
    #expect(signIn.status == (headers.isEmpty ? 200 : refused ?? 401))
    await office.service.stop()
  }

  // MARK: Secrets

  @Test("no password and no token stands in the store, in an event, in a remembered answer or in the log")
  func nothingSecret() async throws {
    let office = try await Office()
    let key = ["Idempotency-Key": "k-1"]
    var secrets = [Office.password, "a wrong password", "another long password"]
    let invited = try await office.service.send(
      "POST", "/v1/employees/s-01/invite", headers: try office.bearer(.manager).merging(key) { $1 })
    let url = try #require(invited.json["url"]?.string)
    secrets.append(String(url.dropFirst("/invitations/".count)))
    let body = #"{"password":"\#(Office.password)"}"#
    #expect(try await office.service.send("POST", "/v1\(url)", body, headers: key).status == 204)
    #expect(try await office.signIn("s-01", "a wrong password", headers: key).status == 401)
    let signIn = try await office.signIn("s-01", headers: key)
    #expect(signIn.status == 200)
    var browser = Browser(service: office.service)
    browser.take(signIn)
    for _ in 0..<2 {
      secrets += [try #require(browser.token), try #require(browser.refresh)]
      try await browser.send("POST", "/v1/session/refresh")
    }
    let changed = try await browser.send(
      "PUT", "/v1/session/password", #"{"old":"\#(Office.password)","new":"another long password"}"#)
    #expect(changed.status == 204)
    #expect(try await office.signIn("s-01", "another long password").status == 200)
    let kept = try office.service.running.store.read { try $0.all("SELECT key FROM idempotency_keys") { $0.text(0) } }
    #expect(kept == [])
    let stored = try office.stored()
    #expect(contains(stored, "s-01") && contains(stored, "$argon2id$"))
    for secret in secrets {
      // Of a token also the part that nobody could do without.
      for part in Set([secret, String(secret.suffix(24))]) {
        #expect(!contains(stored, part) && !office.log.contains(part), "\(part)")
      }
    }
    await office.service.stop()
    #expect(try !secrets.contains { contains(try office.stored(), $0) })
  }

  // MARK: Bad input

  @Test(
    "bad input gets its problem with field and remedy",
    arguments: [
      ("POST", "/v1/session", #"{"code":"#, 400, "not-json", []),
      ("POST", "/v1/session", "{}", 422, "invalid-fields", ["/code", "/password"]),
      ("POST", "/v1/session", #"{"code":"s-01"}"#, 422, "invalid-fields", ["/password"]),
      ("POST", "/v1/session", #"{"code":"","password":""}"#, 422, "invalid-fields", ["/code", "/password"]),
      ("POST", "/v1/session", #"{"code":1,"password":"x"}"#, 422, "invalid-fields", ["/code"]),
      ("POST", "/v1/session", #"{"code":"s-01","pasword":"x"}"#, 422, "invalid-fields", ["/pasword"]),
      (
        "POST", "/v1/session", #"{"code":"s-01","password":"\#(String(repeating: "长", count: 334))"}"#, 422,
        "invalid-fields", ["/password"]
      ),
      (
        "POST", "/v1/session", #"{"code":"\#(String(repeating: "长", count: 101))","password":"x"}"#, 422,
        "invalid-fields", ["/code"]
      ),
      (
        "POST", "/v1/session", #"{"code":"s-01","password":"\#(String(repeating: "x", count: 17000))"}"#, 413,
        "refused-413", []
      ),
      ("POST", "/v1/session/refresh", "", 401, "session-over", []),
      ("POST", "/v1/session/refresh", #"{"token":"x"}"#, 422, "invalid-fields", ["/token"]),
      ("POST", "/v1/invitations/x", #"{"password":"correct horse"}"#, 404, "link-unknown", []),
      ("POST", "/v1/invitations/x", "{}", 422, "invalid-fields", ["/password"]),
      ("PATCH", "/v1/session", "{}", 405, "method-not-allowed", []),
    ] as [(String, String, String, Int, String, [String])])
  func badInput(
    method: String, path: String, body: String, status: Int, problem: String, pointers: [String]
  ) async throws {
    let office = try await Office()
    let answer = try await office.service.send(method, path, body)
    #expect(answer.status == status && answer.problem == problem)
    #expect(
      Set(answer.pointers).isSuperset(of: pointers.prefix(1))
        && Set(answer.pointers).isSubset(of: pointers + ["/password"]))
    let chinese = try await office.service.send(method, path, body, headers: ["Accept-Language": "zh-CN"])
    #expect(chinese.status == status && chinese.json["title"] != answer.json["title"])
    await office.service.stop()
  }

  @Test(
    "refresh tokens that are none end nothing", arguments: ["", "x", "A", String(repeating: "A", count: 64), "\"\""])
  func brokenTokens(text: String) async throws {
    let office = try await Office()
    let answer = try await office.service.send(
      "POST", "/v1/session/refresh",
      headers: ["Cookie": "joinery_refresh=\(text)", "Sec-Fetch-Site": "same-origin"])
    #expect(answer.status == 401 && answer.problem == "session-over")
    await office.service.stop()
  }

  @Test("a service without a private key says that nobody can sign in, on pages too", arguments: [false, true])
  func signInOff(hasKeySet: Bool) async throws {
    let folder = TemporaryFolder()
    let service = try TestService(
      LeadsService.definition(passwordCost: .least), in: folder.path, broker: LeadsServiceTests.broker(),
      tokens: hasKeySet ? try Tokens(secret: nil, keySet: Self.keySet) : nil)
    try await service.ready()
    for (method, path, body) in [
      ("POST", "/v1/session", #"{"code":"s-01","password":"x"}"#), ("POST", "/v1/session/refresh", nil),
      ("DELETE", "/v1/session", nil), ("POST", "/v1/invitations/x", #"{"password":"x"}"#),
    ] as [(String, String, String?)] {
      let answer = try await service.send(method, path, body)
      #expect(answer.status == 409 && answer.problem == "sign-in-off", "\(path)")
      #expect(answer.text.contains("JOINERY_SIGNING_KEY_FILE"))
    }
    for (method, path, body) in [
      ("GET", "/v1/session", nil), ("PUT", "/v1/session/password", #"{"old":"x","new":"y"}"#),
      ("POST", "/v1/employees/s-01/invite", nil),
    ] as [(String, String, String?)] {
      #expect(try await service.send(method, path, body).status == (hasKeySet ? 401 : 409), "\(path)")
    }
    let page = try await service.send("GET", "/login")
    // Tokens of somebody else's are taken still.
    #expect(
      page.status == (hasKeySet ? 200 : 409) && page.text.contains(hasKeySet ? "Access token" : "Nobody can sign in"))
    #expect(try await service.send("GET", "/invitations/x").status == 409)
    await service.stop()
  }

  // MARK: The page

  @Test("the page takes employee and password, or a token, shows who is signed in, and signs out")
  func loginPage() async throws {
    let office = try await Office()
    let service = office.service
    try await office.employ("s-01", "100% & +Ähre 密码")
    let page = try await service.send("GET", "/login")
    #expect(page.status == 200 && page.text.contains("Password") && page.text.contains("Access token"))
    #expect(!page.text.contains("{{") && page.headers["content-security-policy"]?.contains("script-src") == false)
    #expect(try await service.send("GET", "/login", headers: ["Accept-Language": "zh"]).text.contains("员工编号"))
    let good = "code=s-01&password=100%25+%26+%2B%C3%84hre+%E5%AF%86%E7%A0%81"
    let done = try await form(service, "/login", good)
    #expect(done.status == 303 && done.headers["location"] == "/login")
    var browser = Browser(service: service)
    browser.take(done)
    let who = try await browser.send("GET", "/login")
    #expect(who.text.contains("王芳") && who.text.contains("net-sales"))
    #expect(try await browser.send("POST", "/v1/session/refresh").status == 200)
    #expect(try await browser.send("POST", "/logout", headers: ["Sec-Fetch-Site": "cross-site"]).status == 303)
    #expect(browser.token != nil)
    #expect(try await browser.send("POST", "/logout").status == 303)
    #expect(browser.token == nil && browser.refresh == nil)
    for (body, status, words) in [
      ("code=s-01&password=wrong+horse", 401, "do not belong together"), ("code=s-01", 401, "do not belong together"),
      ("", 401, "do not belong together"), ("code=%FF&password=x", 401, "do not belong together"),
      ("token=x.y.z", 401, "not valid"),
    ] {
      let refused = try await form(service, "/login", body)
      #expect(
        refused.status == status && refused.text.contains(words) && refused.headers["set-cookie"] == nil, "\(body)")
    }
    #expect(try await form(service, "/login", good, ["Sec-Fetch-Site": "cross-site"]).status == 403)
    for _ in 0..<4 { _ = try await form(service, "/login", "code=s-01&password=wrong+horse") }
    let slowed = try await form(service, "/login", good)
    #expect(slowed.status == 429 && slowed.headers["retry-after"] == "15" && slowed.text.contains("15 seconds"))
    let token = try office.bearer(.operations)["Authorization"]?.dropFirst("Bearer ".count) ?? ""
    #expect(try await form(service, "/login", "token=\(token)").status == 303)
    await service.stop()
  }

  @Test("a page that needs a login leads there, and the OpenAPI document names the routes")
  func leadsThere() async throws {
    let office = try await Office()
    let led = try await office.service.send("GET", "/v1/leads", headers: ["Accept": "text/html"])
    let back = "http%3A%2F%2F127.0.0.1%3A\(office.service.running.port)%2Fv1%2Fleads"
    #expect(led.status == 303 && led.headers["location"] == "/login?return=\(back)")
    let paths = try await office.service.send("GET", "/openapi.json").json["paths"]
    for path in [
      "/v1/session", "/v1/session/refresh", "/v1/session/password", "/v1/employees/{code}/invite",
      "/v1/invitations/{token}", "/login",
    ] { #expect(paths?[path] != nil, "\(path)") }
    #expect(paths?["/v1/session"]?["get"]?["requestBody"] == nil)
    await office.service.stop()
  }

  // MARK: Steps

  private func form(
    _ service: TestService, _ path: String, _ body: String,
    _ headers: [String: String] = ["Sec-Fetch-Site": "same-origin"]
  ) async throws -> TestClient.Answer {
    try await service.send(
      "POST", path, body, headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 })
  }

  private func deactivate(_ code: String, _ office: Office) async throws {
    try await edit(code, #"{"active":false}"#, version: 1, office)
  }

  private func edit(_ code: String, _ body: String, version: Int, _ office: Office) async throws {
    let answer = try await office.service.send(
      "PATCH", "/v1/employees/\(code)", body,
      headers: try office.bearer(.manager).merging(["If-Match": "\"v\(version)\""]) { $1 })
    #expect(answer.status == 200)
  }

  private func hash(of code: String, _ office: Office) throws -> String {
    try #require(
      try office.service.running.store.read { database in
        try database.first("SELECT hash FROM credentials WHERE employee = ?", code) { $0.text(0) }
      })
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    Data(bytes).range(of: Data(text.utf8)) != nil
  }

  private static let keySet = """
    {"keys":[{"kty":"EC","crv":"P-256","kid":"e1","use":"sig","x":"aFWhWNq24bNOo2m-EB_Jho_9r6kLPB26-OFmyWf6UIE",\
    "y":"5zyZjZ-sp3Oa_uuupBsm_zAnlj62MVdc8w7aI8xF01U"}]}
    """
}
