import CKafka
import Messaging

enum AdminError: Error, Hashable {
  /// The broker does not know this request.
  case unsupported
  case unavailable(String)
  case refused(String)
}

/// Requests of librdkafka's admin interface, one topic at a time.
extension KafkaHandle {
  struct TopicConfig: Hashable {
    let value: String
    /// Set for this topic, not inherited.
    let isOwn: Bool
  }

  func create(_ topic: TopicDeclaration) throws(AdminError) {
    let (created, reason) = withErrorText {
      rd_kafka_NewTopic_new(prefix.outside(topic.name), topic.partitions, topic.replicationFactor, $0, $1)
    }
    guard let created else { throw .refused(reason) }
    defer { rd_kafka_NewTopic_destroy(created) }
    for (name, value) in topic.configs { rd_kafka_NewTopic_set_config(created, name, value) }
    let answer = try ask { options, queue in
      var topics: [OpaquePointer?] = [created]
      rd_kafka_CreateTopics(client, &topics, 1, options, queue)
    }
    var count = 0
    try answer.check(
      topic: rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.event), &count))
  }

  func addPartitions(_ topic: TopicDeclaration) throws(AdminError) {
    let (added, reason) = withErrorText {
      rd_kafka_NewPartitions_new(prefix.outside(topic.name), Int(topic.partitions), $0, $1)
    }
    guard let added else { throw .refused(reason) }
    defer { rd_kafka_NewPartitions_destroy(added) }
    let answer = try ask { options, queue in
      var partitions: [OpaquePointer?] = [added]
      rd_kafka_CreatePartitions(client, &partitions, 1, options, queue)
    }
    var count = 0
    try answer.check(
      topic: rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(answer.event), &count))
  }

  func configs(of topic: String) throws(AdminError) -> [String: TopicConfig] {
    let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, prefix.outside(topic))
    defer { rd_kafka_ConfigResource_destroy(resource) }
    let answer = try ask { options, queue in
      var resources = [resource]
      rd_kafka_DescribeConfigs(client, &resources, 1, options, queue)
    }
    var count = 0
    let described = try answer.check(
      resource: rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(answer.event), &count))
    let entries = rd_kafka_ConfigResource_configs(described, &count)
    return UnsafeBufferPointer(start: entries, count: count).reduce(into: [:]) { configs, entry in
      guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry) else { return }
      configs[String(cString: name)] = TopicConfig(
        value: String(cString: value),
        isOwn: rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
    }
  }

  /// Replaces all own settings of the topic.
  func setConfigs(of topic: String, to configs: [String: String]) throws(AdminError) {
    let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, prefix.outside(topic))
    defer { rd_kafka_ConfigResource_destroy(resource) }
    for (name, value) in configs { rd_kafka_ConfigResource_set_config(resource, name, value) }
    let answer = try ask { options, queue in
      var resources = [resource]
      rd_kafka_AlterConfigs(client, &resources, 1, options, queue)
    }
    var count = 0
    _ = try answer.check(
      resource: rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(answer.event), &count))
  }

  /// Has the broker forget all records that these topics, each with so many partitions, have now.
  func deleteRecords(of topics: [String: Int32]) throws(AdminError) {
    let ends = rd_kafka_topic_partition_list_new(Int32(topics.count))
    defer { rd_kafka_topic_partition_list_destroy(ends) }
    for (topic, partitions) in topics {
      for partition in 0..<partitions {
        rd_kafka_topic_partition_list_add(ends, prefix.outside(topic), partition)?.pointee.offset = Int64(
          RD_KAFKA_OFFSET_END)
      }
    }
    let deletion = rd_kafka_DeleteRecords_new(ends)
    defer { rd_kafka_DeleteRecords_destroy(deletion) }
    let answer = try ask { options, queue in
      var deletions = [deletion]
      rd_kafka_DeleteRecords(client, &deletions, 1, options, queue)
    }
    let list = rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(answer.event))
    for place in UnsafeBufferPointer(start: list?.pointee.elems, count: Int(list?.pointee.cnt ?? 0)) {
      try AdminError.check(place.err, nil)
    }
  }

  /// librdkafka's mock cluster, which names itself so, has no controller: requests to it would wait for one in vain.
  private func requireController() throws(AdminError) {
    let cluster: String
    do throws(BrokerError) { cluster = try clusterID() } catch { throw .unavailable(error.description) }
    guard !cluster.hasPrefix("mockCluster") else { throw .unsupported }
  }

  private func ask(_ request: (_ options: OpaquePointer?, _ queue: OpaquePointer?) -> Void) throws(AdminError) -> Answer
  {
    try requireController()
    let time: Int32 = 10_000
    let options = rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_ANY)
    defer { rd_kafka_AdminOptions_destroy(options) }
    _ = withErrorText { rd_kafka_AdminOptions_set_request_timeout(options, time, $0, $1) }
    let answers = rd_kafka_queue_new(client)
    defer { rd_kafka_queue_destroy(answers) }
    request(options, answers)
    guard let event = rd_kafka_queue_poll(answers, time + 1000) else {
      throw .unavailable("the broker does not answer")
    }
    let answer = Answer(event: event)
    try AdminError.check(rd_kafka_event_error(event), rd_kafka_event_error_string(event))
    return answer
  }
}

/// An answer, which owns the results in it.
private final class Answer {
  let event: OpaquePointer

  init(event: OpaquePointer) { self.event = event }
  deinit { rd_kafka_event_destroy(event) }

  func check(topic results: UnsafeMutablePointer<OpaquePointer?>?) throws(AdminError) {
    let result = results?.pointee
    try AdminError.check(rd_kafka_topic_result_error(result), rd_kafka_topic_result_error_string(result))
  }

  func check(resource results: UnsafeMutablePointer<OpaquePointer?>?) throws(AdminError) -> OpaquePointer? {
    let result = results?.pointee
    try AdminError.check(rd_kafka_ConfigResource_error(result), rd_kafka_ConfigResource_error_string(result))
    return result
  }
}

extension AdminError {
  fileprivate static func check(
    _ code: rd_kafka_resp_err_t, _ reason: UnsafePointer<CChar>?
  ) throws(AdminError) {
    let words = reason.map { String(cString: $0) } ?? text(of: code)
    switch code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE: throw .unsupported
    case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      throw .unavailable(words)
    default: throw .refused(words)
    }
  }
}
