import CBenchmarks
import Contracts
import Foundation
import Kafka
import Kernel
import Messaging
import Persistence
import SQLite
import ReportingService
import ServiceRuntime
import TestSupport

/// P3: from the topics into the stores of those who listen to them, by their real handlers.
struct Applying {
  let plan: Plan
  let corpus: Corpus
  let folder: String

  func measure(_ figures: inout Figures) throws {
    let cluster = try Cluster()
    defer { try? cluster.stop() }
    try corpus.forgetPublishing()
    let relays = try Relays(corpus, on: cluster)
    defer { relays.stop() }
    _ = try relays.publish(corpus)
    let services = Source.allCases.compactMap { Corpus.definitions[$0] } + [ReportingService.definition()]
    for service in services { try measure(service, on: cluster, relays, &figures) }
  }

  private func measure(
    _ service: ServiceDefinition, on cluster: Cluster, _ relays: Relays, _ figures: inout Figures
  ) throws {
    guard let statements = bench_capture_new() else { throw Failure("no memory") }
    defer { bench_capture_free(statements) }
    let captured = try apply(service, on: cluster, relays, capturing: statements)
    bench_capture_end(statements)
    note(
      "\(service.name): \(captured.events) events, \(bench_capture_statements(statements)) statements, "
        + "\(captured.held) held")
    for _ in 0..<plan.repetitions {
      let ours = try apply(service, on: cluster, relays, capturing: nil)
      let floor = try replay(service, statements, on: cluster, records: captured.events)
      figures.add("P3", service.name, "ratio", target: "at least 0.5", ours.rate / floor)
      figures.add("P3", "\(service.name), on \(cluster.name)", "1/s", ours.rate)
      figures.add("P3", "\(service.name) in C, on \(cluster.name)", "1/s", floor)
    }
  }

  /// An empty store, but for what the service's own people did: handlers refer to it.
  private func store(_ service: ServiceDefinition) throws -> Store {
    let folder = "\(folder)/apply-\(service.name)"
    try? FileManager.default.removeItem(atPath: folder)
    let store = try Corpus.store(service, in: folder)
    guard let source = service.source, source == .leads || source == .sales else { return store }
    let journal = try EventJournalReader(corpus.path(of: source))
    while let entries = try journal.next() {
      try store.perform(for: Cause(actor: "benchmark", correlationID: "own")) { unit in
        for entry in entries where entry.cause.actor != source.rawValue {
          guard let type = Catalog.event(entry.type) else { continue }
          do {
            try unit.savepoint { try service.apply(try type.decoded(entry.data), unit.database) }
          } catch is CorruptRow {
            // It is about an order of the ERP's, which the service itself confirmed: not here.
          }
        }
      }
    }
    return store
  }

  private func apply(
    _ service: ServiceDefinition, on cluster: Cluster, _ relays: Relays, capturing: OpaquePointer?
  ) throws -> (rate: Double, events: Int, held: Int) {
    let store = try store(service)
    defer { store.close() }
    let client = try KafkaConsumer(Cluster.configuration(cluster.address))
    let hints = try KafkaProducer(Cluster.configuration(cluster.address))
    let consumer = try Consumer(
      store: store, client: client, hints: hints, subscriptions: service.subscriptions, ownsHints: true,
      onQuestion: { _ in })
    let total = service.subscriptions.sources.reduce(0) { $0 + (corpus.events[$1] ?? 0) }
    if let capturing { bench_capture_switch(capturing, 1) }
    var begun = 0.0
    var before: Int64 = 0
    var asked = bench_seconds()
    while true {
      let worked = try consumer.step(at: TimeSource.steady.now())
      let status = consumer.status.get()
      let applied = status.sources.values.reduce(0) { $0 + $1.applied }
      if begun == 0, applied > 0 { (begun, before) = (bench_seconds(), applied) }
      if applied >= total {
        return (Double(applied - before) / (bench_seconds() - begun), Int(applied), status.held)
      }
      if worked { asked = bench_seconds() }
      guard bench_seconds() < asked + 60 else {
        throw Failure("\(service.name) has applied \(applied) of \(total) events and goes no further")
      }
      if !worked { client.wait(milliseconds: 50) }
    }
  }

  private func replay(
    _ service: ServiceDefinition, _ statements: OpaquePointer, on cluster: Cluster, records: Int
  ) throws -> Double {
    let store = try store(service)
    store.close()
    let topics = service.subscriptions.sources.map { strdup($0.topic) }
    defer { for topic in topics { free(topic) } }
    var pointers = topics.map { UnsafePointer<CChar>($0) }
    let rate = bench_consume(
      statements, store.path, cluster.address, &pointers, Int32(pointers.count), 8, records)
    guard rate > 0 else { throw Failure("the floor of P3 cannot be measured for \(service.name)") }
    return rate
  }
}
