import Contracts
import Crypto
import Kernel
import Persistence
import SQLite

/// Reads the topics that a service subscribes to into its store. Confined to one thread; `step` is called again and
/// again. Every decision is the `Intake`'s and the `Asking`'s; this is the shell between them, the store and the broker.
public final class Consumer {
  public static var schema: Schema { InboxSchema.schema }

  /// Its tables in the order in which they can be emptied.
  public static let tables = [
    "source_epochs", "positions", "offsets", "told", "stepped_over", "dropped_epochs", "kept_records", "held_keys",
    "discards", "outside_events", "lost_records",
  ]

  /// What others may know, from any thread.
  public let status = Latest(ConsumerStatus())

  private let store: Store
  private let client: any RecordConsumer
  /// Where questions and dead-letter copies go.
  private let hints: any RecordProducer
  private let subscriptions: Subscriptions
  private let onQuestion: @Sendable (Question) -> Void
  /// Nobody else takes the producer's reports: then this does, or its queue would fill.
  private let ownsHints: Bool
  private var random: any RandomNumberGenerator & Sendable
  private var intake: Intake
  private var generation: Int
  /// How many partitions each topic has.
  private var partitions: [String: Int32] = [:]
  private var isAssigned = false
  private var assignAgain = Instant(milliseconds: 0)
  /// Records taken from the client whose transaction has not succeeded yet.
  private var backlog: [Arrival] = []
  /// The records after them, which are read while the backlog's transaction runs.
  private var ahead: [Arrival] = []
  /// Why reading ahead has failed, for the next step to throw.
  private var failureAhead: (any Error)?
  private var asking: [TopicPartition: Asking] = [:]
  private var nextCommit = Instant(milliseconds: 0)
  private var nextLook = Instant(milliseconds: 0)
  private var nextClusterLook = Instant(milliseconds: 0)
  private var nextRedrive = Instant(milliseconds: 0)

  /// How many records go into one transaction at most.
  private static let batch = 1000
  /// So many batches are taken with care after one that needed it.
  private static let carefulBatches = 16
  private var carefulBatches = 0
  /// How often watermarks and partition counts are looked at.
  private static let lookEvery = 5_000 as Int64

  /// `onQuestion` gets the questions of other consumers, which stand in a topic that this client reads along.
  /// Throws `CatchUpNeeded` where this build handles a type that its store has stepped over.
  public init(
    store: Store, client: any RecordConsumer, hints: any RecordProducer, subscriptions: Subscriptions,
    random: any RandomNumberGenerator & Sendable = SystemRandom(),
    ownsHints: Bool = false, onQuestion: @escaping @Sendable (Question) -> Void = { _ in }
  ) throws {
    self.ownsHints = ownsHints
    self.store = store
    self.client = client
    self.hints = hints
    self.subscriptions = subscriptions
    self.random = random
    self.onQuestion = onQuestion
    try Self.checkSteppedOver(subscriptions, store)
    generation = store.generation
    intake = try store.read { [subscriptions] in try Intake(subscriptions, $0) }
  }

  private static func checkSteppedOver(_ subscriptions: Subscriptions, _ store: Store) throws {
    let stepped = try store.read { try $0.all("SELECT type FROM stepped_over") { $0.text(0) } }
    for type in stepped where subscriptions.handlers[type] != nil {
      guard subscriptions.catchUp[type] == .fromNowOn else { throw CatchUpNeeded(type: type) }
      try store.perform(for: Cause(actor: subscriptions.service, correlationID: "catch-up")) { unit in
        _ = try unit.database.run("DELETE FROM stepped_over WHERE type = ?", type)
      }
    }
  }

  /// One round: read what has come, apply it in one transaction, ask for what is missing. Gives whether there was
  /// something to do. After an error the same work is tried again by the next call.
  public func step(at now: Instant) throws -> Bool {
    status.update { $0.steppedAt = now }
    try reload()
    if ownsHints { drainHints() }
    if let failure = failureAhead {
      failureAhead = nil
      throw failure
    }
    if !isAssigned {
      guard now >= assignAgain else { return false }
      assignAgain = now.adding(milliseconds: 1_000)
      try assign(at: now)
    }
    // What was read ahead may be few records: more have come since. Records that wait behind the backlog come first.
    if ahead.isEmpty, backlog.count < Self.batch { try poll(into: &backlog, at: now) }
    let report = try apply(at: now)
    try ask(after: report, at: now)
    try look(idle: report == nil, at: now)
    if now >= nextCommit {
      nextCommit = now.adding(milliseconds: 5_000)
      client.commit(intake.offsets)
    }
    publish(report, at: now)
    return report != nil
  }

  private func drainHints() {
    do throws(BrokerError) {
      _ = try hints.deliveries()
    } catch {
      hints.rebuild()
    }
  }

