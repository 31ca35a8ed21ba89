import Contracts
import Kernel

/// What a consumer lacks, asked for.
extension Consumer {
  func ask(after report: IntakeReport?, at now: Instant) throws {
    if let report {
      questions.answered(report.answers, at: now) { [positions = intake.positions] topic in
        Source(topic: topic).map(positions.missing) ?? 0
      }
    }
    for source in subscriptions.sources where intake.epochs.stopped[source] == nil {
      try ask(source, isSuspect: report?.suspects.contains(source) ?? false, at: now)
    }
  }

  private func ask(_ source: Source, isSuspect: Bool, at now: Instant) throws {
    guard let count = assignment.partitions[source.topic], count > 0 else { return }
    guard let epoch = intake.epochs.known[source] else {
      return try ask(source, about: [TopicPartition(source.topic, 0)], epoch: "", of: count, at: now)
    }
    let gaps = intake.positions.gaps(source)
    let new = questions.see(
      missing: Set(gaps.map { TopicPartition(source.topic, Int32($0) % count) }), of: source.topic,
      isSuspect: isSuspect, at: now)
    if !new.isEmpty { questions.wait(new, until: try ends(source, count), at: now) }
    try ask(source, about: questions.places(of: source.topic), epoch: epoch, of: count, at: now)
    if gaps.isEmpty { questions.closeUnasked(source.topic) }
  }

  private func ends(_ source: Source, _ count: Int32) throws -> [TopicPartition: Int64] {
    var ends: [TopicPartition: Int64] = [:]
    for partition in 0..<count {
      let place = TopicPartition(source.topic, partition)
      ends[place] = try client.watermarks(of: place).upperBound
    }
    return ends
  }

  /// Writes a question about each of these partitions that is due.
  private func ask(
    _ source: Source, about places: [TopicPartition], epoch: String, of count: Int32, at now: Instant
  ) throws {
    for place in places where questions.isDue(place, offsets: intake.offsets.next, at: now) {
      questions.willAsk(place)
      let question = Question(
        id: uuidv7(at: now, using: &random), consumer: subscriptions.service, source: source, epoch: epoch,
        partition: place.partition, partitions: count,
        numbers: intake.positions.numbers(source, partition: place.partition, of: count))
      guard try hints.send([try question.record(at: now)]) == 1 else { continue }
      questions.asked(question.id, about: place, at: now, using: &random)
      status.update { $0.questions += 1 }
    }
  }
}
