import Kernel

/// What is done now and then: when it is due, and then not again for a while.
struct Rhythm: Sendable {
  let milliseconds: Int64
  /// When it is due next.
  private(set) var next = Instant(milliseconds: 0)

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// Whether it is due; the next time is counted from now.
  mutating func isDue(at now: Instant) -> Bool {
    guard now >= next else { return false }
    next = now.adding(milliseconds: milliseconds)
    return true
  }

  /// Due at once.
  mutating func hurry(at now: Instant) { next = now }
}
