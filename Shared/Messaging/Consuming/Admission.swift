import Contracts
import Kernel

/// What a record of a service's topic is, taken by itself.
enum Admission: Hashable, Sendable {
  case event(EventOrigin, key: String)
  case head(Head)
  /// It lacks something that every record of its source has, and why.
  case stray(String)

  init(_ envelope: Envelope, _ record: Record, of source: Source) {
    guard envelope.source == source.uri else {
      self = .stray("its ce_source is '\(envelope.source)', not \(source.uri)")
      return
    }
    if envelope.type == source.headsType {
      if let head = Head(envelope.data), head.epoch == envelope.epoch {
        self = .head(head)
      } else {
        self = .stray("it is no head that can be read")
      }
      return
    }
    guard let key = envelope.key, record.key.map(key.hasUTF8) == true else {
      self = .stray("its key is not its ce_partitionkey")
      return
    }
    guard let origin = EventOrigin(envelope, from: source), (1...Head.largestNumber).contains(origin.number) else {
      self = .stray(Self.incomplete)
      return
    }
    self =
      origin.stream == Catalog.stream(of: key)
      ? .event(origin, key: key) : .stray("ce_stream is not the stream of its key")
  }

  static let incomplete = "it lacks an epoch, a stream, a number or a time"
}
