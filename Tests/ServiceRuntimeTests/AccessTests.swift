import HTTP
import Kernel
import ServiceRuntime
import Synchronization
import Testing

private final class Refusals: Sendable {
  let list = Mutex<[Access.Refused]>([])
}

@Suite struct AccessTests {
  private let refusals = Refusals()
  private let tokens: Tokens
  private let access: Access
  private let token: String

  init() throws {
    tokens = try Tokens(secret: secret, keySet: nil)
    let refusals = refusals
    access = Access(tokens: tokens) { refused in refusals.list.withLock { $0.append(refused) } }
    token = try tokens.sign(Caller(subject: "E-1", name: "A", roles: [.shop]), at: noon, validFor: 60)
  }

  @Test func admitsABearerWithARole() throws {
    let request = HTTPRequest(path: "/v1/leads", headers: ["authorization": "bearer \(token)"])
    #expect(try access.admit(request, to: [.shop, .manager], at: noon).subject == "E-1")
  }

  @Test func refusesAnotherRoleAndLogsWhoAndWhat() throws {
    let request = HTTPRequest(path: "/v1/leads", headers: ["Authorization": "Bearer \(token)"])
    let problem = try #require(throws: Problem.self) { try access.admit(request, to: [.finance], at: noon) }
    #expect(problem.status == 403)
    #expect(problem.detail?.english.contains("finance") == true)
    let refused = try #require(refusals.list.withLock { $0.first })
    #expect(refused.subject == "E-1")
    #expect(refused.path == "/v1/leads")
    #expect(refused.reason.contains("finance"))
  }

  @Test(
    arguments: [
      [:], ["Authorization": "Basic abc"], ["Authorization": "Bearer"], ["Authorization": "Bearer x.y.z"],
      ["Cookie": "joinery_token=x.y.z"], ["Cookie": "other=1"],
    ] as [HTTPHeaders])
  func answers401WithAChallenge(_ headers: HTTPHeaders) throws {
    let request = HTTPRequest(path: "/v1/leads", headers: headers)
    let problem = try #require(throws: Problem.self) { try access.admit(request, to: [.shop], at: noon) }
    #expect(problem.status == 401)
    #expect(problem.response(in: .english).headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    #expect(refusals.list.withLock { $0.count } == 1)
  }

  @Test(arguments: [["Authorization": "Bearer x.y.z"], ["Cookie": "joinery_token=x.y.z"]] as [HTTPHeaders])
  func asksToTryAgainBeforeThereAreKeys(_ headers: HTTPHeaders) throws {
    let waiting = Access(tokens: try Tokens(fetches: true)) { _ in }
    let request = HTTPRequest(path: "/v1/leads", headers: headers)
    let problem = try #require(throws: Problem.self) { try waiting.admit(request, to: [.shop], at: noon) }
    #expect(problem.status == 503)
    #expect(problem.response(in: .english).headers["Retry-After"] == "1")
    let nobody = try #require(throws: Problem.self) {
      try waiting.admit(HTTPRequest(path: "/v1/leads"), to: [.shop], at: noon)
    }
    #expect(nobody.status == 401)
  }

  @Test(arguments: [("GET", true), ("HEAD", true), ("POST", false), ("PATCH", false), ("DELETE", false)])
  func letsAuditorsReadAll(_ method: String, _ isAdmitted: Bool) throws {
    let auditor = try tokens.sign(Caller(subject: "E-9", name: "B", roles: [.auditor]), at: noon, validFor: 60)
    let request = HTTPRequest(method: method, path: "/v1/leads", headers: ["Authorization": "Bearer \(auditor)"])
    #expect(((try? access.admit(request, to: [.manager], at: noon)) != nil) == isAdmitted)
  }

  @Test(
    arguments: [
      ("GET", [:], true),
      ("GET", ["Sec-Fetch-Site": "cross-site"], true),
      ("POST", [:], false),
      ("POST", ["Sec-Fetch-Site": "same-origin"], true),
      ("POST", ["Sec-Fetch-Site": "same-site"], false),
      ("POST", ["Sec-Fetch-Site": "cross-site", "Origin": "http://joinery.local:8101"], false),
      ("POST", ["Sec-Fetch-Site": "none"], false),
      ("POST", ["Origin": "http://joinery.local:8101"], true),
      ("POST", ["Origin": "https://JOINERY.local:8101"], true),
      ("POST", ["Origin": "http://joinery.local:8102"], false),
      ("POST", ["Origin": "http://evil.example"], false),
      ("POST", ["Origin": "null"], false),
    ] as [(String, HTTPHeaders, Bool)])
  func takesTheCookieForOwnPagesOnly(_ method: String, _ more: HTTPHeaders, _ isAdmitted: Bool) {
    var request = HTTPRequest(
      method: method, path: "/v1/leads",
      headers: ["Cookie": "theme=dark; joinery_token=\(token)", "Host": "joinery.local:8101"])
    for field in more.fields { request.headers.add(field.name, field.value) }
    #expect(((try? access.admit(request, to: [.shop], at: noon)) != nil) == isAdmitted)
  }

  @Test(
    arguments: [
      ("GET", ["Host": "127.0.0.1:8101"], true), ("GET", ["Host": "localhost"], true),
      ("GET", ["Host": "[::1]:8101"], true), ("GET", [:], false), ("GET", ["Host": "rebound.example:8101"], false),
      ("GET", ["Host": "127.0.0.1.evil.example"], false),
      ("POST", ["Host": "127.0.0.1:8101"], true),
      ("POST", ["Host": "127.0.0.1:8101", "Origin": "http://127.0.0.1:8101"], true),
      ("POST", ["Host": "127.0.0.1:8101", "Origin": "http://evil.example"], false),
      ("POST", ["Host": "127.0.0.1:8101", "Sec-Fetch-Site": "cross-site"], false),
    ] as [(String, HTTPHeaders, Bool)])
  func servesThisMachineWithoutAKey(_ method: String, _ headers: HTTPHeaders, _ isAdmitted: Bool) {
    let open = Access(tokens: nil) { _ in }
    let request = HTTPRequest(method: method, path: "/v1/leads", headers: headers)
    #expect((try? open.admit(request, to: [.finance], at: noon)) == (isAdmitted ? .local : nil))
  }
}

