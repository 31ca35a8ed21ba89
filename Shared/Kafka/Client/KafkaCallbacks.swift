import CKafka
import Synchronization

/// What librdkafka calls back with; its handle keeps it alive.
final class KafkaCallbacks: Sendable {
  private let log: (@Sendable (Int32, String) -> Void)?
  private let errors = Mutex<[String]>([])

  init(log: (@Sendable (Int32, String) -> Void)?) {
    self.log = log
  }

  func install(on conf: OpaquePointer?, _ role: KafkaRole) {
    rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
    if role.isProducer {
      rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
    } else {
      rd_kafka_conf_set_error_cb(conf) { _, _, reason, opaque in
        guard let reason else { return }
        KafkaCallbacks.at(opaque)?.errors.withLock { $0.append(String(cString: reason)) }
      }
    }
    guard log != nil else { return }
    rd_kafka_conf_set_log_cb(conf) { client, level, _, line in
      guard let line else { return }
      KafkaCallbacks.at(rd_kafka_opaque(client))?.write(level, String(cString: line))
    }
  }

  func write(_ level: Int32, _ line: String) { log?(level, line) }

  /// The errors of the connection since the last call.
  func takeErrors() -> [String] {
    errors.withLock { errors in
      defer { errors = [] }
      return errors
    }
  }

  private static func at(_ opaque: UnsafeMutableRawPointer?) -> KafkaCallbacks? {
    opaque.map { Unmanaged<KafkaCallbacks>.fromOpaque($0).takeUnretainedValue() }
  }
}