  /// After a failure of the store, what memory holds is read again from it.
  private func reload() throws {
    guard store.generation != generation else { return }
    let now = store.generation
    let questions = intake.questions
    intake = try store.read { [subscriptions] in try Intake(subscriptions, $0) }
    intake.questions = questions
    generation = now
    isAssigned = false
  }

  /// Whether partitions are assigned; after a failure it takes a moment until they are again.
  public var isReading: Bool { isAssigned }

  /// Whether records are waiting that came while the last ones were applied.
  public var isBehind: Bool { !backlog.isEmpty }

  // MARK: Positions

  /// Reads each partition from its stored position, as far as that still means something.
  private func assign(at now: Instant) throws {
    let cluster = try client.clusterID()
    let sameLog = cluster == intake.cluster
    var start: [TopicPartition: Int64] = [:]
    var lost: [TopicPartition: Range<Int64>] = [:]
    for topic in topics {
      partitions[topic] = try client.partitionCount(of: topic)
      for partition in 0..<(partitions[topic] ?? 0) {
        let place = TopicPartition(topic, partition)
        let log = try client.watermarks(of: place)
        if topic == Catalog.replays || isWaitingForEpoch(topic) {
          start[place] = log.upperBound
        } else if let stored = intake.offsets[place], sameLog, stored <= log.upperBound {
          start[place] = max(stored, log.lowerBound)
          if stored < log.lowerBound { lost[place] = stored..<log.lowerBound }
        } else {
          start[place] = log.lowerBound
          // What a gap waited for was in another log.
          for open in asking.keys where open.topic == topic { close(open) }
        }
      }
    }
    let moved = start.filter { place, offset in
      place.topic != Catalog.replays && (intake.offsets[place] != offset || !sameLog)
    }
    if !moved.isEmpty { try move(moved, lost: lost, cluster: cluster) }
    for source in subscriptions.sources where intake.stopped[source] != nil {
      start = start.filter { $0.key.topic != source.topic }
    }
    try client.assign(start)
    backlog.removeAll()
    ahead.removeAll()
    isAssigned = true
    for source in subscriptions.sources where isWaitingForEpoch(source.topic) {
      asking[TopicPartition(source.topic, 0)] = Asking(since: now)
    }
  }

  private func move(_ moved: [TopicPartition: Int64], lost: [TopicPartition: Range<Int64>], cluster: String) throws {
    let outside = Set(subscriptions.outside.map(\.topic))
    intake = try store.perform(for: cause) { [intake] unit in
      var intake = intake
      intake.moveOffsets(moved, cluster: cluster)
      for (place, range) in lost where outside.contains(place.topic) {
        try unit.database.run(
          "INSERT INTO lost_records VALUES (?, ?, ?, ?, ?)", place.topic, place.partition, range.lowerBound,
          range.upperBound, unit.now.milliseconds)
      }
      try intake.save(in: unit)
      return intake
    }
  }

  private var topics: [String] {
    subscriptions.sources.map(\.topic) + subscriptions.outside.map(\.topic) + [Catalog.replays]
  }

  private func isWaitingForEpoch(_ topic: String) -> Bool {
    subscriptions.sources.contains { $0.topic == topic && intake.epochs[$0] == nil && intake.stopped[$0] == nil }
  }

  private var cause: Cause { Cause(actor: subscriptions.service, correlationID: "consumer") }

  // MARK: Reading

  private func poll(into arrivals: inout [Arrival], at now: Instant) throws {
    for event in try client.poll(atMost: Self.batch - arrivals.count) {
      switch event {
      case .record(let record) where record.partition.topic == Catalog.replays:
        if let question = Question(record), question.consumer != subscriptions.service { onQuestion(question) }
      case .record(let record):
        arrivals.append(Arrival(record, subscriptions))
      case .outOfRange:
        isAssigned = false
        assignAgain = now
      case .failed(let partition, let reason):
        isAssigned = false
        if partition == nil { client.rebuild() }
        throw BrokerError.unavailable(reason)
      }
    }
  }

  /// Reads the next batch, unless it is there already from a transaction that failed.
  private func readAhead(at now: Instant) {
    guard isAssigned, ahead.isEmpty, failureAhead == nil else { return }
    var arrivals: [Arrival] = []
    do { try poll(into: &arrivals, at: now) } catch { failureAhead = error }
    ahead = arrivals
  }

