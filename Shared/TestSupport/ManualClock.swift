import Kernel
import Synchronization

/// A clock that stands until the test moves it.
public final class ManualClock: Sendable {
  private let time: Mutex<Instant>

  /// Begins at 2026-11-22, 10:00 in Shanghai.
  public init(_ start: Instant = Instant(milliseconds: 1_795_312_800_000)) {
    time = Mutex(start)
  }

  public var now: Instant {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }

  public func advance(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }

  public var source: TimeSource { TimeSource { [self] in now } }
}
