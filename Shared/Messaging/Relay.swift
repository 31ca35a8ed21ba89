import Contracts
import Crypto
import Kernel
import Persistence
import SQLite

/// Brings the event journal into the service's topic: in order, again after every failure, never past what is not
/// acknowledged; says how far it is; answers what consumers ask. Confined to one thread; `step` is called again and
/// again.
public final class Relay {
  public struct Options: Sendable {
    public var source: Source
    /// Heads when nothing happens. A minute is promised; half of it lets a second writer be seen within a minute.
    public var idleHeadMilliseconds: Int64 = 30_000
    /// Take a new epoch at this start, and note what the topic holds as left.
    public var newLog = false
    /// Take commands before the topic's heads were read, for this start.
    public var acceptBeforeCheck = false

    public init(source: Source) {
      self.source = source
    }
  }

  public let status = Latest(RelayStatus())
  /// Where others leave what they want of this relay; from any thread.
  public let inbox = RelayInbox()
  /// While somebody holds it, nothing new is published (`joinery backup`).
  public let lease = Lease()

  private let store: Store
  private let producer: any RecordProducer
  private let options: Options
  private let source: Source
  private var random: any RandomNumberGenerator & Sendable
  private let instance: String
  private var epoch = ""
  private var left: [String] = []
  private var partitions: Int32 = 0
  private var inFlight = InFlight(acknowledged: 0)
  private var savedCursor: Int64 = 0
  /// Last number of each stream that was given to the producer.
  private var numbers = [Int64](repeating: 0, count: Catalog.streamCount)
  /// When the last event that was given to the producer was written.
  private var lastSentTime = Instant(milliseconds: 0)
  /// The offset that the next record of a partition gets if nobody else writes.
  private var nextOffset: [Int32: Int64] = [:]
  private var toRead: [Int32: Range<Int64>] = [:]
  private var tag = controlTag
  /// Heads and answers whose reports have not come yet.
  private var controlsInFlight = 0
  private var headsAgain = Instant(milliseconds: 0)
  private var headsWritten = Instant(milliseconds: 0)
  private var isDirty = true
  private var lookAgain = Instant(milliseconds: 0)
  private var tellAgain = Instant(milliseconds: 0)
  private var saveAgain = Instant(milliseconds: 0)
  private var resendAgain = Instant(milliseconds: 0)
  /// Position of the event journal from which events are sent again for other people's readers.
  private var replaying: Int64?

  /// Tags of events are their positions in the event journal; those of heads and answers begin here.
  private static let controlTag: UInt64 = 1 << 63
  private static let batch = 500
  private static let inFlightLimit = 20_000
  private static let answerBytes = 512 << 10

  public init(
    store: Store, producer: any RecordProducer, options: Options,
    random: any RandomNumberGenerator & Sendable = SystemRandom()
  ) {
    self.store = store
    self.producer = producer
    self.options = options
    source = options.source
    self.random = random
    instance = uuidv7(at: store.time.now(), using: &self.random)
    if !options.acceptBeforeCheck {
      store.refuseCommands(
        "the topic \(source.topic) has not been checked yet, the broker may be away: commands are taken once its last "
          + "heads were read (JOINERY_ACCEPT_BEFORE_CHECK=1 takes them before, for one start)")
    }
  }

  /// One round. Gives whether there was something to do; `nextStep` says when to call again otherwise.
  public func step(at now: Instant) throws -> Bool {
    status.update { [lease] status in
      status.steppedAt = now
      status.pausedFor = lease.holder(at: now)
    }
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
    try tell(at: now)
    var worked = try takeDeliveries(at: now)
    try readForeign(at: now)
    guard case .running = status.get().state else { return true }
    worked = try publish(at: now) || worked
    worked = try answer(at: now) || worked
    worked = try replay() || worked
    if now >= headsAgain && (isDirty || now >= headsWritten.adding(milliseconds: options.idleHeadMilliseconds)) {
      try writeHeads(answering: [:], at: now)
    }
    try look(at: now)
    status.update { [acknowledged = inFlight.acknowledged] in $0.published = acknowledged }
    if now >= saveAgain { saveCursor(at: now) }
    return worked
  }

  /// How long to wait for something to happen.
  public func pause(at now: Instant) -> Int {
    let soon = isDirty ? headsAgain : headsWritten.adding(milliseconds: options.idleHeadMilliseconds)
    let cursor = inFlight.acknowledged > savedCursor ? saveAgain : soon
    return Int(max(1, min(1_000, min(soon, cursor).milliseconds - now.milliseconds)))
  }

