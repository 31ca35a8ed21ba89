import Foundation
import Kafka
import Messaging
import TestSupport
import Testing

extension OnBrokers {
  @Suite struct KafkaTopicsTests {
    @Test func findsTheTopicsOfTheEmbeddedBroker() throws {
      let broker = try TestBroker(.embedded, partitions: 8)
      let topics = try KafkaTopics(broker.configuration())
      let declared = TopicDeclaration(name: broker.topic, partitions: 8, configs: ["retention.ms": "1000"])
      let other = TopicDeclaration(name: "\(broker.topic)-other", partitions: 8)
      let four = TopicDeclaration(name: "\(broker.topic)-four", partitions: 4)
      let reports = try topics.apply([declared, other, four])
      #expect(reports[0].outcome == .unchanged)
      guard case .refused(let reason) = reports[1].outcome else {
        Issue.record("\(reports[1])")
        return
      }
      #expect(reason.contains("--topics \(other.name):8"))
      #expect(reports[2].outcome == .createdByUse)
    }

    /// Needs Apache Kafka (JOINERY_KAFKA_LAUNCHER); skipped without it.
    @Test(.enabled(if: ApacheKafka.missing == nil, "set JOINERY_KAFKA_LAUNCHER to run it"))
    func bringsTopicsToWhatIsDeclared() throws {
      let configuration = try KafkaConfiguration(
        bootstrapServers: ApacheKafka.shared().address, clientID: "test", groupID: "test")
      let topics = try KafkaTopics(configuration)
      let name = "test-\(UUID().uuidString)"
      func apply(_ partitions: Int32, _ configs: [String: String]) throws -> TopicReport.Outcome? {
        try topics.apply([TopicDeclaration(name: name, partitions: partitions, configs: configs)]).first?.outcome
      }
      #expect(try apply(4, ["retention.ms": "3600000"]) == .created)
      #expect(try apply(4, ["retention.ms": "3600000"]) == .unchanged)
      #expect(
        try apply(8, ["retention.ms": "7200000"]) == .changed(partitionsBefore: 4, configs: ["retention.ms"]))
      // A setting that the declaration does not name stays.
      #expect(
        try apply(8, ["cleanup.policy": "compact"]) == .changed(partitionsBefore: nil, configs: ["cleanup.policy"]))
      #expect(try apply(8, ["retention.ms": "7200000", "cleanup.policy": "compact"]) == .unchanged)
      guard case .refused = try apply(2, [:]), case .refused = try apply(8, ["no.such.setting": "1"]) else {
        Issue.record("taken")
        return
      }
      #expect(try KafkaProducer(configuration).partitionCount(of: name) == 8)
    }

    @Test func saysThatNoBrokerAnswers() throws {
      let broker = try TestBroker(.embedded)
      try broker.stop()
      #expect(throws: BrokerError.self) { try KafkaTopics(broker.configuration()).apply([]) }
    }
  }

  @Suite struct BrokerTests {
    @Test func endsWithStatusZeroOnSIGTERM() throws {
      #expect(try EmbeddedBroker(topics: []).stop() == 0)
    }

    /// A client that waits for the broker would make its topic by asking for it, with another number of partitions.
    @Test func hasItsTopicsBeforeItsFirstClient() throws {
      let broker = try TestBroker(.embedded, partitions: 3)
      let producers = try (1...16).map { _ in try KafkaProducer(broker.configuration()) }
      for _ in 1...3 {
        for producer in producers { #expect(try producer.partitionCount(of: broker.topic) == 3) }
        try broker.stop()
        for producer in producers { #expect(try producer.send([OutgoingRecord(broker.partition(), 1)]) == 1) }
        try broker.start()
        for producer in producers { #expect(producer.flush(milliseconds: 60_000)) }
      }
    }

    @Test func saysThatThePortIsTaken() throws {
      let broker = try EmbeddedBroker(topics: [])
      let second = Process()
      second.executableURL = URL(filePath: try builtExecutable("broker"))
      second.arguments = ["--port", String(broker.port)]
      let complaint = Pipe()
      second.standardError = complaint
      try second.run()
      let text = String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      second.waitUntilExit()
      #expect(second.terminationStatus == 1)
      #expect(text.contains("port \(broker.port) ") && text.contains("--port"))
    }

    @Test(arguments: ["--topics a", "--topics a:0", "--port many", "--port 70000", "extra", "--unknown"])
    func refusesOptionsThatItDoesNotKnow(_ line: String) throws {
      let process = try ChildProcess(builtExecutable("broker"), line.split(separator: " ").map(String.init))
      #expect(try process.waitForExit(within: .seconds(10)) == 2)
    }

    @Test func refusesCommandsThatItDoesNotKnow() throws {
      let broker = try EmbeddedBroker(topics: [])
      try broker.control("delay 0")
      #expect(throws: ChildProcess.Failure.self) { try broker.control("explode") }
      #expect(throws: ChildProcess.Failure.self) { try broker.control("produce seven") }
    }
  }
}
