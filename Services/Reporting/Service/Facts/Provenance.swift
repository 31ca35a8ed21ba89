import Messaging
import SQLite

/// Which event a fact is of, and since when its halves are known.
struct Provenance {
  let source: String
  let stream: Int
  let number: Int64
  let known: Int64
}

extension Provenance {
  init(_ origin: EventOrigin) {
    self.init(
      source: origin.source.rawValue, stream: origin.stream, number: origin.number, known: origin.time.milliseconds)
  }
}

extension Provenance {
  init(_ row: borrowing Row) throws {
    self.init(
      source: try row.text("source"), stream: try row.int("stream"), number: try row.integer("number"),
      known: try row.integer("known"))
  }
}
