import CBroker
import CKafka
import Glibc

/// One broker of librdkafka's mock cluster.
final class MockCluster {
  struct Failure: Error {
    let reason: String
  }

  let port: UInt16
  private let client: OpaquePointer
  private let cluster: OpaquePointer
  /// The only broker's id: librdkafka counts from one.
  private let broker: Int32 = 1

  /// Clients are let in once the topics are there: one that waits for the broker to come back would make its topic by
  /// asking for it, with another number of partitions.
  init(port: UInt16, topics: [Options.Topic]) throws(Failure) {
    let conf = rd_kafka_conf_new()
    // Without it each answer waits for the acknowledgement of the one before: 40 times slower.
    rd_kafka_conf_set(conf, "socket.nagle.disable", "true", nil, 0)
    rd_kafka_conf_set(conf, "log_level", "4", nil, 0)  // a notice says that this client has no broker to talk to
    var reason = [CChar](repeating: 0, count: 512)
    guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, &reason, reason.count) else {
      rd_kafka_conf_destroy(conf)
      throw Failure(reason: reason.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" })
    }
    broker_hold_next_listener_at(port)
    guard let cluster = rd_kafka_mock_cluster_new(client, 1) else {
      rd_kafka_destroy(client)
      throw Failure(reason: "librdkafka makes no mock cluster on port \(port)")
    }
    self.client = client
    self.cluster = cluster
    // host:port
    let address = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    self.port = address.split(separator: ":").last.flatMap { UInt16($0) } ?? port
    for topic in topics {
      try check(rd_kafka_mock_topic_create(cluster, topic.name, topic.partitions, 1), "topic \(topic.name)")
    }
    guard broker_open_listener() else {
      throw Failure(reason: "port \(self.port) does not open: \(String(cString: strerror(errno)))")
    }
    try setUp(true)  // wakes the cluster's thread, which else looks at the listener's old socket for up to a second
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(client)
  }

  func fail(_ api: Int16, with codes: [Int32]) {
    let errors = codes.map { rd_kafka_resp_err_t($0) }
    rd_kafka_mock_push_request_errors_array(cluster, api, errors.count, errors)
  }

  func clear(_ api: Int16) { rd_kafka_mock_clear_request_errors(cluster, api) }

  func fail(topic: String, with code: Int32) {
    rd_kafka_mock_topic_set_error(cluster, topic, rd_kafka_resp_err_t(code))
  }

  func setUp(_ up: Bool) throws(Failure) {
    try check(
      up ? rd_kafka_mock_broker_set_up(cluster, broker) : rd_kafka_mock_broker_set_down(cluster, broker), "the broker")
  }

  func delay(milliseconds: Int32) throws(Failure) {
    try check(rd_kafka_mock_broker_set_rtt(cluster, broker, milliseconds), "the delay")
  }

  private func check(_ code: rd_kafka_resp_err_t, _ subject: String) throws(Failure) {
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw Failure(reason: "\(subject): \(String(cString: rd_kafka_err2str(code)))")
    }
  }
}
