import ConsoleKit
import Contracts
import Kafka

/// Brings the brokers' topics to what the catalog says.
enum Topics {
  static let command = Subcommand(
    name: "topics", forms: ["", "--acls [--principal TEMPLATE]"],
    summary: "Create the catalog's topics, or check those that are there.",
    options: [
      Option("acls", nil, "print Kafka's commands that give each service, the console and the ERP's bridge its rights"),
      Option(
        "principal", "TEMPLATE", "what Kafka calls them, NAME for leads, sales … (default \(AccessRights.principal))"),
    ],
    body: .blocking { arguments, settings in
      try arguments.expect()
      guard !arguments.has("acls") else {
        let principal = arguments.text("principal") ?? AccessRights.principal
        guard principal.contains("NAME"), !principal.contains("'") else {
          throw Failure("--principal takes a text with NAME in it and no quotes, such as 'User:joinery-NAME'")
        }
        let rights = AccessRights(principal: principal, brokers: settings.brokers)
        for command in rights.commands { Terminal.print(command) }
        return 0
      }
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
