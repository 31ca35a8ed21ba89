/// A record of outcome *never*, copied to the dead-letter topic: a hint for people.
struct DeadLetterCopy: Sendable {
  let record: Record
  let reason: String

  /// Key, value and headers byte for byte, with the headers that Connect's tools know.
  func copy(by service: String) -> OutgoingRecord {
    let place = record.partition
    let headers =
      record.headers + [
        RecordHeader("__connect.errors.topic", place.topic),
        RecordHeader("__connect.errors.partition", String(place.partition)),
        RecordHeader("__connect.errors.offset", String(record.offset)),
        RecordHeader("__connect.errors.connector.name", service),
        RecordHeader("__connect.errors.exception.message", reason),
      ]
    return OutgoingRecord(
      partition: TopicPartition(place.topic + ".dead-letters", place.partition), key: record.key, value: record.value,
      headers: headers)
  }
}
