import Contracts
import JSON
import Kernel

/// What a relay says of one partition: how far each of its streams is (`Shared/Messaging/README.md#heads`).
public struct Head: Codable, Hashable, Sendable {
  /// The store's life that the numbers belong to; the same as ce_streamepoch.
  public var epoch: String
  /// A random id of this start of the relay.
  public var instance: String
  /// The partition that it speaks of, in which it stands.
  public var partition: Int32
  /// How many partitions the topic has for the sender: stream mod partitions is the stream's partition.
  public var partitions: Int32
  /// Last number of each stream of the partition; streams without events are left out.
  public var numbers: [String: Int64]
  /// The questions that this head answers.
  public var answers: [String]?
  /// Earlier epochs of the sender's log, newest first: whoever puts the sender's store back once more knows from the
  /// last head alone what else stands in the topic, or may still come.
  public var left: [String]?

  /// Numbers beyond this are nobody's: what is counted with them must not overflow.
  static let largestNumber: Int64 = 1 << 53

  /// The last number of a stream of this partition.
  public func number(of stream: Int) -> Int64 { numbers[String(stream)] ?? 0 }

  /// The streams that this head speaks of.
  public var streams: StrideTo<Int> {
    stride(from: Int(partition), to: Catalog.streamCount, by: max(1, Int(partitions)))
  }

  func record(from source: Source, id: String, at time: Instant, tag: UInt64) throws -> OutgoingRecord {
    OutgoingRecord(
      partition: TopicPartition(source.topic, partition), key: nil, value: try CompactJSON.encoded(self),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", source.uri),
        RecordHeader("ce_type", source.headsType), RecordHeader("ce_time", time.description),
        RecordHeader("ce_streamepoch", epoch), RecordHeader("content-type", "application/json"),
      ], tag: tag)
  }

  /// Nil where the data is no head.
  init?(_ data: [UInt8]?) {
    guard let data, let head = try? CompactJSON.decoded(Head.self, from: data), head.partitions > 0,
      head.partition >= 0, head.partition < head.partitions,
      head.numbers.values.allSatisfy({ (0...Head.largestNumber).contains($0) })
    else { return nil }
    self = head
  }

  init(
    epoch: String, instance: String, partition: Int32, partitions: Int32, numbers: [Int64], answers: [String]?,
    left: [String]
  ) {
    self.epoch = epoch
    self.instance = instance
    self.partition = partition
    self.partitions = partitions
    self.numbers = [:]
    self.answers = answers
    self.left = left.isEmpty ? nil : left
    for stream in streams where numbers[stream] > 0 { self.numbers[String(stream)] = numbers[stream] }
  }
}
