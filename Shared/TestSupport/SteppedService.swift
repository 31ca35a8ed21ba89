import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

/// A service without threads, ports or time of its own: commands run on the caller's thread, events go in when the test
/// says so.
public final class SteppedService {
  public let store: Store
  private let consumer: Consumer
  private let relay: Relay?
  private let clock: ManualClock

  public init(_ definition: ServiceDefinition, in folder: String, broker: InMemoryBroker, clock: ManualClock) throws {
    try CompanyZone.use("Asia/Shanghai")
    var options = Store.Options(
      service: definition.subscriptions.service, folder: "\(folder)/\(definition.name)",
      schemas: [Consumer.schema, definition.schema], time: clock.source, random: SplitMix64(seed: 5),
      apply: definition.apply)
    options.ownThread = false
    options.erasures = definition.erasures
    let store = try Store(options)
    self.store = store
    let producer = InMemoryProducer(broker)
    let relay = definition.source.map {
      Relay(
        store: store, producer: producer, options: Relay.Options(source: $0, announces: definition.announces),
        random: SplitMix64(seed: 6))
    }
    self.relay = relay
    consumer = try Consumer(
      store: store, client: InMemoryConsumer(broker), hints: producer, subscriptions: definition.subscriptions,
      random: SplitMix64(seed: 7), onQuestion: { [inbox = relay?.inbox] in inbox?.ask($0) })
    self.clock = clock
  }

  /// Runs a command's body in one transaction.
  public func command<Result: Sendable>(
    _ body: @escaping @Sendable (borrowing UnitOfWork) throws -> Result
  ) throws -> Result {
    try store.perform(for: Cause(actor: "test", correlationID: "command"), body)
  }

  /// Lets relay and consumer do what there is to do.
  public func step() throws {
    while try relay?.step(at: clock.now) ?? false {}
    while try consumer.step(at: clock.now) {}
  }

  /// Rows of a query, a column each as text.
  public func rows(_ sql: String) throws -> [[String]] {
    try store.read { try $0.all(sql) { row in (0..<row.columnCount).map { row.text($0) } } }
  }

  public func integer(_ sql: String) throws -> Int64 { try store.read { try $0.first(sql) { $0.integer(0) } ?? 0 } }
}

/// Another service reduced to its event journal and its relay: what the service under test listens to.
public final class FakeSource {
  private let service: SteppedService

  public init(_ source: Source, in folder: String, broker: InMemoryBroker, clock: ManualClock) throws {
    service = try SteppedService(
      ServiceDefinition(
        name: "fake-\(source.rawValue)", title: Localized(zh: "", en: ""), source: source, port: 0,
        schema: Schema("none", []), copies: [], apply: { _, _ in },
        subscriptions: Subscriptions(service: source.rawValue, to: [], []), routes: []),
      in: folder, broker: broker, clock: clock)
    try step()
  }

  public func publish(_ events: any DomainEvent...) throws { try publish(events) }

  public func publish(_ events: [any DomainEvent]) throws {
    try service.command { unit in
      for event in events { _ = try unit.record(event) }
    }
    try step()
  }

  /// Publishes, and answers what consumers have asked.
  public func step() throws { try service.step() }
}
