import Contracts
import Dispatch
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("Events from one store to another")
struct DeliveryTests: TwoServices {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

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
    let (leads, sales) = try settled(30)
    let before = broker.records("joinery.leads").filter { $0.key != nil }.map(\.value)
    leads.relay?.inbox.replay(after: 0)
    try Node.settle([leads, sales])
    let after = broker.records("joinery.leads").filter { $0.key != nil }.map(\.value)
    #expect(after.count == 60 && Set(after) == Set(before))
    let status = try #require(leads.relay?.status.get())
    #expect(status.replays == 1 && status.replaying == nil)
    try expect(sales, 30)
  }

  @Test("a replay is over when the broker has all of it, not before")
  func replayWithoutBroker() throws {
    let (leads, sales) = try settled(30)
    broker.setAway(true)
    leads.relay?.inbox.replay(after: 0)
    for _ in 0..<5 {
      _ = try? leads.relay?.step(at: clock.now)
      clock.advance(milliseconds: 1_000)
    }
    #expect(leads.relay?.status.get().replays == 0)
    broker.setAway(false)
    try Node.settle([leads, sales])
    #expect(leads.relay?.status.get().replays == 1)
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
