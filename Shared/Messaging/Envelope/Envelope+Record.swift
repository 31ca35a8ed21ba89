import Contracts
import Kernel
import Persistence
import SQLite

extension Envelope {
  /// The record of an event as it stands in the event journal, in binary mode. What is text there goes into the record
  /// as it is, but for the trace where another step of it is given: that of the sending.
  static func record(
    of row: borrowing Row, from source: Source, epoch: String, partitions: Int32, tag: UInt64, trace: TraceParent? = nil
  ) -> OutgoingRecord {
    let stream = row.integer(.stream)
    var headers = PackedHeaders(reserving: 1 << 10)
    headers.append(.specversion, "1.0")
    headers.append(.id, row, .id)
    headers.append(.source, source.uri)
    headers.append(.type, row, .type)
    headers.append(.time, Instant(milliseconds: row.integer(.time)).description)
    headers.append(.subject, row, .subject)
    headers.append(.partitionkey, row, .key)
    headers.append(.stream, String(stream))
    headers.append(.streamepoch, epoch)
    headers.append(.streamsequence, String(row.integer(.number)))
    headers.append(.correlationid, row, .correlationID)
    headers.append(.causationid, row, .causationID)
    headers.append(.actor, row, .actor)
    if !row.isNull(.actorRole) { headers.append(.actorrole, row, .actorRole) }
    headers.append(.contentType, "application/json")
    if let trace {
      headers.append(.traceparent, trace.text)
    } else if !row.isNull(.traceparent) {
      headers.append(.traceparent, row, .traceparent)
    }
    if !row.isNull(.tracestate) { headers.append(.tracestate, row, .tracestate) }
    return OutgoingRecord(
      partition: TopicPartition(source.topic, Int32(stream) % partitions), key: row.bytes(.key),
      value: row.bytes(.data), headers: headers, tag: tag)
  }
}

extension PackedHeaders {
  fileprivate mutating func append(_ name: EnvelopeAttribute, _ text: String) { append(name.packed, text) }

  fileprivate mutating func append(_ name: EnvelopeAttribute, _ row: borrowing Row, _ column: EventJournal.Column) {
    append(name.packed, count: row.byteCount(column.rawValue)) { row.append(column.rawValue, to: &$0) }
  }
}

extension Row {
  func integer(_ column: EventJournal.Column) -> Int64 { integer(column.rawValue) }
  func text(_ column: EventJournal.Column) -> String { text(column.rawValue) }
  func optionalText(_ column: EventJournal.Column) -> String? { optionalText(column.rawValue) }
  fileprivate func isNull(_ column: EventJournal.Column) -> Bool { isNull(column.rawValue) }
  fileprivate func bytes(_ column: EventJournal.Column) -> [UInt8] { bytes(column.rawValue) }
}
