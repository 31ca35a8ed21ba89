import CKafka
import Messaging

/// An idempotent producer on librdkafka: `acks=all`, in order per partition, no time limit for a record.
///
/// All calls may come from several threads. Those of `TopicMetadata`, `read`, `flush`, `wait` and the end of the last
/// reference block: keep them off Swift's cooperative pool.
public final class KafkaProducer: RecordProducer {
  private let client: KafkaClient

  public init(_ configuration: KafkaConfiguration) throws(KafkaConfigurationError) {
    client = try KafkaClient(configuration, as: .producer)
  }

  /// Throws `.unknownTopic` when the first record's partition does not exist, `.fatal` until `rebuild()` after a
  /// fatal error. A record that librdkafka will never take (too large) counts as taken and is reported as failed.
  public func send(_ records: ArraySlice<OutgoingRecord>) throws(BrokerError) -> Int {
    let handle = try client.handle()
    guard var name = records.first?.partition.topic else { return 0 }
    var topic = try handle.topic(name)
    for (taken, record) in records.enumerated() {
      if record.partition.topic != name {
        name = record.partition.topic
        topic = try handle.topic(name)
      }
      let code = handle.produce(record, to: topic)
      switch code {
      case RD_KAFKA_RESP_ERR_NO_ERROR: continue
      case RD_KAFKA_RESP_ERR__QUEUE_FULL: return taken
      default:
        guard let error = handle.stopping(code, record.partition) else {
          handle.refuse(record, code)
          continue
        }
        guard taken == 0 else { return taken }
        throw error
      }
    }
    return records.count
  }

  /// After `reopen` throws `.fatal` once.
  public func deliveries() throws(BrokerError) -> [Delivery] {
    if let reason = client.takeOutdated() { throw .fatal(reason) }
    return try client.handle().takeReports()
  }

  /// Has the certificates and passwords read again: the client connects anew, and what was not reported is sent again.
  /// From any thread.
  public func reopen() { client.reopen() }

  /// Sleeps until a delivery report is there, `wake()` is called (before or meanwhile), or the time is over.
  public func wait(milliseconds: Int) {
    if let handle = try? client.handle(), handle.hasEvents || !handle.reports.withLock({ $0.isEmpty }) { return }
    client.wakeup.wait(milliseconds: milliseconds)
  }

  /// Ends the present `wait` or the next one; from any thread.
  public func wake() { client.wakeup.signal() }

  public func flush(milliseconds: Int) -> Bool {
    guard let handle = try? client.handle() else { return true }
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    // This thread shares the descriptor with whoever waits for reports, so it sleeps in short slices and wakes the
    // other at the end.
    defer { client.wakeup.signal() }
    while true {
      handle.drainReports()
      if rd_kafka_outq_len(handle.client) == 0 { return true }
      let left = ContinuousClock.now.milliseconds(until: end)
      guard left > 0 else { return false }
      client.wakeup.wait(milliseconds: min(20, Int(left)))
    }
  }

  public func read(_ partition: TopicPartition, _ offsets: Range<Int64>) throws(BrokerError) -> [Record] {
    try KafkaReader.read(partition, offsets, client.configuration)
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
  /// Why nothing can be sent there; nil where the record itself is to blame. After a fatal error librdkafka answers
  /// with that error's own code.
  fileprivate func stopping(_ code: rd_kafka_resp_err_t, _ partition: TopicPartition) -> BrokerError? {
    if let reason = fatalReason { return .fatal(reason) }
    let error = BrokerError(code, asking: partition.description)
    if case .unknownTopic = error { return error }
    return nil
  }

  fileprivate func produce(_ record: OutgoingRecord, to topic: Topic) -> rd_kafka_resp_err_t {
    let headers = rd_kafka_headers_new(16)
    record.packedHeaders.bytes.withUnsafeBytes { bytes in
      for (name, value) in record.packedHeaders {
        let start = bytes.baseAddress?.advanced(by: name.lowerBound).assumingMemoryBound(to: CChar.self)
        if let value {
          rd_kafka_header_add(
            headers, start, name.count, bytes.baseAddress?.advanced(by: value.lowerBound), value.count)
        } else {
          rd_kafka_header_add(headers, start, name.count, nil, 0)
        }
      }
    }
    let code = withBytes(record.key) { key in
      withBytes(record.value) { value in
        joinery_produce(
          client, topic.pointer, record.partition.partition, key.baseAddress, key.count, value.baseAddress,
          value.count, headers, UnsafeMutableRawPointer(bitPattern: UInt(record.tag)))
      }
    }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { rd_kafka_headers_destroy(headers) }
    return code
  }
}

/// Nil bytes have a nil address, empty ones do not: Kafka tells null from empty.
private func withBytes<Value>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
  guard let bytes else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
  guard !bytes.isEmpty else {
    return withUnsafeBytes(of: UInt8(0)) { body(UnsafeRawBufferPointer(rebasing: $0[..<0])) }
  }
  return bytes.withUnsafeBytes(body)
}