  // MARK: Start

  /// Reads the last heads of the own topic: an old copy of a store must not write (`messaging.md`, Epoch).
  private func check(at now: Instant) throws {
    partitions = try producer.partitionCount(of: source.topic)
    guard partitions > 0 else { throw BrokerError.unknownTopic(source.topic) }
    if options.newLog { try leaveTopic(at: now) }
    (epoch, left) = try store.read { (try LogState.epoch(in: $0), try LogState.leftEpochs(in: $0)) }
    for partition in 0..<partitions {
      let log = try producer.watermarks(of: TopicPartition(source.topic, partition))
      nextOffset[partition] = log.upperBound
      for record in try OwnTopic.tail(partition, log, of: source, producer) {
        let finding = try store.read { [source, epoch] in
          try OwnTopic.examine(record, of: source, epoch: epoch, in: $0)
        }
        if case .foreign(let reason) = finding { return refuse(reason) }
      }
    }
    let (acknowledged, numbers, time) = try store.perform(for: cause) { [instance] unit in
      try LogState.addInstance(instance, at: unit.now, in: unit.database)
      let published = try LogState.published(in: unit.database)
      return (
        published, try EventJournal.lastNumbers(upTo: published, in: unit.database),
        try EventJournal.time(at: published, in: unit.database)
      )
    }
    inFlight = InFlight(acknowledged: acknowledged)
    savedCursor = acknowledged
    for (stream, number) in numbers { self.numbers[stream] = number }
    lastSentTime = time ?? lastSentTime
    store.refuseCommands(nil)
    status.update { [epoch, instance] status in
      status.state = .running
      status.epoch = epoch
      status.instance = instance
    }
  }

  /// Under a new epoch, whatever the topic holds no longer counts.
  private func leaveTopic(at now: Instant) throws {
    let found = try OwnTopic.epochs(of: source, producer)
    let epoch = uuidv7(at: now, using: &random)
    try store.perform(for: cause) { [found] unit in
      try LogState.startEpoch(epoch, at: unit.now, in: unit.database)
      for left in found { try LogState.leave(left, at: unit.now, in: unit.database) }
      // Numbers go on: consumers of the new epoch ask for what they lack.
      try LogState.setPublished(try EventJournal.lastPosition(in: unit.database), in: unit.database)
    }
  }

  private func refuse(_ reason: String) {
    let words =
      "\(reason): this store is an old copy, or another process writes its topic. Nothing more is published and no "
      + "command is taken. Stop the other process, or restore the whole backup set with 'joinery restore'; "
      + "'--new-log' goes on with this store under a new epoch"
    store.refuseCommands(words)
    status.update { $0.state = .refused(words) }
  }

  private var cause: Cause { Cause(actor: source.rawValue, correlationID: "relay") }

  // MARK: Publishing

  private func publish(at now: Instant) throws -> Bool {
    guard now >= resendAgain, lease.holder(at: now) == nil else { return false }
    var worked = false
    while inFlight.count < Self.inFlightLimit {
      let batch = try store.read { [inFlight, source, epoch, partitions] database in
        try EventJournal.rows(after: inFlight.sent, limit: Self.batch, in: database) { row in
          Sending(row, from: source, epoch: epoch, partitions: partitions)
        }
      }
      guard !batch.isEmpty else { break }
      let taken = try producer.send(batch.map(\.record)[...])
      for event in batch.prefix(taken) {
        inFlight.send(event.position)
        numbers[event.stream] = event.number
        lastSentTime = event.time
      }
      CrashPoint.afterProduce.pass()
      worked = worked || taken > 0
      isDirty = isDirty || taken > 0
      status.update { $0.sent += taken }
      if taken < batch.count { break }
    }
    return worked
  }

  /// An event on its way into the topic, and what is remembered of it.
  private struct Sending {
    var record: OutgoingRecord
    let position: Int64
    let stream: Int
    let number: Int64
    let time: Instant

    init(_ row: borrowing Row, from source: Source, epoch: String, partitions: Int32) {
      position = row.integer(.position)
      stream = Int(row.integer(.stream))
      number = row.integer(.number)
      time = Instant(milliseconds: row.integer(.time))
      record = Envelope.record(
        of: row, from: source, epoch: epoch, partitions: partitions, tag: UInt64(position))
    }
  }

