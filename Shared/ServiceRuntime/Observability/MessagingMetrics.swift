import Contracts
import Kernel
import Messaging
import Persistence
import SQLite

extension Metrics {
  /// Adds what operators look for in the store, the relay and the consumer.
  func addMessaging(
    store: Store, threads: MessagingThreads, health: HealthCheck, time: TimeSource, steady: TimeSource
  ) {
    gauge("joinery_ready", "1 while commands and queries are answered.") {
      [([], health.read().status == .refused ? 0 : 1)]
    }
    counter("joinery_store_transactions_total", "Transactions committed or refused.") {
      [([], Double(store.load.transactions))]
    }
    counter("joinery_store_commits_total", "Commits to disk, each for a group of transactions.") {
      [([], Double(store.load.groups))]
    }
    gauge("joinery_store_waiting", "Transactions that wait for their commit.") { [([], Double(store.load.waiting))] }
    gauge("joinery_store_failed", "1 while the store's last failure is not healed.") {
      [([], store.failure == nil ? 0 : 1)]
    }
    counter("joinery_corrupt_rows_total", "Stored values met that could not be read.") {
      [([], Double(CorruptRow.count))]
    }
    gauge("joinery_store_free_bytes", "Free bytes on the store's disk.") {
      store.freeBytes.map { [([], Double($0))] } ?? []
    }
    gauge("joinery_store_wal_bytes", "Size of the store's write-ahead log.") {
      fileSize("\(store.path)-wal").map { [([], Double($0))] } ?? []
    }
    gauge("joinery_held_keys", "Keys whose events are set aside.", labels: ["state"]) {
      let rows = try? store.read {
        try $0.all("SELECT state, count(*) FROM held_keys GROUP BY state") { ($0.text(0), $0.double(1)) }
      }
      let counts = Dictionary(uniqueKeysWithValues: rows ?? [])
      return ["parked", "waiting"].map { ([$0], counts[$0] ?? 0) }
    }
    gauge("joinery_held_oldest_seconds", "Age of the key that has been set aside longest.", labels: ["state"]) {
      let now = time.now()
      let rows = try? store.read {
        try $0.all("SELECT state, min(since) FROM held_keys GROUP BY state") { ($0.text(0), $0.integer(1)) }
      }
      return (rows ?? []).map { ([$0.0], now.seconds(since: Instant(milliseconds: $0.1))) }
    }
    let lastBackup = LastBackup(of: store)
    gauge("joinery_backup_age_seconds", "Age of the last whole backup; of the store where there was none.") {
      lastBackup.age(at: time.now()).map { [([], $0)] } ?? []
    }
    if let outgoing = store.outgoing { addShipping(outgoing, time) }
    if let relay = threads.relay { addRelay(relay, time) }
    addConsumer(threads.consumer, steady)
  }

  /// Adds what a feature's tables tell; nothing while they cannot be read.
  func add(_ gauge: StoreGauge, of store: Store, at time: TimeSource) {
    self.gauge(gauge.name, gauge.help, labels: gauge.labels) {
      let now = time.now()
      return (try? store.read { try gauge.read($0, now) }) ?? []
    }
  }

  private func addShipping(_ outgoing: Outgoing, _ time: TimeSource) {
    gauge("joinery_shipping_oldest_seconds", "Age of the oldest commit that the destination does not have.") {
      [([], outgoing.status.oldest.map { max(0, time.now().seconds(since: $0)) } ?? 0)]
    }
    gauge("joinery_shipping_stalled", "1 while the destination takes nothing.") {
      [([], outgoing.status.stalled == nil ? 0 : 1)]
    }
    gauge("joinery_shipping_fenced", "1 when somebody else goes on with this store's log.") {
      [([], outgoing.status.fenced == nil ? 0 : 1)]
    }
    counter("joinery_shipping_entries_total", "Entries that the destination has taken.") {
      [([], Double(outgoing.status.entries))]
    }
    counter("joinery_shipping_bytes_total", "Their bytes, packed, without copies of the whole store.") {
      [([], Double(outgoing.status.bytes))]
    }
    counter("joinery_shipping_copies_total", "Copies of the whole store that the destination has taken.") {
      [([], Double(outgoing.status.bases))]
    }
  }

  private func addRelay(_ relay: Latest<RelayStatus>, _ time: TimeSource) {
    gauge("joinery_outbox_events", "Events that the broker has not acknowledged.") {
      let status = relay.get()
      return [([], Double(max(0, status.last - status.published)))]
    }
    gauge("joinery_outbox_oldest_seconds", "Age of the oldest event that the broker has not acknowledged.") {
      [([], relay.get().oldestUnpublished.map { time.now().seconds(since: $0) } ?? 0)]
    }
    gauge("joinery_relay_refused", "1 when this store must not write its topic.") {
      if case .refused = relay.get().state { [([], 1)] } else { [([], 0)] }
    }
    counter("joinery_relay_sent_total", "Events given to the producer.") { [([], Double(relay.get().sent))] }
    counter("joinery_relay_heads_total", "Heads written.") { [([], Double(relay.get().heads))] }
    counter("joinery_relay_answers_total", "Questions answered.") { [([], Double(relay.get().answers))] }
    counter("joinery_relay_strays_total", "Strays found in the own topic.") { [([], Double(relay.get().strays))] }
    counter("joinery_relay_rebuilds_total", "Producer handles rebuilt.") { [([], Double(relay.get().rebuilds))] }
  }

  private func addConsumer(_ consumer: Latest<ConsumerStatus>, _ steady: TimeSource) {
    gauge("joinery_consumer_lag_records", "Records between the position and the end of the topic.", labels: ["topic"]) {
      let status = consumer.get()
      return status.sources.map { ([$0.key.topic], Double($0.value.lag)) }
        + status.outsideLag.map { ([$0.key], Double($0.value)) }
    }
    gauge("joinery_consumer_gap_events", "Events known to be missing.", labels: ["source"]) {
      consumer.get().sources.map { ([$0.key.rawValue], Double($0.value.missing.values.reduce(0, +))) }
    }
    gauge("joinery_consumer_gap_seconds", "How long the oldest gap has been open.", labels: ["source"]) {
      let now = steady.now()
      return consumer.get().sources.map { ([$0.key.rawValue], $0.value.gapSince.map { now.seconds(since: $0) } ?? 0) }
    }
    gauge("joinery_consumer_stopped", "1 when a source is read no more.", labels: ["source"]) {
      consumer.get().sources.map { ([$0.key.rawValue], $0.value.stopped == nil ? 0 : 1) }
    }
    counter("joinery_consumer_records_total", "Records by what became of them.", labels: ["outcome"]) {
      let status = consumer.get()
      return [
        (["applied"], Double(status.applied)), (["duplicate"], Double(status.duplicates)),
        (["gap"], Double(status.gaps)), (["held"], Double(status.held)), (["stray"], Double(status.strays)),
        (["other-epoch"], Double(status.droppedByEpoch)),
      ]
    }
    counter("joinery_consumer_questions_total", "Questions asked for missing events.") {
      [([], Double(consumer.get().questions))]
    }
  }
}
