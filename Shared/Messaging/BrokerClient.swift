/// Why a call to the broker did not succeed.
public enum BrokerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No broker answered in time. Try again later.
  case unavailable(String)
  /// The topic or partition does not exist.
  case unknownTopic(String)
  /// The client cannot go on and must be rebuilt (`rebuild()`), whatever was not reported must be sent again.
  case fatal(String)

  public var description: String {
    switch self {
    case .unavailable(let reason): "the broker does not answer: \(reason)"
    case .unknownTopic(let name): "the topic '\(name)' does not exist; create it with 'joinery topics'"
    case .fatal(let reason): "the Kafka client cannot go on: \(reason)"
    }
  }
}

/// What both directions need to know about topics. Calls may block for a few seconds: only on threads of one's own.
public protocol TopicMetadata: AnyObject, Sendable {
  /// The cluster's id: another id is another log.
  func clusterID() throws(BrokerError) -> String
  func partitionCount(of topic: String) throws(BrokerError) -> Int32
  /// From the first offset that is still there to the one that the next record will get.
  func watermarks(of partition: TopicPartition) throws(BrokerError) -> Range<Int64>
  /// Blocks until something is there to be taken, `wake()` was called, or the time is over.
  func wait(milliseconds: Int)
  /// Ends a `wait`, or the next one if none is under way; from any thread.
  func wake()
}

/// What became of a record that was given to the producer with a tag.
public enum Delivery: Hashable, Sendable {
  /// All in-sync replicas have it. The offset is nil where the broker only knew it as a duplicate.
  case persisted(tag: UInt64, partition: TopicPartition, offset: Int64?)
  /// It may or may not stand in the log.
  case failed(tag: UInt64, partition: TopicPartition, reason: String)
}

/// An idempotent producer (`acks=all`, in order per partition, no message timeout).
public protocol RecordProducer: TopicMetadata {
  /// Takes records in order and gives how many it took: fewer than there are when its queue is full.
  func send(_ records: ArraySlice<OutgoingRecord>) throws(BrokerError) -> Int
  /// The delivery reports since the last call, in the order in which they came; throws `.fatal` once after a fatal error.
  func deliveries() throws(BrokerError) -> [Delivery]
  /// Waits until nothing is queued or in flight, or until the time is over; false in the latter case.
  func flush(milliseconds: Int) -> Bool
  /// Reads back what stands in a range of offsets of a partition: the relay's look at its own topic. Records that
  /// are gone are left out; throws when the end of the range cannot be reached in time.
  func read(_ partition: TopicPartition, _ offsets: Range<Int64>) throws(BrokerError) -> [Record]
  /// Drops everything queued or in flight and starts with a new handle.
  func rebuild()
}

/// What a consumer hears.
public enum ConsumerEvent: Hashable, Sendable {
  case record(Record)
  /// The position is outside of the log: it was evicted, or the log is another one.
  case outOfRange(TopicPartition)
  /// Something else is wrong with one partition, or with the connection (nil).
  case failed(TopicPartition?, String)
}

/// A consumer that assigns partitions to itself; positions are the store's affair.
public protocol RecordConsumer: TopicMetadata {
  /// Replaces the whole assignment; each partition is read from the offset given.
  func assign(_ positions: [TopicPartition: Int64]) throws(BrokerError)
  /// What has come since the last call, at most so many, without waiting.
  func poll(atMost limit: Int) throws(BrokerError) -> [ConsumerEvent]
  /// The end of an assigned partition as the last fetch told it, without asking anybody; nil before the first.
  func knownEnd(of partition: TopicPartition) -> Int64?
  /// Tells the broker the next offsets to read, only so that tools see the lag; does not wait and never fails.
  func commit(_ next: [TopicPartition: Int64])
  /// Starts with a new handle and an empty assignment.
  func rebuild()
}
