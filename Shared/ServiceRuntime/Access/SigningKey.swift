import Crypto
import JSON

/// What leads signs tokens with (ES256): private keys that no other service has, and their public halves, by which the
/// others verify.
public struct SigningKey: Sendable {
  /// The first one signs. The others are shown and still verify: one that is about to sign, or did until a while ago.
  let keys: [JoseKey]
  /// The public halves as a JWKS (RFC 7517).
  public let keySet: String

  /// `text`: a JWK of a P-256 key with its private part, or a JWKS of several. A key without a `kid` gets its thumbprint
  /// (RFC 7638). Throws words for whoever made the file.
  public init(_ text: String) throws(Tokens.KeyError) {
    guard let json = try? JSON(parsing: Array(text.utf8)) else { throw Self.broken }
    var keys: [JoseKey] = []
    var shown: [JSON] = []
    for jwk in json["keys"]?.array ?? [json] {
      guard jwk["kty"]?.string == "EC", jwk["crv"]?.string == "P-256", jwk["d"]?.string != nil,
        let x = jwk["x"]?.string, let y = jwk["y"]?.string
      else { throw Self.broken }
      let kid = jwk["kid"]?.string ?? Self.thumbprint(x, y)
      let half: JSON = [
        "kty": "EC", "crv": "P-256", "x": .string(x), "y": .string(y), "kid": .string(kid), "use": "sig",
        "alg": "ES256",
      ]
      do {
        guard let key = try JoseKey(jwk: jwk, kid: kid), let shownKey = try JoseKey(jwk: half) else {
          throw Self.broken
        }
        // A public half that is not this private part's would be found out by everybody else alone.
        guard shownKey.verifies(try key.sign(Array("{}".utf8))) else { throw Self.broken }
        keys.append(key)
      } catch let error as JoseKey.Failure {
        throw Tokens.KeyError(description: "the signing key '\(kid)' cannot be read: \(error.reason)")
      } catch {
        throw Self.broken
      }
      shown.append(half)
    }
    guard !keys.isEmpty else { throw Self.broken }
    self.keys = keys
    keySet = String(decoding: (["keys": .array(shown)] as JSON).bytes, as: UTF8.self)
  }

  /// The text of a new key: a private JWK, for a file that its owner alone may read.
  public static func make() throws(Tokens.KeyError) -> String {
    do {
      let jwk = try JoseKey.makeES256()
      guard let x = jwk["x"], let y = jwk["y"], let d = jwk["d"], let first = x.string, let second = y.string else {
        throw JoseKey.Failure(reason: "it is not whole")
      }
      let named: JSON = [
        "kty": "EC", "crv": "P-256", "kid": .string(thumbprint(first, second)), "x": x, "y": y, "d": d,
      ]
      return String(decoding: named.bytes, as: UTF8.self)
    } catch {
      throw Tokens.KeyError(description: "no signing key could be made: \(error)")
    }
  }

  private static func thumbprint(_ x: String, _ y: String) -> String {
    Base64URL.encode(SHA256.hash(Array(#"{"crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)"}"#.utf8)))
  }

  private static let broken = Tokens.KeyError(
    description: "the signing key is no private JWK of a P-256 key, nor a JWKS of such; 'joinery keys' makes one")
}