  private func apply(at now: Instant) throws -> IntakeReport? {
    let redrives = now >= nextRedrive
    if redrives { nextRedrive = now.adding(milliseconds: 500) }
    let due = try redrives && store.read { try $0.exists("SELECT 1 FROM held_keys WHERE due = 1") }
    guard !backlog.isEmpty || due else { return nil }
    let (next, report): (Intake, IntakeReport)
    do {
      carefulBatches = max(0, carefulBatches - 1)
      (next, report) = try take(due: due, carefully: due || carefulBatches > 0, at: now)
    } catch is NeedsCare {
      // Where one event waits for another, more will.
      carefulBatches = Self.carefulBatches
      (next, report) = try take(due: due, carefully: true, at: now)
    }
    intake = next
    backlog = ahead
    ahead = []
    for (record, reason) in report.deadLetters { copyToDeadLetters(record, reason, at: now) }
    if !report.adopted.isEmpty || !report.stopped.isEmpty {
      for place in asking.keys where report.adopted.contains(where: { $0.topic == place.topic }) { close(place) }
      isAssigned = false
      assignAgain = now
    }
    return report
  }

  /// Applies the backlog in one transaction, and reads what comes next meanwhile.
  private func take(due: Bool, carefully isCareful: Bool, at now: Instant) throws -> (Intake, IntakeReport) {
    try store.perform(for: cause, meanwhile: { readAhead(at: now) }) { [intake, backlog, store, generation] unit in
      // Somebody emptied the store (a rebuild) between the reading and now: what memory holds is void.
      guard store.generation == generation, !unit.isInvalidated else {
        throw StoreError.failed("the store was changed meanwhile")
      }
      var intake = intake
      intake.isCareful = isCareful
      var report = IntakeReport()
      if due { try intake.redrive(&report, in: unit) }
      for arrival in backlog { try intake.take(arrival, &report, in: unit) }
      try intake.save(in: unit)
      return (intake, report)
    }
  }

  /// A hint for people: key, value and headers byte for byte, with the headers that Connect's tools know.
  private func copyToDeadLetters(_ record: Record, _ reason: String, at now: Instant) {
    let place = record.partition
    let headers =
      record.headers + [
        RecordHeader("__connect.errors.topic", place.topic),
        RecordHeader("__connect.errors.partition", String(place.partition)),
        RecordHeader("__connect.errors.offset", String(record.offset)),
        RecordHeader("__connect.errors.connector.name", subscriptions.service),
        RecordHeader("__connect.errors.exception.message", reason),
      ]
    let copy = OutgoingRecord(
      partition: TopicPartition(place.topic + ".dead-letters", place.partition), key: record.key, value: record.value,
      headers: headers)
    // Lost when the broker is away: the record itself is kept in the store.
    _ = try? hints.send([copy])
  }

  // MARK: Asking

  private func ask(after report: IntakeReport?, at now: Instant) throws {
    if let report {
      for (place, question) in asking.compactMapValues(\.question) where report.answers.contains(question) {
        intake.questions.remove(question)
        let missing = Source.allCases.first { $0.topic == place.topic }.map(intake.positions.missing) ?? 0
        asking[place]?.answered(at: now, missing: missing)
      }
    }
    for source in subscriptions.sources where intake.stopped[source] == nil {
      try ask(source, suspect: report?.suspects.contains(source) ?? false, at: now)
    }
  }

  private func ask(_ source: Source, suspect: Bool, at now: Instant) throws {
    guard let count = partitions[source.topic], count > 0 else { return }
    guard let epoch = intake.epochs[source] else {
      return try ask(source, TopicPartition(source.topic, 0), epoch: "", of: count, at: now)
    }
    var missing = Set(intake.positions.gaps(source).map { TopicPartition(source.topic, Int32($0) % count) })
    // Whether the source has gone on under another epoch only itself can say.
    let first = TopicPartition(source.topic, 0)
    if suspect || (asking[first]?.question != nil && !missing.contains(first)) { missing.insert(first) }
    for place in asking.keys where place.topic == source.topic && !missing.contains(place) { close(place) }
    for place in missing {
      if asking[place] == nil {
        asking[place] = suspect ? Asking(since: now) : Asking(seenAt: try marks(source, count), since: now)
      }
      try ask(source, place, epoch: epoch, of: count, at: now)
    }
    if asking[first]?.question == nil, intake.positions.gaps(source).isEmpty { close(first) }
  }

  private func close(_ place: TopicPartition) {
    if let question = asking.removeValue(forKey: place)?.question { intake.questions.remove(question) }
  }

  private func marks(_ source: Source, _ count: Int32) throws -> [TopicPartition: Int64] {
    var marks: [TopicPartition: Int64] = [:]
    for partition in 0..<count {
      let place = TopicPartition(source.topic, partition)
      marks[place] = try client.watermarks(of: place).upperBound
    }
    return marks
  }

