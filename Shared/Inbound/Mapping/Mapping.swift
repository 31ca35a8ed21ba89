import JSON

/// How a vendor's message becomes one of ours: configuration, a file of its own (`Shared/Inbound/README.md#mappings`).
public struct Mapping: Sendable {
  /// What people call it; and its version, for whoever asks which one read an order.
  public let name: String
  public let version: Int
  /// The `ce_source` of what it makes; without it that of the CloudEvent.
  public let source: String?
  /// What its messages are about.
  public let kind: InboundKind
  private let match: Match
  let whole: Plan
  /// Nil where nothing takes that kind back.
  let cancellation: Plan?
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
    var cancelled: Cancelled?
    var deletes: Deletes?
  }

  /// Reads the text of a file. Throws `InboundError` with all that is wrong with it.
  public init(parsing bytes: [UInt8]) throws(InboundError) {
    let json: JSON
    do throws(JSONError) {
      json = try JSON(parsing: bytes)
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
    let kinds = InboundKind.mapped.filter { json[$0.kind.rawValue] != nil }
    guard let kind = kinds.first, kinds.count == 1, let rules = json[kind.kind.rawValue] else {
      let all = InboundKind.mapped.map { "'\($0.kind.rawValue)'" }.joined(separator: ", ")
      throw InboundError("it has the fields of \(kinds.isEmpty ? "none" : "more than one") of \(all): write just one")
    }
    var mistakes: [String] = []
    let whole = Plan(kind.target, rules, at: kind.kind.rawValue, &mistakes)
    var cancellation: Plan?
    if kind.cancellation != nil {
      let reason = file.cancelled?.reason ?? ["value": "cancelled in the ERP"]
      let members: [JSON.Member] =
        kind.cancellationFields.map { JSON.Member($0, rules[$0] ?? .null) } + [JSON.Member("reason", reason)]
      // What is wrong with the others was said already.
      var others: [String] = []
      cancellation = Plan(kind.cancellationTarget, .object(members), at: "cancelled", &others)
      mistakes += others.filter { $0.hasPrefix("'cancelled.reason'") }
      if cancellation == nil, mistakes.isEmpty { mistakes = others }
    } else if file.cancelled != nil || file.deletes == .cancel {
      mistakes.append("nothing cancels a message of the kind '\(kind.kind.rawValue)': leave 'cancelled' out")
    }
    guard let whole, mistakes.isEmpty else { throw InboundError(mistakes.joined(separator: "; ")) }
    (name, version, source, self.kind) = (file.name, file.version, file.source, kind)
    (match, self.whole, self.cancellation) = (file.match, whole, cancellation)
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
