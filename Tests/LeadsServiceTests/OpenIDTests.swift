import Crypto
import Foundation
import JSON
import Kernel
import TestSupport
import Testing

@testable import LeadsService
@testable import ServiceRuntime

@Suite("Signing in through the company's identity provider", .timeLimit(.minutes(5)))
struct OpenIDTests {
  @Test("an employee comes back with the session that a password gives, and to the page that led here")
  func signsIn() async throws {
    let company = try await Company()
    let form = try await company.office.service.send("GET", "/login")
    #expect(form.text.contains(#"href="/login/oidc""#))
    let page = "http://127.0.0.1:9/"
    let begun = try await company.begin(returning: page)
    #expect(begun.query["response_type"] == "code" && begun.query["client_id"] == "joinery-crm")
    #expect(begun.query["code_challenge_method"] == "S256" && begun.query["scope"] == "openid profile")
    #expect(begun.attributes == ["Max-Age=600", "Path=/login/oidc", "HttpOnly", "SameSite=Lax"])
    company.answer(try company.idToken(nonce: begun.query["nonce"]))
    let done = try await company.finish(begun)
    #expect(done.status == 200 && done.text.contains(#"content="0;url=\#(page)""#))
    var browser = Browser(service: company.office.service)
    browser.take(done)
    let who = try await browser.send("GET", "/v1/session")
    #expect(who.json["code"] == "s-01" && who.json["roles"] == ["net-sales"])
    #expect(try await browser.send("POST", "/v1/session/refresh").status == 200)
    // PKCE, and who we are, at the provider.
    let asked = try #require(company.provider.requests(to: "/token").first)
    let fields = Dictionary(uniqueKeysWithValues: (asked.form ?? []).map { ($0.name, $0.value) })
    let challenge = Base64URL.encode(SHA256.hash(Array((fields["code_verifier"] ?? "").utf8)))
    #expect(challenge == begun.query["code_challenge"] && fields["code"] == "the code")
    #expect(fields["redirect_uri"] == begun.query["redirect_uri"])
    #expect(asked.headers["Authorization"] == "Basic \(Data("joinery-crm:a%20secret".utf8).base64EncodedString())")
    await company.stop()
  }

  /// What is wrong, the claims in the place of the right ones, and the status.
  static let untruths: [(name: String, claims: JSON?, status: Int, words: String)] = [
    ("another attempt's nonce", ["nonce": "x"], 502, "cannot be believed"),
    ("no nonce", ["nonce": .null], 502, "cannot be believed"),
    ("another client", ["aud": "wiki"], 502, "cannot be believed"),
    ("several audiences without a party", ["aud": ["joinery-crm", "wiki"]], 502, "cannot be believed"),
    ("given to another client", ["azp": "wiki"], 502, "cannot be believed"),
    ("another issuer", ["iss": "https://evil.example"], 502, "cannot be believed"),
    ("expired", ["exp": 1_000_000_000], 502, "cannot be believed"),
    ("without an end", ["exp": .null], 502, "cannot be believed"),
    ("no employee", ["preferred_username": "x-99"], 403, "no active employee"),
    ("nobody", ["preferred_username": .null], 403, "preferred_username"),
    ("an empty answer", nil, 502, "cannot be believed"),
  ]

  @Test("a provider that lies signs nobody in", arguments: untruths)
  func lies(_ lie: (name: String, claims: JSON?, status: Int, words: String)) async throws {
    let company = try await Company()
    let begun = try await company.begin()
    if let claims = lie.claims {
      company.answer(try company.idToken(nonce: begun.query["nonce"], with: claims))
    } else {
      company.provider.answer("/token", "{}")
    }
    try await expectRefused(try await company.finish(begun), lie.status, lie.words, company)
    await company.stop()
  }

