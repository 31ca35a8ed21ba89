import CKafka
import Glibc
import Kernel
import Messaging

/// Turns librdkafka's messages into events; topics have few names, so the last one is kept.
struct MessageDecoder {
  let prefix: TopicPrefix
  private var topic: (pointer: OpaquePointer?, name: String) = (nil, "")

  init(_ prefix: TopicPrefix) {
    self.prefix = prefix
  }

  /// Nil for the end of a partition, which is news to a reader only.
  mutating func event(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> ConsumerEvent? {
    switch message.pointee.err {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return .record(record(message))
    case RD_KAFKA_RESP_ERR__PARTITION_EOF: return nil
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      guard let partition = partition(message) else { return .failed(nil, reason(message)) }
      // The same code is raised when the broker could not be asked where the log begins.
      return .outOfRange(partition)
    default: return .failed(partition(message), reason(message))
    }
  }

  private mutating func partition(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> TopicPartition? {
    guard let pointer = message.pointee.rkt else { return nil }
    if topic.pointer != pointer { topic = (pointer, prefix.name(of: pointer)) }
    return TopicPartition(topic.name, message.pointee.partition)
  }

  private func reason(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> String {
    String(cString: rd_kafka_message_errstr(message))
  }

  private mutating func record(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> Record {
    Record(
      partition: partition(message) ?? TopicPartition("", message.pointee.partition),
      offset: message.pointee.offset,
      timestamp: Instant(milliseconds: rd_kafka_message_timestamp(message, nil)),
      key: bytes(message.pointee.key, message.pointee.key_len),
      value: bytes(message.pointee.payload, message.pointee.len),
      headers: headers(message))
  }

  private func headers(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> PackedHeaders {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return PackedHeaders() }
    // To go through the list twice costs less than to let the bytes grow header by header.
    var count = 0
    each(list) { name, value in count += PackedHeaders.byteCount(name, value) }
    return PackedHeaders(count: count) { headers in
      each(list) { name, value in headers.append(name, value) }
    }
  }

  private func each(
    _ list: OpaquePointer?, _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
  ) {
    var index = 0
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    while rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
      index += 1
      body(
        UnsafeRawBufferPointer(start: name, count: name.map(strlen) ?? 0),
        value.map { UnsafeRawBufferPointer(start: $0, count: size) })
    }
  }

  private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
  }
}

extension TopicPrefix {
  /// Of a topic that this client has opened or was assigned, so that its name begins with the prefix.
  func name(of topic: OpaquePointer?) -> String {
    let name = String(cString: rd_kafka_topic_name(topic))
    return inside(name) ?? name
  }
}
