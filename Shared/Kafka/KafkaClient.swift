import Messaging
import Persistence
import Synchronization

/// The present handle of a producer or a consumer, and how to make the next one.
final class KafkaClient: Sendable {
  let configuration: KafkaConfiguration
  /// Outlives the handles, so that nobody sleeps on one that is gone.
  let wakeup = Wakeup()
  private let role: KafkaRole
  private let current: Mutex<KafkaHandle?>

  init(_ configuration: KafkaConfiguration, as role: KafkaRole) throws(KafkaConfigurationError) {
    self.configuration = configuration
    self.role = role
    current = Mutex(try KafkaHandle(configuration, as: role, wakeup: wakeup))
  }

  /// Throws `.unavailable` when a rebuild found no way to make one (a certificate is gone): the next call tries again.
  func handle() throws(BrokerError) -> KafkaHandle {
    let found: Result<KafkaHandle, BrokerError> = current.withLock { current in
      if let current { return .success(current) }
      do throws(KafkaConfigurationError) {
        let handle = try KafkaHandle(configuration, as: role, wakeup: wakeup)
        current = handle
        return .success(handle)
      } catch {
        return .failure(.unavailable(error.description))
      }
    }
    return try found.get()
  }

  /// Drops the handle; the next call makes another. A producer is closed here and now, so that nothing of it comes after
  /// what the next one sends. A consumer is closed on a thread of its own: librdkafka 2.0.2 may never return from closing
  /// one whose topic was deleted, and whoever waited for that would never consume again.
  func rebuild() {
    let old = Closing(
      current.withLock { current in
        defer { current = nil }
        return current
      })
    wakeup.signal()
    if role.isProducer { old.close() } else { Thread.start { old.close() } }
  }

  /// A handle whose last reference goes where `close` is called.
  private final class Closing: Sendable {
    private let handle: Mutex<KafkaHandle?>

    init(_ handle: KafkaHandle?) {
      self.handle = Mutex(handle)
    }

    func close() { handle.withLock { $0 = nil } }
  }
}
