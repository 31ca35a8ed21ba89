import Contracts
import Kernel
import Persistence
import SQLite

/// What cannot be applied is set aside, and applied again when it is due.
extension Intake {
  /// Holds a key from this record on.
  mutating func hold(
    _ record: Record, _ envelope: Envelope, source: String, key: String, revision: Int? = nil,
    _ outcome: HeldKeys.Outcome, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    report.held += 1
    let reason = outcome.held.reason
    let id = try HeldKeys.hold(
      source: source, key: key, topic: record.partition.topic, outcome, at: unit.now, in: unit.database)
    held[HeldKeys.name(source, key)] = id
    try KeptRecord.insert(
      record, held: id, envelope: envelope, revision: revision, reason: reason, at: unit.now, in: unit.database)
    if case .never = outcome { report.deadLetters.append(DeadLetterCopy(record: record, reason: reason)) }
  }

  /// A record without a readable key is held alone, under its place in the log.
  mutating func hold(
    alone record: Record, _ envelope: Envelope?, _ reason: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    report.held += 1
    let id = try HeldKeys.hold(
      source: envelope?.source ?? record.partition.topic,
      key: "\(record.partition)/\(record.offset)@\(offsets.cluster)", topic: record.partition.topic, .never(reason),
      at: unit.now, in: unit.database)
    try KeptRecord.insert(record, held: id, envelope: envelope, reason: reason, at: unit.now, in: unit.database)
    report.deadLetters.append(DeadLetterCopy(record: record, reason: reason))
  }

  /// Keeps a record that nobody can be meant by.
  func stray(
    _ record: Record, _ envelope: Envelope?, _ reason: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    report.strays += 1
    // An answer that brings the same stray again and again would fill the store.
    let isKept = try unit.database.exists(
      """
      SELECT 1 FROM kept_records
      WHERE held IS NULL AND event_id IS ? AND topic = ? AND partition = ? AND key IS ? AND value IS ? AND headers = ?
      """, envelope?.id, record.partition.topic, record.partition.partition, record.key, record.value,
      record.packedHeaders.bytes)
    guard !isKept else { return }
    try KeptRecord.insert(record, held: nil, envelope: envelope, reason: reason, at: unit.now, in: unit.database)
  }

  /// So many records of held keys are applied in one transaction, and those of one key more: others wait behind it.
  private static let redriveLimit = 500

  /// Applies held keys that are due, each in order, until one of its records cannot be applied again. Those that it does
  /// not come to stay due.
  mutating func redrive(_ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    let due = try unit.database.all("SELECT id FROM held_keys WHERE due = 1 ORDER BY id LIMIT 100") { $0.integer(0) }
    let before = report.applied
    for id in due where report.applied - before < Self.redriveLimit {
      try unit.database.run("UPDATE held_keys SET due = 0 WHERE id = ?", id)
      guard let key = try HeldKeys.find(id, in: unit.database) else { continue }
      try redrive(key, &report, in: unit)
    }
    // Keys may also have been discarded by a person meanwhile.
    held = try HeldKeys.all(in: unit.database)
  }

  private mutating func redrive(_ key: HeldKey, _ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    let outside = subscriptions.outside.first { $0.topic == key.topic }
    for kept in try HeldKeys.records(of: key.id, in: unit.database) {
      let subject = OutsideSubject(of: kept, under: key)
      try outside?.tell(.redriven, subject, unit)
      if let outcome = try again(kept.record, in: unit) {
        try outside?.tell(outcome.told, subject, unit)
        _ = try HeldKeys.hold(
          source: key.source, key: key.key, topic: key.topic, outcome, at: unit.now, in: unit.database)
        return
      }
      report.applied += 1
      try unit.database.run("DELETE FROM kept_records WHERE id = ?", kept.id)
    }
    try HeldKeys.finish(key.id, in: unit.database)
  }

  private mutating func again(_ record: Record, in unit: borrowing UnitOfWork) throws -> HeldKeys.Outcome? {
    let arrival = Arrival(record, subscriptions)
    // Whoever reads it may have learned that since.
    guard !arrival.saysNothing else { return nil }
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      return .never(error.description)
    }
    let topic = record.partition.topic
    if let handler = subscriptions.outside.first(where: { $0.topic == topic }) {
      return try attempt(record, envelope, in: unit) { unit in try handler.handle(envelope, unit) }
    }
    guard let source = Source(topic: topic), let origin = EventOrigin(envelope, from: source) else {
      return .never(Admission.incomplete)
    }
    return try handle(arrival, envelope, origin, in: unit)
  }
}
