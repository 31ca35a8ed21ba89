import Messaging
import Synchronization

/// The present handle of a producer or a consumer, and how to make the next one.
final class KafkaClient: Sendable {
  let configuration: KafkaConfiguration
  /// Outlives the handles, so that nobody sleeps on one that is gone.
  let wakeup = Wakeup()
  private let role: KafkaRole
  private let current: Mutex<KafkaHandle?>
  private let isOutdated = Atomic(false)

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

  /// Has whoever works with the handle make another one, which reads its files again; from any thread.
  func reopen() {
    isOutdated.store(true, ordering: .releasing)
    wakeup.signal()
  }

  /// Once after each `reopen`: why the handle must be left.
  func takeOutdated() -> String? {
    isOutdated.exchange(false, ordering: .acquiring)
      ? "the files of its certificates or passwords have changed, so it connects anew" : nil
  }

  /// Drops the handle; the next call makes another. A producer is closed here and now, so that nothing of it comes after
  /// what the next one sends; a consumer elsewhere.
  func rebuild() {
    let old = Closing(
      current.withLock { current in
        defer { current = nil }
        return current
      })
    wakeup.signal()
    if role.isProducer { old.close() } else { old.closeElsewhere() }
  }
}