  /// Sends events that were sent before; gives how many the producer took.
  private func send(again batch: [Sending]) throws -> Int {
    let records = batch.map { event in
      var record = event.record
      record.tag = nextTag()
      return record
    }
    let taken = try producer.send(records[...])
    controlsInFlight += taken
    return taken
  }

  private func nextTag() -> UInt64 {
    tag += 1
    return tag
  }

  private func takeDeliveries(at now: Instant) throws -> Bool {
    let deliveries: [Delivery]
    do throws(BrokerError) {
      deliveries = try producer.deliveries()
    } catch {
      restart(at: now)
      throw error
    }
    if !deliveries.isEmpty { CrashPoint.beforeAcknowledgement.pass() }
    var failed: String?
    for delivery in deliveries {
      switch delivery {
      case .persisted(let tag, let place, let offset):
        if tag < Self.controlTag { inFlight.acknowledge(Int64(tag)) } else { controlsInFlight -= 1 }
        if let offset { follow(place.partition, offset, at: now) }
      case .failed(_, _, let reason):
        failed = reason
      }
    }
    if let failed {
      restart(at: now)
      throw BrokerError.unavailable(failed)
    }
    if !deliveries.isEmpty { CrashPoint.afterAcknowledgement.pass() }
    return !deliveries.isEmpty
  }

  /// Only the owner writes its topic: an offset that is not the next one means that somebody else wrote, or that this
  /// is another log.
  private func follow(_ partition: Int32, _ offset: Int64, at now: Instant) {
    if let expected = nextOffset[partition] {
      if offset > expected {
        let earlier = toRead[partition]?.lowerBound ?? expected
        toRead[partition] = min(earlier, expected)..<offset
      } else if offset < expected {
        meetAnotherLog(partition, at: now)
      }
    }
    nextOffset[partition] = offset + 1
  }

  /// The topic was emptied or made anew: heads at once, so that everybody learns what is missing.
  private func meetAnotherLog(_ partition: Int32, at now: Instant) {
    toRead[partition] = nil
    isDirty = true
    headsAgain = now
  }

  /// What was not acknowledged is sent again by a new handle, in order, from the cursor on.
  private func restart(at now: Instant) {
    producer.rebuild()
    inFlight.restart()
    controlsInFlight = 0
    resendAgain = now.adding(milliseconds: 1_000)
    let last = try? store.read { [inFlight] database in
      (
        try EventJournal.lastNumbers(upTo: inFlight.acknowledged, in: database),
        try EventJournal.time(at: inFlight.acknowledged, in: database)
      )
    }
    for stream in 0..<Catalog.streamCount { numbers[stream] = last?.0[stream] ?? 0 }
    lastSentTime = last?.1 ?? Instant(milliseconds: 0)
    status.update { $0.rebuilds += 1 }
  }

  /// Reads what stands between two of the relay's own records.
  private func readForeign(at now: Instant) throws {
    for (partition, range) in toRead {
      let log = try producer.watermarks(of: TopicPartition(source.topic, partition))
      guard log.upperBound >= range.upperBound else {
        // The log that held it is gone.
        meetAnotherLog(partition, at: now)
        nextOffset[partition] = log.upperBound
        continue
      }
      for record in try producer.read(TopicPartition(source.topic, partition), range) {
        let finding = try store.read { [source, epoch] in
          try OwnTopic.examine(record, of: source, epoch: epoch, in: $0)
        }
        switch finding {
        case .own: break
        case .stray: status.update { $0.strays += 1 }
        case .foreign(let reason): return refuse(reason)
        }
      }
      toRead[partition] = nil
    }
  }

  /// Five times a second at most: the cursor's commit makes a command wait for a sync that is not its own. Behind, it
  /// costs duplicates after a crash, which consumers drop.
  private func saveCursor(at now: Instant) {
    guard inFlight.acknowledged > savedCursor else { return }
    saveAgain = now.adding(milliseconds: 200)
    savedCursor = inFlight.acknowledged
    store.later(for: cause) { [savedCursor] unit in
      try LogState.setPublished(savedCursor, in: unit.database)
    }
  }

  // MARK: Heads and answers

