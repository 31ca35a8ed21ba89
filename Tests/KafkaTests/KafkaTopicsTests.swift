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
      #expect(reports[0].found == TopicReport.Found(partitions: 8, replicationFactor: 1, configs: nil))
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
      func report(_ partitions: Int32, _ configs: [String: String] = [:], copies: Int32 = -1, isDry: Bool = false)
        throws -> TopicReport
      {
        let declared = TopicDeclaration(
          name: name, partitions: partitions, replicationFactor: copies, configs: configs)
        return try #require(topics.apply([declared], isDry: isDry).first)
      }
      func apply(_ partitions: Int32, _ configs: [String: String]) throws -> TopicReport.Outcome {
        try report(partitions, configs).outcome
      }
      /// Brokers hear of what the controller has set a moment later.
      func settle(_ partitions: Int32, _ configs: [String: String]) throws {
        let end = ContinuousClock.now + .seconds(30)
        while try report(partitions, configs, isDry: true).outcome != .unchanged {
          try #require(ContinuousClock.now < end, "\(partitions) partitions and \(configs) are there")
        }
      }
      let (hour, two) = (["retention.ms": "3600000"], ["retention.ms": "7200000"])
      #expect(try report(4, isDry: true).outcome == .created)
      #expect(try apply(4, hour) == .created)
      try settle(4, hour)
      #expect(try apply(4, hour) == .unchanged)
      let more = try report(8, two, isDry: true)
      #expect(more.outcome == .changed(partitionsAdded: 4, configs: ["retention.ms"]))
      #expect(more.found == .init(partitions: 4, replicationFactor: 1, configs: hour))
      #expect(try apply(8, two) == more.outcome)
      try settle(8, two)
      // A setting that the declaration does not name stays.
      #expect(
        try apply(8, ["cleanup.policy": "compact"]) == .changed(partitionsAdded: 0, configs: ["cleanup.policy"]))
      try settle(8, ["retention.ms": "7200000", "cleanup.policy": "compact"])
      guard case .refused = try apply(8, ["no.such.setting": "1"]) else {
        Issue.record("taken")
        return
      }
      // Somebody added partitions: more than declared are no fault, and none is taken away.
      #expect(try apply(2, [:]) == .unchanged)
      #expect(try KafkaProducer(configuration).partitionCount(of: name) == 8)
      let copies = try report(8, copies: 3)
      #expect(copies.outcome == .unchanged && copies.hasOtherReplication && !copies.isRefused)
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
