import Crypto

/// The refresh token of a session: one part finds the session, the other shows that this is its present token. The store
/// has the hashes of both alone.
struct SessionToken: Sendable {
  private static let idBytes = 16
  private static let secretBytes = 32

  /// As the cookie has it.
  let text: String
  /// The session's id: a hash.
  let id: String
  let secretHash: String

  /// The first one of a new session.
  init() {
    self.init(SecureRandom.bytes(Self.idBytes + Self.secretBytes))
  }

  /// Nil for a text that is none.
  init?(_ text: String) {
    guard let bytes = Base64URL.decode(text), bytes.count == Self.idBytes + Self.secretBytes else { return nil }
    self.init(bytes)
  }

  /// The next one of the same session.
  var next: SessionToken {
    let id = (Base64URL.decode(text) ?? []).prefix(Self.idBytes)
    return SessionToken(id + SecureRandom.bytes(Self.secretBytes))
  }

  private init(_ bytes: [UInt8]) {
    text = Base64URL.encode(bytes)
    id = SHA256.hex(SHA256.hash(Array(bytes.prefix(Self.idBytes))))
    secretHash = SHA256.hex(SHA256.hash(Array(bytes.dropFirst(Self.idBytes))))
  }
}
