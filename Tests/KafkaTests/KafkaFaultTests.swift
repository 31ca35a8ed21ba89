import Kafka
import Messaging
import TestSupport
import Testing

extension OnBrokers {
  @Suite struct KafkaFaultTests {
    @Test func tellsThatAPositionIsOutsideOfTheLog() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.deliver((1...10).map { OutgoingRecord(broker.partition(), $0) })
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      _ = try consumer.records(10)
      // The new log has nothing: the position is beyond its end.
      try broker.stop()
      try broker.start()
      _ = try consumer.events { $0.contains(.outOfRange(broker.partition())) }
      try consumer.assign([broker.partition(): 0])
      #expect(try producer.deliver([OutgoingRecord(broker.partition(), 11)]).offsets == [0])
      #expect(try consumer.records(1).map(\.offset) == [0])
    }

    @Test(arguments: BrokerKind.here)
    func tellsThatAnAssignedPositionIsOutsideOfTheLog(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 5])
      _ = try consumer.events { $0.contains(.outOfRange(broker.partition())) }
    }

    @Test func givesTheClusterIDOfTheBrokerThatIsThere() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let consumer = try KafkaConsumer(broker.configuration())
      let first = try producer.clusterID()
      #expect(try consumer.clusterID() == first)
      #expect(try producer.clusterID() == first)
      try broker.stop()
      try broker.start()
      let second = try producer.clusterID()
      #expect(second != first)
      #expect(try consumer.clusterID() == second)
    }

    @Test func keepsTheClusterIDThroughARestartOfApacheKafka() throws {
      guard BrokerKind.here.contains(.apache) else { return }
      let broker = try TestBroker(.apache)
      let producer = try KafkaProducer(broker.configuration())
      let first = try producer.clusterID()
      try broker.stop()
      try broker.start()
      #expect(try producer.clusterID() == first)
    }

    @Test(arguments: BrokerKind.here)
    func losesNothingWhileTheBrokerIsAway(_ kind: BrokerKind) throws {
      let broker = try TestBroker(kind)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.partitionCount(of: broker.topic)
      let records = (1...200).map { OutgoingRecord(broker.partition(), $0) }
      let first = try producer.deliver(Array(records[..<100]))
      #expect(first.offsets == (0..<100).map { Int64($0) })
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      _ = try consumer.records(100)
      try broker.stop()
      #expect(try producer.send(records[100...]) == 100)
      #expect(!producer.flush(milliseconds: 100))
      let disconnected = try consumer.events { $0.contains { if case .failed(nil, _) = $0 { true } else { false } } }
      #expect(disconnected.records == [])
      #expect(throws: BrokerError.self) { try consumer.watermarks(of: broker.partition()) }
      try broker.start()
      #expect(producer.flush(milliseconds: 60_000))
      let second = try producer.deliveries()
      #expect(second.tags == records[100...].map(\.tag))
      // The embedded broker forgot the first ones.
      let start: Int64 = kind == .embedded ? 0 : 100
      #expect(second.offsets == (start..<start + 100).map { $0 })
      try consumer.assign([broker.partition(): start])
      #expect(try consumer.records(100).map(\.value) == records[100...].map(\.value))
    }

    @Test func answersInTimeWhenTheBrokerHangs() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      let consumer = try KafkaConsumer(broker.configuration())
      _ = try producer.deliver([OutgoingRecord(broker.partition(), 1)])
      _ = try consumer.watermarks(of: broker.partition())
      try broker.onlyEmbedded().pause()
      let time = duration {
        #expect(throws: BrokerError.self) { try consumer.watermarks(of: broker.partition()) }
        #expect(throws: BrokerError.self) { try producer.partitionCount(of: broker.topic) }
      }
      #expect(time < .seconds(10))
      try broker.onlyEmbedded().resume()
      #expect(try producer.deliver([OutgoingRecord(broker.partition(), 2)]).tags == [2])
    }

    /// NOT_LEADER, REQUEST_TIMED_OUT, NOT_ENOUGH_REPLICAS, a connection that is cut before the answer.
    @Test(arguments: [6, 7, 19, 20, -195])
    func retriesWhatTheBrokerRefusesForAWhile(_ code: Int) throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.deliver([OutgoingRecord(broker.partition(), 1)])
      try broker.onlyEmbedded().control("produce \(code) \(code)")
      let records = (2...101).map { OutgoingRecord(broker.partition(), $0) }
      #expect(try producer.deliver(records).tags == records.map(\.tag))
      let consumer = try KafkaConsumer(broker.configuration())
      try consumer.assign([broker.partition(): 0])
      let end = try consumer.watermarks(of: broker.partition()).upperBound
      // This broker does not know a producer's sequence numbers, so records may stand in its log twice.
      var seen: Set<[UInt8]?> = []
      let heard = try consumer.records(Int(end)).map(\.value).filter { seen.insert($0).inserted }
      #expect(heard == (1...101).map { OutgoingRecord(broker.partition(), $0).value })
    }

    @Test func tellsOnceOfAFatalErrorAndGoesOnAfterRebuild() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.deliver([OutgoingRecord(broker.partition(), 1)])
      // OUT_OF_ORDER_SEQUENCE_NUMBER for the oldest request in flight.
      try broker.onlyEmbedded().control("produce 45")
      var reports: [Delivery] = []
      _ = try producer.send([OutgoingRecord(broker.partition(), 2)])
      // Whichever comes first, the report of the record or the error itself: it ends with the error.
      let error = #expect(throws: BrokerError.self) {
        for _ in 0..<10 {
          producer.wait(milliseconds: 10_000)
          reports += try producer.deliveries()
        }
      }
      guard case .fatal = error else {
        Issue.record("\(String(describing: error)), \(reports)")
        return
      }
      let again = #expect(throws: BrokerError.self) { try producer.send([OutgoingRecord(broker.partition(), 2)]) }
      #expect(again == error)
      reports += try producer.deliveries()
      #expect(reports.offsets.allSatisfy { $0 == nil })
      producer.rebuild()
      #expect(try producer.deliveries() == [])
      #expect(try producer.deliver([OutgoingRecord(broker.partition(), 2)]).tags == [2])
    }

    @Test func rebuildDropsWhatIsQueued() throws {
      let broker = try TestBroker(.embedded)
      let producer = try KafkaProducer(broker.configuration())
      _ = try producer.partitionCount(of: broker.topic)
      try broker.onlyEmbedded().control("down")
      #expect(try producer.send([OutgoingRecord(broker.partition(), 1)]) == 1)
      producer.rebuild()
      try broker.onlyEmbedded().control("up")
      #expect(try producer.deliver([OutgoingRecord(broker.partition(), 2)]).tags == [2])
      #expect(try producer.watermarks(of: broker.partition()) == 0..<1)
    }

    @Test(arguments: [true, false])
    func endsInTimeWhenTheBrokerIsGone(_ hung: Bool) throws {
      let broker = try TestBroker(.embedded)
      var producer: KafkaProducer? = try KafkaProducer(broker.configuration())
      var consumer: KafkaConsumer? = try KafkaConsumer(broker.configuration())
      _ = try producer?.deliver([OutgoingRecord(broker.partition(), 1)])
      try consumer?.assign([broker.partition(): 0])
      _ = try consumer?.records(1)
      if hung { try broker.onlyEmbedded().pause() } else { try broker.onlyEmbedded().kill() }
      _ = try producer?.send([OutgoingRecord(broker.partition(), 2)])
      consumer?.commit([broker.partition(): 1])
      #expect(duration { producer = nil } < .seconds(5))
      // A hung broker holds the commit until the request's own time (10 s) is over.
      #expect(duration { consumer = nil } < .seconds(hung ? 15 : 5))
    }
  }
}
