import CKafka
import Messaging

/// Questions about the cluster; each is answered, or fails, within about three seconds.
extension KafkaHandle {
  static let answerTime: Int32 = 3000

  /// Asks the cluster anew: the id that librdkafka remembers is that of the last answer, which may be of a broker
  /// that is gone.
  func clusterID() throws(BrokerError) -> String {
    _ = try metadata(of: nil) { _ in }
    guard let id = rd_kafka_clusterid(client, Self.answerTime) else {
      throw .unavailable("the broker gives no cluster id")
    }
    defer { rd_kafka_mem_free(client, id) }
    return String(cString: id)
  }

  func partitionCount(of name: String) throws(BrokerError) -> Int32 {
    let topic = try topic(name)
    let found = try metadata(of: topic) { metadata in
      UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)).first.map {
        ($0.err, $0.partition_cnt)
      }
    }
    guard let (code, count) = found else { throw .unknownTopic(name) }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BrokerError(code, asking: name) }
    return count
  }

  /// The partitions of every topic there is.
  func partitionCounts() throws(BrokerError) -> [String: Int32] {
    try metadata(of: nil) { metadata in
      UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)).reduce(into: [:]) { counts, topic in
        guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        counts[String(cString: topic.topic)] = topic.partition_cnt
      }
    }
  }

  /// Not by `rd_kafka_query_watermark_offsets`, whose time limit a hung broker outlasts.
  func watermarks(of partition: TopicPartition) throws(BrokerError) -> Range<Int64> {
    let end = ContinuousClock.now + .milliseconds(Int(Self.answerTime))
    let low = try offset(of: partition, at: Int64(RD_KAFKA_OFFSET_BEGINNING), until: end)
    let high = try offset(of: partition, at: Int64(RD_KAFKA_OFFSET_END), until: end)
    // Between the two answers the log may have moved on, or been replaced by another.
    return low..<max(low, high)
  }

  private func offset(
    of partition: TopicPartition, at place: Int64, until end: ContinuousClock.Instant
  ) throws(BrokerError) -> Int64 {
    let list = PartitionList([partition: place])
    let code = rd_kafka_offsets_for_times(client, list.pointer, ContinuousClock.now.milliseconds(until: end))
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BrokerError(code, asking: partition.description) }
    let answer = list.pointer.pointee.elems[0]
    guard answer.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw BrokerError(answer.err, asking: partition.description)
    }
    guard answer.offset >= 0 else { throw .unavailable("the broker gives no offset of \(partition)") }
    return answer.offset
  }

  /// All topics where none is named: that question never creates one.
  private func metadata<Value>(
    of topic: Topic?, _ body: (rd_kafka_metadata) -> Value
  ) throws(BrokerError) -> Value {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(client, topic == nil ? 1 : 0, topic?.pointer, &metadata, Self.answerTime)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
      throw BrokerError(code, asking: "metadata")
    }
    defer { rd_kafka_metadata_destroy(metadata) }
    return body(metadata.pointee)
  }
}

/// A list of partitions with offsets, as librdkafka wants it.
struct PartitionList: ~Copyable {
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(_ offsets: [TopicPartition: Int64]) {
    pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset = offset
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }
}
