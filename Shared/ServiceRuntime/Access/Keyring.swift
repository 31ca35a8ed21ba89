import Crypto
import JSON
import Synchronization

/// The keys that tokens are verified with, each from where it came, so that one place's can be replaced while the service
/// runs.
final class Keyring: Sendable {
  private struct Keys: Sendable {
    var secret: JoseKey?
    var signing: SigningKey?
    /// Of the file and of the provider's address.
    var file: [JoseKey] = []
    var fetched: [JoseKey] = []
    var texts: [Place: String] = [:]
    /// Goes up whenever a key comes or goes: what was verified before is verified anew.
    var version = 0
    var sawUnknown = false
  }

  /// Where keys come from that may change while the service runs.
  enum Place: Sendable {
    case signingKey, file, address, secret
  }

  /// Bytes of a token.
  private static let sizeLimit = 8192

  private let keys = Mutex(Keys())

  /// Without a key as yet.
  init() {}

  /// `secret` for HS256, `keySet` the text of a JWKS, `signingKey` that of a private JWK or several. Throws where one of
  /// them cannot be used.
  init(secret: String?, keySet: String?, signingKey: String?) throws(Tokens.KeyError) {
    if let secret { try replace(.secret, with: secret) }
    if let keySet { try replace(.file, with: keySet) }
    if let signingKey { try replace(.signingKey, with: signingKey) }
  }

  var isEmpty: Bool {
    keys.withLock { $0.secret == nil && $0.signing == nil && $0.file.isEmpty && $0.fetched.isEmpty }
  }

  var version: Int { keys.withLock { $0.version } }

  /// What is signed with here; the secret is for machines' tokens alone.
  var signing: SigningKey? { keys.withLock { $0.signing } }
  var secret: JoseKey? { keys.withLock { $0.secret } }

  /// The keys that a token of that header may be signed with. Notes where there are none.
  private func candidates(_ algorithm: String, kid: String?) -> [JoseKey] {
    keys.withLock { keys in
      let all = (keys.signing?.keys ?? []) + keys.file + keys.fetched + (keys.secret.map { [$0] } ?? [])
      let found = all.filter { key in
        key.algorithm.rawValue == algorithm && (kid == nil || key.id == kid || key.algorithm == .hs256)
      }
      if found.isEmpty { keys.sawUnknown = true }
      return found
    }
  }

  /// What a token says that one of the keys has signed; whether it holds is not looked at. Throws `malformed`,
  /// `unknownKey`, `badSignature`.
  func signedClaims(of token: String) throws(Tokens.Refusal) -> JSON {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard token.utf8.count <= Self.sizeLimit, parts.count == 3, let header = Self.object(parts[0]),
      let claims = Self.object(parts[1])
    else { throw .malformed }
    // Critical extensions must be understood, and none is.
    guard header["crit"] == nil, let algorithm = header["alg"]?.string else { throw .malformed }
    let candidates = candidates(algorithm, kid: header["kid"]?.string)
    guard !candidates.isEmpty else { throw .unknownKey }
    guard candidates.contains(where: { $0.verifies(token) }) else { throw .badSignature }
    return claims
  }

  private static func object(_ part: String) -> JSON? {
    guard let bytes = Base64URL.decode(part), let json = try? JSON(parsing: bytes), case .object = json else {
      return nil
    }
    return json
  }

  /// Whether a token came since the last call whose key is not known: the provider may have a new one.
  func takeUnknown() -> Bool {
    keys.withLock { keys in
      defer { keys.sawUnknown = false }
      return keys.sawUnknown
    }
  }

  /// Puts the keys of that text in the place of those that came from there before; false where they are the same. Throws
  /// where the text has none that can be used: then nothing changes.
  @discardableResult
  func replace(_ place: Place, with text: String) throws(Tokens.KeyError) -> Bool {
    guard keys.withLock({ $0.texts[place] }) != text else { return false }
    let (signing, secret, others): (SigningKey?, JoseKey?, [JoseKey]) =
      switch place {
      case .signingKey: (try SigningKey(text), nil, [])
      case .secret: (nil, try Self.key(of: text), [])
      case .file, .address: (nil, nil, try Self.keys(of: text))
      }
    keys.withLock { keys in
      switch place {
      case .signingKey: keys.signing = signing
      case .secret: keys.secret = secret
      case .file: keys.file = others
      case .address: keys.fetched = others
      }
      keys.texts[place] = text
      keys.version += 1
    }
    return true
  }

  private static func key(of secret: String) throws(Tokens.KeyError) -> JoseKey {
    guard secret.utf8.count >= 32 else {
      throw Tokens.KeyError(
        description: "the secret has \(secret.utf8.count) bytes and needs at least 32; 'openssl rand -hex 32' makes one"
      )
    }
    do {
      return try JoseKey(secret: Array(secret.utf8))
    } catch {
      throw Tokens.KeyError(description: "the secret cannot be used: \(error.reason)")
    }
  }

  /// The public keys of a JWKS that tokens may be verified with.
  static func keys(of keySet: String) throws(Tokens.KeyError) -> [JoseKey] {
    guard let list = (try? JSON(parsing: Array(keySet.utf8)))?["keys"]?.array else {
      throw Tokens.KeyError(description: "the JWKS is no JSON object with 'keys' (RFC 7517)")
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
        throw Tokens.KeyError(
          description: "the key '\(jwk["kid"]?.string ?? "without kid")' of the JWKS cannot be read: \(error.reason)")
      }
      if let key, (jwk["alg"]?.string ?? key.algorithm.rawValue) == key.algorithm.rawValue { keys.append(key) }
    }
    guard !keys.isEmpty else {
      throw Tokens.KeyError(
        description: "the JWKS has no key that can be used: RSA of at least 2048 bits (RS256) or EC P-256 (ES256)")
    }
    return keys
  }
}
