import ConsoleKit
import Contracts
import Kafka

/// Brings the brokers' topics to what is declared.
enum Topics {
  static let command = Subcommand(
    name: "topics", forms: ["[--dry-run]", "--acls [--principal TEMPLATE]"],
    summary: "Bring topics to what is declared (create, add partitions, set retention), and show what differed.",
    options: [
      Option("dry-run", nil, "only show; status 1 where something differs"),
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
        let rights = AccessRights(
          principal: principal, brokers: settings.brokers, prefix: try settings.topicPrefix())
        for command in rights.commands { Terminal.print(command) }
        return 0
      }
      let isDry = arguments.has("dry-run")
      let reports = try apply(settings, isDry: isDry)
      Terminal.print(text(reports, isDry: isDry))
      let differs = reports.contains { $0.outcome != .unchanged || $0.hasOtherReplication }
      return reports.contains(where: \.isRefused) || isDry && differs ? 1 : 0
    })

  private static let retention = "retention.ms"

  /// Blocks for seconds where a broker is slow.
  static func apply(_ settings: Settings, isDry: Bool = false) throws -> [TopicReport] {
    let declared = try TopicSettings.topics(settings.environment)
    return try KafkaTopics(try settings.kafkaConfiguration()).apply(
      declared.map {
        // The broker's own clock: by a producer's, one that is an hour ahead would have all of its records refused.
        Kafka.TopicDeclaration(
          name: $0.name, partitions: Int32($0.partitions), replicationFactor: $0.replication.map(Int32.init) ?? -1,
          configs: [retention: String($0.retentionMilliseconds), "message.timestamp.type": "LogAppendTime"])
      }, isDry: isDry)
  }

  /// For how many days records stand in some topic at most: as the brokers say, where they can be asked, and as declared.
  static func longestDays(_ settings: Settings) throws -> Int {
    let declared = try TopicSettings.topics(settings.environment).map(\.retentionMilliseconds)
    let found = (try? apply(settings, isDry: true))?.compactMap { $0.found?.configs?[retention].flatMap { Int64($0) } }
    return Int(((declared + (found ?? [])).max() ?? 0) / 86_400_000)
  }

  /// The table, and a line for each thing that is left to somebody.
  static func text(_ reports: [TopicReport], isDry: Bool) -> String {
    var table = TextTable(["topic", "declared", "there", isDry ? "would be done" : "done"])
    for report in reports {
      let topic = report.topic
      table.add(
        topic.name, shape(topic.partitions, topic.configs[retention], topic.replicationFactor),
        report.found.map { shape($0.partitions, $0.configs?[retention], $0.replicationFactor) } ?? "",
        done(report))
    }
    let remarks = reports.compactMap(remark)
    return ([table.text] + (remarks.isEmpty ? [] : [""] + remarks)).joined(separator: "\n")
  }

  /// `8 partitions, 30 d, 3 copies`; what is not known or left to the brokers is left out.
  private static func shape(_ partitions: Int32, _ retention: String?, _ copies: Int32) -> String {
    var parts = [partitions == 1 ? "1 partition" : "\(partitions) partitions"]
    if let milliseconds = retention.flatMap({ Int64($0) }) { parts.append(time(milliseconds)) }
    if copies > 0 { parts.append(Self.copies(copies)) }
    return parts.joined(separator: ", ")
  }

  private static func copies(_ count: Int32) -> String { count == 1 ? "1 copy" : "\(count) copies" }

  /// Whole days as such: `30 d`; anything else in milliseconds.
  private static func time(_ milliseconds: Int64) -> String {
    guard milliseconds >= 0 else { return "for ever" }
    return milliseconds % 86_400_000 == 0 ? "\(milliseconds / 86_400_000) d" : "\(milliseconds) ms"
  }

  private static func done(_ report: TopicReport) -> String {
    switch report.outcome {
    case .created: "created"
    case .createdByUse: "created by the broker itself"
    case .unchanged: "nothing"
    case .changed(let added, let configs):
      ((added > 0 ? ["\(added) partitions added"] : []) + configs.map { "\($0)=\(report.topic.configs[$0] ?? "")" })
        .joined(separator: ", ")
    case .refused: "FAILED"
    }
  }

  /// What an operator has to know or do.
  static func remark(_ report: TopicReport) -> String? {
    let topic = report.topic
    if case .refused(let reason) = report.outcome { return "\(topic.name) FAILED: \(reason)" }
    guard report.hasOtherReplication, let found = report.found else { return nil }
    return "\(topic.name) has \(copies(found.replicationFactor)) instead of \(topic.replicationFactor), which only "
      + "kafka-reassign-partitions changes: --execute with a file that lists the replicas of each partition"
  }
}
