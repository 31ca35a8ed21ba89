import Persistence
import Synchronization

/// A handle whose last reference goes where it is closed.
final class Closing: Sendable {
  private let handle: Mutex<KafkaHandle?>

  init(_ handle: KafkaHandle?) {
    self.handle = Mutex(handle)
  }

  /// The handle while it is open.
  var open: KafkaHandle? { handle.withLock { $0 } }

  /// Here and now; may block.
  func close() { handle.withLock { $0 = nil } }

  /// On a thread of its own: librdkafka 2.0.2 may never return from closing a consumer whose topic was deleted, and
  /// whoever waited for that would never go on.
  func closeElsewhere() { Thread.start { [self] in close() } }
}
