import Crypto
import JSON
import Kernel
import Synchronization

/// Verifies and signs the suite's bearer tokens (JWT, RFC 7519) with the keys that were configured.
public final class Tokens: Sendable {
  /// Keys that cannot be used, with the remedy.
  public struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  /// Why a token is refused; for the log, never for the caller.
  public enum Refusal: String, Error, Sendable {
    case malformed
    case unknownKey = "unknown key"
    case badSignature = "bad signature"
    case expired
    case notYetValid = "not yet valid"
    case incompleteClaims = "incomplete claims"
  }

  /// A token that was accepted.
  public struct Verified: Sendable {
    public let caller: Caller
    /// Seconds since 1970.
    public let expiry: Int64
    /// The claim `sid`: which of the caller's sessions it is of; nil for the tokens of machines.
    public let session: String?
  }

  /// Clocks may differ by so many seconds.
  public static let leeway: Int64 = 60
  private static let cacheLimit = 4096
  private static let sizeLimit = 8192

  private let keys: [JoseKey]
  private let cache = Mutex<[String: Verified]>([:])

  /// `secret` for HS256, `keySet` (the text of a JWKS) for RS256 and ES256. Throws where neither gives a key.
  public init(secret: String?, keySet: String?) throws(KeyError) {
    var keys: [JoseKey] = []
    if let secret { keys.append(try Self.key(of: secret)) }
    if let keySet { keys += try Self.keys(of: keySet) }
    guard !keys.isEmpty else { throw KeyError(description: "no key: give a secret or a JWKS") }
    self.keys = keys
  }

  /// Whether there is a secret to sign with.
  public var canSign: Bool { keys.contains { $0.algorithm == .hs256 } }

  /// A new HS256 token that is valid from now on for so many seconds. Throws where there is no secret. `session`: which
  /// of the caller's sessions it is of.
  public func sign(
    _ caller: Caller, session: String? = nil, at now: Instant, validFor seconds: Int
  ) throws(KeyError) -> String {
    guard let key = keys.first(where: { $0.algorithm == .hs256 }) else {
      throw KeyError(description: "tokens are signed with a secret, and there is none: set JOINERY_JWT_SECRET")
    }
    var claims: [JSON.Member] = [
      JSON.Member("sub", .string(caller.subject)), JSON.Member("name", .string(caller.name)),
      JSON.Member("roles", .array(caller.roles.map(\.rawValue).sorted().map(JSON.string))),
      JSON.Member("iat", JSON(now.milliseconds / 1000)),
      JSON.Member("exp", JSON(now.milliseconds / 1000 + Int64(seconds))),
    ]
    if let shop = caller.shop { claims.append(JSON.Member("shop", .string(shop))) }
    if let session { claims.append(JSON.Member("sid", .string(session))) }
    do {
      return try key.sign(JSON.object(claims).bytes)
    } catch {
      throw KeyError(description: "the token could not be signed: \(error.reason)")
    }
  }

  /// Who a token says is calling. A token seen before is looked up, not verified again.
  public func verify(_ token: String, at now: Instant) throws(Refusal) -> Verified {
    if let known = cache.withLock({ $0[token] }) {
      guard now.milliseconds < (known.expiry + Self.leeway) * 1000 else { throw .expired }
      return known
    }
    let verified = try verifyAnew(token, at: now)
    cache.withLock { cache in
      if cache.count >= Self.cacheLimit {
        cache = cache.filter { now.milliseconds < ($0.value.expiry + Self.leeway) * 1000 }
        if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
      }
      cache[token] = verified
    }
    return verified
  }

  private func verifyAnew(_ token: String, at now: Instant) throws(Refusal) -> Verified {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard token.utf8.count <= Self.sizeLimit, parts.count == 3, let header = Self.object(parts[0]),
      let claims = Self.object(parts[1])
    else { throw .malformed }
    // Critical extensions must be understood, and none is.
    guard header["crit"] == nil, let algorithm = header["alg"]?.string else { throw .malformed }
    let kid = header["kid"]?.string
    let candidates = keys.filter { key in
      key.algorithm.rawValue == algorithm && (kid == nil || key.id == kid || key.algorithm == .hs256)
    }
    guard !candidates.isEmpty else { throw .unknownKey }
    guard candidates.contains(where: { $0.verifies(token) }) else { throw .badSignature }

    guard let expiry = Self.seconds(claims["exp"]), let subject = claims["sub"]?.string, !subject.isEmpty else {
      throw .incompleteClaims
    }
    guard now.milliseconds < (expiry + Self.leeway) * 1000 else { throw .expired }
    if let notBefore = claims["nbf"] {
      guard let start = Self.seconds(notBefore) else { throw .incompleteClaims }
      guard now.milliseconds >= (start - Self.leeway) * 1000 else { throw .notYetValid }
    }
    // Roles of other systems may stand beside ours.
    let roles = (claims["roles"]?.array ?? []).compactMap { $0.string.flatMap(Role.init(rawValue:)) }
    let caller = Caller(
      subject: subject, name: claims["name"]?.string ?? subject, roles: Set(roles), shop: claims["shop"]?.string)
    return Verified(caller: caller, expiry: expiry, session: claims["sid"]?.string)
  }

  private static func object(_ part: String) -> JSON? {
    guard let bytes = Base64URL.decode(part), let json = try? JSON(parsing: bytes), case .object = json else {
      return nil
    }
    return json
  }

  /// A NumericDate in whole seconds, within years that can be reckoned with.
  private static func seconds(_ value: JSON?) -> Int64? {
    guard case .number(let text) = value, let seconds = Double(text), abs(seconds) < 1e12 else { return nil }
    return Int64(seconds.rounded(.down))
  }

  private static func key(of secret: String) throws(KeyError) -> JoseKey {
    guard secret.utf8.count >= 32 else {
      throw KeyError(
        description: "the secret has \(secret.utf8.count) bytes and needs at least 32; 'joinery token' makes one")
    }
    do {
      return try JoseKey(secret: Array(secret.utf8))
    } catch {
      throw KeyError(description: "the secret cannot be used: \(error.reason)")
    }
  }

  private static func keys(of keySet: String) throws(KeyError) -> [JoseKey] {
    guard let list = (try? JSON(parsing: Array(keySet.utf8)))?["keys"]?.array else {
      throw KeyError(description: "the JWKS is no JSON object with 'keys' (RFC 7517)")
    }
    var keys: [JoseKey] = []
    for jwk in list {
      // A secret has no place in a set that is meant to be public, and keys for encryption sign nothing.
      guard let kind = jwk["kty"]?.string, kind == "RSA" || kind == "EC", (jwk["use"]?.string ?? "sig") == "sig" else {
        continue
      }
      let key: JoseKey?
      do {
        key = try JoseKey(jwk: jwk)
      } catch {
        throw KeyError(
          description: "the key '\(jwk["kid"]?.string ?? "without kid")' of the JWKS cannot be read: \(error.reason)")
      }
      if let key, (jwk["alg"]?.string ?? key.algorithm.rawValue) == key.algorithm.rawValue { keys.append(key) }
    }
    guard !keys.isEmpty else {
      throw KeyError(
        description: "the JWKS has no key that can be used: RSA of at least 2048 bits (RS256) or EC P-256 (ES256)")
    }
    return keys
  }
}
