import Contracts
import Foundation
import Glibc
import HTTP
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime
import TestSupport

/// One service of a simulated suite: what `RunningService` starts, without its threads and its port.
final class SimulatedService {
  let plain: ServiceDefinition
  let instrument = Instrument()
  /// The folder of its store; another one after each kill.
  var folder: String { kills == 0 ? base : "\(base)~\(kills)" }
  private(set) var process: Process?
  private let base: String
  private let definition: ServiceDefinition
  private let broker: InMemoryBroker
  private let clock: ManualClock
  private let steady: ManualClock
  private var random: SplitMix64
  private var kills = 0

  /// What one start of a service consists of.
  struct Process {
    let store: Store
    let producer: InMemoryProducer
    let relay: Relay?
    let consumer: Consumer
    let dispatch: Dispatch
  }

  var name: String { plain.name }
  var source: Source? { plain.source }

  init(
    _ plain: ServiceDefinition, in folder: String, broker: InMemoryBroker, clock: ManualClock, steady: ManualClock,
    seed: UInt64
  ) throws {
    self.plain = plain
    base = folder
    self.broker = broker
    self.clock = clock
    self.steady = steady
    definition = instrument.around(plain)
    random = SplitMix64(seed: seed)
    process = try start(in: folder)
  }

  /// A start on the store in that folder.
  func start(in folder: String) throws -> Process {
    var options = Store.Options(
      service: plain.subscriptions.service, folder: folder,
      schemas: [Consumer.schema, plain.schema, Instrument.schema], time: clock.source,
      random: SplitMix64(seed: random.next()), apply: definition.apply)
    options.ownThread = false
    let store = try Store(options)
    let producer = InMemoryProducer(broker, isManual: true, altering: instrument.published)
    let relay = plain.source.map {
      Relay(
        store: store, producer: producer, options: Relay.Options(source: $0, announces: plain.announces),
        random: SplitMix64(seed: random.next()))
    }
    let consumer = try Consumer(
      store: store, client: InMemoryConsumer(broker, limit: Int(random.next() % 40) + 1), hints: producer,
      subscriptions: definition.subscriptions, random: SplitMix64(seed: random.next()), ownsHints: plain.source == nil,
      onQuestion: { [inbox = relay?.inbox] in inbox?.ask($0) })
    var service = ServiceOptions(
      folder: folder, log: Log(service: plain.name, write: { _ in }), producer: producer,
      consumer: InMemoryConsumer(broker))
    service.time = clock.source
    service.steady = steady.source
    service.random = SplitMix64(seed: random.next())
    return Process(
      store: store, producer: producer, relay: relay, consumer: consumer,
      dispatch: try Dispatch(
        routes: plain.routes, store: store, service, durations: Metrics().requestDurations()))
  }

  // MARK: Steps

  /// A start of a service, round by round.
  struct Stepper {
    let process: Process
    let steady: ManualClock

    /// One round of the relay; an error is tried again, as the thread does.
    func stepRelay() -> Bool { (try? process.relay?.step(at: steady.now)) ?? false }

    /// One round of the consumer. A store whose topic has not been checked applies nothing (`MessagingThreads`).
    func stepConsumer() -> Bool {
      if let relay = process.relay, relay.status.get().state != .running { return false }
      return (try? process.consumer.step(at: steady.now)) ?? false
    }

    /// Rounds of it all, until there is nothing to do.
    func exchange() {
      for _ in 0..<20 where !stepRelay() { break }
      process.producer.settle()
      for _ in 0..<20 where !stepRelay() { break }
      for _ in 0..<200 where !stepConsumer() { break }
      process.producer.settle()
    }
  }

  private var stepper: Stepper? { process.map { Stepper(process: $0, steady: steady) } }

  func stepRelay() -> Bool { stepper?.stepRelay() ?? false }
  func stepConsumer() -> Bool { stepper?.stepConsumer() ?? false }
  func exchange() { stepper?.exchange() }

  /// The broker writes what it was given, up to so many records.
  func settle(_ limit: Int = .max) { process?.producer.settle(limit) }

  func answer(_ request: HTTPRequest) async -> HTTPResponse {
    guard let process else { return HTTPResponse(status: 503) }
    return await process.dispatch.handle(request)
  }

  /// Killed: what is on disk is what the next start finds. What SQLite does when a connection is closed in order must
  /// not help, so the files go on as they are at this moment.
  func kill() throws {
    let before = folder
    kills += 1
    try Self.copy(before, to: folder)
    process = nil
    try FileManager.default.removeItem(atPath: before)
  }

  /// Another store in the place of this one, which does not run.
  func replace(by other: String) throws { try Self.copy(other, to: folder) }

  func begin() throws { process = try start(in: folder) }

  /// Stopped as by SIGTERM.
  func stop() {
    process?.relay?.finish(at: steady.source.now, within: 0)
    process?.store.close()
    process = nil
  }

  /// The store's file and its log, as a kill or a careless operator would keep them.
  static func copy(_ folder: String, to other: String) throws {
    try? FileManager.default.removeItem(atPath: other)
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      if file.hasSuffix(".sqlite") || file.hasSuffix("-wal") {
        // In one piece: Foundation's own copying takes thousands of calls.
        try Data(contentsOf: URL(filePath: "\(folder)/\(file)")).write(to: URL(filePath: "\(other)/\(file)"))
      } else if file == "ballast" {
        // It is never written; sixteen megabytes a start are too many.
        link("\(folder)/\(file)", "\(other)/\(file)")
      }
    }
  }

  var path: String { "\(folder)/\(plain.subscriptions.service).sqlite" }

  /// Reads the store of a service that runs.
  func read<Result>(_ body: (Database) throws -> sending Result) throws -> sending Result {
    guard let process else { throw StoreError.closed }
    return try process.store.read(body)
  }
}
