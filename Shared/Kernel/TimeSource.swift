import Glibc

/// Where the present comes from: the system's clock, or a test's.
public struct TimeSource: Sendable {
  private let read: @Sendable () -> Instant

  public init(_ read: @escaping @Sendable () -> Instant) {
    self.read = read
  }

  public func now() -> Instant { read() }

  /// The system's time as it was at the first use, and what has passed since by a clock that nobody sets: for waiting
  /// and repeating, which must go on when the wall clock is turned back or stands still.
  public static let steady: TimeSource = {
    let start = system.now().milliseconds - boot()
    return TimeSource { Instant(milliseconds: start + boot()) }
  }()

  private static func boot() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  public static let system = TimeSource {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
