import Documents
import HTTP
import JSON
import Kernel
import TestSupport
import Testing

@testable import ServiceRuntime

private let words = Localized(zh: "词", en: "A word")

/// A service with a route of each kind. Nothing of it is written by events, which the tests need not wait for.
private func definition() -> ServiceDefinition {
  let things = Resource("things", scope: .company, readers: .everyone, writers: [.manager])
  return ServiceDefinition(
    name: "reporting", title: words, source: nil, port: 0,
    features: [
      Feature(routes: {
        things.item(words, parameters: [.init("colour", words), .init("size", words)]) { query, _ in
          Answer(["colour": query.text("colour") ?? "none"], version: 7)
        }
        things.list(words, parameters: [.init("q", words)], by: { $0["id"] ?? "" }) { _, _, _ in [["id": "1"]] }
        things.page(".html", words) { _, _ in HTTPResponse(page: "<p>printed</p>") }
        things.act("paint", words) { (request: CommandRequest<Paint>, _) in Answer(["colour": request.body.colour]) }
        things.act("wrap", words) { (request: CommandRequest<Wrap>, _) in Answer(["with": request.body.with]) }
        Route.page("GET", "/v1/gates/{token}", words, tag: "gates", roles: nil, scope: .company) { query, _ in
          HTTPResponse(page: "<p>\(query.parameter("token"))</p>")
        }
        Route.page("GET", "/v1/own", words, tag: "own", roles: .everyone, scope: .company) { _, _ in
          HTTPResponse(
            page: "", headers: ["Cache-Control": "public, max-age=5", "Content-Security-Policy": "default-src 'self'"])
        }
      })
    ], migrations: [], listeningTo: [])
}

private struct Paint: ServiceRuntime.Command {
  var colour: String
  var occurredAt: Instant?
}

private struct Wrap: ServiceRuntime.Command {
  static let bodyLimit = BodyLimit.lines

  var with: String
  var occurredAt: Instant?
}

private func withService(tokens: Tokens? = nil, _ body: (TestService) async throws -> Void) async throws {
  let folder = TemporaryFolder()
  let service = try TestService(definition(), in: folder.path, broker: InMemoryBroker(topics: [:]), tokens: tokens)
  try await body(service)
  await service.stop()
}

@Suite("Fields of every answer")
struct SecurityHeadersTests {
  private static let usual = [
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store",
  ]

