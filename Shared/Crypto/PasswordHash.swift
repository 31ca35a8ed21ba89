import CSodium
import Glibc

/// What is kept of a password: Argon2id (RFC 9106) as libsodium writes it, `$argon2id$v=19$m=65536,t=3,p=1$…`, with its
/// salt and its cost inside. Making and checking one takes the cost's time and memory on the caller's thread.
public enum PasswordHash {
  /// What a guess costs whoever has stolen the hashes, and a sign-in costs us.
  public struct Cost: Hashable, Sendable {
    /// Passes over the memory.
    public let passes: Int
    /// A multiple of 1,024.
    public let bytes: Int

    public init(passes: Int, bytes: Int) {
      self.passes = passes
      self.bytes = bytes
    }

    /// 64 MiB and three passes: 130 ms on a small machine, and little beside the 256 MiB that a container has. More
    /// than RFC 9106's second recommendation of 64 MiB asks of a single lane.
    public static let standard = Cost(passes: 3, bytes: 64 << 20)
    /// What Argon2id cannot go below: for tests.
    public static let least = Cost(passes: 1, bytes: 8 << 10)
  }

  /// There was no memory to make or check a hash with.
  public struct NoMemory: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String { "there is no memory left to hash a password with" }
  }

  /// A hash with a salt of its own. Throws `NoMemory`.
  public static func make(_ password: String, _ cost: Cost) throws(NoMemory) -> String {
    Sodium.start()
    let password = characters(password)
    var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
    let code = crypto_pwhash_str_alg(
      &text, password, UInt64(password.count), UInt64(cost.passes), cost.bytes, crypto_pwhash_alg_argon2id13())
    guard code == 0 else { throw NoMemory() }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Whether a hash is that password's; false for a text that is no hash. Throws `NoMemory`.
  public static func verify(_ password: String, _ hash: String) throws(NoMemory) -> Bool {
    Sodium.start()
    guard let text = padded(hash) else { return false }
    let password = characters(password)
    errno = 0
    guard crypto_pwhash_str_verify(text, password, UInt64(password.count)) != 0 else { return true }
    guard errno != ENOMEM else { throw NoMemory() }
    return false
  }

  /// Whether a hash was made at another cost, and should be made anew when its password is next seen.
  public static func needsRehash(_ hash: String, _ cost: Cost) -> Bool {
    Sodium.start()
    guard let text = padded(hash) else { return true }
    return crypto_pwhash_str_needs_rehash(text, UInt64(cost.passes), cost.bytes) != 0
  }

  /// A hash of no password that anybody knows, to check against where there is none: it takes as long as a real one.
  public static func ofNobody(_ cost: Cost) -> String {
    func unpadded(_ bytes: [UInt8]) -> String {
      Base64URL.encode(bytes).replacing("-", with: "+").replacing("_", with: "/")
    }
    let (salt, hash) = (unpadded(SecureRandom.bytes(16)), unpadded(SecureRandom.bytes(32)))
    return "$argon2id$v=19$m=\(cost.bytes >> 10),t=\(cost.passes),p=1$\(salt)$\(hash)"
  }

  /// As C has them; empty, the array still has an address.
  private static func characters(_ password: String) -> [CChar] { password.utf8.map { CChar(bitPattern: $0) } }

  /// libsodium reads a hash as text that ends with a zero, in a place of a fixed size.
  private static func padded(_ hash: String) -> [CChar]? {
    let place = crypto_pwhash_strbytes()
    guard hash.utf8.count < place else { return nil }
    return characters(hash) + [CChar](repeating: 0, count: place - hash.utf8.count)
  }
}
