import CKafka
import Messaging

/// Reads one range of offsets with a handle of its own.
enum KafkaReader {
  /// How long one range may take.
  static let time = Duration.seconds(5)

  static func read(
    _ partition: TopicPartition, _ offsets: Range<Int64>, _ configuration: KafkaConfiguration
  ) throws(BrokerError) -> [Record] {
    guard !offsets.isEmpty else { return [] }
    let closing: Closing
    do throws(KafkaConfigurationError) {
      closing = Closing(try KafkaHandle(configuration, as: .reader, wakeup: Wakeup()))
    } catch {
      throw .unavailable(error.description)
    }
    defer { closing.closeElsewhere() }
    return try read(partition, offsets, with: closing)
  }

  private static func read(
    _ partition: TopicPartition, _ offsets: Range<Int64>, with closing: Closing
  ) throws(BrokerError) -> [Record] {
    guard let handle = closing.open else { return [] }
    let end = ContinuousClock.now + time
    var decoder = MessageDecoder(handle.prefix)
    while true {
      let log = try handle.watermarks(of: partition)
      guard log.upperBound >= offsets.upperBound else {
        throw .unavailable("\(partition) ends at \(log.upperBound), before \(offsets.upperBound)")
      }
      let start = max(offsets.lowerBound, log.lowerBound)
      guard start < offsets.upperBound else { return [] }
      try handle.assign([partition: start])
      if let records = try handle.read(upTo: offsets.upperBound, until: end, &decoder) { return records }
    }
  }
}

extension KafkaHandle {
  /// Nil when the beginning was evicted meanwhile.
  fileprivate func read(
    upTo upperBound: Int64, until end: ContinuousClock.Instant, _ decoder: inout MessageDecoder
  ) throws(BrokerError) -> [Record]? {
    var records: [Record] = []
    while true {
      let left = ContinuousClock.now.milliseconds(until: end)
      guard left > 0 else {
        throw .unavailable("offset \(upperBound) was not reached within \(KafkaReader.time)")
      }
      guard let message = rd_kafka_consumer_poll(client, 0) else {
        if !hasEvents { wakeup.wait(milliseconds: Int(left)) }
        continue
      }
      defer { rd_kafka_message_destroy(message) }
      // The last records of the range may be gone or be a transaction's marks: the next one, or the end, says so.
      if message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF, message.pointee.offset >= upperBound {
        return records
      }
      switch decoder.event(message) {
      case .record(let record):
        if record.offset < upperBound { records.append(record) }
        if record.offset >= upperBound - 1 { return records }
      case .outOfRange: return nil
      case .failed, nil: continue  // librdkafka goes on trying; the time limit decides
      }
    }
  }
}
