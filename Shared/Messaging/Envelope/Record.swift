import Kernel

/// One partition of one topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
  public let topic: String
  public let partition: Int32

  public init(_ topic: String, _ partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  public var description: String { "\(topic)/\(partition)" }
}

/// A header of a record; Kafka allows a name more than once and a value that is null.
public struct RecordHeader: Hashable, Sendable {
  public let name: String
  public let value: [UInt8]?

  public init(_ name: String, _ value: [UInt8]?) {
    self.name = name
    self.value = value
  }

  public init(_ name: String, _ text: String) {
    self.init(name, Array(text.utf8))
  }
}

/// A record as it stands in a topic, byte for byte.
public struct Record: Hashable, Sendable {
  public let partition: TopicPartition
  public let offset: Int64
  /// The broker's timestamp.
  public let timestamp: Instant
  public let key: [UInt8]?
  public let value: [UInt8]?
  public let packedHeaders: PackedHeaders

  public var headers: [RecordHeader] { packedHeaders.list }

  public init(
    partition: TopicPartition, offset: Int64, timestamp: Instant, key: [UInt8]?, value: [UInt8]?,
    headers: [RecordHeader]
  ) {
    self.init(
      partition: partition, offset: offset, timestamp: timestamp, key: key, value: value,
      headers: PackedHeaders(headers))
  }

  public init(
    partition: TopicPartition, offset: Int64, timestamp: Instant, key: [UInt8]?, value: [UInt8]?,
    headers: PackedHeaders
  ) {
    self.partition = partition
    self.offset = offset
    self.timestamp = timestamp
    self.key = key
    self.value = value
    packedHeaders = headers
  }
}

/// A record on its way into a partition.
public struct OutgoingRecord: Hashable, Sendable {
  public let partition: TopicPartition
  public let key: [UInt8]?
  public let value: [UInt8]?
  public let packedHeaders: PackedHeaders
  /// Comes back in the delivery report. Zero: nobody waits for the report, none is given.
  public var tag: UInt64

  public var headers: [RecordHeader] { packedHeaders.list }

  public init(
    partition: TopicPartition, key: [UInt8]?, value: [UInt8]?, headers: [RecordHeader], tag: UInt64 = 0
  ) {
    self.init(partition: partition, key: key, value: value, headers: PackedHeaders(headers), tag: tag)
  }

  public init(
    partition: TopicPartition, key: [UInt8]?, value: [UInt8]?, headers: PackedHeaders, tag: UInt64 = 0
  ) {
    self.partition = partition
    self.key = key
    self.value = value
    packedHeaders = headers
    self.tag = tag
  }
}
