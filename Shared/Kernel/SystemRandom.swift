import Glibc

/// The kernel's random numbers, taken 32 at a time: one system call a number costs more than what is made of it.
public struct SystemRandom: RandomNumberGenerator, Sendable {
  private var taken: [UInt64] = []

  public init() {}

  public mutating func next() -> UInt64 {
    if let number = taken.popLast() { return number }
    // 256 bytes are the most that are given at once, whole or not at all.
    var numbers = [UInt64](repeating: 0, count: 32)
    guard getentropy(&numbers, 256) == 0 else {
      var system = SystemRandomNumberGenerator()
      return system.next()
    }
    taken = numbers
    return next()
  }
}
