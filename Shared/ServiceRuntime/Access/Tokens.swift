import JSON
import Kernel
import Synchronization

/// Verifies and signs the suite's bearer tokens (JWT, RFC 7519) with the keys that were configured.
public final class Tokens: Sendable {
  /// Keys that cannot be used, with the remedy.
  public struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Whose tokens are taken, and whom they must be for (RFC 7519, 4.1.1 and 4.1.3): a provider signs those of other
  /// applications with the same keys.
  public struct Names: Hashable, Sendable {
    /// The claim `iss`.
    public var issuer: String
    /// What the claim `aud` must be, or hold.
    public var audience: String

    public init(issuer: String = "joinery", audience: String = "joinery") {
      self.issuer = issuer
      self.audience = audience
    }
  }

  /// Why a token is refused; for the log, never for the caller.
  public enum Refusal: String, Error, Sendable {
    case malformed
    case unknownKey = "unknown key"
    case badSignature = "bad signature"
    case expired
    case notYetValid = "not yet valid"
    case incompleteClaims = "incomplete claims"
    case otherIssuer = "another issuer"
    case otherAudience = "for another audience"
    case revoked
  }

  /// A token that was accepted.
  public struct Verified: Sendable {
    public let caller: Caller
    /// Seconds since 1970.
    public let expiry: Int64
    /// The claim `sid`: which of the caller's sessions it is of; nil for the tokens of machines.
    public let session: String?
    /// The claim `jti`: by which a machine's token is revoked.
    public let id: String?
    /// The claim `iat`, to the millisecond.
    public let issuedAt: Instant?
  }

  /// Clocks may differ by so many seconds.
  public static let leeway: Int64 = 60
  private static let cacheLimit = 4096

  private struct Cache: Sendable {
    var tokens: [String: Verified] = [:]
    /// Of the keys that they were verified with.
    var version = 0
  }

  let keyring: Keyring
  /// What was revoked, where somebody hears of it.
  let revocations: Revocations
  private let names: Names
  private let cache = Mutex(Cache())

  /// `secret` for HS256, `keySet` (the text of a JWKS) for RS256 and ES256, `signingKey` (a private JWK or several) to sign
  /// with and to verify. `fetches`: keys come from an address later. Throws where there is no key at all.
  public convenience init(
    secret: String? = nil, keySet: String? = nil, signingKey: String? = nil, fetches: Bool = false,
    _ names: Names = Names()
  ) throws(KeyError) {
    let keyring = try Keyring(secret: secret, keySet: keySet, signingKey: signingKey)
    guard fetches || !keyring.isEmpty else {
      throw KeyError(description: "no key: give a secret, a JWKS or a signing key")
    }
    self.init(keyring, names, Revocations())
  }

  private init(_ keyring: Keyring, _ names: Names, _ revocations: Revocations) {
    self.keyring = keyring
    self.names = names
    self.revocations = revocations
  }

  /// The same keys for a service that hears what was revoked.
  func heeding(_ revocations: Revocations) -> Tokens { Tokens(keyring, names, revocations) }

  /// Whether people can get tokens here: only where there is a private key that no other service has.
  public var canSign: Bool { keyring.signing != nil }

  /// True until the first keys have come from the address, where they come from nowhere else.
  var awaitsKeys: Bool { keyring.isEmpty }

  /// The public halves of the keys that are signed with here, as a JWKS; nil where there are none.
  public var publicKeySet: String? { keyring.signing?.keySet }

  /// A new token that is valid from now on for so many seconds: ES256 where there is a signing key, else HS256. Throws
  /// where there is neither. `session`: which of the caller's sessions it is of; `id`: by which it can be revoked.
  public func sign(
    _ caller: Caller, session: String? = nil, id: String? = nil, at now: Instant, validFor seconds: Int
  ) throws(KeyError) -> String {
    guard let key = keyring.signing?.keys.first ?? keyring.secret else {
      throw KeyError(description: "tokens are signed with a private key, and there is none; 'joinery keys' makes it")
    }
    // A clock that was set back must not make a token that the last revocation is newer than.
    let issued = max(now, revocations.earliest(of: caller.subject))
    var claims: [JSON.Member] = [
      JSON.Member("iss", .string(names.issuer)), JSON.Member("aud", .string(names.audience)),
      JSON.Member("sub", .string(caller.subject)), JSON.Member("name", .string(caller.name)),
      JSON.Member("roles", .array(caller.roles.map(\.rawValue).sorted().map(JSON.string))),
      JSON.Member("iat", Self.numericDate(issued)),
      JSON.Member("exp", JSON(now.milliseconds / 1000 + Int64(seconds))),
    ]
    if let shop = caller.shop { claims.append(JSON.Member("shop", .string(shop))) }
    if let session { claims.append(JSON.Member("sid", .string(session))) }
    if let id { claims.append(JSON.Member("jti", .string(id))) }
    do {
      return try key.sign(JSON.object(claims).bytes)
    } catch {
      throw KeyError(description: "the token could not be signed: \(error.reason)")
    }
  }

