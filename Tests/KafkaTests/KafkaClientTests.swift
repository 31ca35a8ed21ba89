import CKafka
import Foundation
import Kafka
import Messaging
import Testing

extension OnBrokers {
  @Suite struct KafkaClientTests {
    @Test(arguments: BrokerKind.here)
    func carriesRecordsByteForByte(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      let headers = [
        RecordHeader("ce_id", "one"), RecordHeader("twice", "1"), RecordHeader("twice", "2"),
        RecordHeader("null", nil), RecordHeader("empty", ""), RecordHeader("bytes", [0, 255, 0]),
      ]
      let pairs: [([UInt8]?, [UInt8]?)] = [([1, 0, 2], [3, 0]), (nil, [4]), ([5], nil), (nil, nil), ([], [])]
      let sent = pairs.enumerated().map { index, pair in
        OutgoingRecord(
          partition: broker.partition(), key: pair.0, value: pair.1, headers: index == 0 ? headers : [],
          tag: UInt64(index + 1))
      }
      let before = Date.now
      #expect(try KafkaProducer(broker.configuration()).deliver(sent).offsets == [0, 1, 2, 3, 4])
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      let records = try consumer.records(sent.count)
      #expect(records.map(\.key) == pairs.map(\.0))
      #expect(records.map(\.value) == pairs.map(\.1))
      #expect(records.map(\.headers) == [headers, [], [], [], []])
      #expect(records.map(\.offset) == [0, 1, 2, 3, 4])
      let seconds = Double(records[0].timestamp.milliseconds) / 1000 - before.timeIntervalSince1970
      #expect((-1...30).contains(seconds))
    }

