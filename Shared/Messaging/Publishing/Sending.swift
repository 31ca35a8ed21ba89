import Contracts
import Kernel
import Persistence
import SQLite

/// An event on its way into the topic, and what is remembered of it.
struct Sending {
  var record: OutgoingRecord
  let position: Int64
  let stream: Int
  let number: Int64
  let time: Instant
  /// Where its trace is collected.
  let span: EventSpan?

  init(_ row: borrowing Row, from source: Source, epoch: String, partitions: Int32, isTraced: Bool) {
    position = row.integer(.position)
    stream = Int(row.integer(.stream))
    number = row.integer(.number)
    time = Instant(milliseconds: row.integer(.time))
    let parent = isTraced ? row.optionalText(.traceparent).flatMap(TraceParent.init) : nil
    guard let parent, parent.isSampled else {
      record = Envelope.record(of: row, from: source, epoch: epoch, partitions: partitions, tag: UInt64(position))
      span = nil
      return
    }
    let id = row.text(.id)
    let context = parent.sending(id)
    record = Envelope.record(
      of: row, from: source, epoch: epoch, partitions: partitions, tag: UInt64(position), trace: context)
    span = EventSpan(
      operation: .send, context: context, parent: parent, tracestate: row.optionalText(.tracestate), id: id,
      type: row.text(.type), place: record.partition)
  }
}
