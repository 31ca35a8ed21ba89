import CBenchmarks
import Contracts
import Messaging

/// P2: from the event journal of `leads` into its topic.
struct Publishing {
  let plan: Plan
  let corpus: Corpus

  func measure(_ figures: inout Figures) throws {
    let cluster = try Cluster()
    defer { try? cluster.stop() }
    let events = Double(corpus.events[.leads] ?? 0)
    for _ in 0..<plan.repetitions {
      try corpus.forgetPublishing()
      let relays = try Relays(corpus, on: cluster, sources: [.leads])
      let seconds = try relays.publish(corpus)
      relays.stop()
      let floor = bench_publish(
        corpus.path(of: .leads), cluster.address, Catalog.erpOrders, Source.leads.uri, 8)
      guard floor > 0 else { throw Failure("the floor of P2 cannot be measured") }
      figures.add("P2", "relay", "ratio", target: "at least 0.7", events / seconds / floor)
      figures.add("P2", "relay, on \(cluster.name)", "1/s", events / seconds)
      figures.add("P2", "SQLite to librdkafka in C, on \(cluster.name)", "1/s", floor)
    }
  }
}