  @Test("a token that another key has signed, or none, signs nobody in", arguments: [false, true])
  func signatures(isUnsigned: Bool) async throws {
    let company = try await Company()
    let begun = try await company.begin()
    let other = try SigningKey(try SigningKey.make())
    var token = try company.idToken(nonce: begun.query["nonce"], signedBy: other)
    if isUnsigned {
      let claims = token.split(separator: ".")[1]
      token = "\(Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))).\(claims)."
    }
    company.answer(token)
    try await expectRefused(try await company.finish(begun), 502, "cannot be believed", company)
    await company.stop()
  }

  @Test(
    "a browser that comes back with another state, or without the cookie, is told to begin again",
    arguments: [("state=x&code=y", true), ("code=y", true), ("", true), ("state={state}&code=y", false)])
  func states(query: String, hasCookie: Bool) async throws {
    let company = try await Company()
    let begun = try await company.begin()
    company.answer(try company.idToken(nonce: begun.query["nonce"]))
    let asked = query.replacing("{state}", with: begun.query["state"] ?? "")
    let answer = try await company.office.service.send(
      "GET", "/login/oidc/callback?\(asked)", headers: hasCookie ? ["Cookie": begun.cookie] : [:])
    try await expectRefused(answer, 400, "Begin again", company)
    #expect(company.provider.requests(to: "/token").isEmpty)
    await company.stop()
  }

  @Test("whoever is refused there is told so")
  func refused() async throws {
    let company = try await Company()
    let begun = try await company.begin()
    let answer = try await company.office.service.send(
      "GET", "/login/oidc/callback?error=access_denied&state=\(begun.query["state"] ?? "")",
      headers: ["Cookie": begun.cookie])
    try await expectRefused(answer, 401, "did not let you in", company)
    await company.stop()
  }

