import HTTP
import JSON
import Kernel
import LeadsService
import ServiceRuntime
import TestSupport
import Testing

@Suite("The sign-in leads back, and demo accounts")
struct SignInPageTests {
  @Test("a page that led to the sign-in is gone back to, after the form and while the session goes on")
  func back() async throws {
    let office = try await Office()
    try await office.employ("s-01")
    let page = "http://127.0.0.1:9/reports?by=shop"
    let query = "?return=\(ReturnAddress.encoded(page))"
    let led = try await office.service.send("GET", "/login\(query)")
    #expect(led.status == 303 && led.headers["location"] == "/v1/session/resume\(query)")
    let form = try await office.service.send("GET", "/v1/session/resume\(query)")
    #expect(form.status == 200 && form.text.contains(#"name="return" value="\#(page)""#))
    // Browsers ask the policy of the form's page for every redirection of its answer.
    let policy = "form-action 'self' http://127.0.0.1:9; "
    #expect(form.headers["content-security-policy"]?.contains(policy) == true)
    let body = "code=s-01&password=correct+horse+battery&return=\(ReturnAddress.encoded(page))"
    let wrong = try await submit(body.replacing("battery", with: "cattery"), office)
    #expect(wrong.status == 401 && wrong.text.contains(#"value="\#(page)""#))
    #expect(wrong.headers["content-security-policy"]?.contains(policy) == true)
    #expect(wrong.text.contains(#"name="code" required value="s-01""#) && !wrong.text.contains("cattery"))
    let hostile = try await submit("code=%22%3E%3Cscript%3E&password=x", office)
    #expect(hostile.status == 401 && !hostile.text.contains("<script>"))
    let done = try await submit(body, office)
    #expect(done.status == 303 && done.headers["location"] == page)
    var browser = Browser(service: office.service)
    browser.take(done)
    // A token that holds: a link, since the page may refuse it.
    let signedIn = try await browser.send("GET", "/login\(query)")
    #expect(signedIn.status == 200 && signedIn.text.contains(#"href="\#(page)""#))
    office.clock.advance(milliseconds: 700_000)
    browser.token = nil
    let resumed = try await browser.send("GET", "/v1/session/resume\(query)")
    #expect(resumed.status == 303 && resumed.headers["location"] == page && browser.token != nil)
    office.clock.advance(milliseconds: 43_200_000)
    let over = try await browser.send("GET", "/v1/session/resume\(query)")
    #expect(over.status == 200 && over.text.contains("password") && browser.refresh == nil)
    #expect(over.text.contains(#"role="alert""#) && !form.text.contains(#"role="alert""#))
    await office.service.stop()
  }

  @Test(
    "nobody is led to somebody else's page",
    arguments: [
      "https://evil.example/", "//evil.example", "javascript:alert(1)", "http://127.0.0.1@evil.example/",
      "http://127.0.0.1:80@evil.example/",
      "http://127.0.0.1.evil.example/", "http://evil.example#127.0.0.1", "http://127.0.0.1\\@evil.example/", "/login",
      "",
      "http://127.0.0.1/\r\nSet-Cookie: x", "ftp://127.0.0.1/", "http://localhost/",
    ])
  func elsewhere(page: String) throws {
    let request = HTTPRequest(path: "/login", headers: ["Host": "127.0.0.1:8101"])
    #expect(ReturnAddress.allowed(page, after: request) == nil)
  }

  @Test(
    "a page of any port of the same host is gone back to",
    arguments: [
      ("127.0.0.1:8101", "http://127.0.0.1:8105/"), ("crm.example", "https://CRM.example:8105/a?b=c#d"),
      ("[::1]:8101", "http://[::1]:8105/x"),
    ])
  func sameHost(host: String, page: String) {
    let request = HTTPRequest(path: "/login", headers: ["Host": host])
    #expect(ReturnAddress.allowed(page, after: request) == page)
  }

  @Test(
    "only scheme, host and port of an address get into a page's policy",
    arguments: [
      ("http://127.0.0.1:8105/a?b=c", "http://127.0.0.1:8105"), ("https://[::1]:8105", "https://[::1]:8105"),
      ("http://127.0.0.1:1;script-src", nil), ("http://127.0.0.1:1,x", nil), ("http://a'b/", nil), ("/login", nil),
      ("http:///", nil),
    ] as [(String, String?)])
  func origins(address: String, origin: String?) {
    #expect(ReturnAddress.origin(of: address) == origin)
  }

  @Test("the demo's password opens only where nobody else can come, and can be taken away")
  func demoAccounts() async throws {
    let office = try await Office()
    try await office.employ("s-01", DemoAccounts.password)
    try await office.employ("s-02")
    let manager = try office.bearer(.manager)
    let account: JSON = ["accounts": [["code": "s-01", "name": "王芳", "role": "net-sales"]]]
    #expect(try await office.service.send("GET", "/v1/demo-accounts", headers: manager).json == account)
    let browser = try await office.browser("s-01", DemoAccounts.password)
    let store = office.service.running.store
    let reason = try #require(try store.read { try DemoAccounts.refusal(in: $0, isLoopback: false) })
    #expect(reason.contains("s-01") && reason.contains("joinery demo --remove-accounts"))
    #expect(try store.read { try DemoAccounts.refusal(in: $0, isLoopback: true) } == nil)
    let removed = try await office.service.send("DELETE", "/v1/demo-accounts", headers: manager)
    #expect(removed.json == account)
    #expect(try await office.service.send("GET", "/v1/leads", headers: browser.cookies).status == 401)
    #expect(try await office.signIn("s-01", DemoAccounts.password).status == 401)
    #expect(try await office.signIn("s-02").status == 200)
    #expect(try store.read { try DemoAccounts.refusal(in: $0, isLoopback: false) } == nil)
    let verified = try await office.service.send("GET", "/ops/verify", headers: try office.bearer(.operations))
    #expect(verified.json["differences"]?.array?.isEmpty == true)
    // Nobody chooses it for a password of their own.
    var other = try await office.browser("s-02")
    let body = #"{"old":"\#(Office.password)","new":"\#(DemoAccounts.password)"}"#
    #expect(try await other.send("PUT", "/v1/session/password", body).pointers == ["/new"])
    for role in Role.allCases where role != .manager {
      let headers = try office.bearer(role)
      #expect(try await office.service.send("DELETE", "/v1/demo-accounts", headers: headers).status == 403)
    }
    await office.service.stop()
  }

  @Test("another password in its place makes the account an ordinary one")
  func ordinary() async throws {
    let office = try await Office()
    try await office.employ("s-01", DemoAccounts.password)
    try await office.employ("s-01")
    let codes = try await office.service.send("GET", "/v1/demo-accounts", headers: try office.bearer(.manager))
    #expect(codes.json == ["accounts": []])
    await office.service.stop()
  }

  private func submit(_ body: String, _ office: Office) async throws -> TestClient.Answer {
    try await office.service.send(
      "POST", "/login", body,
      headers: ["Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"])
  }
}
