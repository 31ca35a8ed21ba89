import Contracts
import Foundation
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("Backup and restore of a set of stores")
struct BackupTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  func leads(_ name: String = "leads", seed: UInt64 = 1) throws -> Node {
    try Node("leads", in: "\(folder.path)/\(name)", broker: broker, clock: clock, publishes: .leads, seed: seed)
  }

  func sales(_ name: String = "sales", seed: UInt64 = 2) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/\(name)", broker: broker, clock: clock, reads: [.leads],
      handlers: [Node.copyEmployees], seed: seed)
  }

  /// Writes a copy of a node's store into a folder of its own, as a backup would hold it.
  func copy(_ node: Node, to name: String) throws -> String {
    let copy = try node.store.copy()
    try makeFolder("\(folder.path)/\(name)")
    let path = "\(folder.path)/\(name)/\(node.service).sqlite"
    var bytes: [UInt8] = []
    while bytes.count < Int(copy.bytes) { bytes += try copy.read(at: Int64(bytes.count), atMost: 100_000) }
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// Makes the copies the beginning of a new life, as `joinery restore` does.
  func restart(_ leads: String, _ sales: String, left: Set<String>, round: Int = 1) throws {
    let old = try BackupStore(of: leads, source: .leads).epoch
    try BackupStore.restart(leads, epoch: "new-\(round)", sources: [:], left: left, at: clock.now)
    try BackupStore.restart(
      sales, epoch: "its-\(round)", sources: [.leads: .init(old: old, new: "new-\(round)")], left: [], at: clock.now)
  }

  /// Leaves a backup of leads and sales, which have one event, and ends both.
  func backUp() throws {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "a")
    try Node.settle([leads, sales], rounds: 5)
    for node in [leads, sales] {
      _ = try copy(node, to: "backup")
      node.store.close()
    }
  }

  /// Puts that backup back, and has both go on with it.
  func restore(left: Set<String>, round: Int) throws -> (leads: Node, sales: Node) {
    try folder.copy("backup", to: "leads-2")
    try folder.copy("backup", to: "sales-2")
    try restart(
      "\(folder.path)/leads-2/leads.sqlite", "\(folder.path)/sales-2/sales.sqlite", left: left, round: round)
    let (leads, sales) = (try leads("leads-2", seed: 20 + UInt64(round)), try sales("sales-2", seed: 30))
    try Node.settle([leads, sales])
    return (leads, sales)
  }

  func refusal(_ node: Node) -> String? {
    if case .refused(let reason) = node.relay?.status.get().state { reason } else { nil }
  }

  @Test("while a lease is held nothing new is published; after it everything is")
  func lease() throws {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "a")
    try Node.settle([leads, sales], rounds: 5)
    let lease = try #require(leads.relay?.lease)
    #expect(lease.take("one", seconds: 60, at: clock.now))
    #expect(!lease.take("two", seconds: 60, at: clock.now))
    try leads.write("k1", "b")
    try Node.settle([leads, sales], rounds: 20)
    #expect(leads.relay?.status.get().pausedFor == "one")
    #expect(try sales.applied() == ["k1=a"])
    #expect(lease.renew("one", seconds: 60, at: clock.now))
    try Node.settle([leads, sales], rounds: 50)
    #expect(try sales.applied() == ["k1=a"])
    #expect(lease.release("one", at: clock.now))
    try Node.settle([leads, sales], rounds: 5)
    #expect(try sales.applied() == ["k1=a", "k1=b"])
    #expect(!lease.release("one", at: clock.now))
  }

  @Test("a lease ends by itself after 60 s, whatever was asked for, and cannot be renewed then")
  func leaseEnds() throws {
    let leads = try leads()
    try Node.settle([leads], rounds: 2)
    let lease = try #require(leads.relay?.lease)
    #expect(lease.take("one", seconds: 3_600, at: clock.now))
    try leads.write("k1", "a")
    try Node.settle([leads], rounds: 59)
    #expect(leads.relay?.status.get().sent == 0)
    try Node.settle([leads], rounds: 3)
    #expect(leads.relay?.status.get().sent == 1)
    #expect(!lease.renew("one", seconds: 60, at: clock.now))
    #expect(!lease.release("one", at: clock.now))
  }

  @Test("a set put back goes on under new epochs, with the topics still there, emptied, or lost", arguments: 0..<4)
  func restore(kind: Int) throws {
    let stores: (String, String)
    let old: String
    do {
      let (leads, sales) = (try leads(), try sales())
      for round in 0..<20 { try leads.write("k\(round % 5)", "a\(round)") }
      try Node.settle([leads, sales], rounds: 5)
      // What was written but not published yet, and what was published but not applied yet, belong to the backup too.
      _ = leads.relay?.lease.take("one", seconds: 60, at: clock.now)
      try leads.write("k1", "unpublished")
      stores = (try copy(leads, to: "leads-2"), try copy(sales, to: "sales-2"))
      old = try BackupStore(of: stores.0, source: .leads).epoch
      _ = leads.relay?.lease.release("one", at: clock.now)
      for round in 0..<20 { try leads.write("k\(round % 5)", "lost\(round)") }
      try Node.settle([leads, sales], rounds: 5)
      #expect(try sales.applied().count == 41)
      leads.store.close()
      sales.store.close()
    }
    if kind == 1 { broker.recreate("joinery.leads") }
    if kind == 2 { broker.restartEmpty() }
    if kind == 3 {
      for partition in 0..<8 { broker.evict(TopicPartition("joinery.leads", Int32(partition)), before: 3) }
    }
    let found = try OwnTopic.epochs(of: .leads, InMemoryProducer(broker))
    #expect(found == (kind == 1 || kind == 2 ? [] : [old]))
    try restart(stores.0, stores.1, left: found)
    let (leads, sales) = (try leads("leads-2", seed: 11), try sales("sales-2", seed: 12))
    try Node.settle([leads, sales])
    #expect(refusal(leads) == nil)
    #expect(leads.relay?.status.get().epoch == "new-1")
    #expect(try sales.applied().count == 21)
    #expect(try sales.applied().last == "k1=unpublished")
    try leads.write("k1", "after")
    try Node.settle([leads, sales])
    #expect(try sales.applied().count == 22)
    #expect(try sales.applied().last == "k1=after")
    #expect(sales.consumer?.status.get().sources[.leads]?.stopped == nil)
    #expect(sales.consumer?.status.get().sources[.leads]?.missing.isEmpty == true)
  }

  @Test("the same set put back a second time knows the epoch of the first time as left, and is refused without")
  func twice() throws {
    try backUp()
    for round in 1...3 {
      let found = try OwnTopic.epochs(of: .leads, InMemoryProducer(broker))
      let (leads, sales) = try restore(left: round == 3 ? [] : found, round: round)
      #expect((refusal(leads) == nil) == (round < 3))
      if round < 3 {
        try leads.write("k1", "round \(round)")
        try Node.settle([leads, sales])
        #expect(try sales.applied() == ["k1=a", "k1=round \(round)"])
      }
      leads.store.close()
      sales.store.close()
    }
  }

  @Test("a record of the first of three restores comes again after the last one, and is known as left")
  func lateRecord() throws {
    try backUp()
    var late: Record?
    for round in 1...3 {
      let (leads, sales) = try restore(left: try OwnTopic.epochs(of: .leads, InMemoryProducer(broker)), round: round)
      if round == 1 {
        late = broker.records("joinery.leads").last { $0.partition.partition == 0 }
        #expect(try Envelope(try #require(late)).epoch == "new-1")
      } else if round == 3, let late {
        broker.append(late.partition, key: late.key, value: late.value, headers: late.headers)
        try Node.settle([leads, sales])
        #expect(refusal(leads) == nil)
      }
      leads.store.close()
      sales.store.close()
    }
  }

  @Test("a source put back alone is refused")
  func alone() throws {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "a")
    try Node.settle([leads, sales], rounds: 5)
    _ = try copy(leads, to: "leads-2")
    try leads.write("k1", "b")
    try Node.settle([leads, sales], rounds: 5)
    leads.store.close()
    let old = try self.leads("leads-2", seed: 8)
    try Node.settle([old], rounds: 5)
    #expect(refusal(old)?.contains("joinery restore") == true)
    #expect(old.store.refusal != nil)
  }

  @Test("copies that are not of one moment are found out: a consumer ahead of its source")
  func ahead() throws {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "a")
    try Node.settle([leads, sales], rounds: 5)
    let early = try copy(leads, to: "early")
    try leads.write("k1", "b")
    try Node.settle([leads, sales], rounds: 5)
    let late = try copy(leads, to: "late")
    let consumer = try copy(sales, to: "late")
    #expect(try BackupStore.differences(among: [(.leads, late), (.sales, consumer)]).isEmpty)
    #expect(try BackupStore.differences(among: [(.leads, early), (.sales, consumer)]).count == 1)
    #expect(try BackupStore.differences(among: [(.sales, consumer)]).count == 1)
  }

  @Test("a copy says what it is, and a damaged one is found out")
  func summary() throws {
    let (leads, sales) = (try leads(), try sales())
    for round in 0..<300 { try leads.write("k\(round)", String(repeating: "x", count: 200)) }
    try Node.settle([leads, sales], rounds: 5)
    let path = try copy(sales, to: "copy")
    let store = try BackupStore(of: path, source: .sales)
    #expect(store.applied == ["leads": 300])
    #expect(store.epochs["leads"] == leads.relay?.status.get().epoch)
    #expect(store.schema["test"] == 1)
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.replaceSubrange(20_000..<30_000, with: Data(repeating: 0xa5, count: 10_000))
    try bytes.write(to: URL(filePath: path))
    #expect(throws: (any Error).self) { try BackupStore(of: path, source: .sales) }
  }
}