  /// Who a token says is calling. A token seen before is looked up, not verified again.
  public func verify(_ token: String, at now: Instant) throws(Refusal) -> Verified {
    let version = keyring.version
    let known = cache.withLock { cache -> Verified? in
      if cache.version != version { cache = Cache(version: version) }
      return cache.tokens[token]
    }
    if let known {
      guard now.milliseconds < (known.expiry + Self.leeway) * 1000 else { throw .expired }
      guard !revocations.refuse(known) else { throw .revoked }
      return known
    }
    let verified = try verifyAnew(token, at: now)
    guard !revocations.refuse(verified) else { throw .revoked }
    cache.withLock { cache in
      guard cache.version == version else { return }
      if cache.tokens.count >= Self.cacheLimit {
        cache.tokens = cache.tokens.filter { now.milliseconds < ($0.value.expiry + Self.leeway) * 1000 }
        if cache.tokens.count >= Self.cacheLimit { cache.tokens.removeAll(keepingCapacity: true) }
      }
      cache.tokens[token] = verified
    }
    return verified
  }

  private func verifyAnew(_ token: String, at now: Instant) throws(Refusal) -> Verified {
    let claims = try keyring.signedClaims(of: token)
    guard let expiry = Self.seconds(claims["exp"]), let subject = claims["sub"]?.string, !subject.isEmpty else {
      throw .incompleteClaims
    }
    guard claims["iss"]?.string == names.issuer else { throw .otherIssuer }
    guard Self.isFor(names.audience, claims) else { throw .otherAudience }
    guard now.milliseconds < (expiry + Self.leeway) * 1000 else { throw .expired }
    if let notBefore = claims["nbf"] {
      guard let start = Self.seconds(notBefore) else { throw .incompleteClaims }
      guard now.milliseconds >= (start - Self.leeway) * 1000 else { throw .notYetValid }
    }
    // Roles of other systems may stand beside ours.
    let roles = (claims["roles"]?.array ?? []).compactMap { $0.string.flatMap(Role.init(rawValue:)) }
    let caller = Caller(
      subject: subject, name: claims["name"]?.string ?? subject, roles: Set(roles), shop: claims["shop"]?.string)
    return Verified(
      caller: caller, expiry: expiry, session: claims["sid"]?.string, id: claims["jti"]?.string,
      issuedAt: Self.instant(claims["iat"]))
  }

  /// Whether the claim `aud`, one text or several, names that audience.
  static func isFor(_ audience: String, _ claims: JSON) -> Bool {
    claims["aud"]?.string == audience || (claims["aud"]?.array ?? []).contains(.string(audience))
  }

  /// A NumericDate in whole seconds, within years that can be reckoned with.
  static func seconds(_ value: JSON?) -> Int64? { number(value).map { Int64($0.rounded(.down)) } }

  /// A NumericDate to the millisecond: the seconds' fraction tells a sign-in from the signing out just before.
  private static func instant(_ value: JSON?) -> Instant? {
    number(value).map { Instant(milliseconds: Int64(($0 * 1000).rounded())) }
  }

  private static func number(_ value: JSON?) -> Double? {
    guard case .number(let text) = value, let seconds = Double(text), abs(seconds) < 1e12 else { return nil }
    return seconds
  }

  private static func numericDate(_ instant: Instant) -> JSON {
    let (seconds, rest) = instant.milliseconds.quotientAndRemainder(dividingBy: 1000)
    guard rest > 0 else { return JSON(seconds) }
    return .number("\(seconds).\(String(1000 + rest).dropFirst())")
  }
}
