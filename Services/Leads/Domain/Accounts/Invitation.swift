import Contracts
import Kernel

/// A link by which an employee sets a password: once, and for a while.
public struct Invitation: Hashable, Sendable {
  public let employee: ID<Employee>
  public let expiresAt: Instant
  public let usedAt: Instant?

  public init(employee: ID<Employee>, expiresAt: Instant, usedAt: Instant? = nil) {
    self.employee = employee
    self.expiresAt = expiresAt
    self.usedAt = usedAt
  }

  /// A new one. `isFirst`: nobody of the company has a password yet.
  public static func of(
    _ employee: EmployeeState, isFirst: Bool, at now: Instant, _ policy: AccountsPolicy
  ) throws(AccountError) -> Invitation {
    guard employee.active else { throw .inactive(employee.code) }
    let hours = isFirst ? policy.firstInvitationHours : policy.invitationHours
    return Invitation(employee: employee.code, expiresAt: now.adding(seconds: hours * 3600))
  }

  /// Throws where it does not open any more.
  public func check(at now: Instant) throws(AccountError) {
    guard usedAt == nil else { throw .linkUsed }
    guard now < expiresAt else { throw .linkExpired }
  }
}
