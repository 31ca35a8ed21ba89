import Contracts
import Crypto
import Foundation
import JSON
import Kernel
import LeadsDomain
import LeadsService
import Messaging
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

/// Leads with a signing key, a manager and some people who sign in.
final class Office: Sendable {
  static let password = "correct horse battery"

  let service: TestService
  let clock: ManualClock
  let folder: TemporaryFolder
  let tokens: Tokens
  private let lines = Lines()

  /// What the service logs.
  private final class Lines: Sendable {
    let text = Mutex("")
  }

  init(
    _ policy: LeadsPolicy = LeadsPolicy(), cost: PasswordHash.Cost = .least,
    in folder: TemporaryFolder = TemporaryFolder(),
    tokens: Tokens? = nil, at start: Instant? = nil, openID: OpenIDSettings? = nil
  ) async throws {
    self.folder = folder
    clock = start.map { ManualClock($0) } ?? ManualClock()
    let tokens = try tokens ?? Tokens(signingKey: try SigningKey.make())
    self.tokens = tokens
    service = try TestService(
      LeadsService.definition(policy, passwordCost: cost, openID: openID), in: folder.path,
      broker: LeadsServiceTests.broker(),
      clock: clock.source, tokens: tokens
    ) { [lines] line in lines.text.withLock { $0 += String(decoding: line, as: UTF8.self) } }
    try await service.ready()
    for (code, role) in [("m-01", "manager"), ("s-01", "net-sales"), ("s-02", "net-sales")] {
      let made = try await service.send(
        "POST", "/v1/employees", #"{"code":"\#(code)","name":"王芳","role":"\#(role)","shop":"foshan-1"}"#,
        headers: try bearer(.manager))
      #expect(made.status == 201)
    }
  }

  var log: String { lines.text.withLock { $0 } }

  /// What a machine's token of that role sends.
  func bearer(_ role: Role, subject: String = "machine") throws -> [String: String] {
    let token = try tokens.sign(
      Caller(subject: subject, name: "x", roles: [role]), at: clock.now, validFor: 86_400 * 365)
    return ["Authorization": "Bearer \(token)"]
  }

  /// A new link for an employee: the path of its page.
  func link(_ code: String) async throws -> String {
    let answer = try await service.send("POST", "/v1/employees/\(code)/invite", headers: try bearer(.manager))
    #expect(answer.status == 201)
    return try #require(answer.json["url"]?.string)
  }

  /// Sets a password by a new link.
  func employ(_ code: String, _ password: String = Office.password) async throws {
    let answer = try await service.send("POST", "/v1\(try await link(code))", #"{"password":"\#(password)"}"#)
    #expect(answer.status == 204 && answer.body.isEmpty)
  }

  func signIn(
    _ code: String, _ password: String = Office.password, headers: [String: String] = [:]
  ) async throws -> TestClient.Answer {
    try await service.send("POST", "/v1/session", #"{"code":"\#(code)","password":"\#(password)"}"#, headers: headers)
  }

  /// Signs in an employee who has a password.
  func browser(_ code: String, _ password: String = Office.password) async throws -> Browser {
    let answer = try await signIn(code, password)
    #expect(answer.status == 200)
    var browser = Browser(service: service)
    browser.take(answer)
    return browser
  }

  /// All bytes of the store's files.
  func stored() throws -> [UInt8] {
    let folder = "\(folder.path)/leads"
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("sqlite") }.flatMap {
      Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
    }
  }
}

/// A browser that keeps cookies and says that its pages are the service's own.
struct Browser {
  /// A cookie as it was set.
  struct Cookie {
    let name: String
    let value: String
    let attributes: Set<String>
  }

  let service: TestService
  var token: String?
  var refresh: String?

  static func cookies(of answer: TestClient.Answer) -> [Cookie] {
    // Several fields of a name come as one; no value here has a comma.
    (answer.headers["set-cookie"] ?? "").split(separator: ", ").map { text in
      let parts = text.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Cookie(
        name: String(pair.first ?? ""), value: String(pair.last ?? ""), attributes: Set(parts.dropFirst()))
    }
  }

  mutating func take(_ answer: TestClient.Answer) {
    for cookie in Self.cookies(of: answer) {
      let value = cookie.attributes.contains("Max-Age=0") ? nil : cookie.value
      switch cookie.name {
      case "joinery_token": token = value
      case "joinery_refresh": refresh = value
      default: continue
      }
    }
  }

  /// Sends with its cookies and takes those that are set.
  @discardableResult
  mutating func send(
    _ method: String, _ path: String, _ body: String? = nil,
    headers: [String: String] = ["Sec-Fetch-Site": "same-origin"]
  ) async throws -> TestClient.Answer {
    let answer = try await service.send(method, path, body, headers: headers.merging(cookies) { $1 })
    take(answer)
    return answer
  }

  var cookies: [String: String] {
    let pairs = [token.map { "joinery_token=\($0)" }, refresh.map { "joinery_refresh=\($0)" }].compactMap { $0 }
    return pairs.isEmpty ? [:] : ["Cookie": pairs.joined(separator: "; ")]
  }
}
