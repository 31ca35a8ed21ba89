import FoundationEssentials

/// What webhooks are signed with, by the Standard Webhooks specification: HMAC-SHA256 of id, time and body, so that nobody
/// can change one on its way, or send an old one again. The same for those that come in and those that go out.
public struct WebhookSecret: Hashable, Sendable {
  private let key: [UInt8]

  private static let prefix = "whsec_"

  /// `whsec_` and base64, as the specification writes secrets; any other text is the key itself. Nil for an empty one.
  public init?(_ text: String?) {
    guard let text, !text.isEmpty else { return nil }
    let decoded =
      text.hasPrefix(Self.prefix) ? Data(base64Encoded: String(text.dropFirst(Self.prefix.count))) : nil
    key = decoded.map(Array.init) ?? Array(text.utf8)
  }

  /// The text of a new one: 32 random bytes.
  public static func make() -> String { prefix + Data(SecureRandom.bytes(32)).base64EncodedString() }

  /// One of the signatures in the header `webhook-signature`; `timestamp`: seconds since 1970, UTC.
  public func signature(of body: [UInt8], id: String, timestamp: String) -> String {
    "v1," + Data(SHA256.hmac(Array("\(id).\(timestamp).".utf8) + body, key: key)).base64EncodedString()
  }
}
