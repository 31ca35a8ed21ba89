import Contracts
import JSON
import Kernel

/// What a consumer asks a producer for: the events of one partition that follow these numbers
/// (`Shared/Messaging/README.md#asking`).
public struct Question: Codable, Hashable, Sendable {
  /// By which the head that answers names it; the same as ce_id.
  public var id: String
  /// Who asks, for people.
  public var consumer: String
  /// Whose events are asked for.
  public var source: Source
  /// Empty where the consumer does not know one yet: then only a head answers.
  public var epoch: String
  /// The partition that is asked about.
  public var partition: Int32
  /// How many partitions the topic has for whoever asks.
  public var partitions: Int32
  /// Last number applied of each stream of the partition.
  public var numbers: [String: Int64]

  package static func type(of consumer: String) -> String { "joinery.\(consumer).replay.requested.v1" }

  func record(at time: Instant) throws -> OutgoingRecord {
    OutgoingRecord(
      partition: TopicPartition(Catalog.replays, 0), key: Array(source.rawValue.utf8),
      value: try CompactJSON.encoded(self),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id),
        RecordHeader("ce_source", "joinery/\(consumer)"), RecordHeader("ce_type", Self.type(of: consumer)),
        RecordHeader("ce_time", time.description), RecordHeader("content-type", "application/json"),
      ])
  }

  /// Nil where the record is no question.
  package init?(_ record: Record) {
    guard let value = record.value, let question = try? CompactJSON.decoded(Question.self, from: value),
      question.partitions > 0, question.partition >= 0, question.partition < question.partitions,
      question.numbers.values.allSatisfy({ (0...Head.largestNumber).contains($0) })
    else { return nil }
    self = question
  }

  init(
    id: String, consumer: String, source: Source, epoch: String, partition: Int32, partitions: Int32,
    numbers: [String: Int64]
  ) {
    self.id = id
    self.consumer = consumer
    self.source = source
    self.epoch = epoch
    self.partition = partition
    self.partitions = partitions
    self.numbers = numbers
  }
}
