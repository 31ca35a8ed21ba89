import CBenchmarks
import Contracts
import Glibc
import Kafka
import Kernel
import Messaging
import Persistence
import Synchronization

/// The services' relays in this process: they publish a corpus and answer what consumers ask, as the services would.
/// A service's consumer passes the questions on; here `Listening` does.
final class Relays {
  private final class Running: Sendable {
    let producer: KafkaProducer
    let status: Latest<RelayStatus>
    let inbox: RelayInbox
    let isStopping = Atomic(false)
    let hasEnded = Atomic(false)
    private let relay: Mutex<Relay>

    init(_ source: Source, _ store: Store, _ address: String) throws {
      producer = try KafkaProducer(Cluster.configuration(address))
      let core = Relay(store: store, producer: producer, options: Relay.Options(source: source))
      status = core.status
      inbox = core.inbox
      relay = Mutex(core)
    }

    /// What `MessagingThreads` does.
    func run() {
      while !isStopping.load(ordering: .acquiring) {
        let now = TimeSource.steady.now()
        let pause = relay.withLock { relay in
          do { return try relay.step(at: now) ? 0 : relay.pause(at: now) } catch {
            note("the relay: \(error)")
            return 500
          }
        }
        if pause > 0 { producer.wait(milliseconds: pause) }
      }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  /// Reads what consumers ask.
  private final class Listening: Sendable {
    let isStopping = Atomic(false)
    let hasEnded = Atomic(false)
    private let client: KafkaConsumer

    init(_ address: String) throws {
      client = try KafkaConsumer(Cluster.configuration(address))
      let place = TopicPartition(Catalog.replays, 0)
      // A topic that was just created is not known to every client at once.
      let begun = bench_seconds()
      while (try? client.watermarks(of: place)) == nil, bench_seconds() < begun + 30 { usleep(50_000) }
      try client.assign([place: try client.watermarks(of: place).upperBound])
    }

    func run(_ relays: [Running]) {
      while !isStopping.load(ordering: .acquiring) {
        let events = (try? client.poll(atMost: 500)) ?? []
        for case .record(let record) in events {
          guard let question = Question(record) else { continue }
          for relay in relays {
            relay.inbox.ask(question)
            relay.producer.wake()
          }
        }
        if events.isEmpty { client.wait(milliseconds: 100) }
      }
      hasEnded.store(true, ordering: .releasing)
    }
  }

  private let listening: Listening
  private var running: [Source: Running] = [:]
  private var stores: [Store] = []

  /// Begins to publish whatever the stores have not published yet.
  init(_ corpus: Corpus, on cluster: Cluster, sources: [Source] = Source.allCases) throws {
    listening = try Listening(cluster.address)
    for source in sources {
      guard let definition = Corpus.definitions[source] else { continue }
      let store = try Corpus.store(definition, in: "\(corpus.folder)/\(source.rawValue)")
      stores.append(store)
      let relay = try Running(source, store, cluster.address)
      running[source] = relay
      Thread.start { relay.run() }
    }
    let relays = Array(running.values)
    Thread.start { [listening] in listening.run(relays) }
  }

  /// Seconds from now until all of a source's events are in its topic.
  func publish(_ corpus: Corpus, within limit: Double = 600) throws -> Double {
    // What a relay reads of its topic before it may write is no part of its rate: the floor's topic is open as well.
    var begun = bench_seconds()
    while running.values.contains(where: { $0.status.get().state == .checking }), bench_seconds() < begun + limit {
      usleep(200)
    }
    begun = bench_seconds()
    while !running.allSatisfy({ source, relay in relay.status.get().published >= corpus.events[source] ?? 0 }) {
      for relay in running.values {
        if case .refused(let reason) = relay.status.get().state { throw Failure(reason) }
      }
      guard bench_seconds() < begun + limit else { throw Failure("the topics are not filled within \(limit) s") }
      usleep(2_000)
    }
    return bench_seconds() - begun
  }

  func stop() {
    listening.isStopping.store(true, ordering: .releasing)
    while !listening.hasEnded.load(ordering: .acquiring) { usleep(1_000) }
    for relay in running.values {
      relay.isStopping.store(true, ordering: .releasing)
      relay.producer.wake()
    }
    while !running.values.allSatisfy({ $0.hasEnded.load(ordering: .acquiring) }) { usleep(1_000) }
    for store in stores { store.close() }
    stores = []
    running = [:]
  }
}
