import Contracts
import Kernel

/// A token that a program sends, as it was signed. What it says cannot be changed, only revoked.
public struct MachineTokenState: Codable, Hashable, Sendable {
  public let id: ID<MachineToken>
  public let holder: String
  public let name: String
  public let roles: [String]
  public let shop: ID<Shop>?
  public let issuedAt: Instant
  public let expiresAt: Instant
  public private(set) var revokedAt: Instant?

  public init(_ event: TokenIssued) {
    (id, holder, name, roles, shop) = (event.tokenId, event.holder, event.name, event.roles, event.shop)
    (issuedAt, expiresAt) = (event.issuedAt, event.expiresAt)
  }

  public mutating func apply(_ event: TokenRevoked) { revokedAt = event.revokedAt }

  /// A new one, good for so many days: 30 where none are said, never more than the policy's.
  public static func issue(
    _ id: ID<MachineToken>, to holder: String, name: String?, roles: [String], shop: ID<Shop>?, days: Int?,
    at now: Instant, _ policy: AccountsPolicy
  ) throws(LeadError) -> TokenIssued {
    var review = FieldReview()
    review.text("/sub", holder, upTo: ID<Employee>.limit)
    review.length("/name", name)
    if roles.isEmpty { review.refuse("/roles", .empty) }
    let days = days ?? min(policy.tokenDays, policy.longestTokenDays)
    if !(1...policy.longestTokenDays).contains(days) {
      review.refuse("/days", .outOfRange(1...policy.longestTokenDays))
    }
    try review.finish()
    return TokenIssued(
      tokenId: id, holder: holder, name: name ?? holder, roles: Set(roles).sorted(), shop: shop, issuedAt: now,
      expiresAt: now.adding(seconds: days * 86_400))
  }

  /// Nil where it was revoked before.
  public func revoke(at now: Instant) -> TokenRevoked? {
    revokedAt == nil ? TokenRevoked(tokenId: id, revokedAt: now) : nil
  }
}
