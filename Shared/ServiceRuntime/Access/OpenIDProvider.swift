import Crypto
import FoundationEssentials
import JSON
import Kernel
import Synchronization

/// A company's identity provider, as OpenID Connect Core 1.0 and Discovery 1.0 have it: the authorization code flow with
/// PKCE (RFC 7636). What it says is believed only where its keys have signed it, for this client and this attempt.
public final class OpenIDProvider: Sendable {
  /// What the provider knows this application by.
  public struct Client: Hashable, Sendable {
    /// Its `issuer`, by which everything else is found.
    public var issuer: String
    public var id: String
    /// Nil for a public client.
    public var secret: String?
    /// Where it sends the browser back to.
    public var redirect: String
    /// Certificates (PEM) that it is trusted by; nil: the system's authorities.
    public var authorities: String?

    public init(issuer: String, id: String, secret: String?, redirect: String, authorities: String?) {
      (self.issuer, self.id, self.secret) = (issuer, id, secret)
      (self.redirect, self.authorities) = (redirect, authorities)
    }
  }

  /// Why nobody can be signed in by it, for the log.
  public enum Failure: Error, Hashable, Sendable {
    /// It does not answer, or says that it cannot.
    case away(String)
    /// What it says is not what it should be, or is not for us.
    case wrong(String)
  }

  /// One attempt to sign in: what only the browser that began it knows.
  public struct Attempt: Codable, Hashable, Sendable {
    public var state: String
    public var nonce: String
    public var verifier: String

    public init() {
      func random() -> String { Base64URL.encode(SecureRandom.bytes(32)) }
      (state, nonce, verifier) = (random(), random(), random())
    }
  }

  /// What discovery found.
  private struct Found: Sendable {
    let authorization: String
    let token: String
    let keys: String
    let at: Instant
  }

  /// How long what was found is good: ten minutes.
  private static let memory: Int64 = 600_000

  private let client: Client
  private let web: WebClient
  private let found = Mutex<Found?>(nil)
  private let keyring = Keyring()

  public init(_ client: Client) {
    self.client = client
    web = WebClient(authorities: client.authorities)
  }

  /// Where the browser goes to sign in.
  public func address(of attempt: Attempt, at now: Instant) async throws(Failure) -> String {
    let place = try await discover(at: now).authorization
    let challenge = Base64URL.encode(SHA256.hash(Array(attempt.verifier.utf8)))
    let query = Self.form([
      ("response_type", "code"), ("client_id", client.id), ("redirect_uri", client.redirect),
      ("scope", "openid profile"), ("state", attempt.state), ("nonce", attempt.nonce), ("code_challenge", challenge),
      ("code_challenge_method", "S256"),
    ])
    return "\(place)\(place.contains("?") ? "&" : "?")\(query)"
  }

  /// What the provider says of whoever signed in, for the code that the browser brought back.
  public func claims(for code: String, of attempt: Attempt, at now: Instant) async throws(Failure) -> JSON {
    let place = try await discover(at: now)
    var fields = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirect),
      ("code_verifier", attempt.verifier),
    ]
    var headers: [String] = []
    if let secret = client.secret {
      let pair = "\(ReturnAddress.encoded(client.id)):\(ReturnAddress.encoded(secret))"
      headers = ["Authorization: Basic \(Data(pair.utf8).base64EncodedString())"]
    } else {
      fields.append(("client_id", client.id))
    }
    let answer = try json(
      try await ask { try await self.web.post(place.token, form: Self.form(fields), headers: headers) })
    guard let token = answer["id_token"]?.string else { throw .wrong("its answer to the code has no id_token") }
    return try await verify(token, keys: place.keys, nonce: attempt.nonce, at: now)
  }

  private func verify(_ token: String, keys: String, nonce: String, at now: Instant) async throws(Failure) -> JSON {
    var claims = Result { () throws(Tokens.Refusal) in try keyring.signedClaims(of: token) }
    if case .failure(.unknownKey) = claims {
      // The first token, or the provider has another key.
      let text = String(decoding: try await ask { try await self.web.get(keys) }, as: UTF8.self)
      do {
        try keyring.replace(.address, with: text)
      } catch {
        throw .wrong("its keys: \(error)")
      }
      claims = Result { () throws(Tokens.Refusal) in try keyring.signedClaims(of: token) }
    }
    guard case .success(let said) = claims else { throw .wrong("the id_token is not signed by its keys: \(claims)") }
    guard said["iss"]?.string == client.issuer else { throw .wrong("the id_token is another issuer's") }
    guard Tokens.isFor(client.id, said) else { throw .wrong("the id_token is for another client") }
    if let party = said["azp"]?.string ?? (said["aud"]?.array?.count ?? 0 > 1 ? "" : nil), party != client.id {
      throw .wrong("the id_token was given to another client")
    }
    guard let expiry = Tokens.seconds(said["exp"]), now.milliseconds < (expiry + Tokens.leeway) * 1000 else {
      throw .wrong("the id_token has expired")
    }
    guard let given = said["nonce"]?.string, ConstantTime.equal(given, nonce) else {
      throw .wrong("the id_token is of another attempt: its nonce differs")
    }
    return said
  }

  private func discover(at now: Instant) async throws(Failure) -> Found {
    if let known = found.withLock({ $0 }), abs(now.milliseconds - known.at.milliseconds) < Self.memory { return known }
    let base = client.issuer.hasSuffix("/") ? String(client.issuer.dropLast()) : client.issuer
    let document = try json(try await ask { try await self.web.get("\(base)/.well-known/openid-configuration") })
    guard document["issuer"]?.string == client.issuer else { throw .wrong("it calls itself another issuer") }
    func address(_ name: String) throws(Failure) -> String {
      guard let text = document[name]?.string, text.hasPrefix("https://") || text.hasPrefix("http://"),
        text.hasPrefix("https://") || client.issuer.hasPrefix("http://")
      else { throw .wrong("its configuration has no good \(name)") }
      return text
    }
    let now = Found(
      authorization: try address("authorization_endpoint"), token: try address("token_endpoint"),
      keys: try address("jwks_uri"), at: now)
    found.withLock { $0 = now }
    return now
  }

  /// The body of an answer of 200.
  private func ask(_ request: () async throws -> WebClient.Reply) async throws(Failure) -> [UInt8] {
    let reply: WebClient.Reply
    do {
      reply = try await request()
    } catch {
      throw .away("\(error)")
    }
    guard reply.status == 200 else {
      let said = (try? JSON(parsing: reply.body))?["error"]?.string.map { " (\($0.prefix(60)))" } ?? ""
      if reply.status >= 500 { throw .away("it answered \(reply.status)\(said)") }
      throw .wrong("it answered \(reply.status)\(said)")
    }
    return reply.body
  }

  private func json(_ bytes: [UInt8]) throws(Failure) -> JSON {
    guard let json = try? JSON(parsing: bytes), case .object = json else {
      throw .wrong("its answer is no JSON object")
    }
    return json
  }

  private static func form(_ fields: [(String, String)]) -> String {
    fields.map { "\($0.0)=\(ReturnAddress.encoded($0.1))" }.joined(separator: "&")
  }
}
