import Kernel

/// The position up to which the broker has everything, as the store knows it. Behind, it costs duplicates after a
/// crash, which consumers drop.
struct Cursor: Sendable {
  /// Five times a second at most: the cursor's commit makes a command wait for a sync that is not its own.
  private static let milliseconds: Int64 = 200

  private(set) var saved: Int64
  private var again = Instant(milliseconds: 0)

  init(saved: Int64) { self.saved = saved }

  /// The position to write into the store now; nil where there is none, or it is too early and not the `last` time.
  mutating func save(_ acknowledged: Int64, at now: Instant, isLast: Bool = false) -> Int64? {
    guard acknowledged > saved, isLast || now >= again else { return nil }
    again = now.adding(milliseconds: Self.milliseconds)
    saved = acknowledged
    return saved
  }

  /// When there will be something to write; nil while there is nothing.
  func next(_ acknowledged: Int64) -> Instant? { acknowledged > saved ? again : nil }
}
