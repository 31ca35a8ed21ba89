/// A record of outcome *never*, copied to the dead-letter topic: a hint for people.
struct DeadLetterCopy: Sendable {
  let record: Record
  let reason: String

  var topic: String { record.partition.topic + ".dead-letters" }

  /// Key, value and headers byte for byte, with the headers that Connect's tools know. Its topic has so many partitions,
  /// which may be fewer than the record's own.
  func copy(by service: String, partitions: Int32) -> OutgoingRecord {
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
      partition: TopicPartition(topic, place.partition % max(1, partitions)), key: record.key, value: record.value,
      headers: headers)
  }
}
