import Contracts
import Kernel
import TestSupport
import Testing

@Suite("Customers accept quotes by links")
struct QuoteLinkTests {
  static let strokes = #"[[{"x":40,"y":120},{"x":180,"y":60}],[{"x":200,"y":80},{"x":320,"y":150}]]"#
  static let signed = #"{"name": "陈伟", "signature": \#(strokes)}"#

  @Test("a customer accepts by a link, once, and only the terms that were sent")
  func link() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/quotes", Bodies.quote).text("id"))
      #expect(try await suite.post("/v1/quotes/\(id)/link", "{}").status == 409)
      _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
      let link = try await suite.post("/v1/quotes/\(id)/link", "{}", key: "l-1")
      let old = try #require(link.text("acceptanceUrl"))
      #expect(link.text("url") == "https://crm.example/sales\(old)")
      #expect(link.text("qr")?.hasPrefix("<svg ") == true)
      // Told once: the token is not among the answers that are kept.
      let told = try await suite.post("/v1/quotes/\(id)/link", "{}", key: "l-1")
      #expect(told.status == 409 && told.text("type") == "/problems/told-once")
      let kept = try suite.sales.running.store.read {
        try $0.all("SELECT status, length(body) FROM idempotency_keys WHERE key = 'l-1'") { ($0.int(0), $0.int(1)) }
      }
      #expect(kept.map(\.0) == [0] && kept.map(\.1) == [0])
      #expect(link.status == 201 && link.text("expiresOn") == "2026-12-31")
      let page = try await suite.call("GET", old, nil, ["Accept-Language": "en"]).plain
      #expect(page.contains("I accept quote QT-2026-000001, version 1, for a total of CNY") && !page.contains("{{"))
      _ = try await suite.post(
        "/v1/quotes/\(id)/revise", #"{"validUntil": "2026-12-31", "lines": [\#(Bodies.line)]}"#)
      _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
      #expect(try await suite.post(old, Self.signed).text("type") == "/problems/link-used")
      let url = try #require(try await suite.post("/v1/quotes/\(id)/link", "{}").text("acceptanceUrl"))
      let accepted = try await suite.post(url, Self.signed)
      #expect(accepted.status == 200 && accepted.text("state") == "accepted", "\(accepted.plain)")
      #expect(try await suite.post(url, Self.signed).status == 410)
      #expect(try await suite.call("GET", url).status == 410)
      #expect(try await suite.post("/v1/quote-acceptances/x", Self.signed).status == 404)
      #expect(try await suite.call("GET", "/v1/quotes/\(id)").text("state") == "accepted")
      try await suite.expectNoDifferences()
    }
  }

  /// An issued quote, and a link for it that `boss` made.
  private static func linked(_ suite: SalesSuite) async throws -> (id: String, link: String) {
    let id = try #require(try await suite.post("/v1/quotes", Bodies.quote).text("id"))
    _ = try await suite.post("/v1/quotes/\(id)/issue", "{}")
    return (id, try #require(try await suite.post("/v1/quotes/\(id)/link", "{}").text("acceptanceUrl")))
  }

  @Test(
    "nothing is accepted without a name and a signature, and each is refused beside its field",
    arguments: [
      ("{}", "/name"), (#"{"name": " ", "typed": true}"#, "/name"), (#"{"name": "陈伟"}"#, "/signature"),
      (#"{"name": "陈伟", "typed": true, "signature": \#(strokes)}"#, "/signature"),
      (#"{"name": "陈伟", "signature": []}"#, "/signature"),
      (#"{"name": "陈伟", "signature": [[{"x":1,"y":1}]]}"#, "/signature"),
      (#"{"name": "陈伟", "signature": [[{"x":0,"y":0},{"x":601,"y":0}]]}"#, "/signature/0"),
    ])
  func refused(body: String, pointer: String) async throws {
    try await SalesSuite.with { suite in
      let (id, link) = try await Self.linked(suite)
      let answer = try await suite.post(link, body)
      #expect(answer.status == 422 && answer.text("errors/0/pointer") == pointer, "\(answer.plain)")
      #expect(try await suite.call("GET", "/v1/quotes/\(id)").text("state") == "issued")
      #expect(try await suite.post(link, Self.signed).status == 200)
    }
  }

  @Test("the acceptance carries name, drawing, time, address and who made the link, and the print shows them")
  func signed() async throws {
    try await SalesSuite.with { suite in
      try suite.say(employee("local", "王芳"))
      let (id, link) = try await Self.linked(suite)
      let accepted = try await suite.call("POST", link, Self.signed)
      #expect(accepted.status == 200)
      let view = try await suite.call("GET", "/v1/quotes/\(id)")
      #expect(view.text("acceptance/signedName") == "陈伟" && view.text("acceptance/signed") == "drawn")
      #expect(view.text("acceptance/signedFrom") == "127.0.0.1" && view.text("acceptance/linkBy") == "local")
      #expect(view.text("acceptance/by") == nil && view.text("acceptance/at") == suite.clock.now.description)
      try await suite.until("the employee has come") {
        try await suite.call("GET", "/v1/quotes/\(id).html?lang=zh").plain.contains("王芳（local）")
      }
      let print = try await suite.call("GET", "/v1/quotes/\(id).html?lang=zh").plain
      for text in [
        "客户签名", "陈伟", "M40 120L180 60M200 80L320 150", "127.0.0.1", "链接发放人", "第 1 版",
        CompanyZone.minute(at: suite.clock.now),
      ] { #expect(print.contains(text), "\(text)") }
      let english = try await suite.call("GET", "/v1/quotes/\(id).html", nil, ["Accept-Language": "en"]).plain
      #expect(english.contains("Signed by the customer") && english.contains("Link made by"))
    }
  }

  @Test("who cannot draw signs by typing the name, and the print says so")
  func typed() async throws {
    try await SalesSuite.with { suite in
      let (id, link) = try await Self.linked(suite)
      #expect(try await suite.post(link, #"{"name": "陈<b>伟", "typed": true}"#).status == 200)
      #expect(try await suite.call("GET", "/v1/quotes/\(id)").text("acceptance/signed") == "typed")
      let print = try await suite.call("GET", "/v1/quotes/\(id).html?lang=en").plain
      #expect(print.contains("signed by typing the name") && print.contains("陈&lt;b&gt;伟") && !print.contains("<svg"))
    }
  }

  @Test("what an employee notes is printed as that, and not as a signature")
  func noted() async throws {
    try await SalesSuite.with { suite in
      let (id, _) = try await Self.linked(suite)
      let accepted = try await suite.post("/v1/quotes/\(id)/accept", "{}")
      #expect(accepted.text("acceptance/by") == "local" && accepted.text("acceptance/signedName") == nil)
      let print = try await suite.call("GET", "/v1/quotes/\(id).html?lang=en").plain
      #expect(print.contains("as noted by local (not signed online)") && !print.contains("Signed by the customer"))
    }
  }

  @Test(
    "a page of another origin cannot accept for the customer",
    arguments: [
      ["Origin": "https://evil.example"], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
      ["Origin": "null"],
    ])
  func origin(headers: [String: String]) async throws {
    try await SalesSuite.with { suite in
      let (_, link) = try await Self.linked(suite)
      #expect(try await suite.call("POST", link, Self.signed, headers).status == 403)
      let form = ["Content-Type": "application/x-www-form-urlencoded"]
      #expect(try await suite.call("POST", link, "name=x", form).status == 415)
      let page = try await suite.sales.send("GET", link)
      #expect(page.headers["cache-control"] == "no-store" && page.headers["referrer-policy"] == "no-referrer")
      #expect(page.headers["x-robots-tag"] == "noindex")
      let policy = try #require(page.headers["content-security-policy"])
      #expect(policy.contains("script-src 'sha256-") && policy.contains("form-action 'none'"))
      let answer = try await suite.sales.send("POST", link, Self.signed, headers: ["Sec-Fetch-Site": "same-origin"])
      #expect(answer.status == 200 && answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["referrer-policy"] == "no-referrer" && answer.headers["x-robots-tag"] == "noindex")
    }
  }

  private func employee(_ code: ID<Employee>, _ name: String) -> EmployeeChanged {
    EmployeeChanged(code: code, name: name, role: "net-sales", shop: nil, active: true)
  }
}
