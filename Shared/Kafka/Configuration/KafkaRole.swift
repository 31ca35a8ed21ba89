/// What a handle is for, and the properties that it therefore has.
enum KafkaRole: Sendable {
  case producer
  case consumer
  /// Reads one range of offsets and ends; also told where a partition ends.
  case reader
  /// Creates topics and changes their settings.
  case admin

  var isProducer: Bool { self == .producer || self == .admin }

  /// Set before the environment's properties, which may replace them.
  func defaults(_ configuration: KafkaConfiguration) -> [(String, String)] {
    let common = [
      ("bootstrap.servers", configuration.bootstrapServers),
      ("client.id", configuration.clientID),
      ("socket.nagle.disable", "true"),
      ("socket.keepalive.enable", "true"),
      // A hung broker is left after this time instead of a minute.
      ("socket.timeout.ms", "10000"),
      ("socket.connection.setup.timeout.ms", "5000"),
      ("reconnect.backoff.ms", "50"),
      ("reconnect.backoff.max.ms", "1000"),
      ("log.connection.close", "false"),
      // A topic that a mere question creates has the wrong number of partitions. Only the admin, who asks for it
      // where the broker knows no other way, may.
      ("allow.auto.create.topics", self == .admin ? "true" : "false"),
    ]
    switch self {
    case .producer:
      return common + [
        ("compression.codec", "lz4"),
        ("linger.ms", "1"),
        ("queue.buffering.max.kbytes", "32768"),
        ("queue.buffering.max.messages", "100000"),
      ]
    case .consumer, .reader:
      return common + [
        // A broker answers what comes on a connection in its order: for so long an empty fetch holds up the questions of
        // where a log begins and ends, of which a start has forty. On the mock, new records wait for it too.
        ("fetch.wait.max.ms", "10"),
        ("fetch.error.backoff.ms", "100"),
        ("fetch.max.bytes", "8388608"),
        ("queued.max.messages.kbytes", "16384"),
      ]
    case .admin: return common
    }
  }

  /// Set after the environment's properties.
  func fixed(_ configuration: KafkaConfiguration) -> [(String, String)] {
    switch self {
    case .producer:
      [("enable.idempotence", "true"), ("acks", "all"), ("message.timeout.ms", "0")]
    case .consumer, .reader:
      [
        // Without a group, assign() spins.
        ("group.id", configuration.groupID),
        // Closing waits so long for a commit whose coordinator is gone. Nobody joins, so it means nothing else.
        ("session.timeout.ms", "1000"),
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("auto.offset.reset", "error"),
        ("enable.partition.eof", self == .reader ? "true" : "false"),
      ]
    case .admin: []
    }
  }

  /// Properties that the environment may not set, and why. Both names where librdkafka has two for one thing.
  static let refused: [String: String] = {
    let order = "records are written in order and once only with an idempotent producer"
    let patience = "a record is given up only by its sender, never by a timer"
    let positions = "positions are kept in the service's own store"
    let loss = "a position outside of the log must be seen, not jumped over"
    return [
      "enable.idempotence": order, "enable.gapless.guarantee": order, "queuing.strategy": order,
      "transactional.id": order,
      "acks": "an event counts as sent only when all in-sync replicas have it",
      "request.required.acks": "an event counts as sent only when all in-sync replicas have it",
      "message.timeout.ms": patience, "delivery.timeout.ms": patience,
      "retries": patience, "message.send.max.retries": patience,
      "delivery.report.only.error": "a service waits for the report of each event",
      "enable.auto.commit": positions, "auto.commit.enable": positions, "enable.auto.offset.store": positions,
      "group.id": "each service has its own, so that lag tools can tell them apart",
      "auto.offset.reset": loss,
      "session.timeout.ms": "the client joins no group",
      "enable.partition.eof": "the client sets it where it needs it",
      "allow.auto.create.topics": "topics are created with their declared partitions by 'joinery topics'",
      "api.version.request": "records without headers would be unreadable",
      "broker.version.fallback": "records without headers would be unreadable",
      "test.mock.num.brokers": "the embedded broker is an executable of its own, 'broker'",
    ]
  }()
}