  @Test(
    "a provider that is away, or calls itself another one, is a clear problem, in both languages",
    arguments: [
      ("away", 503, "does not answer"), ("other", 502, "cannot be believed"), ("broken", 502, "cannot be believed"),
    ])
  func away(how: String, status: Int, words: String) async throws {
    let company = try await Company()
    let path = "/.well-known/openid-configuration"
    switch how {
    case "away": company.provider.answer(path, "", status: 500)
    case "other": company.provider.answer(path, #"{"issuer":"https://evil.example"}"#)
    default: company.provider.answer(path, "<html>")
    }
    let answer = try await company.office.service.send("GET", "/login/oidc")
    try await expectRefused(answer, status, words, company)
    let chinese = try await company.office.service.send("GET", "/login/oidc", headers: ["Accept-Language": "zh"])
    #expect(chinese.status == status && chinese.text.contains("身份系统"))
    await company.provider.stop()
    let gone = try await company.office.service.send("GET", "/login/oidc")
    #expect(gone.status == 503)
    await company.office.service.stop()
  }

  @Test(
    "roles come from the claim where it is configured, everywhere and from then on",
    arguments: [
      (["crm-heads"], ["manager"]), (["crm-heads", "crm-sales", "wiki"], ["manager", "net-sales"]),
      (["crm-sales"], ["net-sales"]),
      (["wiki"], nil), ([], nil),
    ] as [([String], [String]?)])
  func roles(groups: [String], expected: [String]?) async throws {
    let company = try await Company(rolesClaim: "groups", roles: ["crm-heads": .manager, "crm-sales": .netSales])
    let begun = try await company.begin()
    company.answer(
      try company.idToken(nonce: begun.query["nonce"], with: ["groups": .array(groups.map(JSON.string))]))
    let done = try await company.finish(begun)
    guard let expected else {
      try await expectRefused(done, 403, "no role", company)
      await company.stop()
      return
    }
    var browser = Browser(service: company.office.service)
    browser.take(done)
    #expect(try await browser.send("GET", "/v1/session").json["roles"] == .array(expected.map(JSON.string)))
    let next = try await browser.send("POST", "/v1/session/refresh")
    #expect(next.json["employee"]?["roles"] == .array(expected.map(JSON.string)))
    await company.stop()
  }

  @Test("another key of the provider is fetched when a token names it")
  func rotation() async throws {
    let company = try await Company()
    for _ in 0..<2 {
      let begun = try await company.begin()
      let key = try SigningKey(try SigningKey.make())
      company.provider.answer("/keys", key.keySet)
      company.answer(try company.idToken(nonce: begun.query["nonce"], signedBy: key))
      #expect(try await company.finish(begun).status == 200)
    }
    await company.stop()
  }

  private func expectRefused(
    _ answer: TestClient.Answer, _ status: Int, _ words: String, _ company: Company
  ) async throws {
    #expect(answer.status == status && answer.text.contains(words), "\(answer.status)")
    #expect(!(answer.headers["set-cookie"] ?? "").contains("joinery_token"))
    #expect(company.office.log.contains(#""by":"provider""#))
    let sessions = try company.office.service.running.store.read {
      try $0.first("SELECT count(*) FROM sessions") { $0.int(0) }
    }
    #expect(sessions == 0)
  }

  /// Leads and a provider, of which the company has one.
  private final class Company: Sendable {
    let office: Office
    let provider: FakeProvider
    private let key: SigningKey

    struct Begun {
      let query: [String: String]
      let cookie: String
      let attributes: Set<String>
    }

    init(rolesClaim: String? = nil, roles: [String: Role] = [:]) async throws {
      provider = try FakeProvider()
      key = try SigningKey(try SigningKey.make())
      let issuer = provider.address
      provider.answer(
        "/.well-known/openid-configuration",
        [
          "issuer": .string(issuer), "authorization_endpoint": .string("\(issuer)/authorize"),
          "token_endpoint": .string("\(issuer)/token"), "jwks_uri": .string("\(issuer)/keys"),
        ])
      provider.answer("/keys", key.keySet)
      let client = OpenIDProvider.Client(
        issuer: issuer, id: "joinery-crm", secret: "a secret", redirect: "http://127.0.0.1:8101/login/oidc/callback",
        authorities: nil)
      office = try await Office(
        openID: OpenIDSettings(
          client: client, employeeClaim: "preferred_username", rolesClaim: rolesClaim, roles: roles))
    }

    func begin(returning page: String? = nil) async throws -> Begun {
      let answer = try await office.service.send(
        "GET", "/login/oidc\(page.map { "?return=\(ReturnAddress.encoded($0))" } ?? "")")
      #expect(answer.status == 303)
      let place = try #require(URLComponents(string: answer.headers["location"] ?? ""))
      let cookie = try #require(Browser.cookies(of: answer).first { $0.name == "joinery_oidc" })
      return Begun(
        query: Dictionary(uniqueKeysWithValues: (place.queryItems ?? []).map { ($0.name, $0.value ?? "") }),
        cookie: "joinery_oidc=\(cookie.value)", attributes: cookie.attributes)
    }

    func finish(_ begun: Begun) async throws -> TestClient.Answer {
      try await office.service.send(
        "GET", "/login/oidc/callback?code=the%20code&state=\(begun.query["state"] ?? "")",
        headers: ["Cookie": begun.cookie])
    }

    func answer(_ token: String) {
      provider.answer("/token", ["access_token": "x", "token_type": "Bearer", "id_token": .string(token)])
    }

    /// An ID token for s-01; null in `others` leaves a claim out.
    func idToken(nonce: String?, with others: JSON = [:], signedBy other: SigningKey? = nil) throws -> String {
      let end = office.clock.now.milliseconds / 1000 + 300
      var claims: [(String, JSON)] = [
        ("iss", .string(provider.address)), ("aud", "joinery-crm"), ("sub", "7"), ("preferred_username", "s-01"),
        ("nonce", .string(nonce ?? "")), ("exp", JSON(end)), ("iat", JSON(end - 300)),
      ]
      guard case .object(let members) = others else { return "" }
      for member in members {
        claims.removeAll { $0.0 == member.key }
        if member.value != .null { claims.append((member.key, member.value)) }
      }
      let bytes = JSON.object(claims.map { JSON.Member($0.0, $0.1) }).bytes
      return try #require(try (other ?? key).keys.first?.sign(bytes))
    }

    func stop() async {
      await provider.stop()
      await office.service.stop()
    }
  }
}
