import Messaging
import Synchronization

/// The present handle of a producer or a consumer, and how to make the next one.
final class KafkaClient: Sendable {
  let configuration: KafkaConfiguration
  /// Outlives the handles, so that nobody sleeps on one that is gone.
  let wakeup = Wakeup()
  private let current: Mutex<Current>

  private struct Current {
    var role: KafkaRole
    var handle: KafkaHandle?
  }

  init(_ configuration: KafkaConfiguration, as role: KafkaRole) throws(KafkaConfigurationError) {
    self.configuration = configuration
    current = Mutex(Current(role: role, handle: try KafkaHandle(configuration, as: role, wakeup: wakeup)))
  }

  /// Throws `.unavailable` when a rebuild found no way to make one (a certificate is gone): the next call tries again.
  func handle() throws(BrokerError) -> KafkaHandle {
    let found: Result<KafkaHandle, BrokerError> = current.withLock { current in
      if let handle = current.handle { return .success(handle) }
      do throws(KafkaConfigurationError) {
        let handle = try KafkaHandle(configuration, as: current.role, wakeup: wakeup)
        current.handle = handle
        return .success(handle)
      } catch {
        return .failure(.unavailable(error.description))
      }
    }
    return try found.get()
  }

  var role: KafkaRole { current.withLock { $0.role } }

  /// Drops the handle; the next call makes another, for that role where one is given. A producer is closed here and now,
  /// so that nothing of it comes after what the next one sends; a consumer elsewhere.
  func rebuild(as role: KafkaRole? = nil) {
    let old = Closing(
      current.withLock { current in
        current.role = role ?? current.role
        return current.handle.take()
      })
    wakeup.signal()
    if self.role.isProducer { old.close() } else { old.closeElsewhere() }
  }
}
