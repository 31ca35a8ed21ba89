import Contracts
import Crypto
import Kernel
import Persistence

/// Brings the event journal into the service's topic: in order, again after every failure, never past what is not
/// acknowledged; says how far it is; answers what consumers ask. Confined to one thread; `step` is called again and
/// again. What is to be done is decided by `InFlight`, `Cursor`, `Heads`, `TopicOwner`, `Answer` and `Replay`; this is
/// the shell between them, the store and the broker.
public final class Relay {
  public struct Options: Sendable {
    public var source: Source
    /// Heads when nothing happens. A minute is promised; half of it lets a second writer be seen within a minute.
    public var idleHeadMilliseconds: Int64 = 30_000
    /// Take a new epoch at this start, and note what the topic holds as left.
    public var newLog = false
    /// Take commands before the topic's heads were read, for this start.
    public var acceptBeforeCheck = false
    /// Whether the service has announcements besides its events.
    public var announces: Bool
    public var traces: EventTraces?

    public init(source: Source, announces: Bool = false) {
      self.source = source
      self.announces = announces
    }
  }

  public let status = Latest(RelayStatus())
  /// Where others leave what they want of this relay; from any thread.
  public let inbox = RelayInbox()
  /// While somebody holds it, nothing new is published (`joinery backup`).
  public let lease = Lease()

  let store: Store
  let producer: any RecordProducer
  let options: Options
  let source: Source
  var random: any RandomNumberGenerator & Sendable
  var partitions: Int32 = 0
  var inFlight = InFlight(acknowledged: 0)
  var cursor = Cursor(saved: 0)
  var heads: Heads
  var owner = TopicOwner()
  var replay = Replay()
  var announcing = Announcing()
  /// After a topic was not there no announcement is sent before.
  var announceAgain = Instant(milliseconds: 0)
  /// Announcements up to that id are sent once the destination of a shipped store has that moment.
  var announceable: (id: Int64, moment: UInt64)?
  /// Events whose sending is traced, by their tags; no more than are in flight.
  var sending: [UInt64: EventSpan] = [:]
  /// After a failure nothing is sent before.
  var sendAgain = Instant(milliseconds: 0)
  /// This start's own mark in the store, which has to be wherever the store is rebuilt from before its heads are.
  var begun: UInt64 = 0
  private var telling = Rhythm(milliseconds: 1_000)
  private var looking = Rhythm(milliseconds: 5_000)

  public init(
    store: Store, producer: any RecordProducer, options: Options,
    random: any RandomNumberGenerator & Sendable = SystemRandom()
  ) {
    self.store = store
    self.producer = producer
    self.options = options
    source = options.source
    var random = random
    heads = Heads(
      instance: uuidv7(at: store.time.now(), using: &random), idleMilliseconds: options.idleHeadMilliseconds)
    self.random = random
    if !options.acceptBeforeCheck {
      store.refuseCommands(
        "the topic \(source.topic) has not been checked yet, the broker may be away: commands are taken once its last "
          + "heads were read (JOINERY_ACCEPT_BEFORE_CHECK=1 takes them before, for one start)")
    }
  }

  /// One round. Gives whether there was something to do; `pause` says when to call again otherwise.
  public func step(at now: Instant) throws -> Bool {
    status.update { [lease] status in
      status.steppedAt = now
      status.pausedFor = lease.holder(at: now)
    }
    if let reason = store.fenced, case .running = status.get().state { refuse(reason) }
    switch status.get().state {
    case .refused:
      // Nobody else takes them, and while they lie there a wait would return at once.
      _ = try? producer.deliveries()
      return false
    case .checking:
      try check(at: now)
      return true
    case .running: break
    }
    if telling.isDue(at: now) { try tell() }
    guard store.isShipped(begun) else { return false }
    var worked = try takeDeliveries(at: now)
    try readUnread(at: now)
    guard case .running = status.get().state else { return true }
    worked = try publish(at: now) || worked
    worked = try answer(at: now) || worked
    worked = try sendJournalAgain() || worked
    worked = try announce(at: now) || worked
    if heads.isDue(at: now) { try writeHeads(at: now) }
    if looking.isDue(at: now) { try look(at: now) }
    status.update { [acknowledged = inFlight.acknowledged] in $0.published = acknowledged }
    saveCursor(at: now)
    return worked
  }

  /// How long to wait for something to happen.
  public func pause(at now: Instant) -> Int {
    let next = min(heads.next, cursor.next(inFlight.acknowledged) ?? heads.next)
    return Int(max(1, min(1_000, next.milliseconds - now.milliseconds)))
  }

  /// Publishes what is there, says how far it is, and keeps the cursor; as far as the time allows. Nothing is lost
  /// when it does not: all is in the store.
  public func finish(at now: @Sendable () -> Instant, within milliseconds: Int) {
    guard case .running = status.get().state else { return }
    let deadline = now().adding(milliseconds: Int64(milliseconds))
    repeat {
      guard (try? step(at: now())) != nil else { return }
      if inFlight.count == 0 { break }
      producer.wait(milliseconds: 10)
    } while now() < deadline
    try? writeHeads(at: now())
    _ = producer.flush(milliseconds: max(0, Int(deadline.milliseconds - now().milliseconds)))
    _ = try? takeDeliveries(at: now())
    saveCursor(at: now(), isLast: true)
  }

  /// Says what is not published yet; before anything is asked of a broker that may hang, since then it matters most.
  private func tell() throws {
    let (last, oldest) = try store.read { [acknowledged = inFlight.acknowledged] database in
      let next = try EventJournal.entries(after: acknowledged, limit: 1, in: database).first
      return (try EventJournal.lastPosition(in: database), next?.time)
    }
    status.update { status in
      status.last = last
      status.oldestUnpublished = oldest
    }
  }

  /// Sees another log under the same name, another writer, and added partitions, also when nothing is written.
  private func look(at now: Instant) throws {
    let count = try producer.partitionCount(of: source.topic)
    if count != partitions, count > 0 {
      partitions = count
      heads.owe()
    }
    guard inFlight.isQuiet else { return }
    for partition in 0..<partitions {
      let end = try producer.watermarks(of: TopicPartition(source.topic, partition)).upperBound
      note(owner.looked(partition, end: end), at: now)
    }
  }

  func note(_ finding: TopicOwner.Finding, at now: Instant) {
    if finding == .anotherLog { heads.hurry(at: now) }
  }

  var cause: Cause { Cause(actor: source.rawValue, correlationID: "relay") }

  var isTraced: Bool { options.traces != nil }
}
