import Dispatch
import Kernel
import Messaging
import Synchronization

/// A broker without threads, sockets or time: records go in when the test says so. Clients of it are the relay's and
/// the consumer's counterparts in step-by-step tests and in the simulation.
public final class InMemoryBroker: Sendable {
  struct Log {
    var first: Int64 = 0
    var records: [Record] = []
    var end: Int64 { first + Int64(records.count) }
  }

  struct State {
    var cluster = "cluster-1"
    var isAway = false
    var topics: [String: [Log]] = [:]
    var loseReports = 0
    /// Told of every record that is written.
    var listeners: [@Sendable () -> Void] = []
  }

  let state: Mutex<State>

  public init(topics: [String: Int]) {
    var initial = State()
    for (name, partitions) in topics { initial.topics[name] = Array(repeating: Log(), count: partitions) }
    state = Mutex(initial)
  }

  /// No call succeeds while the broker is away.
  public func setAway(_ away: Bool) { state.withLock { $0.isAway = away } }

  /// A broker that has lost everything, under a new cluster id.
  public func restartEmpty() {
    state.withLock { state in
      state.cluster += "'"
      for (name, logs) in state.topics { state.topics[name] = logs.map { _ in Log() } }
    }
  }

  /// A topic made anew under the same cluster id.
  public func recreate(_ topic: String, partitions: Int? = nil) {
    state.withLock { state in
      let count = partitions ?? state.topics[topic]?.count ?? 1
      state.topics[topic] = Array(repeating: Log(), count: count)
    }
  }

  public func addPartitions(_ topic: String, upTo count: Int) {
    state.withLock { state in
      while state.topics[topic]?.count ?? count < count { state.topics[topic]?.append(Log()) }
    }
  }

  /// Retention: everything in a partition before an offset is gone.
  public func evict(_ place: TopicPartition, before offset: Int64) {
    state.withLock { state in
      guard var log = state.topics[place.topic]?[Int(place.partition)] else { return }
      let count = max(0, min(Int(offset - log.first), log.records.count))
      log.records.removeFirst(count)
      log.first += Int64(count)
      state.topics[place.topic]?[Int(place.partition)] = log
    }
  }

  /// The reports of the next so many records are lost, though they are in the log.
  public func loseReports(_ count: Int) { state.withLock { $0.loseReports = count } }

  public func records(_ topic: String) -> [Record] {
    state.withLock { $0.topics[topic, default: []].flatMap(\.records) }
  }

  func has(_ place: TopicPartition) -> Bool {
    state.withLock { Int(place.partition) < $0.topics[place.topic]?.count ?? 0 }
  }

  /// Puts a record into the log as another producer would.
  @discardableResult
  public func append(
    _ place: TopicPartition, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader],
    at time: Instant = Instant(milliseconds: 0)
  ) -> Int64 {
    append(place, key: key, value: value, headers: PackedHeaders(headers), at: time)
  }

  fileprivate func append(
    _ place: TopicPartition, key: [UInt8]?, value: [UInt8]?, headers: PackedHeaders, at time: Instant
  ) -> Int64 {
    let (offset, listeners) = state.withLock { state in
      let offset = state.topics[place.topic]?[Int(place.partition)].end ?? 0
      state.topics[place.topic]?[Int(place.partition)].records.append(
        Record(partition: place, offset: offset, timestamp: time, key: key, value: value, headers: headers))
      return (offset, state.listeners)
    }
    for listener in listeners { listener() }
    return offset
  }

  func log(_ place: TopicPartition) throws(BrokerError) -> Log {
    let found: Result<Log, BrokerError> = state.withLock { state in
      guard !state.isAway else { return .failure(.unavailable("away")) }
      guard let logs = state.topics[place.topic], Int(place.partition) < logs.count else {
        return .failure(.unknownTopic(place.topic))
      }
      return .success(logs[Int(place.partition)])
    }
    return try found.get()
  }
}

/// What both kinds of clients of an `InMemoryBroker` share.
public protocol InMemoryMetadata: TopicMetadata {
  var broker: InMemoryBroker { get }
  var work: DispatchSemaphore { get }
}

extension InMemoryMetadata {
  public func clusterID() throws(BrokerError) -> String {
    let (cluster, away) = broker.state.withLock { ($0.cluster, $0.isAway) }
    guard !away else { throw .unavailable("away") }
    return cluster
  }

  public func partitionCount(of topic: String) throws(BrokerError) -> Int32 {
    let (count, away) = broker.state.withLock { ($0.topics[topic]?.count, $0.isAway) }
    guard !away else { throw .unavailable("away") }
    guard let count else { throw .unknownTopic(topic) }
    return Int32(count)
  }

  public func watermarks(of partition: TopicPartition) throws(BrokerError) -> Range<Int64> {
    let log = try broker.log(partition)
    return log.first..<log.end
  }

