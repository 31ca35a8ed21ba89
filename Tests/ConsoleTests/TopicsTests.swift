import Contracts
import Foundation
import Kafka
import TestSupport
import Testing

@testable import Console
@testable import ConsoleKit

struct TopicSettingsTests {
  private let folder = TemporaryFolder()

  private func topics(
    _ environment: [String: String] = [:], file: String? = nil
  ) throws -> [String: Contracts.TopicDeclaration] {
    var environment = environment
    if let file {
      try file.write(toFile: "\(folder.path)/topics.json", atomically: true, encoding: .utf8)
      environment["JOINERY_TOPICS_FILE"] = "\(folder.path)/topics.json"
    }
    return Dictionary(uniqueKeysWithValues: try TopicSettings.topics(environment).map { ($0.name, $0) })
  }

  private func shape(_ topic: Contracts.TopicDeclaration?) -> [Int?] {
    [topic?.partitions, topic.map { Int(TopicSettings.days($0)) }, topic?.replication]
  }

  @Test func areTheCatalogsWhereNothingIsSet() throws {
    #expect(try TopicSettings.topics([:]) == Catalog.topics)
    #expect(try TopicSettings.topics(["JOINERY_TOPIC_PARTITIONS": "", "JOINERY_TOPICS_FILE": ""]) == Catalog.topics)
  }

  @Test func areSetForAllByTheEnvironmentAndForOneByTheFile() throws {
    let found = try topics(
      ["JOINERY_TOPIC_PARTITIONS": "12", "JOINERY_TOPIC_RETENTION_DAYS": "14", "JOINERY_TOPIC_REPLICATION": "3"],
      file: """
        {"joinery.sales": {"partitions": 24}, "joinery.sales.dead-letters": {"retentionDays": 7},
         "joinery.erp.orders": {"retentionDays": 180, "replication": 2}}
        """)
    #expect(shape(found["joinery.leads"]) == [12, 14, 3])
    #expect(shape(found["joinery.leads.dead-letters"]) == [12, 14, 3])
    #expect(shape(found["joinery.sales"]) == [24, 14, 3])
    #expect(shape(found["joinery.sales.dead-letters"]) == [24, 7, 3])
    #expect(shape(found["joinery.erp.orders.dead-letters"]) == [12, 180, 2])
    #expect(shape(found["joinery.replays"]) == [1, 1, 3])
    #expect(Set(found.keys) == Set(Catalog.topics.map(\.name)))
  }

  private static let wrong: [([String: String], String?, String)] = [
    (["JOINERY_TOPIC_PARTITIONS": "0"], nil, "JOINERY_TOPIC_PARTITIONS is a whole number from 1 to 256, not '0'"),
    (["JOINERY_TOPIC_PARTITIONS": "257"], nil, "256"), (["JOINERY_TOPIC_RETENTION_DAYS": "-1"], nil, "from 1 to 3650"),
    (["JOINERY_TOPIC_REPLICATION": "three"], nil, "JOINERY_TOPIC_REPLICATION"),
    (["JOINERY_TOPICS_FILE": "/nowhere"], nil, "'/nowhere' cannot be read"), ([:], "8", "no JSON object"),
    ([:], #"{"joinery.sale": {}}"#, "there is no topic 'joinery.sale': it is one of joinery.leads"),
    ([:], #"{"joinery.sales": 8}"#, "joinery.sales is no object"),
    ([:], #"{"joinery.sales": {"retention": 8}}"#, "no field 'retention'; use partitions, retentionDays, replication"),
    ([:], #"{"joinery.sales": {"partitions": "8"}}"#, "joinery.sales/partitions is no number"),
    ([:], #"{"joinery.sales": {"partitions": 8.5}}"#, "joinery.sales/partitions is a whole number"),
    ([:], #"{"joinery.sales": {}, "joinery.sales": {}}"#, "no JSON object"),
    (
      [:], #"{"joinery.sales": {"retentionDays": 7}, "joinery.sales.dead-letters": {"retentionDays": 8}}"#,
      "retentionDays is 8, longer than joinery.sales is kept, 7"
    ),
  ]

  @Test(arguments: wrong)
  func saysWhatIsWrong(environment: [String: String], file: String?, words: String) {
    let failure = #expect(throws: Failure.self) { try topics(environment, file: file) }
    #expect(failure.map { "\($0)" }?.contains(words) == true, "\(failure.map { "\($0)" } ?? "")")
  }
}

struct TopicsTests {
  private static let day = 86_400_000

  private func report(
    _ name: String, _ outcome: TopicReport.Outcome, found: TopicReport.Found? = nil, copies: Int32 = -1
  ) -> TopicReport {
    let declared = Kafka.TopicDeclaration(
      name: name, partitions: 8, replicationFactor: copies, configs: ["retention.ms": "\(30 * Self.day)"])
    return TopicReport(topic: declared, found: found, outcome: outcome)
  }

  private func found(_ partitions: Int32, _ retention: Int? = nil, copies: Int32 = 1) -> TopicReport.Found {
    .init(
      partitions: partitions, replicationFactor: copies, configs: retention.map { ["retention.ms": "\($0)"] })
  }

  @Test func showsWhatIsDeclaredWhatIsThereAndWhatIsDone() {
    let reports = [
      report("new", .created, copies: 3),
      report("more", .unchanged, found: found(12, 30 * Self.day)),
      report(
        "less", .changed(partitionsAdded: 4, configs: ["retention.ms"]), found: found(4, 90 * Self.day), copies: 3),
      report("odd", .refused("no right"), found: found(8, 5)), report("mock", .unchanged, found: found(8)),
    ]
    #expect(
      Topics.text(reports, isDry: false) == """
        topic  declared                      there                        done
        new    8 partitions, 30 d, 3 copies                               created
        more   8 partitions, 30 d            12 partitions, 30 d, 1 copy  nothing
        less   8 partitions, 30 d, 3 copies  4 partitions, 90 d, 1 copy   4 partitions added, retention.ms=2592000000
        odd    8 partitions, 30 d            8 partitions, 5 ms, 1 copy   FAILED
        mock   8 partitions, 30 d            8 partitions, 1 copy         nothing

        less has 1 copy instead of 3, which only kafka-reassign-partitions changes: --execute with a file that lists \
        the replicas of each partition
        odd FAILED: no right
        """)
  }
}
