import HTTP
import Kernel

/// A strong entity tag: equal tags mean equal bytes.
public struct EntityTag: Hashable, Sendable {
  /// What stands between the quotes.
  public let value: String

  /// The tag of a resource whose every edit counts its version up.
  public init(version: Int) {
    value = "v\(version)"
  }

  /// The tag of a text without a version of its own.
  public init(content: some Sequence<UInt8>) {
    value = String(fnv1a64(content), radix: 16)
  }

  /// As in the `ETag` field, with its quotes.
  public var field: String { "\"\(value)\"" }

  /// Refuses an edit whose `If-Match` does not name this tag: 428 without the field, 400 where it is broken, 412 where
  /// someone else was faster. Weak tags never match (RFC 9110, 13.1.1).
  public func require(ifMatchOf request: HTTPRequest) throws(Problem) {
    guard try Self.condition(of: request).names(self) else {
      throw Problem(
        412, "changed-meanwhile",
        title: Localized(zh: "该资源已被他人修改", en: "The resource was changed meanwhile"),
        detail: Localized(
          zh: "请重新读取，核对后再修改。", en: "Read it again, check what changed, and repeat your edit."))
    }
  }

  /// What `If-Match` asks of the resource: 428 without the field, 400 where it is broken.
  static func condition(of request: HTTPRequest) throws(Problem) -> IfMatch {
    let fields = request.headers.values(of: "If-Match")
    guard !fields.isEmpty else {
      throw Problem(
        428, "if-match-required", title: Localized(zh: "缺少 If-Match", en: "If-Match is missing"),
        detail: Localized(
          zh: "先读取该资源，再把其 ETag 写入 If-Match 后重试。",
          en: "Read the resource first and send its ETag as If-Match."))
    }
    guard let condition = IfMatch(fields.joined(separator: ",")) else {
      throw Problem(
        400, "if-match-broken", title: Localized(zh: "If-Match 格式错误", en: "If-Match is malformed"),
        detail: Localized(
          zh: "请照原样写入 ETag，包括引号。", en: "Write the ETag as it was given, with its quotes."))
    }
    return condition
  }

  /// True where `If-None-Match` names this tag (weakly compared), so that 304 is the answer.
  public func isKnown(to request: HTTPRequest) -> Bool {
    let fields = request.headers.values(of: "If-None-Match")
    guard !fields.isEmpty, let condition = IfMatch(fields.joined(separator: ",")) else { return false }
    return condition.names(self, weakly: true)
  }
}

/// The value of `If-Match` or `If-None-Match`.
enum IfMatch: Equatable {
  case any
  case tags([Tag])

  struct Tag: Equatable {
    let value: String
    let isWeak: Bool
  }

  /// Nil where the grammar of RFC 9110 is broken.
  init?(_ field: String) {
    var rest = Substring(field).utf8[...]
    func skipBlanks() { rest = rest.drop { $0 == 32 || $0 == 9 } }
    skipBlanks()
    if rest.first == UInt8(ascii: "*") {
      guard rest.dropFirst().allSatisfy({ $0 == 32 || $0 == 9 }) else { return nil }
      self = .any
      return
    }
    var tags: [Tag] = []
    while true {
      skipBlanks()
      let isWeak = rest.starts(with: "W/".utf8)
      if isWeak { rest = rest.dropFirst(2) }
      guard rest.first == UInt8(ascii: "\"") else { return nil }
      let content = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
      guard content.allSatisfy({ $0 > 32 && $0 != 127 }) else { return nil }
      rest = rest[content.endIndex...]
      guard rest.popFirst() != nil else { return nil }
      tags.append(Tag(value: String(decoding: content, as: UTF8.self), isWeak: isWeak))
      skipBlanks()
      guard let separator = rest.popFirst() else { break }
      guard separator == UInt8(ascii: ",") else { return nil }
    }
    self = .tags(tags)
  }

  func names(_ tag: EntityTag, weakly: Bool = false) -> Bool {
    switch self {
    case .any: true
    case .tags(let tags): tags.contains { $0.value == tag.value && (weakly || !$0.isWeak) }
    }
  }
}
