import Foundation
import Kafka
import Messaging
import Testing
import TestSupport

/// All tests that talk to a broker, one after the other: each broker is a process of its own, Apache Kafka is shared.
@Suite(.serialized) enum OnBrokers {}

/// The brokers that a test runs against.
enum BrokerKind: String, CaseIterable, Sendable {
  case embedded
  /// Only where JOINERY_KAFKA_LAUNCHER names a launcher of it. Without that these cases are left out, and the tests
  /// that know only Apache Kafka are shown as skipped.
  case apache

  static var here: [BrokerKind] { allCases.filter { $0 == .embedded || ApacheKafka.missing == nil } }
}

/// A broker with one topic of the test's own.
struct TestBroker {
  let topic: String
  let address: String
  private let embedded: EmbeddedBroker?
  private let apache: ApacheKafka?

  init(_ kind: BrokerKind, partitions: Int32 = 1) throws {
    topic = "test-\(UUID().uuidString)"
    let declaration = TopicDeclaration(name: topic, partitions: partitions)
    switch kind {
    case .embedded:
      let broker = try EmbeddedBroker(topics: [declaration])
      (embedded, apache, address) = (broker, nil, broker.address)
    case .apache:
      let broker = try ApacheKafka.shared()
      (embedded, apache, address) = (nil, broker, broker.address)
      let report = try KafkaTopics(configuration()).apply([declaration])
      #expect(report.map(\.outcome) == [.created])
    }
  }

  func configuration(_ environment: [String: String] = [:]) throws -> KafkaConfiguration {
    var configuration = try KafkaConfiguration(
      bootstrapServers: address, clientID: "test", groupID: "group-\(topic)", environment: environment)
    configuration.log = { _, _ in }  // brokers that come and go fill the output otherwise
    return configuration
  }

  func partition(_ number: Int32 = 0) -> TopicPartition { TopicPartition(topic, number) }

  func stop() throws {
    try embedded?.stop()
    try apache?.stop()
  }

  func start() throws {
    try embedded?.start()
    try apache?.start()
  }

  /// Hooks that only the embedded broker has.
  func onlyEmbedded() throws -> EmbeddedBroker { try #require(embedded) }
}

extension OutgoingRecord {
  init(_ partition: TopicPartition, _ number: Int) {
    self.init(
      partition: partition, key: Array("key".utf8), value: Array("value \(number)".utf8), headers: [],
      tag: UInt64(number))
  }
}

extension KafkaProducer {
  /// Sends all, waits for all reports and gives them in the order in which they came.
  func deliver(_ records: [OutgoingRecord], within time: Duration = .seconds(30)) throws -> [Delivery] {
    let end = ContinuousClock.now + time
    var sent = 0
    var reports: [Delivery] = []
    while reports.count < records.count {
      try #require(ContinuousClock.now < end, "\(reports.count) of \(records.count) reports within \(time)")
      sent += try send(records[sent...])
      wait(milliseconds: 1000)
      reports += try deliveries()
    }
    return reports
  }
}

extension KafkaConsumer {
  /// Polls until the condition holds on all that has come so far.
  func events(
    within time: Duration = .seconds(30), until enough: ([ConsumerEvent]) -> Bool
  ) throws -> [ConsumerEvent] {
    let end = ContinuousClock.now + time
    var events: [ConsumerEvent] = []
    while !enough(events) {
      try #require(ContinuousClock.now < end, "heard only \(events.suffix(5)) within \(time)")
      wait(milliseconds: 1000)
      events += try poll(atMost: 500)
    }
    return events
  }

  func records(_ count: Int, within time: Duration = .seconds(30)) throws -> [Record] {
    try events(within: time) { $0.records.count >= count }.records
  }
}

extension [ConsumerEvent] {
  var records: [Record] {
    compactMap { if case .record(let record) = $0 { record } else { nil } }
  }
}

extension [Delivery] {
  /// The offsets of the records that are in the log; nil where one failed or has none.
  var offsets: [Int64?] {
    map { if case .persisted(_, _, let offset) = $0 { offset } else { nil } }
  }

  var tags: [UInt64] {
    map {
      switch $0 {
      case .persisted(let tag, _, _), .failed(let tag, _, _): tag
      }
    }
  }
}

/// How long something took.
func duration(_ body: () throws -> Void) rethrows -> Duration { try ContinuousClock().measure(body) }

/// What kcat prints, without white space around it.
func kcat(_ broker: TestBroker, _ arguments: String...) throws -> String {
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["kcat", "-q", "-b", broker.address] + arguments
  let output = Pipe()
  process.standardOutput = output
  process.standardError = FileHandle.nullDevice
  try process.run()
  let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  try #require(process.terminationStatus == 0, "kcat (Debian's package kcat) failed")
  return text.trimmingCharacters(in: .whitespacesAndNewlines)
}
