import Contracts
import Kernel

/// Somebody is signed in. The refresh token that goes on with the session is another one after each use: where an old
/// one is used, either the browser or a thief has the newer one, and nobody knows which, so the session ends.
public struct Session: Hashable, Sendable {
  public let id: String
  public let employee: ID<Employee>
  /// The hash of the present token's secret part.
  public private(set) var secretHash: String
  public let startedAt: Instant
  public private(set) var usedAt: Instant

  public init(id: String, employee: ID<Employee>, secretHash: String, startedAt: Instant, usedAt: Instant) {
    (self.id, self.employee, self.secretHash) = (id, employee, secretHash)
    (self.startedAt, self.usedAt) = (startedAt, usedAt)
  }

  /// Begins now.
  public init(id: String, employee: ID<Employee>, secretHash: String, at now: Instant) {
    self.init(id: id, employee: employee, secretHash: secretHash, startedAt: now, usedAt: now)
  }

  /// When it ends unless it is used before.
  public func endsAt(_ policy: AccountsPolicy) -> Instant {
    min(
      usedAt.adding(seconds: policy.sessionIdleHours * 3600), startedAt.adding(seconds: policy.sessionDays * 86_400))
  }

  /// The session as it goes on with another token. `isCurrent`: the token that was presented is the present one. Throws
  /// `sessionOver`, after which it must be removed.
  public func refreshed(
    isCurrent: Bool, next secretHash: String, at now: Instant, _ policy: AccountsPolicy
  ) throws(AccountError) -> Session {
    guard isCurrent, now < endsAt(policy) else { throw .sessionOver }
    var session = self
    session.secretHash = secretHash
    session.usedAt = now
    return session
  }
}
