import Contracts
import Crypto
import Kernel
import Persistence
import SQLite

/// Reads the topics that a service subscribes to into its store. Confined to one thread; `step` is called again and
/// again. What becomes of a record is the `Intake`'s decision; what is read, asked and looked at, that of `Assignment`,
/// `ReadAhead`, `Questions` and `StuckDetector`. This is the shell between them, the store and the broker.
public final class Consumer {
  public static var schema: Schema { InboxSchema.schema }

  /// Its tables in the order in which they can be emptied, but for the list of second readings: they are not due again.
  public static let tables = [
    "source_epochs", "positions", "offsets", "told", "stepped_over", "dropped_epochs", "kept_records", "held_keys",
    "discards", "outside_events", "lost_records", "read_before", "announcements",
  ]

  /// What others may know, from any thread.
  public let status = Latest(ConsumerStatus())
  /// Names of the second readings that are under way at the start.
  public let secondReadings: [String]

  let store: Store
  let client: any RecordConsumer
  /// Where questions and dead-letter copies go.
  let hints: any RecordProducer
  let subscriptions: Subscriptions
  private let onQuestion: @Sendable (Question) -> Void
  /// Nobody else takes the producer's reports: then this does, or its queue would fill.
  private let ownsHints: Bool
  var random: any RandomNumberGenerator & Sendable
  var intake: Intake
  var generation: Int
  var assignment = Assignment()
  var reading = ReadAhead()
  var questions = Questions()
  var stuck = StuckDetector()
  var care = Care()
  var redriving = Rhythm(milliseconds: 500)
  var lookingAtCluster = Rhythm(milliseconds: 5_000)
  private var committing = Rhythm(milliseconds: 5_000)

  /// `onQuestion` gets the questions of other consumers, which stand in a topic that this client reads along.
  /// Throws `CatchUpNeeded` where this build handles a type that its store has stepped over, or reads all anew.
  public init(
    store: Store, client: any RecordConsumer, hints: any RecordProducer, subscriptions: Subscriptions,
    traces: EventTraces? = nil, random: any RandomNumberGenerator & Sendable = SystemRandom(),
    ownsHints: Bool = false, onQuestion: @escaping @Sendable (Question) -> Void = { _ in }
  ) throws {
    self.ownsHints = ownsHints
    self.store = store
    self.client = client
    self.hints = hints
    self.subscriptions = subscriptions
    self.random = random
    self.onQuestion = onQuestion
    try SteppedOver.check(subscriptions, store)
    secondReadings = try SecondReadings.begin(subscriptions, store)
    generation = store.generation
    intake = try store.read { [subscriptions] in try Intake(subscriptions, traces, $0) }
  }

  /// One round: read what has come, apply it in one transaction, ask for what is missing. Gives whether there was
  /// something to do. After an error the same work is tried again by the next call.
  public func step(at now: Instant) throws -> Bool {
    status.update { $0.steppedAt = now }
    try reload()
    if ownsHints { drainHints() }
    if let failure = reading.takeFailure() { throw failure }
    if !assignment.isValid {
      guard assignment.isDue(at: now) else { return false }
      try assign(at: now)
    }
    // What was read ahead may be few records: more have come since.
    if reading.room > 0 { reading.add(try poll(atMost: reading.room, at: now)) }
    let report = try apply(at: now)
    try ask(after: report, at: now)
    try look(isIdle: report == nil, at: now)
    if committing.isDue(at: now) { client.commit(intake.offsets.next) }
    publish(report)
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
    intake = try store.read { [subscriptions, traces = intake.traces] in try Intake(subscriptions, traces, $0) }
    generation = now
    assignment.revoke()
  }

  /// Whether partitions are assigned; after a failure it takes a moment until they are again.
  public var isReading: Bool { assignment.isValid }

  /// Whether records are waiting that came while the last ones were applied.
  public var isBehind: Bool { !reading.batch.isEmpty }

  func poll(atMost limit: Int, at now: Instant) throws -> [Arrival] {
    let events = try client.poll(atMost: limit)
    var arrivals: [Arrival] = []
    arrivals.reserveCapacity(events.count)
    for event in events {
      switch event {
      case .record(let record) where record.partition.topic == Catalog.replays:
        if let question = Question(record), question.consumer != subscriptions.service { onQuestion(question) }
      case .record(let record):
        arrivals.append(Arrival(record, subscriptions))
      case .outOfRange:
        assignment.revoke(at: now)
      case .failed(let partition, let reason):
        assignment.revoke()
        if partition == nil { client.rebuild() }
        throw BrokerError.unavailable(reason)
      }
    }
    return arrivals
  }

  var cause: Cause { Cause(actor: subscriptions.service, correlationID: "consumer") }

  var topics: [String] {
    subscriptions.sources.map(\.topic) + subscriptions.outside.map(\.topic) + [Catalog.replays]
  }
}
