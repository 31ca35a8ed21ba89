import JSON
import Kernel

/// Something that happened, as it travels between services. Declared once, in the file of the service that owns it.
/// Inside a version only optional fields may be added (`Shared/Contracts/README.md#changes-inside-a-version`).
public protocol DomainEvent: Codable, Sendable {
  /// `joinery.<service>.<noun>.<verb in the past>.v<N>`
  static var type: String { get }
  /// Names of the fields, at whatever depth, that hold personal data and are blanked when a person is erased.
  static var personal: Set<String> { get }
  /// Versions that were written once and are in journals for ever; read as this one.
  static var earlier: [EarlierVersion<Self>] { get }
  /// The ordering key: the customer's id wherever there is one. Generated from `customerId` where an event says none.
  var key: String { get }
  /// The aggregate's id. Generated from an event's first property where it says none.
  var subject: String { get }
}

extension DomainEvent {
  public static var personal: Set<String> { [] }
  public static var earlier: [EarlierVersion<Self>] { [] }

  /// The JSON that goes into the event journal and, the same bytes, into the topic.
  public func encoded() throws -> [UInt8] {
    try CompactJSON.encoded(self)
  }

  public static func decoded(_ data: [UInt8]) throws -> Self {
    try CompactJSON.decoded(from: data)
  }
}

/// A type's name without its version, and the version: `joinery.leads.lead.captured`, 1.
public struct EventName: Hashable, Sendable {
  public let base: String
  public let version: Int

  /// Nil where the text does not end in `.v` and a number from 1.
  public init?(_ type: String) {
    guard let dot = type.lastIndex(of: "."), type[type.index(after: dot)...].first == "v",
      let version = Int(type[type.index(dot, offsetBy: 2)...]), version > 0
    else { return nil }
    base = String(type[..<dot])
    self.version = version
  }
}
