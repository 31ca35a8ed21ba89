import CJose
import Crypto
import Glibc
import JSON
import Synchronization

/// One key that signs or verifies tokens. Its kind fixes the one algorithm that it is ever used with, so that a token
/// cannot choose.
///
/// Unchecked: cjose's key is a plain C structure that only this class holds, and every use of it is under the lock.
final class JoseKey: @unchecked Sendable {
  enum Algorithm: String, Sendable {
    case hs256 = "HS256"
    case rs256 = "RS256"
    case es256 = "ES256"
  }

  /// Why cjose did not take a key or a token.
  struct Failure: Error {
    let reason: String
  }

  let algorithm: Algorithm
  /// The key's `kid`.
  let id: String?
  private let key: OpaquePointer
  private let lock = Mutex(())

  /// A shared secret for HS256.
  init(secret: [UInt8]) throws(Failure) {
    var error = cjose_err()
    guard let key = cjose_jwk_create_oct_spec(secret, secret.count, &error) else { throw Self.failure(error) }
    self.key = key
    algorithm = .hs256
    id = nil
  }

  /// The key of an RSA or P-256 JWK; nil for any other kind. Without a private part it only verifies. `kid`: its name
  /// where the JWK has none.
  init?(jwk: JSON, kid: String? = nil) throws(Failure) {
    let text = jwk.bytes.map { CChar(bitPattern: $0) }
    var error = cjose_err()
    guard let key = cjose_jwk_import(text, text.count, &error) else { throw Self.failure(error) }
    switch cjose_jwk_get_kty(key, &error) {
    case CJOSE_JWK_KTY_RSA where cjose_jwk_get_keysize(key, &error) >= 2048:
      algorithm = .rs256
    case CJOSE_JWK_KTY_EC where cjose_jwk_EC_get_curve(key, &error) == CJOSE_JWK_EC_P_256:
      algorithm = .es256
    default:
      cjose_jwk_release(key)
      return nil
    }
    self.key = key
    id = jwk["kid"]?.string ?? kid
  }

  deinit { cjose_jwk_release(key) }

  /// A new P-256 key with its private part, as a JWK.
  static func makeES256() throws(Failure) -> JSON {
    var error = cjose_err()
    guard let key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error) else { throw failure(error) }
    defer { cjose_jwk_release(key) }
    guard let text = cjose_jwk_to_json(key, true, &error) else { throw failure(error) }
    defer { free(text) }
    guard let jwk = try? JSON(parsing: Array(String(cString: text).utf8)) else {
      throw Failure(reason: "the key that was made cannot be read")
    }
    return jwk
  }

  /// True where the signature of a compact token is this key's.
  func verifies(_ token: String) -> Bool {
    lock.withLock { _ in
      var error = cjose_err()
      guard let signed = cjose_jws_import(token, token.utf8.count, &error) else { return false }
      defer { cjose_jws_release(signed) }
      return cjose_jws_verify(signed, key, &error)
    }
  }

  /// The compact token with that payload.
  func sign(_ payload: [UInt8]) throws(Failure) -> String {
    try lock.withLock { _ throws(Failure) in
      var error = cjose_err()
      guard let header = cjose_header_new(&error) else { throw Self.failure(error) }
      defer { cjose_header_release(header) }
      guard cjose_header_set(header, "alg", algorithm.rawValue, &error),
        cjose_header_set(header, "typ", "JWT", &error),
        id.map({ cjose_header_set(header, "kid", $0, &error) }) ?? true,
        let signed = cjose_jws_sign(key, header, payload, payload.count, &error)
      else { throw Self.failure(error) }
      defer { cjose_jws_release(signed) }
      // The text belongs to `signed`.
      var text: UnsafePointer<CChar>?
      guard cjose_jws_export(signed, &text, &error), let text else { throw Self.failure(error) }
      return String(cString: text)
    }
  }

  private static func failure(_ error: cjose_err) -> Failure {
    Failure(reason: error.message.map { String(cString: $0) } ?? "unknown")
  }
}
