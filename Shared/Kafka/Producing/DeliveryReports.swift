import CKafka
import Glibc
import Messaging

/// The delivery reports that came and were not asked for yet.
struct DeliveryReports {
  fileprivate var pending: [Delivery] = []
  fileprivate var fatalIsTold = false
  var isEmpty: Bool { pending.isEmpty }
}

extension KafkaHandle {
  /// The reports so far, in order; a fatal error once, after the last of them.
  func takeReports() throws(BrokerError) -> [Delivery] {
    let taken: Result<[Delivery], BrokerError> = reports.withLock { reports in
      drain(into: &reports)
      defer { reports.pending = [] }
      guard !reports.fatalIsTold, let reason = fatalReason else { return .success(reports.pending) }
      guard reports.pending.isEmpty else {
        wakeup.signal()  // for the next call, which tells of the error
        return .success(reports.pending)
      }
      reports.fatalIsTold = true
      return .failure(.fatal(reason))
    }
    return try taken.get()
  }

  /// Keeps what has come for `takeReports`, so that the producer's queue has room again.
  func drainReports() { reports.withLock { drain(into: &$0) } }

  /// A record that librdkafka did not even take.
  func refuse(_ record: OutgoingRecord, _ code: rd_kafka_resp_err_t) {
    guard record.tag != 0 else { return }
    reports.withLock {
      $0.pending.append(.failed(tag: record.tag, partition: record.partition, reason: text(of: code)))
    }
    wakeup.signal()
  }

  private func drain(into reports: inout DeliveryReports) {
    var topic: (pointer: OpaquePointer?, name: String) = (nil, "")
    while let event = rd_kafka_queue_poll(queue, 0) {
      defer { rd_kafka_event_destroy(event) }
      guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else {
        if rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR, let reason = rd_kafka_event_error_string(event) {
          callbacks.write(LOG_ERR, String(cString: reason))
        }
        continue
      }
      while let message = rd_kafka_event_message_next(event) {
        let tag = UInt64(UInt(bitPattern: message.pointee._private))
        guard tag != 0 else { continue }
        if topic.pointer != message.pointee.rkt {
          topic = (message.pointee.rkt, prefix.name(of: message.pointee.rkt))
        }
        reports.pending.append(delivery(message, tag, TopicPartition(topic.name, message.pointee.partition)))
      }
    }
  }
}

/// By its address only: librdkafka finds the status beside the message.
private func delivery(
  _ message: UnsafePointer<rd_kafka_message_t>, _ tag: UInt64, _ partition: TopicPartition
) -> Delivery {
  let code = message.pointee.err
  guard code == RD_KAFKA_RESP_ERR_NO_ERROR, rd_kafka_message_status(message) == RD_KAFKA_MSG_STATUS_PERSISTED else {
    return .failed(tag: tag, partition: partition, reason: text(of: code))
  }
  let offset = message.pointee.offset
  return .persisted(tag: tag, partition: partition, offset: offset >= 0 ? offset : nil)
}
