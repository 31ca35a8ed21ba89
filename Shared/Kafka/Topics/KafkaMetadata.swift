import CKafka
import Messaging

/// Questions about the cluster; each is answered, or fails, within about three seconds.
extension KafkaHandle {
  static let answerTime: Int32 = 3000

  /// Asks the cluster anew: the id that librdkafka remembers is that of the last answer, which may be of a broker
  /// that is gone. The topics of another prefix are another log.
  func clusterID() throws(BrokerError) -> String {
    _ = try metadata(of: nil) { _ in }
    guard let id = rd_kafka_clusterid(client, Self.answerTime) else {
      throw .unavailable("the broker gives no cluster id")
    }
    defer { rd_kafka_mem_free(client, id) }
    return prefix.log(of: String(cString: id))
  }

  /// Looked up among all topics: the embedded broker creates a topic that it is asked about by name, with a number of
  /// partitions of its own.
  func partitionCount(of name: String) throws(BrokerError) -> Int32 {
    guard let topic = try topics()[name] else { throw .unknownTopic(prefix.outside(name)) }
    return try topic.get().partitions
  }

  /// A topic as the brokers have it.
  struct Shape: Hashable {
    let partitions: Int32
    /// Copies of the partition that has the fewest.
    let replicationFactor: Int32
  }

  /// Every topic of the prefix, with its shape or what is wrong with it.
  func topics() throws(BrokerError) -> [String: Result<Shape, BrokerError>] {
    try metadata(of: nil) { metadata in
      UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)).reduce(into: [:]) { topics, topic in
        guard let name = prefix.inside(String(cString: topic.topic)) else { return }
        let partitions = UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt))
        topics[name] =
          topic.err == RD_KAFKA_RESP_ERR_NO_ERROR
          ? .success(
            Shape(
              partitions: topic.partition_cnt, replicationFactor: partitions.map(\.replica_cnt).min() ?? 0))
          : .failure(BrokerError(topic.err, asking: name))
      }
    }
  }

  /// Asks about one topic by name, which creates it where the broker does so on being asked.
  func partitionCountCreating(_ name: String) throws(BrokerError) -> Int32 {
    let found = try metadata(of: try topic(name)) { metadata in
      UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)).first.map {
        ($0.err, $0.partition_cnt)
      }
    }
    guard let (code, count) = found else { throw .unknownTopic(prefix.outside(name)) }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw BrokerError(code, asking: prefix.outside(name)) }
    return count
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
    let time = ContinuousClock.now.milliseconds(until: end)
    let (code, answer) = withPartitionList([partition: place]) { list in
      (rd_kafka_offsets_for_times(client, list, time), list.pointee.elems[0])
    }
    for code in [code, answer.err] where code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw BrokerError(code, asking: partition.description)
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

extension KafkaHandle {
  /// Lends a list of partitions with offsets, as librdkafka wants it.
  func withPartitionList<Value>(
    _ offsets: [TopicPartition: Int64], _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Value
  ) -> Value {
    let list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t> = rd_kafka_topic_partition_list_new(
      Int32(offsets.count))
    defer { rd_kafka_topic_partition_list_destroy(list) }
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(list, prefix.outside(partition.topic), partition.partition).pointee.offset =
        offset
    }
    return body(list)
  }
}

extension TopicPrefix {
  /// The identity of the log that a cluster keeps under this prefix: a store that changes its prefix finds another one.
  fileprivate func log(of cluster: String) -> String { text.isEmpty ? cluster : "\(cluster)/\(text)" }
}
