import Contracts
import Kernel
import Persistence
import SQLite

/// What the owner of a topic makes of a record that stands in it: at start (`Shared/Messaging/README.md#epochs`), and
/// while it runs (`Shared/Messaging/README.md#two-writers`).
public enum OwnTopic {
  enum Finding: Hashable, Sendable {
    /// One's own, or one that it can account for.
    case own
    /// No event or head of this log: shown and stepped over.
    case stray(String)
    /// A log that goes on without this store: it must not write.
    case foreign(String)
  }

  /// The epochs under which a source's topic was written last, which a relay meets when it starts, and those that were
  /// left before, as the heads tell: records of theirs may stand further back, or come again.
  public static func epochs(of source: Source, _ client: any RecordProducer) throws(BrokerError) -> Set<String> {
    var found: Set<String> = []
    for partition in 0..<(try client.partitionCount(of: source.topic)) {
      let log = try client.watermarks(of: TopicPartition(source.topic, partition))
      for record in try tail(partition, log, of: source, client) {
        guard let envelope = try? Envelope(record) else { continue }
        if let epoch = envelope.epoch { found.insert(epoch) }
        if envelope.type == source.headsType { found.formUnion(Head(envelope.data)?.left ?? []) }
      }
    }
    return found
  }

  /// What stands at the end of a partition, back to its last head.
  static func tail(
    _ partition: Int32, _ log: Range<Int64>, of source: Source, _ client: any RecordProducer
  ) throws(BrokerError) -> [Record] {
    var window: Int64 = 256
    while true {
      let start = max(log.lowerBound, log.upperBound - window)
      let records = try client.read(TopicPartition(source.topic, partition), start..<log.upperBound)
      let last = records.lastIndex { (try? Envelope($0))?.type == source.headsType }
      if let last { return Array(records[last...]) }
      guard start > log.lowerBound else { return records }
      window *= 8
    }
  }

  /// What a record found while running means: only the owner writes, so anything that the store does not know of was
  /// written by another one.
  static func examine(_ record: Record, of source: Source, epoch: String, in database: Database) throws -> Finding {
    let envelope: Envelope
    do throws(EnvelopeError) {
      envelope = try Envelope(record)
    } catch {
      return .stray(error.description)
    }
    guard envelope.source == source.uri else { return .stray("its ce_source is '\(envelope.source)'") }
    if envelope.type == source.headsType {
      guard let head = Head(envelope.data) else { return .stray("it is no head that can be read") }
      return try examine(head, of: source, epoch: epoch, in: database)
    }
    guard let origin = EventOrigin(envelope, from: source), origin.epoch == epoch else {
      return .stray("it is no event of epoch \(epoch)")
    }
    guard let entry = try EventJournal.entry(stream: origin.stream, number: origin.number, in: database) else {
      return .foreign(
        "the topic holds number \(origin.number) of stream \(origin.stream), which this store never wrote")
    }
    guard entry.id == origin.id else {
      return .foreign(
        "number \(origin.number) of stream \(origin.stream) is \(origin.id) in the topic and \(entry.id) in this store")
    }
    return .own
  }

  static func examine(_ head: Head, of source: Source, epoch: String, in database: Database) throws -> Finding {
    if try LogState.hasLeft(head.epoch, in: database) { return .own }
    guard head.epoch == epoch else {
      return .foreign("the topic \(source.topic) is written under epoch \(head.epoch), this store has \(epoch)")
    }
    let last = try EventJournal.lastNumbers(in: database)
    for stream in head.streams where head.number(of: stream) > last[stream, default: 0] {
      return .foreign(
        "the topic \(source.topic) has \(head.number(of: stream)) events of stream \(stream), this store has "
          + "\(last[stream, default: 0])")
    }
    guard try LogState.hasInstance(head.instance, in: database) else {
      return .foreign("another process wrote the topic \(source.topic) (instance \(head.instance))")
    }
    return .own
  }
}
