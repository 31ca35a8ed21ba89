import Kernel
import Synchronization

/// A pause of publishing for whoever copies the stores of the whole suite at one moment
/// (`Shared/Messaging/README.md#backup-and-restore`). It ends by itself, so that a client that has gone away stops
/// nobody for longer. Times are those of a clock that never jumps.
public final class Lease: Sendable {
  /// For so long at a time, at most; 60 s.
  public static let limit = 60

  private let held = Mutex<(id: String, until: Instant)?>(nil)

  public init() {}

  /// Takes the lease; false while another holds it.
  public func take(_ id: String, seconds: Int, at now: Instant) -> Bool {
    held.withLock { held in
      if let held, now < held.until { return false }
      held = (id, Self.end(seconds, now))
      return true
    }
  }

  /// Goes on with a lease; false where it has ended meanwhile: what was copied under it is void.
  public func renew(_ id: String, seconds: Int, at now: Instant) -> Bool {
    held.withLock { held in
      guard let present = held, present.id == id, now < present.until else { return false }
      held = (id, Self.end(seconds, now))
      return true
    }
  }

  /// Ends a lease; false where it had ended before.
  public func release(_ id: String, at now: Instant) -> Bool {
    held.withLock { held in
      guard let present = held, present.id == id else { return false }
      held = nil
      return now < present.until
    }
  }

  /// Who holds it.
  public func holder(at now: Instant) -> String? {
    held.withLock { held in
      guard let held, now < held.until else { return nil }
      return held.id
    }
  }

  private static func end(_ seconds: Int, _ now: Instant) -> Instant {
    now.adding(seconds: min(max(1, seconds), limit))
  }
}