  private func ask(_ source: Source, _ place: TopicPartition, epoch: String, of count: Int32, at now: Instant) throws {
    guard asking[place]?.isDue(at: now, offsets: intake.offsets) == true else { return }
    if let open = asking[place]?.question { intake.questions.remove(open) }
    var numbers: [String: Int64] = [:]
    for stream in stride(from: Int(place.partition), to: Catalog.streamCount, by: Int(count)) {
      numbers[String(stream)] = intake.positions.applied(source, stream)
    }
    let question = Question(
      id: uuidv7(at: now, using: &random), consumer: subscriptions.service, source: source, epoch: epoch,
      partition: place.partition, partitions: count, numbers: numbers)
    guard try hints.send([try question.record(at: now)]) == 1 else { return }
    intake.questions.insert(question.id)
    asking[place]?.asked(question.id, at: now, using: &random)
    status.update { $0.questions += 1 }
  }

  // MARK: Looking around

  /// Where nothing has come for a while: sees added partitions and another log, and rebuilds a handle that gets
  /// nothing though there is something.
  private func look(idle: Bool, at now: Instant) throws {
    if now >= nextClusterLook {
      nextClusterLook = now.adding(milliseconds: Self.lookEvery)
      // A broker that came back as another cluster gives no error where its new log is longer already.
      guard try client.clusterID() == intake.cluster else {
        isAssigned = false
        assignAgain = now
        return
      }
      // Added partitions have events that nobody reads, however busy the others are.
      for topic in topics where try client.partitionCount(of: topic) != partitions[topic] {
        isAssigned = false
        assignAgain = now
        return
      }
    }
    // While records come, one partition in a while may still stand: it is looked at less often.
    if !idle { nextLook = max(nextLook, min(now.adding(milliseconds: Self.lookEvery), lookLatest)) }
    guard now >= nextLook else { return }
    nextLook = now.adding(milliseconds: Self.lookEvery)
    lookLatest = now.adding(milliseconds: 12 * Self.lookEvery)
    for topic in topics where topic != Catalog.replays {
      let count = try client.partitionCount(of: topic)
      for partition in 0..<count {
        let place = TopicPartition(topic, partition)
        let log = try client.watermarks(of: place)
        let next = intake.offsets[place]
        let isOtherLog = next.map { $0 > log.upperBound } ?? true
        let isStopped = intake.stopped.keys.contains { $0.topic == topic }
        let isStuck = !isStopped && (next ?? 0) < endsSeen[place] ?? 0 && next == positionsSeen[place]
        endsSeen[place] = log.upperBound
        positionsSeen[place] = next
        guard isOtherLog || isStuck || count != partitions[topic] else { continue }
        if isStuck { client.rebuild() }
        isAssigned = false
        assignAgain = now
        endsSeen = [:]
        return
      }
    }
  }

  /// The ends of the partitions at the last look, and the positions then; an end not reached and a position not moved
  /// by the next look: the handle is stuck.
  private var endsSeen: [TopicPartition: Int64] = [:]
  private var positionsSeen: [TopicPartition: Int64] = [:]
  private var lookLatest = Instant(milliseconds: 0)

  private func lag(_ topic: String) -> Int64 {
    (0..<(partitions[topic] ?? 0)).reduce(0) { sum, partition in
      let place = TopicPartition(topic, partition)
      return sum + max(0, (client.knownEnd(of: place) ?? 0) - (intake.offsets[place] ?? 0))
    }
  }

  private func publish(_ report: IntakeReport?, at now: Instant) {
    let lags = Dictionary(uniqueKeysWithValues: partitions.keys.map { ($0, lag($0)) })
    status.update { [intake, asking, subscriptions] status in
      if let report {
        status.applied += report.applied
        status.parked += report.deadLetters.suffix(100).map { record, _ in
          ConsumerStatus.Parked(
            place: record.partition, offset: record.offset,
            traceparent: record.headers.first { $0.name == "traceparent" }?.value?.text)
        }
        status.parked = status.parked.suffix(100)
        status.duplicates += report.duplicates
        status.gaps += report.gaps
        status.strays += report.strays
        status.held += report.held
        status.droppedByEpoch += report.droppedByEpoch
      }
      status.offsets = intake.offsets
      status.cluster = intake.cluster
      for source in subscriptions.sources {
        var of = ConsumerStatus.OfSource()
        of.epoch = intake.epochs[source]
        of.stopped = intake.stopped[source]
        of.applied = intake.positions.count(source)
        for stream in intake.positions.gaps(source) {
          of.missing[stream] = intake.positions.heard(source, stream) - intake.positions.applied(source, stream)
        }
        of.gapSince = of.missing.isEmpty ? nil : asking.filter { $0.key.topic == source.topic }.map(\.value.since).min()
        of.lag = lags[source.topic] ?? 0
        status.sources[source] = of
      }
      for handler in subscriptions.outside { status.outsideLag[handler.topic] = lags[handler.topic] ?? 0 }
    }
  }
}
