import JSON
import Kernel

/// What somebody outside said, out of whatever it was wrapped in.
public struct InboundMessage: Hashable, Sendable {
  /// How it was wrapped, from the outside in, for people: `structured CloudEvent, Connect schema`.
  public var shapes: [String] = []
  public var payload: JSON
  /// The row is gone: `payload` is what it was.
  public var isDeletion = false
  /// The attributes of the CloudEvent, where it is one.
  public var id: String?
  public var source: String?
  public var type: String?
  /// When it was said, or the row was written.
  public var time: Instant?

  public init(payload: JSON) { self.payload = payload }
}

/// Why a record from outside cannot be read, in words for whoever builds the bridge, with the remedy. Never with content.
public struct InboundError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
