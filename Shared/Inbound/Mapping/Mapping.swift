import JSON

/// How a vendor's message becomes one of ours: configuration, a file of its own (`Shared/Inbound/README.md#mappings`).
public struct Mapping: Sendable {
  /// What people call it; and its version, for whoever asks which one read an order.
  public let name: String
  public let version: Int
  /// The `ce_source` of what it makes; without it that of the CloudEvent.
  public let source: String?
  private let match: Match
  let order: Plan
  let cancellation: Plan
  let cancelled: Cancelled?
  let deletes: Deletes

  public var title: String { "\(name) version \(version)" }

  /// Which messages it is for: all that is said must hold.
  private struct Match: Sendable, Decodable {
    /// Types of CloudEvents; one may end in `*`.
    var type: [String]?
    var source: [String]?
    /// Paths that lead somewhere.
    var has: [String]?
    /// Paths with their values.
    var equals: [String: JSON]?
  }

  /// When a message is a cancellation.
  struct Cancelled: Sendable, Decodable {
    var path: String
    var isOneOf: [JSON]
    var reason: JSON?
  }

  /// What a deleted row means.
  enum Deletes: String, Sendable, Decodable {
    case cancel, ignore, refuse
  }

  private struct File: Decodable {
    var name: String
    var version: Int
    var source: String?
    var match: Match
    var order: JSON
    var cancelled: Cancelled?
    var deletes: Deletes?
  }

  /// Reads the text of a file. Throws `InboundError` with all that is wrong with it.
  public init(parsing bytes: [UInt8]) throws(InboundError) {
    do throws(JSONError) {
      _ = try JSON(parsing: bytes)
    } catch {
      throw InboundError("it is no JSON (\(error))")
    }
    let file: File
    do {
      file = try CompactJSON.decoded(File.self, from: bytes)
    } catch let error as DecodingError {
      throw InboundError(error.reason)
    } catch {
      throw InboundError("it cannot be read")
    }
    var mistakes: [String] = []
    let order = Plan(.order, file.order, at: "order", &mistakes)
    let reason = file.cancelled?.reason ?? ["value": "cancelled in the ERP"]
    let rules: [JSON.Member] =
      ["orderNumber", "revision"].map { JSON.Member($0, file.order[$0] ?? .null) } + [JSON.Member("reason", reason)]
    // What is wrong with the first two was said already.
    var others: [String] = []
    let cancellation = Plan(.cancellation, .object(rules), at: "cancelled", &others)
    mistakes += others.filter { $0.hasPrefix("'cancelled.reason'") }
    guard let order, let cancellation, mistakes.isEmpty else {
      throw InboundError(mistakes.joined(separator: "; "))
    }
    (name, version, source) = (file.name, file.version, file.source)
    (match, self.order, self.cancellation) = (file.match, order, cancellation)
    (cancelled, deletes) = (file.cancelled, file.deletes ?? .refuse)
  }

  /// Whether the message is one of those that it is for.
  func isFor(_ message: InboundMessage) -> Bool {
    if let types = match.type {
      guard let type = message.type, types.contains(where: { Self.fits(type, $0) }) else { return false }
    }
    if let sources = match.source {
      guard let source = message.source, sources.contains(source) else { return false }
    }
    return (match.has ?? []).allSatisfy { message.payload.value(at: $0) != nil }
      && (match.equals ?? [:]).allSatisfy { message.payload.value(at: $0.key) == $0.value }
  }

  private static func fits(_ type: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("*") ? type.hasPrefix(String(pattern.dropLast())) : type == pattern
  }
}

extension JSON {
  /// What a JSON pointer (RFC 6901) leads to; nil where it leads nowhere, or to null.
  func value(at pointer: String) -> JSON? {
    var value = self
    for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
      switch value {
      case .object: value = value[name] ?? .null
      case .array(let elements):
        guard let index = Int(name), elements.indices.contains(index) else { return nil }
        value = elements[index]
      default: return nil
      }
    }
    return value == .null ? nil : value
  }
}
