import JSON
import Kernel

/// An event as an earlier version wrote it, kept for ever, since journals do: it reads the old JSON and says what that
/// means in today's words. Nobody writes it any more.
public protocol EarlierEvent: Decodable, Sendable {
  associatedtype Event: DomainEvent

  /// The name as it was written: that of the event with a lower version.
  static var type: String { get }

  /// The same fact as today's event. What the old version did not know must have a meaning that follows from what it did.
  func upcast() -> Event
}

/// How one earlier version of an event is read.
public struct EarlierVersion<Event: DomainEvent>: Sendable {
  public let type: String
  /// The struct that reads it, for schemas.
  public let shape: any EarlierEvent.Type
  /// Reads the old JSON and gives today's event.
  public let decode: @Sendable (_ data: [UInt8]) throws -> Event

  public init<Old: EarlierEvent>(_ old: Old.Type) where Old.Event == Event {
    type = old.type
    shape = old
    decode = { try CompactJSON.decoded(Old.self, from: $0).upcast() }
  }
}

extension DomainEvent {
  /// The structs that read the earlier versions.
  package static var earlierShapes: [(type: String, shape: any EarlierEvent.Type)] {
    earlier.map { ($0.type, $0.shape) }
  }
}