    @Test(arguments: BrokerKind.here)
    func keepsTheOrderOfEachPartition(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind, partitions: 4)
      let records = (1...10_000).map { OutgoingRecord(broker.partition(Int32($0 % 4)), $0) }
      let reports = try KafkaProducer(broker.configuration()).deliver(records)
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign(Dictionary(uniqueKeysWithValues: (0..<4).map { (broker.partition($0), 0) }))
      let heard = try consumer.records(records.count)
      for number in Int32(0)..<4 {
        let own = reports.filter {
          if case .persisted(_, let partition, _) = $0 { partition.partition == number } else { false }
        }
        #expect(own.offsets == (0..<2500).map { Int64($0) })
        #expect(own.tags == records.filter { $0.partition.partition == number }.map(\.tag))
        #expect(
          heard.filter { $0.partition.partition == number }.map(\.value)
            == records.filter { $0.partition.partition == number }.map(\.value))
      }
      #expect(try consumer.partitionCount(of: broker.topic) == 4)
      #expect(try consumer.watermarks(of: broker.partition(3)) == 0..<2500)
    }

    @Test func reportsNothingForUntaggedRecords() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let records = [OutgoingRecord(broker.partition(), 0), OutgoingRecord(broker.partition(), 1)]
      #expect(try producer.deliver([records[1]]).tags == [1])
      #expect(try producer.send(records[...0]) == 1)
      #expect(producer.flush(milliseconds: 10_000))
      #expect(try producer.deliveries() == [])
      #expect(try producer.watermarks(of: broker.partition()) == 0..<2)
    }

    @Test func sendsFromSeveralThreads() async throws {
      let broker = try TestBroker(.embedded, partitions: 4)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.partitionCount(of: broker.topic)
      try await withThrowingTaskGroup { group in
        for number in Int32(0)..<4 {
          group.addTask {
            for tag in 1...500 { _ = try producer.send([OutgoingRecord(broker.partition(number), tag)]) }
          }
        }
        try await group.waitForAll()
      }
      #expect(producer.flush(milliseconds: 10_000))
      let reports = try producer.deliveries()
      try #require(reports.count == 2000)
      for number in Int32(0)..<4 {
        let own = reports.filter {
          if case .persisted(_, let partition, _) = $0 { partition.partition == number } else { false }
        }
        #expect(own.tags == (1...500).map { UInt64($0) })
      }
    }

    @Test func takesNoMoreThanItsQueueHolds() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(
        broker.configuration(["JOINERY_KAFKA_QUEUE_BUFFERING_MAX_MESSAGES": "100"]))
      let records = (1...250).map { OutgoingRecord(broker.partition(), $0) }
      #expect(try producer.send(records[...]) == 100)
      #expect(producer.flush(milliseconds: 10_000))
      #expect(try producer.deliveries().offsets == (0..<100).map { Int64($0) })
      #expect(try producer.deliver(Array(records[100...])).offsets == (100..<250).map { Int64($0) })
    }

    @Test func refusesARecordThatIsTooLarge() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let large = OutgoingRecord(
        partition: broker.partition(), key: nil, value: [UInt8](repeating: 0, count: 2_000_000), headers: [], tag: 1)
      let reports = try producer.deliver([large, OutgoingRecord(broker.partition(), 2)])
      #expect(Set(reports.tags) == [1, 2])
      #expect(Set(reports.offsets) == [nil, 0])
    }

    @Test(arguments: BrokerKind.here)
    func tellsThatATopicDoesNotExist(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      let producer = try KafkaProducer(broker.configuration())
      let consumer = try KafkaConsumer(broker.configuration())
      for client in [producer, consumer] as [any TopicMetadata] {
        #expect(throws: BrokerError.unknownTopic("nothing")) { try client.partitionCount(of: "nothing") }
        // The embedded broker creates what it is asked about.
        guard kind == .apache else { continue }
        #expect(throws: BrokerError.self) { try client.watermarks(of: TopicPartition("nothing", 0)) }
      }
      #expect(throws: BrokerError.unknownTopic("\(broker.topic)/7")) {
        _ = try producer.partitionCount(of: broker.topic)
        _ = try producer.send([OutgoingRecord(broker.partition(7), 1)])
      }
    }

    @Test(arguments: BrokerKind.here)
    func readsARange(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.deliver((1...100).map { OutgoingRecord(broker.partition(), $0) })
      #expect(try producer.read(broker.partition(), 10..<20).map(\.offset) == Array(10..<20))
      #expect(try producer.read(broker.partition(), 99..<100).map(\.offset) == [99])
      #expect(try producer.read(broker.partition(), 0..<100).count == 100)
      #expect(try producer.read(broker.partition(), 5..<5) == [])
      #expect(throws: BrokerError.self) { try producer.read(broker.partition(), 90..<101) }
    }

    @Test func readsWhatEvictionLeft() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration(["JOINERY_KAFKA_COMPRESSION_CODEC": "none"]))
      // The embedded broker keeps 5 MiB of a partition.
      let records = (1...60).map {
        OutgoingRecord(
          partition: broker.partition(), key: nil, value: [UInt8](repeating: 7, count: 200_000), headers: [],
          tag: UInt64($0))
      }
      _ = try producer.deliver(records)
      let low = try producer.watermarks(of: broker.partition()).lowerBound
      try #require(low > 2)
      #expect(try producer.read(broker.partition(), 0..<low) == [])
      #expect(try producer.read(broker.partition(), 0..<low + 2).map(\.offset) == [low, low + 1])
    }

    @Test(arguments: BrokerKind.here)
    func commitsForLagTools(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      _ = try KafkaProducer(broker.configuration()).deliver((1...3).map { OutgoingRecord(broker.partition(), $0) })
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      _ = try consumer.records(3)
      consumer.commit([broker.partition(): 2])
      let end = ContinuousClock.now + .seconds(30)
      while try committed(broker) != 2 { try #require(ContinuousClock.now < end, "the commit is not seen") }
    }

    /// Asked of the broker as a lag tool would, with librdkafka and none of our code; negative for none.
    private func committed(_ broker: TestBroker) throws -> Int64 {
      let conf = rd_kafka_conf_new()
      for (name, value) in [("bootstrap.servers", broker.address), ("group.id", "group-\(broker.topic)")] {
        rd_kafka_conf_set(conf, name, value, nil, 0)
      }
      let client = try #require(rd_kafka_new(RD_KAFKA_CONSUMER, conf, nil, 0))
      defer { rd_kafka_destroy(client) }
      let list = try #require(rd_kafka_topic_partition_list_new(1))
      defer { rd_kafka_topic_partition_list_destroy(list) }
      rd_kafka_topic_partition_list_add(list, broker.topic, 0)
      guard rd_kafka_committed(client, list, 5000) == RD_KAFKA_RESP_ERR_NO_ERROR else { return -1 }
      return list.pointee.elems[0].offset
    }

    @Test(arguments: [true, false])
    func wakeEndsAWait(_ before: Bool) async throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      for (wait, wake) in [(producer.wait, producer.wake), (consumer.wait, consumer.wake)] {
        let time = duration {
          if before {
            wake()
          } else {
            Thread.detachNewThread { wake() }
          }
          wait(60_000)
        }
        #expect(time < .seconds(10))
      }
    }

    @Test func waitKeepsItsTimeWhenNothingHappens() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let consumer = try KafkaConsumer(broker.configuration())
      #expect(duration { producer.wait(milliseconds: 50) } >= .milliseconds(50))
      #expect(duration { consumer.wait(milliseconds: 50) } >= .milliseconds(50))
    }

    /// librdkafka signals a queue only when it was empty: what a poll left behind must be seen all the same.
    @Test func doesNotSleepOnWhatWasLeftBehind() throws {
      let broker = try TestBroker(.embedded)
      _ = try KafkaProducer(broker.configuration()).deliver((1...100).map { OutgoingRecord(broker.partition(), $0) })
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      var heard = 0
      let time = try duration {
        while heard < 100 {
          consumer.wait(milliseconds: 20_000)
          heard += try consumer.poll(atMost: 3).records.count
        }
      }
      #expect(time < .seconds(15))
    }

    @Test func kcatReadsKeyValueAndHeaders() throws {
      let broker = try TestBroker(.embedded)
      let record = OutgoingRecord(
        partition: broker.partition(), key: Array("K1".utf8), value: Array(#"{"a":1}"#.utf8),
        headers: [RecordHeader("ce_id", "7"), RecordHeader("ce_type", "joinery.test.v1")], tag: 1)
      _ = try KafkaProducer(broker.configuration()).deliver([record])
      #expect(
        try kcat(broker, "-C", "-t", broker.topic, "-p", "0", "-o", "0", "-c", "1", "-f", "%k|%s|%h|%o\n")
          == "K1|{\"a\":1}|ce_id=7,ce_type=joinery.test.v1|0")
    }
  }
}
