import CKafka
import Messaging
import Synchronization

/// The owner of one librdkafka client: what it opened is closed when the last reference goes.
///
/// `@unchecked Sendable`: the pointers never change, and librdkafka's calls on them are thread-safe.
final class KafkaHandle: @unchecked Sendable {
  /// A topic of this client; it lives as long as the client.
  /// `@unchecked Sendable`: librdkafka's topics are thread-safe and counted.
  struct Topic: @unchecked Sendable {
    let pointer: OpaquePointer
  }

  let client: OpaquePointer
  /// Names are without it in every call of a handle.
  let prefix: TopicPrefix
  /// Where delivery reports, records and errors arrive.
  let queue: OpaquePointer
  let wakeup: Wakeup
  let callbacks: KafkaCallbacks
  let reports = Mutex(DeliveryReports())
  private let openTopics = Mutex<[String: Topic]>([:])

  init(_ configuration: KafkaConfiguration, as role: KafkaRole, wakeup: Wakeup) throws(KafkaConfigurationError) {
    prefix = configuration.topicPrefix
    let conf = rd_kafka_conf_new()
    var owned = true
    defer { if owned { rd_kafka_conf_destroy(conf) } }
    let overrides = configuration.overrides.map { ($0.property, $0.current) }
    for (property, value) in role.defaults(configuration) + overrides + role.fixed(configuration) {
      let (result, reason) = withErrorText { rd_kafka_conf_set(conf, property, value, $0, $1) }
      guard result == RD_KAFKA_CONF_OK else { throw configuration.unusable(reason) }
    }
    callbacks = KafkaCallbacks(log: configuration.log)
    callbacks.install(on: conf, role)
    let (client, reason) = withErrorText {
      rd_kafka_new(role.isProducer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER, conf, $0, $1)
    }
    guard let client else { throw configuration.unusable(reason) }
    owned = false
    self.client = client
    self.wakeup = wakeup
    if !role.isProducer { rd_kafka_poll_set_consumer(client) }
    queue = role.isProducer ? rd_kafka_queue_get_main(client) : rd_kafka_queue_get_consumer(client)
    var one: UInt64 = 1
    rd_kafka_queue_io_event_enable(queue, wakeup.descriptor, &one, MemoryLayout.size(ofValue: one))
  }

  deinit {
    rd_kafka_queue_io_event_enable(queue, -1, nil, 0)
    rd_kafka_queue_destroy(queue)
    openTopics.withLock { topics in
      for topic in topics.values { rd_kafka_topic_destroy(topic.pointer) }
    }
    // Leaving a group would wait for a coordinator that may be away, and we never joined one.
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
  }

  /// Something is there to be polled. librdkafka writes to the descriptor only when an empty queue gets its first
  /// element, so whoever leaves some behind must not sleep.
  var hasEvents: Bool { rd_kafka_queue_length(queue) > 0 }

  func topic(_ name: String) throws(BrokerError) -> Topic {
    let topic = openTopics.withLock { topics -> Topic? in
      if let topic = topics[name] { return topic }
      guard let pointer = rd_kafka_topic_new(client, prefix.outside(name), nil) else { return nil }
      topics[name] = Topic(pointer: pointer)
      return topics[name]
    }
    guard let topic else { throw .unknownTopic(prefix.outside(name)) }
    return topic
  }

  /// The reason once the client is of no use any more.
  var fatalReason: String? {
    let (code, reason) = withErrorText { rd_kafka_fatal_error(client, $0, $1) }
    return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : "\(name(of: code)): \(reason)"
  }
}

extension KafkaConfiguration {
  fileprivate func unusable(_ reason: String) -> KafkaConfigurationError {
    .unusable(reason: reason, variables: overrides.map(\.variable))
  }
}