  public func wait(milliseconds: Int) { _ = work.wait(timeout: .now() + .milliseconds(milliseconds)) }
  public func wake() { work.signal() }
}

/// Takes records and writes them into the broker when `settle` is called, or at once.
public final class InMemoryProducer: RecordProducer, InMemoryMetadata {
  public let broker: InMemoryBroker
  public let work = DispatchSemaphore(value: 0)
  private let reports = Mutex<[Delivery]>([])
  private let queued = Mutex<[OutgoingRecord]>([])
  private let isManual: Bool
  private let alter: @Sendable (OutgoingRecord) -> OutgoingRecord

  /// With `isManual`, records stand in the log only after `settle`; `altering` spoils what is sent.
  public init(
    _ broker: InMemoryBroker, isManual: Bool = false,
    altering alter: @escaping @Sendable (OutgoingRecord) -> OutgoingRecord = { $0 }
  ) {
    self.broker = broker
    self.isManual = isManual
    self.alter = alter
  }

  public func send(_ records: ArraySlice<OutgoingRecord>) throws(BrokerError) -> Int {
    queued.withLock { $0.append(contentsOf: records.map(alter)) }
    if !isManual { settle() }
    return records.count
  }

  /// Writes up to so many of the queued records; a broker that is away takes none.
  public func settle(_ limit: Int = .max) {
    guard !broker.state.withLock({ $0.isAway }) else { return }
    let now = queued.withLock { queued in
      let taken = Array(queued.prefix(limit))
      queued.removeFirst(taken.count)
      return taken
    }
    for record in now {
      guard broker.has(record.partition) else {
        if record.tag != 0 {
          reports.withLock {
            $0.append(.failed(tag: record.tag, partition: record.partition, reason: "no such partition"))
          }
        }
        continue
      }
      let offset = broker.append(
        record.partition, key: record.key, value: record.value, headers: record.packedHeaders,
        at: Instant(milliseconds: 0))
      let isLost = broker.state.withLock { state in
        guard state.loseReports > 0, record.tag != 0 else { return false }
        state.loseReports -= 1
        return true
      }
      guard record.tag != 0 else { continue }
      reports.withLock {
        $0.append(
          isLost
            ? .failed(tag: record.tag, partition: record.partition, reason: "the report was lost")
            : .persisted(tag: record.tag, partition: record.partition, offset: offset))
      }
      work.signal()
    }
  }

  public func deliveries() throws(BrokerError) -> [Delivery] {
    reports.withLock { reports in
      defer { reports.removeAll() }
      return reports
    }
  }

  public func flush(milliseconds: Int) -> Bool {
    settle()
    return queued.withLock { $0.isEmpty }
  }

  public func read(_ partition: TopicPartition, _ offsets: Range<Int64>) throws(BrokerError) -> [Record] {
    try broker.log(partition).records.filter { offsets.contains($0.offset) }
  }

  public func rebuild() {
    queued.withLock { $0.removeAll() }
    reports.withLock { $0.removeAll() }
  }
}

/// Reads the broker's logs from the positions assigned.
public final class InMemoryConsumer: RecordConsumer, InMemoryMetadata {
  public let broker: InMemoryBroker
  public let work = DispatchSemaphore(value: 0)
  private let positions = Mutex<[TopicPartition: Int64]>([:])
  private let committed = Mutex<[TopicPartition: Int64]>([:])
  private let limit: Int

  /// `limit` records a poll at most, so that tests can stop in the middle.
  public init(_ broker: InMemoryBroker, limit: Int = .max) {
    self.broker = broker
    self.limit = limit
    broker.state.withLock { [work] in $0.listeners.append { work.signal() } }
  }

  public func assign(_ positions: [TopicPartition: Int64]) throws(BrokerError) {
    self.positions.withLock { $0 = positions }
  }

  public func poll(atMost count: Int) throws(BrokerError) -> [ConsumerEvent] {
    var events: [ConsumerEvent] = []
    let places = positions.withLock {
      $0.sorted { ($0.key.topic, $0.key.partition) < ($1.key.topic, $1.key.partition) }
    }
    for (place, next) in places {
      let log = try broker.log(place)
      guard (log.first...log.end).contains(next) else {
        events.append(.outOfRange(place))
        continue
      }
      let records = log.records.dropFirst(Int(next - log.first)).prefix(max(0, min(count, limit) - events.count))
      events += records.map { .record($0) }
      positions.withLock { $0[place] = next + Int64(records.count) }
      if events.count >= min(count, limit) { break }
    }
    return events
  }

  public func knownEnd(of partition: TopicPartition) -> Int64? { try? broker.log(partition).end }

  public func commit(_ next: [TopicPartition: Int64]) { committed.withLock { $0 = next } }

  public func rebuild() { positions.withLock { $0 = [:] } }
}
