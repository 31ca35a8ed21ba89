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

  init(_ row: borrowing Row, from source: Source, epoch: String, partitions: Int32) {
    position = row.integer(.position)
    stream = Int(row.integer(.stream))
    number = row.integer(.number)
    time = Instant(milliseconds: row.integer(.time))
    record = Envelope.record(of: row, from: source, epoch: epoch, partitions: partitions, tag: UInt64(position))
  }
}
