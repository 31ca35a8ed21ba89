import Contracts
import JSON
import Kernel
import Persistence
import SQLite

/// What one batch of records led to.
public struct IntakeReport: Sendable {
  public var applied = 0
  public var duplicates = 0
  public var droppedByEpoch = 0
  public var strays = 0
  public var held = 0
  public var gaps = 0
  /// Heads that answered questions: the question's id and whether the head is of the epoch that the store has.
  public var answers: [String] = []
  /// A source's epoch is known now: its topic is to be read from the beginning.
  public var adopted: [Source] = []
  /// Records of an epoch that is not the store's: perhaps the source went on under another one.
  public var suspects: Set<Source> = []
  /// Sources that are read no more.
  public var stopped: [Source] = []
  /// Copies for the dead-letter topics.
  var deadLetters: [(record: Record, reason: String)] = []
}

/// The core of a consumer: what becomes of each record, inside the transaction of its batch. It holds in memory what
/// the store holds, so a batch works on a copy that takes the place of the old one once it is committed.
public struct Intake: Sendable {
  public let subscriptions: Subscriptions
  public private(set) var positions: Positions
  /// The epoch of each source; none until a head has answered.
  public private(set) var epochs: [Source: String]
  /// Sources that are read no more, with the reason.
  public private(set) var stopped: [Source: String]
  /// The next offset of each partition.
  public private(set) var offsets: [TopicPartition: Int64]
  public private(set) var cluster: String
  private var held: [String: Int64]
  private var changedOffsets: Set<TopicPartition> = []
  private var told: [TopicPartition: Instant] = [:]
  /// Types of events that were stepped over since the last save: many an event is.
  private var steppedOver: [SteppedOver: (count: Int, stream: Int, number: Int64)] = [:]
  /// Whether each event gets a savepoint of its own. Nearly all events can be applied: without them, the first one that
  /// cannot be ends the batch by `NeedsCare`, and it is taken again.
  var isCareful = true
  /// Questions that are open; a head that names one of them is an answer.
  var questions: Set<String> = []

  /// Reads from the store what it holds.
  init(_ subscriptions: Subscriptions, _ database: Database) throws {
    self.subscriptions = subscriptions
    positions = try Positions(database)
    held = try HeldKeys.all(in: database)
    epochs = [:]
    stopped = [:]
    offsets = [:]
    cluster = ""
    try database.each("SELECT source, epoch, stopped FROM source_epochs") { row in
      guard let source = Source(rawValue: row.text(0)) else { return }
      if !row.text(1).isEmpty { epochs[source] = row.text(1) }
      stopped[source] = row.optionalText(2)
    }
    try database.each("SELECT topic, partition, next, cluster FROM offsets") { row in
      offsets[TopicPartition(row.text(0), Int32(row.integer(1)))] = row.integer(2)
      cluster = row.text(3)
    }
  }

  /// Takes a record in. Throws only what concerns the store as a whole: then nothing of the batch has happened.
  mutating func take(_ arrival: Arrival, _ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    let record = arrival.record
    let topic = record.partition.topic
    // A topic whose epoch has just become known is read from its beginning, and not on from here.
    guard !report.adopted.contains(where: { $0.topic == topic }) else { return }
    offsets[record.partition] = record.offset + 1
    changedOffsets.insert(record.partition)
    if let source = subscriptions.sources.first(where: { $0.topic == topic }) {
      try take(arrival, of: source, &report, in: unit)
    } else if let handler = subscriptions.outside.first(where: { $0.topic == topic }) {
      try take(arrival, by: handler, &report, in: unit)
    }
  }

  /// Writes what handlers have left to the end, positions and offsets; the last step of a batch's transaction.
  mutating func save(in unit: borrowing UnitOfWork) throws {
    try subscriptions.settle(unit.database)
    CrashPoint.afterApply.pass()
    try positions.save(unit.database)
    for partition in changedOffsets {
      try unit.database.run(
        "INSERT OR REPLACE INTO offsets VALUES (?, ?, ?, ?)", partition.topic, partition.partition, cluster,
        offsets[partition])
    }
    for (partition, time) in told {
      try unit.database.run(
        "INSERT OR REPLACE INTO told VALUES (?, ?, ?)", Source.allCases.first { $0.topic == partition.topic }?.rawValue,
        partition.partition, time.milliseconds)
    }
    for (what, seen) in steppedOver {
      try unit.database.run(
        """
        INSERT INTO stepped_over VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET count = count + ?3
        """, what.source.rawValue, what.type, seen.count, seen.stream, seen.number)
    }
    changedOffsets.removeAll(keepingCapacity: true)
    told.removeAll(keepingCapacity: true)
    steppedOver.removeAll(keepingCapacity: true)
  }

