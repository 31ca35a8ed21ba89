import Contracts
import Kernel
import Persistence
import SQLite

/// Batches into the store.
extension Consumer {
  /// Applies the batch, and held keys that are due; nil where there is neither.
  func apply(at now: Instant) throws -> IntakeReport? {
    let isDue = try redriving.isDue(at: now) && store.read { try $0.exists("SELECT 1 FROM held_keys WHERE due = 1") }
    guard !reading.batch.isEmpty || isDue else { return nil }
    let (next, report): (Intake, IntakeReport)
    do {
      let isCareful = care.begin()
      (next, report) = try take(redrives: isDue, carefully: isCareful || isDue, at: now)
    } catch is NeedsCare {
      care.needed()
      (next, report) = try take(redrives: isDue, carefully: true, at: now)
    }
    intake = next
    reading.applied()
    tellTraces()
    send(report.deadLetters)
    if !report.adopted.isEmpty || !report.stopped.isEmpty {
      for source in report.adopted { questions.close(source.topic) }
      assignment.revoke(at: now)
    }
    return report
  }

  /// What was handled is committed.
  private func tellTraces() {
    guard let traces = intake.traces, !intake.spans.isEmpty else { return }
    for span in intake.spans { traces.take(span) }
    intake.spans.removeAll(keepingCapacity: true)
  }

  /// Copies are lost when the broker is away: the records themselves are kept in the store.
  private func send(_ letters: [DeadLetterCopy]) {
    for topic in Set(letters.map(\.topic)).sorted() {
      guard let partitions = try? hints.partitionCount(of: topic) else { continue }
      for letter in letters where letter.topic == topic {
        _ = try? hints.send([letter.copy(by: subscriptions.service, partitions: partitions)])
      }
    }
  }

  /// Applies the batch in one transaction, and reads what comes next meanwhile.
  private func take(redrives: Bool, carefully isCareful: Bool, at now: Instant) throws -> (Intake, IntakeReport) {
    intake.questions = questions.open
    return try store.perform(for: cause, meanwhile: { readAhead(at: now) }) {
      [intake, batch = reading.batch, store, generation] unit in
      // Somebody emptied the store (a rebuild) between the reading and now: what memory holds is void.
      guard store.generation == generation, !unit.isInvalidated else {
        throw StoreError.failed("the store was changed meanwhile")
      }
      var intake = intake
      intake.isCareful = isCareful
      var report = IntakeReport()
      if redrives { try intake.redrive(&report, in: unit) }
      for arrival in batch { try intake.take(arrival, &report, in: unit) }
      try intake.save(in: unit)
      return (intake, report)
    }
  }

  private func readAhead(at now: Instant) {
    guard assignment.isValid, reading.wantsNext else { return }
    reading.readNext(Result { try poll(atMost: ReadAhead.limit, at: now) })
  }

  // MARK: What others see

  func publish(_ report: IntakeReport?) {
    let lags = Dictionary(uniqueKeysWithValues: assignment.partitions.keys.map { ($0, lag($0)) })
    status.update { [intake, questions, subscriptions] status in
      if let report { status.add(report) }
      status.offsets = intake.offsets.next
      status.cluster = intake.offsets.cluster
      for source in subscriptions.sources {
        var of = ConsumerStatus.OfSource(source, intake)
        of.gapSince = of.missing.isEmpty ? nil : questions.since(source.topic)
        of.lag = lags[source.topic] ?? 0
        status.sources[source] = of
      }
      for handler in subscriptions.outside { status.outsideLag[handler.topic] = lags[handler.topic] ?? 0 }
    }
  }

  private func lag(_ topic: String) -> Int64 {
    (0..<(assignment.partitions[topic] ?? 0)).reduce(0) { sum, partition in
      let place = TopicPartition(topic, partition)
      return sum + max(0, (client.knownEnd(of: place) ?? 0) - (intake.offsets.next[place] ?? 0))
    }
  }
}
