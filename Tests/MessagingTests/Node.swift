import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import TestSupport

/// A service cut down to its messaging: it publishes employees, or keeps a copy of them and counts what it applies.
final class Node {
  let service: String
  let folder: String
  let store: Store
  let producer: InMemoryProducer
  let client: InMemoryConsumer
  let relay: Relay?
  let consumer: Consumer?
  let clock: ManualClock

  /// The tables of every node: a copy of employees, and a log of each application, so that a second one would show.
  static let schema = Schema(
    "test",
    [
      Migration(
        """
        CREATE TABLE employees (code TEXT PRIMARY KEY, name TEXT, times INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE applied (step INTEGER PRIMARY KEY, key TEXT, name TEXT, id TEXT) STRICT;
        CREATE TABLE shops (code TEXT PRIMARY KEY) STRICT;
        """)
    ])

  /// `publishes` makes it a source; `handlers` a consumer.
  init(
    _ service: String, in folder: String, broker: InMemoryBroker, clock: ManualClock, publishes: Source? = nil,
    reads sources: [Source] = [], handlers: [EventHandler] = [], outside: [OutsideHandler] = [],
    catchUp: [String: CatchUp] = [:], secondReadings: [SecondReading] = [], newLog: Bool = false,
    ownThread: Bool = false,
    queueLimit: Int? = nil, pollLimit: Int = .max, traces: EventTraces? = nil, seed: UInt64 = 1
  ) throws {
    self.service = service
    self.folder = folder
    self.clock = clock
    var options = Store.Options(
      service: service, folder: folder, schemas: [Node.schema, Consumer.schema], time: clock.source,
      random: SplitMix64(seed: seed)
    ) { event, database in
      guard let event = event as? EmployeeChanged else { return }
      try database.run(
        "INSERT INTO employees VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name, times = times + 1",
        event.code.text, event.name)
    }
    options.ownThread = ownThread
    options.queueLimit = queueLimit ?? options.queueLimit
    store = try Store(options)
    producer = InMemoryProducer(broker)
    client = InMemoryConsumer(broker, limit: pollLimit)
    if let publishes {
      var options = Relay.Options(source: publishes)
      options.newLog = newLog
      options.traces = traces
      relay = Relay(store: store, producer: producer, options: options, random: SplitMix64(seed: seed &+ 99))
    } else {
      relay = nil
    }
    consumer =
      sources.isEmpty && outside.isEmpty && relay == nil
      ? nil
      : try Consumer(
        store: store, client: client, hints: producer,
        subscriptions: Subscriptions(
          service: service, to: sources, handlers, outside: outside, catchUp: catchUp,
          secondReadings: secondReadings),
        traces: traces, random: SplitMix64(seed: seed &+ 7), onQuestion: { [inbox = relay?.inbox] in inbox?.ask($0) })
  }

  /// Writes a version of an employee; gives the name as a check.
  func write(_ code: String, _ name: String) throws {
    try store.perform(for: Cause(actor: "test", correlationID: "command")) { unit in
      _ = try unit.record(EmployeeChanged(code: ID(code), name: name, role: "shop", shop: nil, active: true))
    }
  }

  /// Lets relay and consumer run until neither has anything to do, time going on in between.
  static func settle(_ nodes: [Node], rounds: Int = 60) throws {
    for _ in 0..<rounds {
      for node in nodes {
        while try node.relay?.step(at: node.clock.now) ?? false {}
        while try node.consumer?.step(at: node.clock.now) ?? false {}
      }
      nodes.first?.clock.advance(milliseconds: 1_000)
    }
  }

  /// Key and name of every application, in order.
  func applied() throws -> [String] {
    try store.read { try $0.all("SELECT key || '=' || name FROM applied ORDER BY step") { $0.text(0) } }
  }

  func count(_ sql: String) throws -> Int { try store.read { try $0.first(sql) { $0.int(0) } ?? 0 } }

  /// The copy: logs every application, so that a second one would be seen.
  static let copyEmployees = EventHandler.on(
    EmployeeChanged.self,
    copy: { event, origin, database in
      try database.run(
        "INSERT INTO applied (key, name, id) VALUES (?, ?, ?)", event.code.text, event.name, origin.id)
    },
    react: { event, _, unit in
      if event.name.hasPrefix("poison") { throw CannotApply("the name '\(event.name)' cannot be taken") }
      if let shop = event.shop,
        try !unit.database.exists("SELECT 1 FROM shops WHERE code = ?", shop.text)
      {
        throw WaitsFor("leads", shop.text)
      }
    })

  static let copyShops = EventHandler.on(
    ShopChanged.self,
    copy: { event, _, database in
      try database.run("INSERT OR REPLACE INTO shops VALUES (?)", event.code.text)
    })
}

/// A broker with the catalog's topics.
func makeBroker(partitions: Int = 8) -> InMemoryBroker {
  InMemoryBroker(
    topics: Dictionary(
      uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.name == Catalog.replays ? 1 : partitions) }))
}
