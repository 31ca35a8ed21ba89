import Contracts
import JSON
import Kernel

/// One kind of what an ERP tells, as its messages are: what names their subject, what tells the older from the newer, and
/// what a mapping may make (`Shared/Inbound/README.md#kinds`).
public struct InboundKind: Sendable {
  public let kind: ERPKind
  /// Types of CloudEvents that say the whole of it; the last is that of what comes as plain JSON, or by a mapping.
  let whole: [String]
  /// Types of CloudEvents that say something else of it.
  let others: [String]
  /// The type of one that takes it back; nil where none does.
  public let cancellation: String?
  /// The field without which plain JSON that has a `reason` takes it back.
  private let content: String
  /// The fields that name the subject, each with those that may stand in its place. A subject has all parts, the later
  /// ones also where they are absent.
  private let names: [[String]]
  /// The field that grows with each change.
  private let revisionField: String
  let target: Target

  public var changed: String { whole[whole.count - 1] }
  public var types: [String] { whole + others + (cancellation.map { [$0] } ?? []) }
  public func isCancellation(_ type: String) -> Bool { type == cancellation }

  init(
    _ kind: ERPKind, whole: [String], others: [String] = [], cancellation: String? = nil, content: String = "lines",
    names: [[String]], revision: String = "revision", _ target: Target
  ) {
    (self.kind, self.whole, self.others) = (kind, whole, others)
    (self.cancellation, self.content) = (cancellation, content)
    (self.names, revisionField, self.target) = (names, revision, target)
  }

  /// Every kind that is read. A topic of none of them is read as that of the orders.
  public static let all: [InboundKind] = [
    .order, .product, .stock, .production, .shipment, .receipt, .customer, .reconciliation,
  ]

  /// Those that a mapping may make.
  static let mapped = all.filter { $0.kind != .reconciliation }

  public static func of(topic: String) -> InboundKind { all.first { $0.kind.topic == topic } ?? .order }

  // MARK: What a message says of itself

  /// Bytes of one part of a subject.
  private static let nameLimit = 100

  /// What plain JSON is known by.
  func isSubject(of data: JSON) -> Bool { names[0].contains { data[$0] != nil && data[$0] != .null } }

  /// `WD-2400`, `WD-2400/gz-1`: no two subjects have the same text. Nil where it cannot be read.
  public func subject(of data: JSON) -> String? {
    var parts: [String] = []
    for (index, choices) in names.enumerated() {
      guard let value = choices.lazy.compactMap({ data[$0] }).first(where: { $0 != .null }) else {
        guard index > 0 else { return nil }
        parts.append("")
        continue
      }
      guard case .string(let text) = value, text.utf8.count <= Self.nameLimit, !text.allSatisfy(\.isWhitespace),
        text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
      else { return nil }
      parts.append(index == 0 ? text : text.replacing("~", with: "~0").replacing("/", with: "~1"))
    }
    return parts.joined(separator: "/")
  }

  /// Whole numbers from 0, or the milliseconds of a time; nil where it is neither.
  public func revision(of data: JSON) -> Int? {
    let found: Int? =
      switch data[revisionField] {
      case .number(let digits): Int(digits)
      case .string(let text): Instant(text).map { Int($0.milliseconds) }
      default: nil
      }
    return found.flatMap { $0 >= 0 ? $0 : nil }
  }

  /// The first of the fields that name the subject, for words.
  public var naming: String { names[0].map { "'\($0)'" }.joined(separator: " or ") }
  /// What says that the revision cannot be read.
  public var revisionFault: String {
    revisionField == "revision"
      ? "the field 'revision' is missing or no whole number from 0"
      : "the field '\(revisionField)' is missing or no time such as 2026-11-01T08:00:00Z"
  }

  /// Whether plain JSON of ours takes its subject back.
  func isCancellation(_ data: JSON) -> Bool {
    cancellation != nil && data[content] == nil && data["reason"] != nil
  }

  /// What a mapping makes of a message that takes its subject back: what names it, and why.
  var cancellationTarget: Target {
    .object(names.map { .needed($0[0]) } + [.needed(revisionField, .revision), .needed("reason")])
  }

  /// The fields of the whole message that a cancellation has too.
  var cancellationFields: [String] { names.map { $0[0] } + [revisionField] }

  /// An id for what has none: subject and revision are one, as far as they can be read.
  func id(of data: JSON) -> String {
    func text(_ names: [String]) -> String {
      names.lazy.compactMap { data[$0].flatMap { try? Conversion.text($0) } }.first ?? ""
    }
    return kind.key(of: names.map(text).joined(separator: "/")) + "/" + text([revisionField])
  }
}