  @Test("answers, pages, refusals and what the server itself refuses have them")
  func everyAnswer() async throws {
    let long = String(repeating: "a", count: 9_000)
    try await withService { service in
      for (method, path, body, status) in [
        ("GET", "/v1/things/1", nil, 200), ("GET", "/v1/things", nil, 200), ("GET", "/v1/things.csv", nil, 200),
        ("HEAD", "/v1/things/1", nil, 200), ("GET", "/livez", nil, 200), ("GET", "/readyz", nil, 200),
        ("GET", "/v1/nothing", nil, 404), ("DELETE", "/v1/things", nil, 405), ("GET", "/v1/things?q=1&r=2", nil, 422),
        ("POST", "/v1/things/1/paint", "{", 400), ("POST", "/v1/things/1/paint", #"{"colour":"red"}"#, 200),
        ("POST", "/v1/things/1/paint", String(repeating: "a", count: 70_000), 413), ("GET", "/v1/\(long)", nil, 414),
      ] as [(String, String, String?, Int)] {
        let answer = try await service.send(method, path, body)
        #expect(answer.status == status, "\(method) \(path.prefix(40))")
        for (name, value) in Self.usual {
          #expect(answer.headers[name] == value, "\(method) \(path.prefix(40)) \(name)")
        }
        #expect(answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'")
        #expect(answer.headers["strict-transport-security"] == nil)
      }
      let head = try await service.send("GET", "/v1/things", headers: ["X-Long": long + long])
      #expect(head.status == 431 && head.headers["x-content-type-options"] == "nosniff")
    }
  }

  @Test("a page runs nothing and stands in no other")
  func pages() async throws {
    try await withService { service in
      let page = try await service.send("GET", "/v1/things/1.html")
      let policy = page.headers["content-security-policy"] ?? ""
      #expect(policy.hasPrefix("default-src 'none'; style-src 'unsafe-inline'"))
      #expect(policy.contains("frame-ancestors 'none'"))
      #expect(page.headers["x-frame-options"] == "DENY" && page.headers["x-robots-tag"] == nil)
    }
  }

  @Test("the address of a customer's link goes to nobody")
  func links() async throws {
    try await withService { service in
      let page = try await service.send("GET", "/v1/gates/secret?from=singlemessage")
      #expect(page.status == 200 && page.text.contains("secret"))
      #expect(page.headers["referrer-policy"] == "no-referrer" && page.headers["x-robots-tag"] == "noindex")
      #expect(page.headers["cache-control"] == "no-store")
    }
  }

  @Test("what a route says of its own wins")
  func own() async throws {
    try await withService { service in
      let page = try await service.send("GET", "/v1/own")
      #expect(page.headers["cache-control"] == "public, max-age=5")
      #expect(page.headers["content-security-policy"] == "default-src 'self'")
      #expect(page.headers["x-content-type-options"] == "nosniff")
    }
  }

  @Test("what is known to the client is still answered by 304, without a policy for what it has kept")
  func notModified() async throws {
    try await withService { service in
      let first = try await service.send("GET", "/v1/things/1")
      let tag = try #require(first.headers["etag"])
      let again = try await service.send("GET", "/v1/things/1", headers: ["If-None-Match": tag])
      #expect(again.status == 304 && again.headers["etag"] == tag)
      #expect(again.headers["content-security-policy"] == nil && again.headers["cache-control"] == "no-store")
    }
  }

  @Test("who has no token gets them too, and a browser is led to the login")
  func strangers() async throws {
    try await withService(tokens: try Tokens(secret: secret, keySet: nil)) { service in
      let refused = try await service.send("GET", "/v1/things/1?nonsense=1")
      #expect(refused.status == 401 && refused.headers["x-content-type-options"] == "nosniff")
      let led = try await service.send("GET", "/v1/things/1", headers: ["Accept": "text/html"])
      #expect(led.status == 303 && led.headers["cache-control"] == "no-store")
      let form = try await service.send("GET", "/login")
      #expect(form.headers["content-security-policy"]?.contains("form-action 'self'") == true)
    }
  }

  @Test("under TLS a browser is told to speak nothing else", arguments: [true, false])
  func strictTransport(isTLS: Bool) {
    var response = HTTPResponse(headers: ["Content-Type": "application/json"])
    SecurityHeaders(isTLS: isTLS).complete(&response)
    #expect((response.headers["Strict-Transport-Security"] == "max-age=31536000") == isTLS)
  }
}

@Suite("Query parameters and bodies")
struct RequestLimitTests {
  @Test("a parameter that a route does not declare is refused by its name, and those that exist are named")
  func unknown() async throws {
    try await withService { service in
      let answer = try await service.send("GET", "/v1/things/1?color=red&size=2&color=blue&x=")
      #expect(answer.status == 422 && answer.problem == "invalid-fields" && answer.pointers == ["/color", "/x"])
      #expect(answer.text.contains("'color'") && answer.text.contains("colour, size"))
      let chinese = try await service.send("GET", "/v1/things/1?color=red", headers: ["Accept-Language": "zh"])
      #expect(chinese.text.contains("没有名为“color”的查询参数") && chinese.text.contains("colour、size"))
      #expect(try await service.send("GET", "/v1/things/1?colour=red").json["colour"] == "red")
      #expect(try await service.send("GET", "/v1/things/1.html?paper=a4").pointers == ["/paper"])
      let command = try await service.send("POST", "/v1/things/1/paint?dryRun=true", #"{"colour":"red"}"#)
      #expect(command.status == 422 && command.pointers == ["/dryRun"])
      #expect(command.text.contains("takes none"))
    }
  }

  @Test("probes overlook them", arguments: ["/livez", "/healthz", "/readyz", "/metrics", "/openapi.json"])
  func probes(path: String) async throws {
    try await withService { service in
      let answer = try await service.send("GET", "\(path)?verbose&collect%5B%5D=x")
      #expect(answer.status == 200)
    }
  }

  @Test("more than a hundred are refused in words, whatever their names")
  func many() async throws {
    try await withService { service in
      let query = (0...100).map { "a\($0)=1" }.joined(separator: "&")
      let answer = try await service.send("GET", "/livez?\(query)")
      #expect(answer.status == 414 && answer.problem == "refused-414" && answer.text.contains("100"))
    }
  }

  @Test(
    "a body has the limit that its command declares",
    arguments: [("paint", "colour", BodyLimit.fields), ("wrap", "with", BodyLimit.lines)])
  func bodies(verb: String, field: String, limit: Int) async throws {
    try await withService { service in
      let frame = #"{"\#(field)":""}"#.utf8.count
      for (bytes, status) in [(limit, 200), (limit + 1, 413)] {
        let body = #"{"\#(field)":"\#(String(repeating: "x", count: bytes - frame))"}"#
        let answer = try await service.send("POST", "/v1/things/1/\(verb)", body)
        #expect(answer.status == status)
        #expect(status == 200 || answer.text.contains("\(limit) bytes"))
      }
      let chinese = try await service.send(
        "POST", "/v1/things/1/\(verb)", String(repeating: "x", count: limit + 1), headers: ["Accept-Language": "zh"])
      #expect(chinese.status == 413 && chinese.text.contains("请求内容超过 \(limit) 字节"))
    }
  }
}
