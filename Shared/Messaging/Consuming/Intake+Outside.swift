import Contracts
import JSON
import Kernel
import Persistence
import SQLite

/// Topics that somebody outside writes: no numbers, each event known by its source and id
/// (`Shared/Messaging/README.md#from-outside`).
extension Intake {
  mutating func take(
    _ arrival: Arrival, by handler: OutsideHandler, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    guard !arrival.saysNothing else { return }
    let record = arrival.record
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      try handler.tell(.parked(error.description), OutsideSubject(), unit)
      return try hold(alone: record, nil, error.description, &report, in: unit)
    }
    let identity = handler.identify(envelope)
    // Of a person who was erased, the record is not kept as it came.
    let kept =
      if let identity, let person = try handler.belongs(envelope, unit), try unit.isErased(person) {
        record.reduced(
          to: identity.key, revision: identity.revision, id: envelope.id, source: envelope.source, type: envelope.type)
      } else {
        record
      }
    try take(kept, envelope, identity, by: handler, &report, in: unit)
  }

  /// What an event is about, and which revision of it.
  typealias Identity = (key: String, revision: Int)

  /// `record` is what is kept of it.
  private mutating func take(
    _ record: Record, _ envelope: Envelope, _ identity: Identity?, by handler: OutsideHandler,
    _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    let hash = Int64(
      bitPattern: fnv1a64(CompactJSON.canonical(envelope.original ?? envelope.data ?? []) + Array(envelope.type.utf8)))
    let known = try unit.database.first(
      "SELECT hash, received FROM outside_events WHERE source = ? AND id = ?", envelope.source, envelope.id
    ) { ($0.integer(0), Instant(milliseconds: $0.integer(1))) }
    if let (earlier, received) = known {
      guard earlier != hash else {
        report.duplicates += 1
        return
      }
      let reason =
        "'\(envelope.id)' of \(envelope.source) came on \(received) with other content; give a changed event an id of "
        + "its own"
      return try hold(
        record, envelope, identity, .never(reason), telling: .conflict(reason), by: handler, &report, in: unit)
    }
    try remember(envelope, record, hash: hash, in: unit)
    try apply(record, envelope, identity, by: handler, &report, in: unit)
  }

  private func remember(
    _ envelope: Envelope, _ record: Record, hash: Int64, in unit: borrowing UnitOfWork
  ) throws {
    try unit.database.run(
      "INSERT INTO outside_events VALUES (?, ?, ?, ?, ?)", envelope.source, envelope.id, hash, unit.now.milliseconds,
      record.value)
    // A few at a time, so that no batch pays for all of them.
    try unit.database.run(
      """
      DELETE FROM outside_events WHERE (source, id) IN
        (SELECT source, id FROM outside_events WHERE received < ? LIMIT 10)
      """, unit.now.milliseconds - subscriptions.outsideMemory)
  }

  private mutating func apply(
    _ record: Record, _ envelope: Envelope, _ identity: Identity?, by handler: OutsideHandler,
    _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    let outcome = try attempt(record, envelope, in: unit) { unit in try handler.handle(envelope, unit) }
    if let identity {
      try supersede(
        envelope.source, identity.key, upTo: identity.revision, applied: outcome == nil, by: handler, in: unit)
    }
    guard let outcome else {
      report.applied += 1
      return
    }
    try hold(
      record, envelope, identity, outcome, telling: outcome.told, by: handler, &report, in: unit)
  }

  /// Sets a record aside under what it is about, or alone where that cannot be read, and tells it.
  private mutating func hold(
    _ record: Record, _ envelope: Envelope, _ identity: Identity?, _ outcome: HeldKeys.Outcome,
    telling told: OutsideOutcome, by handler: OutsideHandler, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    try handler.tell(
      told,
      OutsideSubject(source: envelope.source, key: identity?.key, revision: identity?.revision, id: envelope.id), unit)
    guard let identity else {
      return try hold(alone: record, envelope, outcome.held.reason, &report, in: unit)
    }
    try hold(
      record, envelope, source: envelope.source, key: identity.key, revision: identity.revision, outcome, &report,
      in: unit)
  }

  /// Gives up held records of the same thing that a later revision takes the place of.
  private mutating func supersede(
    _ source: String, _ key: String, upTo revision: Int, applied: Bool, by handler: OutsideHandler,
    in unit: borrowing UnitOfWork
  ) throws {
    guard let heldKey = try HeldKeys.find(source: source, key: key, in: unit.database) else { return }
    let id = heldKey.id
    for record in try HeldKeys.records(of: id, in: unit.database) {
      guard let earlier = record.revision, earlier < revision || (applied && earlier == revision) else { continue }
      try HeldKeys.remove(
        record, of: heldKey, who: subscriptions.service, why: "superseded by revision \(revision)", at: unit.now,
        in: unit.database)
      try handler.tell(.superseded(by: revision), OutsideSubject(of: record, under: heldKey), unit)
    }
    try HeldKeys.free(id, in: unit.database)
    if try HeldKeys.find(id, in: unit.database) == nil { held[HeldKeys.name(source, key)] = nil }
  }
}
