import Contracts
import Dispatch
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("Events from one store to another")
struct DeliveryTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  func leads(newLog: Bool = false, seed: UInt64 = 1) throws -> Node {
    try Node(
      "leads", in: "\(folder.path)/leads", broker: broker, clock: clock, publishes: .leads, newLog: newLog, seed: seed)
  }

  func sales(_ handlers: [EventHandler] = [Node.copyEmployees, Node.copyShops]) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads], handlers: handlers, seed: 2)
  }

  static let cause = Cause(actor: "test", correlationID: "test")

  /// Has the writer wait until it is released.
  func holdUp(_ store: Store) -> DispatchSemaphore {
    let (started, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    store.later(for: Self.cause) { _ in
      started.signal()
      release.wait()
    }
    started.wait()
    return release
  }

  /// What every key should have gone through, in order.
  func expect(_ node: Node, _ count: Int, keys: Int = 5) throws {
    let applied = try node.applied()
    #expect(applied.count == count)
    for key in 0..<keys {
      let ofKey = applied.filter { $0.hasPrefix("k\(key)=") }
      #expect(ofKey == (0..<count).filter { $0 % keys == key }.map { "k\(key)=n\($0)" })
    }
  }

  func write(_ node: Node, _ range: Range<Int>) throws {
    for index in range { try node.write("k\(index % 5)", "n\(index)") }
  }

  @Test("a rebuild that shares its commit with a batch of events has all of them applied again")
  func rebuildInTheSameCommit() throws {
    let leads = try leads()
    let reporting = try Node(
      "reporting", in: "\(folder.path)/reporting", broker: broker, clock: clock, reads: [.leads],
      handlers: [Node.copyEmployees, Node.copyShops], ownThread: true, seed: 2)
    try write(leads, 0..<10)
    try Node.settle([leads, reporting])
    try write(leads, 10..<20)
    try Node.settle([leads], rounds: 2)
    let store = reporting.store
    let release = holdUp(store)
    store.later(for: Self.cause) { unit in
      for table in Consumer.tables + ["applied"] { try unit.database.run("DELETE FROM \(table)") }
      unit.invalidate()
    }
    // The writer goes on once the consumer's batch waits beside the rebuild.
    let deadline = ContinuousClock.now + .seconds(20)
    DispatchQueue.global().async {
      while store.load.waiting < 2, ContinuousClock.now < deadline {}
      release.signal()
    }
    #expect(throws: StoreError.self) { try reporting.consumer?.step(at: clock.now) }
    try Node.settle([leads, reporting])
    try expect(reporting, 20)
    store.close()
  }

  @Test("what was read ahead stays behind a batch that the store does not take")
  func refusedBatch() throws {
    let leads = try leads()
    let reporting = try Node(
      "reporting", in: "\(folder.path)/reporting", broker: broker, clock: clock, reads: [.leads],
      handlers: [Node.copyEmployees, Node.copyShops], ownThread: true, queueLimit: 1, pollLimit: 3, seed: 2)
    try write(leads, 0..<5)
    try Node.settle([leads, reporting])
    try write(leads, 5..<60)
    try Node.settle([leads], rounds: 2)
    let store = reporting.store
    let release = holdUp(store)
    store.later(for: Self.cause) { _ in }
    for _ in 0..<3 {
      #expect(throws: StoreError.self) { try reporting.consumer?.step(at: clock.now) }
    }
    release.signal()
    let deadline = ContinuousClock.now + .seconds(20)
    while store.load.waiting > 0, ContinuousClock.now < deadline {}
    try Node.settle([leads, reporting])
    try expect(reporting, 60)
    #expect(reporting.consumer?.status.get().gaps == 0)
    store.close()
  }

  @Test("the cursor costs few commits of its own, and is kept when the time has come")
  func cursor() throws {
    let leads = try leads()
    try Node.settle([leads])
    let before = leads.store.load.groups
    for index in 0..<20 {
      try write(leads, index..<index + 1)
      while try leads.relay?.step(at: clock.now) ?? false {}
    }
    // One each, one for a head, one for the cursor.
    #expect(leads.store.load.groups <= before + 22)
    try Node.settle([leads], rounds: 2)
    #expect(try leads.count("SELECT published FROM log_state") == 20)
  }

  @Test("each event is applied once and in order, across restarts of both sides")
  func once() throws {
    for round in 0..<4 {
      let (leads, sales) = (try leads(seed: UInt64(10 + round)), try sales())
      try write(leads, round * 10..<round * 10 + 10)
      try Node.settle([leads, sales])
      try expect(sales, round * 10 + 10)
      leads.store.close()
      sales.store.close()
    }
  }

  @Test("a lost acknowledgement makes duplicates in the topic and none in the store")
  func lostAcknowledgement() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales])
    broker.loseReports(3)
    try write(leads, 0..<20)
    for _ in 0..<5 { _ = try? leads.relay?.step(at: clock.now) }
    try Node.settle([leads, sales])
    try expect(sales, 20)
    #expect(broker.records("joinery.leads").filter { $0.key != nil }.count > 20)
    #expect(leads.relay?.status.get().published == 20)
  }

  @Test("an evicted tail is noticed by the head, asked for and healed, with nothing written after")
  func evictedTail() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<10)
    try Node.settle([leads, sales])
    try write(leads, 10..<20)
    while try leads.relay?.step(at: clock.now) ?? false {}
    for partition in 0..<Int32(8) {
      let place = TopicPartition("joinery.leads", partition)
      broker.evict(place, before: try leads.producer.watermarks(of: place).upperBound)
    }
    try Node.settle([leads, sales])
    try expect(sales, 20)
  }

  @Test(
    "a broker that comes back empty is filled by asking",
    arguments: [true, false])
  func emptyBroker(underNewCluster: Bool) throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<10)
    try Node.settle([leads, sales])
    try write(leads, 10..<30)
    while try leads.relay?.step(at: clock.now) ?? false {}
    if underNewCluster { broker.restartEmpty() } else { broker.recreate("joinery.leads") }
    try Node.settle([leads, sales])
    try expect(sales, 30)
    try write(leads, 30..<40)
    try Node.settle([leads, sales])
    try expect(sales, 40)
  }

  @Test("a new log that is already longer than the stored offset is healed, though no error is ever given")
  func longerLog() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<5)
    try Node.settle([leads, sales])
    broker.recreate("joinery.leads")
    try write(leads, 5..<200)
    while try leads.relay?.step(at: clock.now) ?? false {}
    try Node.settle([leads, sales])
    try expect(sales, 200)
  }

  @Test("a consumer that starts late gets what the topic no longer has")
  func lateConsumer() throws {
    let leads = try leads()
    try write(leads, 0..<30)
    try Node.settle([leads], rounds: 3)
    broker.recreate("joinery.leads")
    try write(leads, 30..<35)
    let sales = try sales()
    try Node.settle([leads, sales])
    try expect(sales, 35)
  }

  @Test("an answer larger than its limit comes in several parts")
  func longAnswer() throws {
    let leads = try leads()
    let text = String(repeating: "长", count: 20_000)
    for index in 0..<60 { try leads.write("k0", "\(index)\(text)") }
    try Node.settle([leads], rounds: 3)
    broker.recreate("joinery.leads")
    let sales = try sales()
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM applied") == 60)
    #expect(leads.relay?.status.get().answers ?? 0 >= 8)
  }

  @Test("records out of order are asked for again, never held in memory, never stepped over")
  func outOfOrder() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<5)
    try Node.settle([leads, sales])
    try write(leads, 5..<30)
    while try leads.relay?.step(at: clock.now) ?? false {}
    let records = broker.records("joinery.leads")
    broker.recreate("joinery.leads")
    var random = SplitMix64(seed: 4)
    for record in records.shuffled(using: &random) + records.shuffled(using: &random) {
      broker.append(record.partition, key: record.key, value: record.value, headers: record.headers)
    }
    try Node.settle([leads, sales])
    try expect(sales, 30)
    #expect(sales.consumer?.status.get().gaps ?? 0 > 0)
  }

  @Test("partitions can be added while events flow")
  func morePartitions() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<20)
    try Node.settle([leads, sales], rounds: 2)
    broker.addPartitions("joinery.leads", upTo: 16)
    for part in 0..<8 {
      try write(leads, 20 + part * 10..<30 + part * 10)
      try Node.settle([leads, sales], rounds: 2)
    }
    try Node.settle([leads, sales])
    try expect(sales, 100)
    let places = Set(broker.records("joinery.leads").filter { $0.key != nil }.map(\.partition.partition))
    #expect(places.allSatisfy { $0 < 16 })
  }

  @Test("events wait in the event journal while the broker is away")
  func brokerAway() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales], rounds: 2)
    broker.setAway(true)
    try write(leads, 0..<50)
    for _ in 0..<5 {
      _ = try? leads.relay?.step(at: clock.now)
      _ = try? sales.consumer?.step(at: clock.now)
      clock.advance(milliseconds: 1_000)
    }
    broker.setAway(false)
    try Node.settle([leads, sales])
    try expect(sales, 50)
  }

  @Test("a replay sends the event journal again, and consumers drop what they have")
  func replay() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<30)
    try Node.settle([leads, sales])
    let before = broker.records("joinery.leads").filter { $0.key != nil }.map(\.value)
    leads.relay?.inbox.replay(after: 0)
    try Node.settle([leads, sales])
    let after = broker.records("joinery.leads").filter { $0.key != nil }.map(\.value)
    #expect(after.count == 60 && Set(after) == Set(before))
    try expect(sales, 30)
  }

  @Test("questions and heads with impossible numbers hurt nobody")
  func impossibleNumbers() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<5)
    try Node.settle([leads, sales])
    let epoch = try #require(sales.consumer?.status.get().sources[.leads]?.epoch)
    for numbers in [#"{"0":9223372036854775807}"#, #"{"0":-9223372036854775808}"#, #"{"999":1,"-1":1,"x":2}"#] {
      for partition in ["0", "-1", "2147483648"] {
        let question =
          #"{"id":"q","consumer":"x","source":"leads","epoch":"\#(epoch)","partition":\#(partition),"#
          + #""partitions":8,"numbers":\#(numbers)}"#
        broker.append(TopicPartition("joinery.replays", 0), key: nil, value: Array(question.utf8), headers: [])
      }
    }
    let head = #"{"epoch":"\#(epoch)","instance":"i","partition":0,"partitions":8,"numbers":{"0":9223372036854775807}}"#
    broker.append(
      TopicPartition("joinery.leads", 0), key: nil, value: Array(head.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "h"), RecordHeader("ce_source", "joinery/leads"),
        RecordHeader("ce_type", "joinery.leads.heads.v1"), RecordHeader("ce_time", "2026-11-22T00:00:00.000Z"),
        RecordHeader("ce_streamepoch", epoch),
      ])
    try Node.settle([leads, sales], rounds: 10)
    try write(leads, 5..<20)
    try Node.settle([leads, sales])
    try expect(sales, 20)
    #expect(sales.consumer?.status.get().sources[.leads]?.missing.isEmpty == true)
  }

  @Test("a gap that was waited out in a log that is lost is asked for in the next one")
  func gapInALostLog() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, 0..<400)
    try Node.settle([leads, sales])
    // A gap is seen while much of the log is still to be read, and then the log is gone.
    try write(leads, 400..<420)
    while try leads.relay?.step(at: clock.now) ?? false {}
    for partition in 0..<Int32(8) {
      let place = TopicPartition("joinery.leads", partition)
      let log = try leads.producer.watermarks(of: place)
      broker.evict(place, before: max(log.lowerBound, log.upperBound - 1))
    }
    _ = try sales.consumer?.step(at: clock.now)
    broker.restartEmpty()
    try Node.settle([leads, sales])
    try expect(sales, 420)
  }

  @Test("partitions that are added under steady traffic are read")
  func partitionsUnderTraffic() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales], rounds: 3)
    broker.addPartitions("joinery.leads", upTo: 16)
    for index in 0..<60 {
      try write(leads, index..<index + 1)
      try Node.settle([leads, sales], rounds: 1)
    }
    try expect(sales, 60)
  }

  @Test("the event's record carries every attribute, and its key decides the partition")
  func attributes() throws {
    let leads = try leads()
    try leads.write("k1", "陈伟")
    try Node.settle([leads], rounds: 2)
    let record = try #require(broker.records("joinery.leads").first { $0.key != nil })
    let envelope = try Envelope(record)
    #expect(envelope.source == "joinery/leads")
    #expect(envelope.type == "joinery.leads.employee.changed.v1")
    #expect(envelope.stream == Catalog.stream(of: "k1"))
    #expect(record.partition.partition == Int32(Catalog.stream(of: "k1") % 8))
    #expect(envelope.number == 1)
    #expect(envelope.correlationID == "command")
    #expect(envelope.causationID == "command")
    #expect(envelope.actor == "test")
    #expect(envelope.key == "k1")
    #expect(envelope.subject == "k1")
    #expect(envelope.time == clock.now.adding(milliseconds: -2_000))
  }
}
