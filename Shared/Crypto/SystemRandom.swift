import CCrypto

/// The random numbers of libcrypto, which seeds itself from the kernel; taken 32 at a time, since a call a number costs
/// more than what is made of it.
public struct SystemRandom: RandomNumberGenerator, Sendable {
  private var taken: [UInt64] = []

  public init() {}

  public mutating func next() -> UInt64 {
    if let number = taken.popLast() { return number }
    var numbers = [UInt64](repeating: 0, count: 32)
    guard numbers.withUnsafeMutableBytes({ RAND_bytes($0.baseAddress, Int32($0.count)) }) == 1 else {
      var system = SystemRandomNumberGenerator()
      return system.next()
    }
    taken = numbers
    return next()
  }
}