  /// Writes a head to each partition, or to those that questions are answered in.
  private func writeHeads(answering: [Int32: [String]], at now: Instant) throws {
    let (clock, last) = try store.raiseClock()
    // A head promises that no later event is earlier: while some are not sent yet, the last one sent is the limit.
    let time = last == inFlight.sent ? clock : lastSentTime
    let heads = try (answering.isEmpty ? Array(0..<partitions) : Array(answering.keys)).map { partition in
      try Head(
        epoch: epoch, instance: instance, partition: partition, partitions: partitions, numbers: numbers,
        answers: answering[partition], left: left
      ).record(from: source, id: uuidv7(at: now, using: &random), at: time, tag: nextTag())
    }
    let taken = try producer.send(heads[...])
    controlsInFlight += taken
    status.update { $0.heads += taken }
    guard answering.isEmpty, taken == heads.count else { return }
    isDirty = false
    headsWritten = now
    headsAgain = now.adding(milliseconds: 1_000)
  }

  /// Answers all open questions, those of one partition together.
  private func answer(at now: Instant) throws -> Bool {
    let open = inbox.takeQuestions().filter { $0.source == source }
    guard !open.isEmpty else { return false }
    var answered: [Int32: [String]] = [:]
    for (partition, questions) in Dictionary(grouping: open, by: { $0.partition % partitions }) {
      answered[partition] = questions.map(\.id)
      var least: [Int: Int64] = [:]
      for question in questions where question.epoch == epoch && question.partitions == partitions {
        for (stream, number) in question.numbers {
          guard let stream = Int(stream), (0..<Catalog.streamCount).contains(stream),
            Int32(stream) % partitions == partition
          else { continue }
          least[stream] = min(least[stream] ?? number, number)
        }
      }
      guard !least.isEmpty else { continue }
      let events = try store.read { [inFlight, least, source, epoch, partitions] database in
        try EventJournal.rows(after: least, upTo: inFlight.sent, bytes: Self.answerBytes, in: database) { row in
          Sending(row, from: source, epoch: epoch, partitions: partitions)
        }
      }
      // Without the head the consumer asks again, from where it then is.
      if try send(again: events) < events.count { answered[partition] = nil }
    }
    status.update { [count = open.count] in $0.answers += count }
    if !answered.isEmpty { try writeHeads(answering: answered, at: now) }
    return true
  }

  /// Sends the event journal again, a batch a round, as far as it was published.
  private func replay() throws -> Bool {
    if let from = inbox.takeReplay() { replaying = from }
    guard let from = replaying, inFlight.count == 0, controlsInFlight < 2 * Self.batch else { return false }
    let events = try store.read { [source, epoch, partitions] database in
      try EventJournal.rows(after: from, limit: Self.batch, in: database) { row in
        Sending(row, from: source, epoch: epoch, partitions: partitions)
      }
    }.filter { $0.position <= inFlight.sent }
    guard let last = events.last else {
      replaying = nil
      isDirty = true
      return false
    }
    let taken = try send(again: events)
    replaying = taken == events.count ? last.position : events[..<taken].last?.position ?? from
    return true
  }

  // MARK: Looking around

  /// Says what is not published yet; before anything is asked of a broker that may hang, since then it matters most.
  private func tell(at now: Instant) throws {
    guard now >= tellAgain else { return }
    tellAgain = now.adding(milliseconds: 1_000)
    let (last, oldest) = try store.read { [inFlight] database in
      let next = try EventJournal.entries(after: inFlight.acknowledged, limit: 1, in: database).first
      return (try EventJournal.lastPosition(in: database), next?.time)
    }
    status.update { status in
      status.last = last
      status.oldestUnpublished = oldest
    }
  }

  /// Sees another log under the same name, another writer, and added partitions, also when nothing is written.
  private func look(at now: Instant) throws {
    guard now >= lookAgain else { return }
    lookAgain = now.adding(milliseconds: 5_000)
    let count = try producer.partitionCount(of: source.topic)
    if count != partitions, count > 0 {
      partitions = count
      isDirty = true
    }
    for partition in 0..<partitions where inFlight.count == 0 && controlsInFlight == 0 {
      let end = try producer.watermarks(of: TopicPartition(source.topic, partition)).upperBound
      guard let expected = nextOffset[partition] else {
        nextOffset[partition] = end
        continue
      }
      guard end != expected else { continue }
      nextOffset[partition] = end
      if end > expected {
        toRead[partition] = min(toRead[partition]?.lowerBound ?? expected, expected)..<end
      } else {
        meetAnotherLog(partition, at: now)
      }
    }
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
    try? writeHeads(answering: [:], at: now())
    _ = producer.flush(milliseconds: max(0, Int(deadline.milliseconds - now().milliseconds)))
    _ = try? takeDeliveries(at: now())
    saveCursor(at: now())
  }
}
