import CKafka
import Messaging

/// A consumer on librdkafka that assigns partitions to itself: it joins no group and keeps no positions.
///
/// `wake` may be called from any thread, the rest from one at a time. The calls of `TopicMetadata`, `wait` and the end
/// of the last reference block: keep them off Swift's cooperative pool.
public final class KafkaConsumer: RecordConsumer {
  private let client: KafkaClient

  public init(_ configuration: KafkaConfiguration) throws(KafkaConfigurationError) {
    client = try KafkaClient(configuration, as: .consumer)
  }

  public func assign(_ positions: [TopicPartition: Int64]) throws(BrokerError) {
    try client.handle().assign(positions)
  }

  /// After `.outOfRange` the partition stands still until it is assigned anew. Broker errors that librdkafka mends by
  /// itself (it reconnects for ever) come as `.failed(nil, …)`.
  public func poll(atMost limit: Int) throws(BrokerError) -> [ConsumerEvent] {
    if let reason = client.takeOutdated() { return [.failed(nil, reason)] }
    let handle = try client.handle()
    var decoder = MessageDecoder(handle.prefix)
    var events: [ConsumerEvent] = []
    while events.count < limit, let message = rd_kafka_consumer_poll(handle.client, 0) {
      defer { rd_kafka_message_destroy(message) }
      if let event = decoder.event(message) { events.append(event) }
    }
    for error in handle.callbacks.takeErrors() { events.append(.failed(nil, error)) }
    if events.isEmpty, let reason = handle.fatalReason { throw .fatal(reason) }
    return events
  }

  /// Sleeps until something can be polled, `wake()` is called (before or meanwhile), or the time is over.
  public func wait(milliseconds: Int) {
    if let handle = try? client.handle(), handle.hasEvents { return }
    client.wakeup.wait(milliseconds: milliseconds)
  }

  /// Ends the present `wait` or the next one; from any thread.
  public func wake() { client.wakeup.signal() }

  /// Has the certificates and passwords read again: the client connects anew and goes on where it was. From any thread.
  public func reopen() { client.reopen() }

  public func commit(_ next: [TopicPartition: Int64]) {
    guard !next.isEmpty, let handle = try? client.handle() else { return }
    _ = handle.withPartitionList(next) { rd_kafka_commit(handle.client, $0, 1) }
  }

  public func knownEnd(of partition: TopicPartition) -> Int64? {
    guard let handle = try? client.handle() else { return nil }
    var low: Int64 = 0
    var high: Int64 = 0
    let code = rd_kafka_get_watermark_offsets(
      handle.client, handle.prefix.outside(partition.topic), partition.partition, &low, &high)
    return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
  }

  public func rebuild() { client.rebuild() }

  public func clusterID() throws(BrokerError) -> String { try client.handle().clusterID() }

  public func partitionCount(of topic: String) throws(BrokerError) -> Int32 {
    try client.handle().partitionCount(of: topic)
  }

  public func watermarks(of partition: TopicPartition) throws(BrokerError) -> Range<Int64> {
    try client.handle().watermarks(of: partition)
  }
}

extension KafkaHandle {
  func assign(_ positions: [TopicPartition: Int64]) throws(BrokerError) {
    let code = withPartitionList(positions) { rd_kafka_assign(client, $0) }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BrokerError(code, asking: "assignment") }
  }
}
