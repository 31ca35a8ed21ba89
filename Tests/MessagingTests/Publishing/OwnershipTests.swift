import Glibc
import Contracts
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("Epochs, old copies and second writers")
struct OwnershipTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  func leads(_ name: String = "leads", newLog: Bool = false, seed: UInt64 = 1) throws -> Node {
    try Node(
      "leads", in: "\(folder.path)/\(name)", broker: broker, clock: clock, publishes: .leads, newLog: newLog,
      seed: seed)
  }

  func sales(seed: UInt64 = 2) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads],
      handlers: [Node.copyEmployees], seed: seed)
  }

  /// Has leads publish one event and end.
  func publish(_ name: String, seed: UInt64 = 1) throws {
    let leads = try leads(seed: seed)
    try leads.write("k1", name)
    try Node.settle([leads], rounds: 3)
    leads.store.close()
  }

  func refusal(_ node: Node) -> String? {
    if case .refused(let reason) = node.relay?.status.get().state { reason } else { nil }
  }

  @Test("commands are refused until the last heads of the topic were read")
  func checking() throws {
    let leads = try leads()
    #expect(leads.store.refusal != nil)
    broker.setAway(true)
    #expect(throws: BrokerError.self) { try leads.relay?.step(at: clock.now) }
    #expect(leads.store.refusal != nil)
    broker.setAway(false)
    try Node.settle([leads], rounds: 1)
    #expect(leads.store.refusal == nil)
  }

  @Test("what a broker that hangs does not take is told, though each question to it fails")
  func hanging() throws {
    let leads = try leads()
    try Node.settle([leads], rounds: 3)
    broker.setAway(true)
    clock.advance(milliseconds: 10_000)
    let written = clock.now
    try leads.write("k1", "a")
    for _ in 0..<3 {
      clock.advance(milliseconds: 30_000)
      _ = try? leads.relay?.step(at: clock.now)
    }
    let status = try #require(leads.relay?.status.get())
    #expect(status.oldestUnpublished == written)
    #expect(status.last == status.published + 1)
  }

  @Test("an old copy of a store, put back alone, is refused at start")
  func oldCopy() throws {
    try publish("a")
    try folder.copy("leads", to: "old")
    try publish("b", seed: 3)
    let old = try leads("old", seed: 4)
    try Node.settle([old], rounds: 3)
    let words = try #require(refusal(old))
    #expect(words.contains("--new-log") && words.contains("joinery restore"))
    #expect(old.store.refusal != nil)
    #expect(broker.records("joinery.leads").filter { $0.key != nil }.count == 2)
  }

  @Test("a copy made while its owner ran, whose start it therefore knows, is refused by the numbers in the heads")
  func copyOfTheSameStart() throws {
    do {
      let leads = try leads()
      try leads.write("k1", "a")
      try Node.settle([leads], rounds: 3)
      try folder.copy("leads", to: "old")
      try leads.write("k1", "b")
      try Node.settle([leads], rounds: 3)
      leads.store.close()
    }
    let old = try leads("old", seed: 4)
    try Node.settle([old], rounds: 3)
    #expect(refusal(old)?.contains("2 events") == true)
  }

  @Test("an old copy that was only idle since is refused by the instance in the heads")
  func idleCopy() throws {
    try publish("a")
    try folder.copy("leads", to: "old")
    let again = try leads(seed: 3)
    try Node.settle([again], rounds: 3)
    let old = try leads("old", seed: 4)
    try Node.settle([old], rounds: 3)
    #expect(refusal(old) != nil)
    #expect(refusal(again) == nil)
  }

  @Test("a store that is new does not write into a topic with a history", arguments: [false, true])
  func newStore(withNewLog: Bool) throws {
    try publish("a")
    let other = try leads("other", newLog: withNewLog, seed: 9)
    try Node.settle([other], rounds: 3)
    #expect((refusal(other) == nil) == withNewLog)
  }

  @Test("of two running copies one sees the other within a minute and stops", arguments: [true, false])
  func secondWriter(busy: Bool) throws {
    let first = try leads()
    try first.write("k1", "a")
    try Node.settle([first], rounds: 3)
    try folder.copy("leads", to: "copy")
    let second = try leads("copy", seed: 5)
    var seconds = 0
    while refusal(first) == nil && refusal(second) == nil && seconds < 120 {
      if busy {
        try? first.write("k1", "first \(seconds)")
        try? second.write("k2", "second \(seconds)")
      }
      try Node.settle([first, second], rounds: 1)
      seconds += 1
    }
    #expect(seconds < 60)
    #expect((refusal(first) == nil) != (refusal(second) == nil) || busy)
    let stopped = refusal(first) == nil ? second : first
    #expect(stopped.store.refusal != nil)
  }

  @Test("records of another epoch are dropped; a source that goes on under one is read no more")
  func otherEpoch() throws {
    let sales = try sales()
    do {
      let leads = try leads()
      try leads.write("k1", "a")
      try Node.settle([leads, sales], rounds: 5)
      leads.store.close()
    }
    #expect(try sales.applied() == ["k1=a"])
    let leads = try leads(newLog: true, seed: 6)
    try Node.settle([leads], rounds: 2)
    try leads.write("k1", "b")
    try Node.settle([leads], rounds: 2)
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=a"])
    let status = try #require(sales.consumer?.status.get())
    #expect(status.droppedByEpoch > 0)
    #expect(status.sources[.leads]?.stopped?.contains("joinery restore") == true)
    try leads.write("k1", "c")
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=a"])
  }

  @Test("strays in one's own topic are stepped over, whoever wrote them")
  func strays() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales], rounds: 5)
    for partition in 0..<Int32(8) {
      broker.append(TopicPartition("joinery.leads", partition), key: nil, value: [1, 2, 3], headers: [])
    }
    try leads.write("k1", "a")
    try Node.settle([leads, sales])
    #expect(refusal(leads) == nil)
    #expect(leads.relay?.status.get().strays == 8)
    #expect(try sales.applied() == ["k1=a"])
    #expect(try sales.count("SELECT count(*) FROM kept_records WHERE held IS NULL AND value = x'010203'") == 8)
  }

  @Test("an event whose key was damaged in the event journal is kept once, however often it is asked for")
  func damagedKey() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales], rounds: 5)
    try leads.write("k1", "a")
    try leads.store.perform(for: Cause(actor: "test", correlationID: "damage")) { unit in
      _ = try unit.database.run("UPDATE event_journal SET key = 'other'")
    }
    try leads.write("k2", "b")
    try Node.settle([leads, sales], rounds: 200)
    #expect(try sales.applied() == ["k2=b"])
    #expect(leads.relay?.status.get().answers ?? 0 > 3)
    #expect(try sales.count("SELECT count(*) FROM kept_records WHERE held IS NULL") == 1)
    #expect(sales.consumer?.status.get().sources[.leads]?.missing.isEmpty == false)
  }

  @Test("a second owner of a store is told the first one's pid")
  func owner() throws {
    let first = try leads()
    let error = #expect(throws: StoreError.self) { try leads() }
    #expect(error.map { "\($0)" }?.contains("pid \(getpid())") == true)
    first.store.close()
  }
}
