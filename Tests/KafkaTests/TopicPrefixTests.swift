import Kafka
import Messaging
import Testing

extension OnBrokers {
  /// Suites that share brokers, told apart by what stands before their topics' names.
  @Suite struct TopicPrefixTests {
    /// Brokers with the topic `orders` of each suite.
    private func shared(by prefixes: [String], _ kind: BrokerKind) throws -> (TestBroker, [KafkaConfiguration]) {
      let broker = try TestBroker(kind, partitions: 4)
      let configurations = try prefixes.map { try broker.configuration([TopicPrefix.variable: $0]) }
      for configuration in configurations {
        // Four partitions are what the embedded broker makes of a topic that it is asked about.
        let report = try KafkaTopics(configuration).apply([TopicDeclaration(name: broker.topic, partitions: 4)])
        #expect(report.first?.isRefused == false)
        #expect(report.first?.topic.name == configuration.topicPrefix.text + broker.topic)
      }
      return (broker, configurations)
    }

    @Test(arguments: BrokerKind.here) func suitesDoNotSeeEachOthersRecords(_ kind: BrokerKind) throws {
      let (broker, suites) = try shared(by: ["gz.", "sz."], kind)
      let place = broker.partition(0)
      for (index, suite) in suites.enumerated() {
        let producer = try KafkaProducer(suite)
        #expect(try producer.partitionCount(of: broker.topic) == 4)
        let records = (0...index).map { OutgoingRecord(place, 10 * (index + 1) + $0) }
        let reports = try producer.deliver(records)
        // Reports, records and marks bear the names inside.
        for case .persisted(_, let partition, _) in reports { #expect(partition == place) }
        #expect(reports.count == index + 1 && reports.tags.count == index + 1)
      }
      for (index, suite) in suites.enumerated() {
        let consumer = try KafkaConsumer(suite)
        #expect(try consumer.watermarks(of: place) == 0..<Int64(index + 1))
        try consumer.assign([place: 0])
        let values = try consumer.records(index + 1).map { record in
          #expect(record.partition == place)
          return record.value.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(values == (0...index).map { "value \(10 * (index + 1) + $0)" })
        #expect(consumer.knownEnd(of: place) == Int64(index + 1))
        #expect(try KafkaProducer(suite).read(place, 0..<1).map(\.partition) == [place])
      }
      // Without a prefix there is only the topic of that name.
      let plain = try KafkaConsumer(broker.configuration())
      #expect(try plain.watermarks(of: place) == 0..<0)
    }

    @Test("the logs under two prefixes are two logs to a store")
    func identity() throws {
      let (broker, suites) = try shared(by: ["gz.", "sz.", ""], .embedded)
      let identities = try withExtendedLifetime(broker) { try suites.map { try KafkaConsumer($0).clusterID() } }
      #expect(Set(identities).count == 3 && identities[0].hasPrefix(identities[2]))
    }

    @Test(arguments: BrokerKind.here) func aTopicOfAnotherPrefixIsNotThere(_ kind: BrokerKind) throws {
      let (broker, _) = try shared(by: ["gz."], kind)
      let other = try KafkaProducer(broker.configuration([TopicPrefix.variable: "bj."]))
      let error = #expect(throws: BrokerError.self) { try other.partitionCount(of: broker.topic) }
      #expect("\(String(describing: error))".contains("bj.\(broker.topic)"))
    }
  }
}

@Suite struct TopicPrefixRuleTests {
  @Test(arguments: ["gz.", "a.b-c.", "9.", "group.gz."]) func takes(_ text: String) throws {
    let prefix = try TopicPrefix(environment: [TopicPrefix.variable: text])
    #expect(prefix.outside("joinery.sales") == "\(text)joinery.sales")
  }

  @Test(arguments: ["gz", "gz_", ".gz.", "-gz.", "gz/.", "广州.", "gz .", String(repeating: "a", count: 32) + "."])
  func refusesWithTheRemedy(_ text: String) {
    let error = #expect(throws: KafkaConfigurationError.self) {
      try KafkaConfiguration(
        bootstrapServers: "127.0.0.1:1", clientID: "test", groupID: "test",
        environment: [TopicPrefix.variable: text])
    }
    #expect(error?.description.contains("JOINERY_TOPIC_PREFIX: '\(text)'") == true)
    #expect(error?.description.contains("such as gz.") == true)
  }

  @Test func groupsAndClientsHaveItToo() throws {
    let configuration = try KafkaConfiguration(
      bootstrapServers: "127.0.0.1:1", clientID: "client", groupID: "group", environment: [TopicPrefix.variable: "gz."])
    #expect([configuration.clientID, configuration.groupID] == ["gz.client", "gz.group"])
  }
}