@Suite struct LoginPagesTests {
  private let tokens: Tokens
  private let token: String
  private let ours: HTTPHeaders = ["Sec-Fetch-Site": "same-origin", "Accept-Language": "en"]

  init() throws {
    tokens = try Tokens(secret: secret, keySet: nil)
    token = try tokens.sign(Caller(subject: "E-1", name: "A", roles: [.shop]), at: noon, validFor: 600)
  }

  private func submit(_ body: String, _ headers: HTTPHeaders, isTLS: Bool = true) -> HTTPResponse {
    LoginPages(tokens: tokens, isTLS: isTLS).submit(
      HTTPRequest(method: "POST", path: "/login", headers: headers, body: Array(body.utf8)), at: noon)
  }

  @Test(arguments: ["", "%0D%0A", "+", "&next=%2F"])
  func setsTheCookie(_ tail: String) {
    let answer = submit("token=\(token)\(tail)", ours)
    #expect(answer.status == 303)
    #expect(answer.headers["Location"] == "/")
    #expect(
      answer.headers["Set-Cookie"]
        == "joinery_token=\(token); Max-Age=600; Path=/; HttpOnly; SameSite=Strict; Secure")
    #expect(submit("token=\(token)", ours, isTLS: false).headers["Set-Cookie"]?.contains("Secure") == false)
  }

  @Test(arguments: ["", "token=", "token=x.y.z", "token=%3Cscript%3E", "tok=1", "token=a;b", "token=%2"])
  func showsTheFormAgain(_ body: String) {
    let answer = submit(body, ours)
    #expect(answer.status == 401)
    #expect(answer.headers["Set-Cookie"] == nil)
  }

  @Test func refusesOtherSites() {
    #expect(submit("token=\(token)", ["Sec-Fetch-Site": "cross-site"]).status == 403)
    #expect(submit("token=\(token)", ["Origin": "https://evil.example", "Host": "crm.example"]).status == 403)
    // A program, not a browser.
    #expect(submit("token=\(token)", [:]).status == 303)
  }

  @Test(arguments: [("en", "Access token"), ("zh-CN", "访问令牌"), ("fr", "访问令牌")])
  func speaksBothLanguages(_ language: String, _ label: String) {
    let answer = LoginPages(tokens: tokens, isTLS: false)
      .form(HTTPRequest(path: "/login", headers: ["Accept-Language": language]))
    guard case .bytes(let bytes) = answer.body else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(label) && !text.contains("{{"))
    #expect(answer.headers["Content-Security-Policy"]?.contains("default-src 'none'") == true)
  }

  @Test func leadsToWherePeopleSignIn() {
    let page = LoginPages(tokens: tokens, isTLS: false, signInPage: "https://crm.example:8101/login?a=\"b")
      .form(HTTPRequest(path: "/login", headers: ["Accept-Language": "en"]))
    guard case .bytes(let bytes) = page.body else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#"<a href="https://crm.example:8101/login?a=&quot;b">People sign in here"#))
  }

  @Test func logsOut() {
    let answer = LoginPages(tokens: tokens, isTLS: false)
      .logout(HTTPRequest(method: "POST", path: "/logout", headers: ours))
    #expect(answer.headers["Location"] == "/login")
    #expect(answer.headers["Set-Cookie"]?.hasPrefix("joinery_token=; Max-Age=0") == true)
  }
}
