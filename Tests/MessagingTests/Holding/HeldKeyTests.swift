import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import TestSupport
import Testing

@Suite("Events that cannot be applied")
struct HeldKeyTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  func leads() throws -> Node {
    try Node("leads", in: "\(folder.path)/leads", broker: broker, clock: clock, publishes: .leads)
  }

  func sales(
    _ handlers: [EventHandler] = [Node.copyEmployees, Node.copyShops], catchUp: [String: CatchUp] = [:]
  ) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads], handlers: handlers,
      catchUp: catchUp, seed: 2)
  }

  func held(_ node: Node) throws -> [HeldKey] { try node.store.read { try HeldKeys.list(in: $0) } }

  /// Discards the first record of a key.
  func discard(_ key: HeldKey, of node: Node) throws {
    try node.store.perform(for: Cause(actor: "test", correlationID: "discard")) { unit in
      _ = try HeldKeys.discard(key.id, who: "test", why: "bad", at: unit.now, in: unit.database)
    }
  }

  /// Both, after a poison that was held and is discarded.
  func discarded() throws -> (leads: Node, sales: Node, key: HeldKey) {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "poison")
    try Node.settle([leads, sales])
    let key = try #require(try held(sales).first)
    try discard(key, of: sales)
    return (leads, sales, key)
  }

  func write(_ node: Node, shop: String) throws {
    try node.store.perform(for: Cause(actor: "test", correlationID: "command")) { unit in
      _ = try unit.record(EmployeeChanged(code: "k9", name: "x", role: "shop", shop: ID(shop), active: true))
    }
  }

  @Test("a poison holds its key, other keys flow on, redrive and discard go on in order")
  func poison() throws {
    let (leads, sales) = (try leads(), try sales())
    for (key, name) in [("k1", "a"), ("k1", "poison 1"), ("k2", "b"), ("k1", "c"), ("k1", "poison 2"), ("k1", "d")] {
      try leads.write(key, name)
    }
    try Node.settle([leads, sales])
    func ofKey(_ key: String) throws -> [String] { try sales.applied().filter { $0.hasPrefix(key) } }
    #expect(try ofKey("k1") == ["k1=a"])
    #expect(try ofKey("k2") == ["k2=b"])
    let key = try #require(try held(sales).first)
    #expect(key.state == .parked && key.records == 4 && key.key == "k1")
    #expect(key.reason == "the name 'poison 1' cannot be taken")
    #expect(broker.records("joinery.leads.dead-letters").count == 1)

    try sales.store.perform(for: Cause(actor: "test", correlationID: "redrive")) { unit in
      try HeldKeys.redrive(key.id, in: unit.database)
    }
    try Node.settle([leads, sales])
    #expect(try held(sales).first?.records == 4)

    for (records, expected) in [(2, ["k1=a", "k1=c"]), (0, ["k1=a", "k1=c", "k1=d"])] {
      try discard(key, of: sales)
      try Node.settle([leads, sales])
      #expect(try held(sales).first?.records ?? 0 == records)
      #expect(try ofKey("k1") == expected)
    }
    #expect(try sales.count("SELECT count(*) FROM discards WHERE who = 'test' AND why = 'bad'") == 2)
    try leads.write("k1", "e")
    try Node.settle([leads, sales])
    #expect(try sales.applied().last == "k1=e")
  }

  @Test("copies find a place where dead letters have fewer partitions than their topic", arguments: [1, 3, 8])
  func fewerPartitions(count: Int) throws {
    broker.addPartitions("joinery.leads", upTo: 16)
    broker.recreate("joinery.leads.dead-letters", partitions: count)
    let (leads, sales) = (try leads(), try sales())
    for key in 0..<20 { try leads.write("k\(key)", "poison") }
    try Node.settle([leads, sales])
    #expect(try held(sales).count == 20)
    let copies = broker.records("joinery.leads.dead-letters")
    #expect(copies.count == 20 && copies.allSatisfy { $0.partition.partition < count })
    #expect(broker.records("joinery.leads").contains { $0.partition.partition >= 8 && $0.key?.first == 0x6b })
  }

  @Test("filters name keys; what is due is known until it is taken up")
  func filters() throws {
    let (leads, sales) = (try leads(), try sales())
    for (key, name) in [("k1", "poison a"), ("k2", "poison b"), ("k3", "poison ab")] { try leads.write(key, name) }
    try Node.settle([leads, sales])
    let keys = try held(sales)
    let first = try #require(keys.first { $0.key == "k1" })
    try sales.store.perform(for: Cause(actor: "test", correlationID: "redrive")) { unit in
      try HeldKeys.redrive(first.id, in: unit.database)
    }
    func found(_ change: (inout HeldKeyFilter) -> Void, after id: Int64 = 0) throws -> [String] {
      var filter = HeldKeyFilter()
      change(&filter)
      return try sales.store.read { [filter] in try HeldKeys.list(filter, after: id, in: $0) }.map(\.key).sorted()
    }
    #expect(try found { _ in } == ["k1", "k2", "k3"])
    #expect(try found { $0.reason = "poison a" } == ["k1", "k3"])
    #expect(try found({ _ in }, after: keys[0].id) == keys.dropFirst().map(\.key).sorted())
    #expect(try found { $0.isDue = true } == ["k1"] && found { $0.isDue = false } == ["k2", "k3"])
    #expect(try found { $0.source = "leads" }.count == 3 && found { $0.source = "sales" }.isEmpty)
    #expect(try found { $0.state = .parked }.count == 3 && found { $0.state = .waiting }.isEmpty)
    #expect(try found { $0.since = first.since }.count == 3 && found { $0.since = clock.now }.isEmpty)
    try Node.settle([leads, sales])
    #expect(try found { $0.isDue = true }.isEmpty && found { _ in }.count == 3)
  }

  @Test("a redrive of many records takes several transactions, each of a bounded number")
  func bounded() throws {
    let (leads, sales) = (try leads(), try sales())
    for key in 0..<4 {
      try leads.write("k\(key)", "poison")
      for index in 0..<300 { try leads.write("k\(key)", "n\(index)") }
    }
    try Node.settle([leads, sales], rounds: 10)
    for key in try held(sales) { try discard(key, of: sales) }
    var counts: [Int] = []
    while try !held(sales).isEmpty, counts.count < 50 {
      clock.advance(milliseconds: 1_000)
      _ = try sales.consumer?.step(at: clock.now)
      counts.append(try sales.applied().count)
    }
    let steps = zip(counts, [0] + counts).map { $0 - $1 }
    #expect(counts.last == 1200 && steps.allSatisfy { $0 < 800 } && steps.count { $0 > 0 } >= 2, "\(counts)")
    for key in 0..<4 {
      #expect(try sales.applied().filter { $0.hasPrefix("k\(key)=") } == (0..<300).map { "k\(key)=n\($0)" })
    }
  }

  @Test("a discarded last record frees its key")
  func discardedKey() throws {
    let (leads, sales, _) = try discarded()
    try leads.write("k1", "a")
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=a"])
  }

  @Test("a key that was freed does not lend its id to another one")
  func freedIds() throws {
    let (leads, sales, first) = try discarded()
    try leads.write("k2", "poison")
    try Node.settle([leads, sales], rounds: 3)
    try leads.write("k1", "a")
    try Node.settle([leads, sales], rounds: 3)
    #expect(try held(sales).map(\.key) == ["k2"])
    #expect(try held(sales).first.map { $0.id != first.id && $0.records == 1 } == true)
    #expect(try sales.applied() == ["k1=a"])
  }

  @Test("an error of the store is no poison: the batch is tried again, nothing is parked")
  func errorOfTheStore() throws {
    let failing = Latest(true)
    let handler = EventHandler.on(
      EmployeeChanged.self,
      copy: { event, origin, database in
        // SQLITE_CANTOPEN, as when no descriptor is left.
        if failing.get() { _ = try Database(path: "/nowhere/at/all.sqlite", mode: .readOnly) }
        try database.run("INSERT INTO applied (key, name, id) VALUES (?, ?, ?)", event.code.text, event.name, origin.id)
      })
    let (leads, sales) = (try leads(), try sales([handler]))
    try leads.write("k1", "a")
    for _ in 0..<10 {
      while try leads.relay?.step(at: clock.now) ?? false {}
      while (try? sales.consumer?.step(at: clock.now)) == true {}
      clock.advance(milliseconds: 1_000)
    }
    #expect(try held(sales).isEmpty)
    failing.update { $0 = false }
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=a"])
  }

  @Test("redrive applies what a fixed build can apply, in order, once")
  func fixed() throws {
    do {
      let (leads, sales) = (try leads(), try sales())
      for name in ["a", "poison", "b"] { try leads.write("k1", name) }
      try Node.settle([leads, sales])
      #expect(try sales.applied() == ["k1=a"])
      leads.store.close()
      sales.store.close()
    }
    let fixed = EventHandler.on(
      EmployeeChanged.self,
      copy: { event, origin, database in
        try database.run("INSERT INTO applied (key, name, id) VALUES (?, ?, ?)", event.code.text, event.name, origin.id)
      })
    let sales = try self.sales([fixed])
    let key = try #require(try held(sales).first)
    try sales.store.perform(for: Cause(actor: "test", correlationID: "redrive")) { unit in
      try HeldKeys.redrive(key.id, in: unit.database)
    }
    try Node.settle([sales])
    #expect(try sales.applied() == ["k1=a", "k1=poison", "k1=b"])
    #expect(try held(sales).isEmpty)
  }

  @Test("a reference that has not come yet waits, and applies by itself when it comes")
  func notYet() throws {
    let (leads, sales) = (try leads(), try sales())
    try write(leads, shop: "s1")
    try leads.write("k9", "later")
    try Node.settle([leads, sales])
    let key = try #require(try held(sales).first)
    #expect(key.state == .waiting && key.awaits == "leads/s1" && key.records == 2)
    #expect(try sales.applied().isEmpty)
    clock.advance(milliseconds: 86_400_000)
    try leads.store.perform(for: Cause(actor: "test", correlationID: "command")) { unit in
      _ = try unit.record(ShopChanged(code: "s1", name: "佛山一店", address: nil))
    }
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k9=x", "k9=later"])
    #expect(try held(sales).isEmpty)
  }

  @Test("numbered poison: damaged data in the event journal parks the key with the field named")
  func damaged() throws {
    let (leads, sales) = (try leads(), try sales())
    try Node.settle([leads, sales], rounds: 3)
    try leads.write("k1", "a")
    try leads.write("k2", "b")
    try leads.store.perform(for: Cause(actor: "test", correlationID: "damage")) { unit in
      _ = try unit.database.run(
        "UPDATE event_journal SET data = CAST('{\"code\":\"k1\",\"name\":7}' AS BLOB) WHERE key = 'k1'")
    }
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k2=b"])
    #expect(try held(sales).first?.reason.contains("'name'") == true)
  }

  @Test("an unknown version of a handled type parks its key")
  func unknownVersion() throws {
    let (leads, sales) = (try leads(), try sales())
    try leads.write("k1", "a")
    try leads.store.perform(for: Cause(actor: "test", correlationID: "damage")) { unit in
      _ = try unit.database.run("UPDATE event_journal SET type = 'joinery.leads.employee.changed.v9'")
    }
    try Node.settle([leads, sales])
    #expect(try held(sales).first?.reason.contains("version 9") == true)
  }

  @Test("an unknown type is stepped over and remembered; a build that handles it must say how it catches up")
  func steppedOver() throws {
    do {
      let (leads, sales) = (try leads(), try sales([Node.copyShops]))
      for index in 0..<3 { try leads.write("k1", "n\(index)") }
      try Node.settle([leads, sales])
      #expect(
        try sales.count(
          "SELECT count FROM stepped_over WHERE type = 'joinery.leads.employee.changed.v1' AND first_number = 1") == 3)
      leads.store.close()
      sales.store.close()
    }
    #expect(throws: CatchUpNeeded.self) { try self.sales() }
    let (leads, sales) = (try self.leads(), try self.sales(catchUp: [EmployeeChanged.type: .fromNowOn]))
    try leads.write("k1", "new")
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=new"])
  }
}