  private struct SteppedOver: Hashable {
    let source: Source
    let type: String
  }

  /// Another log, or a jump in this one: from here on these offsets count.
  mutating func moveOffsets(_ moved: [TopicPartition: Int64], cluster: String) {
    self.cluster = cluster
    for (partition, offset) in moved {
      offsets[partition] = offset
      changedOffsets.insert(partition)
    }
  }

  // MARK: Services' topics

  private mutating func take(
    _ arrival: Arrival, of source: Source, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    guard stopped[source] == nil else { return }
    let record = arrival.record
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      return try stray(record, nil, error.description, &report, in: unit)
    }
    guard envelope.source == source.uri else {
      return try stray(record, envelope, "its ce_source is '\(envelope.source)', not \(source.uri)", &report, in: unit)
    }
    if envelope.type == source.headsType {
      guard let head = Head(envelope.data), head.epoch == envelope.epoch else {
        return try stray(record, envelope, "it is no head that can be read", &report, in: unit)
      }
      return try take(head, at: envelope.time, of: source, partition: record.partition, &report, in: unit)
    }
    guard let key = envelope.key, record.key.map(key.hasUTF8) == true else {
      return try stray(record, envelope, "its key is not its ce_partitionkey", &report, in: unit)
    }
    guard let origin = EventOrigin(envelope, from: source), (1...Head.largestNumber).contains(origin.number)
    else {
      return try stray(record, envelope, "it lacks an epoch, a stream, a number or a time", &report, in: unit)
    }
    guard origin.stream == Catalog.stream(of: key) else {
      return try stray(record, envelope, "ce_stream is not the stream of its key", &report, in: unit)
    }
    // Until a head has said which epoch is the present one, nothing can be taken; the topic is read again then.
    guard let epoch = epochs[source] else { return }
    guard origin.epoch == epoch else { return try dropped(origin.epoch, of: source, &report, in: unit) }
    switch positions.verdict(source, stream: origin.stream, number: origin.number) {
    case .duplicate:
      report.duplicates += 1
    case .gap:
      report.gaps += 1
      positions.hear(source, origin.stream, origin.number)
    case .apply:
      positions.apply(source, origin.stream, origin.number)
      try apply(arrival, envelope, origin, key: key, &report, in: unit)
    }
  }

  private mutating func apply(
    _ arrival: Arrival, _ envelope: Envelope, _ origin: EventOrigin, key: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    let record = arrival.record
    if !held.isEmpty, let id = held[HeldKeys.name(origin.source.rawValue, key)],
      try HeldKeys.find(id, in: unit.database)?.key == key
    {
      report.held += 1
      return try KeptRecord.insert(
        record, held: id, envelope: envelope, reason: nil, at: unit.now, in: unit.database)
    }
    guard let outcome = try handle(arrival, envelope, origin, in: unit) else {
      report.applied += 1
      return
    }
    report.held += 1
    let id = try HeldKeys.hold(
      source: origin.source.rawValue, key: key, topic: record.partition.topic, outcome, at: unit.now,
      in: unit.database)
    held[HeldKeys.name(origin.source.rawValue, key)] = id
    try KeptRecord.insert(
      record, held: id, envelope: envelope, reason: outcome.held.reason, at: unit.now, in: unit.database)
    if case .never(let reason) = outcome { report.deadLetters.append((record, reason)) }
  }

  /// Runs the handler of an event; nil when it was applied or stepped over.
  private mutating func handle(
    _ arrival: Arrival, _ envelope: Envelope, _ origin: EventOrigin, in unit: borrowing UnitOfWork
  ) throws -> HeldKeys.Outcome? {
    guard let effect = arrival.effect else {
      guard subscriptions.handlers[envelope.type] == nil else { return .never("the event has no data") }
      return stepOver(envelope, origin)
    }
    do {
      let effect = try effect.get()
      try unit.causing(cause(of: envelope, in: unit)) { unit in
        try apart(unit) { try effect(origin, unit) }
      }
    } catch {
      return try outcome(of: error, in: unit)
    }
    // What is held waits for something; where nothing is, nobody does.
    if !held.isEmpty, let subject = envelope.subject {
      try Arrivals.note(subject: subject, of: origin.source.rawValue, in: unit.database)
    }
    return nil
  }

  /// Remembers an event that nobody here wants; unless it is a version of one that somebody does.
  private mutating func stepOver(_ envelope: Envelope, _ origin: EventOrigin) -> HeldKeys.Outcome? {
    let what = SteppedOver(source: origin.source, type: envelope.type)
    if let known = steppedOver.index(forKey: what) {
      steppedOver.values[known].count += 1
      return nil
    }
    guard let name = EventName(envelope.type) else { return .never("its type '\(envelope.type)' has no version") }
    guard !subscriptions.handledNames.contains(name.base) else {
      return .never(
        "version \(name.version) of \(name.base) is not known to this build: upgrade it, then redrive")
    }
    steppedOver[what] = (1, origin.stream, origin.number)
    return nil
  }

  /// Runs a handler so that a failed one leaves nothing behind: alone, or with the whole batch.
  private func apart(_ unit: borrowing UnitOfWork, _ body: () throws -> Void) throws {
    if isCareful { return try unit.savepoint(body) }
    do { try body() } catch { throw unit.database.isInTransaction ? NeedsCare() : error }
  }

  private func cause(of envelope: Envelope, in unit: borrowing UnitOfWork) -> Cause {
    Cause(
      actor: subscriptions.service, correlationID: envelope.correlationID ?? envelope.id, causationID: envelope.id,
      traceparent: envelope.traceparent.flatMap(Self.validTrace) ?? Self.newTrace(in: unit),
      tracestate: envelope.tracestate)
  }

  /// What outside producers send as `traceparent` goes on only where it is one: 00-32 hex-16 hex-2 hex, ids not zero.
  private static func validTrace(_ text: String) -> String? {
    var text = text
    let isValid = text.withUTF8 { bytes in
      guard bytes.count == 55 else { return false }
      var (traceIsZero, spanIsZero) = (true, true)
      for index in bytes.indices {
        let byte = bytes[index]
        if index == 2 || index == 35 || index == 52 {
          guard byte == UInt8(ascii: "-") else { return false }
        } else {
          guard (48...57).contains(byte) || (97...102).contains(byte) else { return false }
          if byte != UInt8(ascii: "0"), index < 35 { traceIsZero = traceIsZero && index < 2 }
          if byte != UInt8(ascii: "0"), (36..<52).contains(index) { spanIsZero = false }
        }
      }
      return !traceIsZero && !spanIsZero && !(bytes[0] == UInt8(ascii: "f") && bytes[1] == UInt8(ascii: "f"))
    }
    return isValid ? text : nil
  }

  /// A trace begins here where whoever sent the event began none (W3C Trace Context, not sampled).
  private static func newTrace(in unit: borrowing UnitOfWork) -> String {
    let (trace, span): (ID<Cause>, ID<Cause>) = (unit.newID(), unit.newID())
    return "00-\(trace.text.filter { $0 != "-" })-\(span.text.filter { $0 != "-" }.suffix(16))-00"
  }

  /// What an error means for the event. What concerns the store as a whole is thrown on.
  private func outcome(of error: any Error, in unit: borrowing UnitOfWork) throws -> HeldKeys.Outcome {
    guard unit.database.isInTransaction else { throw error }
    switch error {
    case let error as NeedsCare: throw error
    case let error as WaitsFor: return .notYet(error)
    case let error as SQLiteError where !error.isOfTheData: throw error
    case let error as DecodingError: return .never(error.reason)
    default: return .never("\(error)")
    }
  }

  private mutating func take(
    _ head: Head, at time: Instant?, of source: Source, partition: TopicPartition, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    let answered = (head.answers ?? []).filter(questions.contains)
    guard let epoch = epochs[source] else {
      guard !answered.isEmpty else { return }
      epochs[source] = head.epoch
      report.answers += answered
      report.adopted.append(source)
      for partition in offsets.keys where partition.topic == source.topic {
        offsets[partition] = 0
        changedOffsets.insert(partition)
      }
      try unit.database.run(
        "INSERT OR REPLACE INTO source_epochs VALUES (?, ?, NULL)", source.rawValue, head.epoch)
      return
    }
    guard head.epoch == epoch else {
      try dropped(head.epoch, of: source, &report, in: unit)
      guard !answered.isEmpty else { return }
      report.answers += answered
      report.stopped.append(source)
      let reason =
        "\(source.rawValue) writes epoch \(head.epoch), this store knows \(epoch): "
        + "restore the whole backup set with 'joinery restore' (reporting alone: 'joinery rebuild')"
      stopped[source] = reason
      try unit.database.run("UPDATE source_epochs SET stopped = ? WHERE source = ?", reason, source.rawValue)
      return
    }
    for stream in head.streams {
      if answered.isEmpty {
        positions.hear(source, stream, head.number(of: stream))
      } else {
        positions.correct(source, stream, head.number(of: stream))
      }
    }
    report.answers += answered
    // A head speaks for its partition only where nothing before it is missing.
    if let time, head.streams.allSatisfy({ positions.heard(source, $0) == positions.applied(source, $0) }) {
      told[partition] = time
    }
  }

  private func dropped(
    _ epoch: String, of source: Source, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    report.droppedByEpoch += 1
    report.suspects.insert(source)
    try unit.database.run(
      "INSERT INTO dropped_epochs VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1", source.rawValue,
      epoch)
  }

  private func stray(
    _ record: Record, _ envelope: Envelope?, _ reason: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    report.strays += 1
    // An answer that brings the same stray again and again would fill the store.
    if try unit.database.exists(
      """
      SELECT 1 FROM kept_records
      WHERE held IS NULL AND event_id IS ? AND topic = ? AND partition = ? AND key IS ? AND value IS ? AND headers = ?
      """, envelope?.id, record.partition.topic, record.partition.partition, record.key, record.value,
      record.packedHeaders.bytes)
    {
      return
    }
    try KeptRecord.insert(record, held: nil, envelope: envelope, reason: reason, at: unit.now, in: unit.database)
  }

  // MARK: Outside topics

  private mutating func take(
    _ arrival: Arrival, by handler: OutsideHandler, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    let record = arrival.record
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      return try hold(alone: record, nil, error.description, &report, in: unit)
    }
    let hash = Int64(bitPattern: fnv1a64(CompactJSON.canonical(envelope.data ?? []) + Array(envelope.type.utf8)))
    let known = try unit.database.first(
      "SELECT hash, received FROM outside_events WHERE source = ? AND id = ?", envelope.source, envelope.id
    ) { ($0.integer(0), Instant(milliseconds: $0.integer(1))) }
    if let (earlier, received) = known {
      guard earlier != hash else {
        report.duplicates += 1
        return
      }
      return try hold(
        alone: record, envelope,
        "'\(envelope.id)' of \(envelope.source) came on \(received) with other content; give a changed event an id "
          + "of its own", &report, in: unit)
    }
    try unit.database.run(
      "INSERT INTO outside_events VALUES (?, ?, ?, ?, ?)", envelope.source, envelope.id, hash, unit.now.milliseconds,
      record.value)
    // A few at a time, so that no batch pays for all of them.
    try unit.database.run(
      """
      DELETE FROM outside_events WHERE (source, id) IN
        (SELECT source, id FROM outside_events WHERE received < ? LIMIT 10)
      """, unit.now.milliseconds - subscriptions.outsideMemory)
    try apply(record, envelope, by: handler, &report, in: unit)
  }

  private mutating func apply(
    _ record: Record, _ envelope: Envelope, by handler: OutsideHandler, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    let identity = handler.identify(envelope)
    let outcome = try handle(envelope, by: handler, in: unit)
    if let identity {
      try supersede(envelope.source, identity.key, upTo: identity.revision, applied: outcome == nil, in: unit)
    }
    guard let outcome else {
      report.applied += 1
      return
    }
    guard let identity else {
      return try hold(alone: record, envelope, outcome.held.reason, &report, in: unit)
    }
    report.held += 1
    let id = try HeldKeys.hold(
      source: envelope.source, key: identity.key, topic: record.partition.topic, outcome, at: unit.now,
      in: unit.database)
    held[HeldKeys.name(envelope.source, identity.key)] = id
    try KeptRecord.insert(
      record, held: id, envelope: envelope, revision: identity.revision, reason: outcome.held.reason, at: unit.now,
      in: unit.database)
    if case .never(let reason) = outcome { report.deadLetters.append((record, reason)) }
  }

  private func handle(
    _ envelope: Envelope, by handler: OutsideHandler, in unit: borrowing UnitOfWork
  ) throws -> HeldKeys.Outcome? {
    do {
      try unit.causing(cause(of: envelope, in: unit)) { unit in
        try apart(unit) { try handler.handle(envelope, unit) }
      }
      return nil
    } catch {
      return try outcome(of: error, in: unit)
    }
  }

  /// Gives up held records of the same thing that a later revision takes the place of (`erp.md`).
  private mutating func supersede(
    _ source: String, _ key: String, upTo revision: Int, applied: Bool, in unit: borrowing UnitOfWork
  ) throws {
    guard let id = held[HeldKeys.name(source, key)], let heldKey = try HeldKeys.find(id, in: unit.database),
      heldKey.source == source, heldKey.key == key
    else {
      return
    }
    for record in try HeldKeys.records(of: id, in: unit.database) {
      guard let earlier = record.revision, earlier < revision || (applied && earlier == revision) else { continue }
      try HeldKeys.remove(
        record, of: heldKey, who: subscriptions.service, why: "superseded by revision \(revision)", at: unit.now,
        in: unit.database)
    }
    try unit.database.run(
      "DELETE FROM held_keys WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM kept_records WHERE held = ?1)", id)
    if try HeldKeys.find(id, in: unit.database) == nil { held[HeldKeys.name(source, key)] = nil }
  }

  /// A record without a readable key is held alone, under its place in the log.
  private mutating func hold(
    alone record: Record, _ envelope: Envelope?, _ reason: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    report.held += 1
    let source = envelope?.source ?? record.partition.topic
    let id = try HeldKeys.hold(
      source: source, key: "\(record.partition)/\(record.offset)@\(cluster)", topic: record.partition.topic,
      .never(reason), at: unit.now, in: unit.database)
    try KeptRecord.insert(record, held: id, envelope: envelope, reason: reason, at: unit.now, in: unit.database)
    report.deadLetters.append((record, reason))
  }

  // MARK: Redriving

  /// Applies held keys that are due, each in order, until one of its records cannot be applied again.
  mutating func redrive(_ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    let due = try unit.database.all("SELECT id FROM held_keys WHERE due = 1 ORDER BY id LIMIT 100") { $0.integer(0) }
    for id in due {
      try unit.database.run("UPDATE held_keys SET due = 0 WHERE id = ?", id)
      guard let key = try HeldKeys.find(id, in: unit.database) else { continue }
      try redrive(key, &report, in: unit)
    }
    // Keys may also have been discarded by a person meanwhile.
    held = try HeldKeys.all(in: unit.database)
  }

  private mutating func redrive(_ key: HeldKey, _ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    for kept in try HeldKeys.records(of: key.id, in: unit.database) {
      if let outcome = try again(kept.record, in: unit) {
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
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      return .never(error.description)
    }
    let topic = record.partition.topic
    if let handler = subscriptions.outside.first(where: { $0.topic == topic }) {
      return try handle(envelope, by: handler, in: unit)
    }
    guard let source = Source.allCases.first(where: { $0.topic == topic }),
      let origin = EventOrigin(envelope, from: source)
    else { return .never("it lacks an epoch, a stream, a number or a time") }
    return try handle(arrival, envelope, origin, in: unit)
  }
}

/// An event of a batch that was taken without savepoints cannot be applied.
struct NeedsCare: Error {}

extension DecodingError {
  /// The field at fault and what is wrong with it, in words without its content.
  public var reason: String {
    let (path, text): ([any CodingKey], String) =
      switch self {
      case .keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
      case .typeMismatch(let type, let context): (context.codingPath, "is no \(type)")
      case .valueNotFound(let type, let context): (context.codingPath, "is null instead of a \(type)")
      case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
      @unknown default: ([], "cannot be decoded")
      }
    guard !path.isEmpty else { return "the data cannot be decoded: \(text)" }
    return "the field '\(path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "."))' \(text)"
  }
}
