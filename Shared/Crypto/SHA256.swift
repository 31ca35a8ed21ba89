import CCrypto
import Kernel

/// SHA-256: for tokens whose hash alone may stand in events, and for the checksums of backups.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer?

  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// 64 hexadecimal digits, in lower case.
  public static func hex(_ text: String) -> String { hex(hash(Array(text.utf8))) }

  /// 32 bytes.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.add(message)
    return hash.finish()
  }

  /// HMAC (RFC 2104): 32 bytes that only who has the key can make of the message.
  public static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    precondition(
      HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &count) != nil && count == 32,
      "libcrypto gives no HMAC")
    return code
  }

  /// Bytes as hexadecimal digits, in lower case.
  public static func hex(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }, as: UTF8.self)
  }

  /// Takes the next bytes of the message.
  public mutating func add(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The 32 bytes of the message's hash.
  public consuming func finish() -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    // Only a library that has no memory left, or no such hash, fails; then nothing it might tell is worth anything.
    precondition(EVP_DigestFinal_ex(context, &hash, nil) == 1, "libcrypto gives no SHA-256")
    return hash
  }
}
