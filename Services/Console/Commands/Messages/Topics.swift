import ConsoleKit
import Contracts
import Kafka

/// Brings the brokers' topics to what the catalog says.
enum Topics {
  static let command = Subcommand(
    name: "topics", forms: [""], summary: "Create the catalog's topics, or check those that are there.",
    body: .blocking { arguments, settings in
      try arguments.expect()
      let reports = try apply(settings)
      for report in reports { Terminal.print("\(report)") }
      return reports.contains { $0.isRefused } ? 1 : 0
    })

  /// Blocks for seconds where a broker is slow.
  static func apply(_ settings: Settings) throws -> [TopicReport] {
    let topics = try KafkaTopics(try settings.kafkaConfiguration())
    return try topics.apply(
      Catalog.topics.map {
        // The broker's own clock: by a producer's, one that is an hour ahead would have all of its records refused.
        Kafka.TopicDeclaration(
          name: $0.name, partitions: Int32($0.partitions),
          configs: [
            "retention.ms": String($0.retentionMilliseconds), "message.timestamp.type": "LogAppendTime",
          ])
      })
  }
}

extension TopicReport {
  var isRefused: Bool {
    if case .refused = outcome { true } else { false }
  }
}
