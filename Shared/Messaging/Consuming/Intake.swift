import Contracts
import Kernel
import Persistence
import SQLite

/// The core of a consumer: what becomes of each record, inside the transaction of its batch. It holds in memory what
/// the store holds, so a batch works on a copy that takes the place of the old one once it is committed. `Admission`,
/// `SourceEpochs` and `Positions` decide; this writes down what they have decided.
struct Intake: Sendable {
  let subscriptions: Subscriptions
  var positions: Positions
  var epochs: SourceEpochs
  var offsets: Offsets
  /// Which keys are held, under which id.
  var held: [String: Int64]
  var steppedOver = SteppedOver()
  private var secondReadings: SecondReadings
  private var told: [TopicPartition: Instant] = [:]
  /// Whether each event gets a savepoint of its own. Without them, the first event that cannot be applied ends the
  /// batch by `NeedsCare`, and it is taken again.
  var isCareful = true
  let traces: EventTraces?
  /// What was handled in this batch, for `traces`.
  var spans: [EventSpan] = []
  /// Questions that are open; a head that names one of them is an answer.
  var questions: Set<String> = []

  /// Reads from the store what it holds.
  init(_ subscriptions: Subscriptions, _ traces: EventTraces?, _ database: Database) throws {
    self.subscriptions = subscriptions
    self.traces = traces
    positions = try Positions(database)
    held = try HeldKeys.all(in: database)
    epochs = try SourceEpochs(database)
    offsets = try Offsets(database)
    secondReadings = try SecondReadings(subscriptions, database)
  }

  /// Takes a record in. Throws only what concerns the store as a whole: then nothing of the batch has happened.
  mutating func take(_ arrival: Arrival, _ report: inout IntakeReport, in unit: borrowing UnitOfWork) throws {
    let topic = arrival.record.partition.topic
    // A topic whose epoch has just become known is read from its beginning, and not on from here.
    guard !report.adopted.contains(where: { $0.topic == topic }) else { return }
    offsets.take(arrival.record)
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
    try offsets.save(unit.database)
    for (partition, time) in told {
      try unit.database.run(
        "INSERT OR REPLACE INTO told VALUES (?, ?, ?)", Source(topic: partition.topic)?.rawValue, partition.partition,
        time.milliseconds)
    }
    told.removeAll(keepingCapacity: true)
    try steppedOver.save(unit.database)
    try secondReadings.save(unit.database)
  }

  private mutating func take(
    _ arrival: Arrival, of source: Source, _ report: inout IntakeReport, in unit: borrowing UnitOfWork
  ) throws {
    guard epochs.stopped[source] == nil else { return }
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try arrival.envelope.get()
    } catch {
      return try stray(arrival.record, nil, error.description, &report, in: unit)
    }
    switch Admission(envelope, arrival.record, of: source) {
    case .stray(let reason):
      try stray(arrival.record, envelope, reason, &report, in: unit)
    case .head(let head):
      try take(head, at: envelope.time, of: source, partition: arrival.record.partition, &report, in: unit)
    case .event(let origin, let key):
      try take(arrival, envelope, origin, key: key, &report, in: unit)
    }
  }

  private mutating func take(
    _ arrival: Arrival, _ envelope: Envelope, _ origin: EventOrigin, key: String, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    switch epochs.verdict(origin.epoch, of: origin.source) {
    case .present: break
    case .dropped: return try dropped(origin.epoch, of: origin.source, &report, in: unit)
    // The topic is read again once a head has said which epoch is the present one.
    case .unknown, .adopted, .stopped: return
    }
    switch positions.verdict(origin.source, stream: origin.stream, number: origin.number) {
    case .duplicate:
      report.duplicates += 1
    case .gap:
      report.gaps += 1
      positions.hear(origin.source, origin.stream, origin.number)
    case .apply:
      positions.apply(origin.source, origin.stream, origin.number)
      try erase(arrival, envelope, in: unit)
      let arrival = try withoutErased(arrival, envelope, key: key, in: unit)
      if let passing = subscriptions.passing { try passing(arrival.envelope.get(), origin, unit.database) }
      guard try !secondReadings.take(origin, arrival.envelope.get().data, in: unit.database) else { return }
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
      return try KeptRecord.insert(record, held: id, envelope: envelope, reason: nil, at: unit.now, in: unit.database)
    }
    if let outcome = try handle(arrival, envelope, origin, in: unit) {
      try hold(record, envelope, source: origin.source.rawValue, key: key, outcome, &report, in: unit)
    } else {
      report.applied += 1
    }
  }

  private mutating func take(
    _ head: Head, at time: Instant?, of source: Source, partition: TopicPartition, _ report: inout IntakeReport,
    in unit: borrowing UnitOfWork
  ) throws {
    let answered = (head.answers ?? []).filter(questions.contains)
    switch epochs.take(head, of: source, isAnswer: !answered.isEmpty) {
    case .unknown: return
    case .adopted:
      report.adopted.append(source)
      offsets.rewind(source.topic)
      try epochs.save(source, in: unit.database)
    case .dropped:
      try dropped(head.epoch, of: source, &report, in: unit)
    case .stopped:
      try dropped(head.epoch, of: source, &report, in: unit)
      report.stopped.append(source)
      try epochs.save(source, in: unit.database)
    case .present:
      positions.take(head, of: source, isAnswer: !answered.isEmpty)
      // A head speaks for its partition only where nothing before it is missing.
      if let time, head.streams.allSatisfy({ !positions.isMissing(source, $0) }) { told[partition] = time }
    }
    report.answers += answered
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
}

extension Source {
  /// The service that writes a topic.
  init?(topic: String) {
    guard let source = Source.allCases.first(where: { $0.topic == topic }) else { return nil }
    self = source
  }
}
