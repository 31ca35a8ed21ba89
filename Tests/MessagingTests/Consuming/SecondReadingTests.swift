import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import TestSupport
import Testing

@Suite("A copy that builds of before did not keep")
struct SecondReadingTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  static let shops = SecondReading("shops", [Node.copyShops])
  /// Notes each event, so that a second application would show.
  static let names = SecondReading(
    "names",
    [
      .on(
        EmployeeChanged.self,
        copy: { event, _, database in
          try database.run(
            "INSERT INTO employees VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name, times = times + 1",
            event.code.text, event.name)
        })
    ])

  func leads() throws -> Node {
    try Node("leads", in: "\(folder.path)/leads", broker: broker, clock: clock, publishes: .leads)
  }

  func sales(_ readings: [SecondReading] = [], knowsShops: Bool = true) throws -> Node {
    try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads],
      handlers: [Node.copyEmployees] + (knowsShops ? [Node.copyShops] : []), secondReadings: readings, seed: 2)
  }

  func open(_ shop: String, by leads: Node) throws {
    try leads.store.perform(for: Cause(actor: "test", correlationID: "command")) { unit in
      _ = try unit.record(ShopChanged(code: ID(shop), name: shop, address: nil))
    }
  }

  /// Names and how often each was written.
  func copy(_ node: Node) throws -> [String] {
    try node.store.read { try $0.all("SELECT name || ' ' || times FROM employees ORDER BY code") { $0.text(0) } }
  }

  /// A store of before, with six events read and stopped.
  private func fillBefore() throws {
    let (leads, sales) = (try leads(), try sales(knowsShops: false))
    for name in ["a", "b", "c"] {
      try leads.write("k1", name)
      try open("shop-\(name)", by: leads)
    }
    try Node.settle([leads, sales])
    #expect(try sales.applied() == ["k1=a", "k1=b", "k1=c"])
  }

  @Test("is made of all earlier events, once, and nothing else is done again", arguments: [false, true])
  func readAgain(topicIsGone: Bool) throws {
    try fillBefore()
    if topicIsGone { broker.recreate("joinery.leads") }
    for _ in 0..<2 {
      let (leads, sales) = (try leads(), try sales([Self.shops, Self.names]))
      try Node.settle([leads, sales])
      #expect(try sales.count("SELECT count(*) FROM shops") == 3)
      #expect(try copy(sales) == ["c 3"])
      #expect(try sales.applied() == ["k1=a", "k1=b", "k1=c"])
      #expect(try sales.count("SELECT count(*) FROM read_before") == 0)
    }
    let (leads, sales) = (try leads(), try sales([Self.shops, Self.names]))
    try leads.write("k1", "d")
    try open("shop-d", by: leads)
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM shops") == 4)
    #expect(try sales.applied() == ["k1=a", "k1=b", "k1=c", "k1=d"])
    #expect(try copy(sales) == ["c 3"])
  }

  @Test("goes on where it was after a stop in the middle, and takes in a second one that a newer build brings")
  func stopped() throws {
    try fillBefore()
    do {
      let (leads, sales) = (
        try leads(),
        try Node(
          "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads],
          handlers: [Node.copyEmployees], secondReadings: [Self.names], pollLimit: 1, seed: 2)
      )
      // As far as the first event, and no further.
      while try sales.count("SELECT coalesce(sum(applied), 0) FROM positions") == 0 {
        _ = try leads.relay?.step(at: clock.now)
        _ = try sales.consumer?.step(at: clock.now)
        clock.advance(milliseconds: 100)
      }
      #expect(try sales.count("SELECT count(*) FROM read_before") > 0)
    }
    let (leads, sales) = (try leads(), try sales([Self.names, Self.shops]))
    try leads.write("k1", "d")
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM shops") == 3)
    #expect(try copy(sales) == ["c 3"])
    #expect(try sales.applied() == ["k1=a", "k1=b", "k1=c", "k1=d"])
    #expect(try sales.count("SELECT count(*) FROM second_readings WHERE finished") == 2)
  }

  @Test("leaves out what is held or was discarded")
  func heldEvents() throws {
    do {
      let (leads, sales) = (try leads(), try sales())
      for (key, name) in [("k1", "a"), ("k1", "poison"), ("k1", "b"), ("k2", "c")] { try leads.write(key, name) }
      try Node.settle([leads, sales])
    }
    let (leads, sales) = (try leads(), try sales([Self.names]))
    try Node.settle([leads, sales])
    #expect(try copy(sales) == ["a 1", "c 1"])
    #expect(try sales.store.read { try HeldKeys.list(in: $0) }.first?.records == 2)
  }

  @Test("needs nothing in a new store, and everything anew where a service holds nothing of its own")
  func newStore() throws {
    let (leads, sales) = (try leads(), try sales([Self.shops, .ofEverything("all")]))
    #expect(sales.consumer?.secondReadings == [])
    try open("shop-a", by: leads)
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM shops") == 1)
  }

  @Test("a store that was emptied and has read everything needs none")
  func emptied() throws {
    do {
      let (leads, sales) = (try leads(), try sales([Self.shops]))
      try open("shop-a", by: leads)
      try Node.settle([leads, sales])
      try sales.store.perform(for: Cause(actor: "test", correlationID: "rebuild")) { unit in
        for table in Consumer.tables + ["shops"] { try unit.database.execute("DELETE FROM \(table)") }
        unit.invalidate()
      }
      try Node.settle([leads, sales])
    }
    let (leads, sales) = (try leads(), try sales([Self.shops]))
    #expect(sales.consumer?.secondReadings == [])
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM shops") == 1)
  }

  @Test("is over at once where nothing of its source had been read")
  func unreadSource() throws {
    try fillBefore()
    let orders = SecondReading("orders", [.on(ProductChanged.self, copy: { _, _, _ in })])
    let sales = try sales([orders], knowsShops: false)
    #expect(sales.consumer?.secondReadings == [])
    #expect(try sales.count("SELECT count(*) FROM second_readings WHERE finished") == 1)
  }

  @Test("everything read anew once says nothing of types that a later build begins to handle")
  func everythingIsOnce() throws {
    do {
      let (leads, sales) = (try leads(), try sales([.ofEverything("all")], knowsShops: false))
      try open("shop-a", by: leads)
      try Node.settle([leads, sales])
    }
    #expect(throws: CatchUpNeeded.self) { try self.sales([.ofEverything("all")]) }
  }

  @Test("everything anew is refused, so that the service empties its tables")
  func everything() throws {
    try fillBefore()
    #expect(throws: CatchUpNeeded.self) { try self.sales([.ofEverything("all")]) }
  }
}
