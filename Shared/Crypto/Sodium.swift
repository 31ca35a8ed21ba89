import CSodium

/// libsodium, which must be started before its first use in a process.
enum Sodium {
  private static let isReady = sodium_init() >= 0

  /// Only a kernel without random numbers keeps it from starting; then nothing it might give is worth anything.
  static func start() { precondition(isReady, "libsodium does not start") }
}

/// Random bytes for what nobody may guess: tokens, keys. `SystemRandom` is for ids and traces, which only must differ.
public enum SecureRandom {
  public static func bytes(_ count: Int) -> [UInt8] {
    Sodium.start()
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
  }
}

/// Comparison that takes as long whatever differs, so that its time tells nothing of a secret.
public enum ConstantTime {
  /// Of texts of different lengths only that they differ is told.
  public static func equal(_ left: String, _ right: String) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return sodium_memcmp(left, right, left.count) == 0
  }
}
