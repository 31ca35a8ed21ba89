import Contracts
import Crypto
import Kernel
import LeadsDomain
import SQLite

/// The links by which employees set a password: the store knows the hashes of their tokens alone. No event writes them.
enum InvitationStore {
  /// A new token's 256 random bits.
  static func newToken() -> String { Base64URL.encode(SecureRandom.bytes(32)) }

  /// The earlier links of the same employee open nothing any more.
  static func put(_ invitation: Invitation, token: String, in database: Database) throws {
    try database.run("DELETE FROM invitations WHERE employee = ? AND used_at IS NULL", invitation.employee)
    try database.run(
      "INSERT INTO invitations (hash, employee, expires_at, used_at) VALUES (?, ?, ?, NULL)", SHA256.hex(token),
      invitation.employee, invitation.expiresAt)
  }

  /// Whom a token invites. Throws `linkUnknown`, `linkUsed`, `linkExpired`, and `inactive` for somebody who has left.
  static func employee(invitedBy token: String, at now: Instant, in database: Database) throws -> EmployeeState {
    let found = try database.first("SELECT * FROM invitations WHERE hash = ?", SHA256.hex(token)) { row in
      Invitation(
        employee: try row.id("employee"), expiresAt: try row.instant("expires_at"),
        usedAt: try row.optionalInstant("used_at"))
    }
    guard let found, let employee = try EmployeeStore.employee(found.employee, in: database) else {
      throw AccountError.linkUnknown
    }
    try found.check(at: now)
    guard employee.active else { throw AccountError.inactive(employee.code) }
    return employee
  }

  static func use(_ token: String, at now: Instant, in database: Database) throws {
    try database.run("UPDATE invitations SET used_at = ? WHERE hash = ?", now, SHA256.hex(token))
  }

  /// Forgets those that have been of no use for long.
  static func sweep(at now: Instant, _ policy: AccountsPolicy, in database: Database) throws {
    try database.run(
      "DELETE FROM invitations WHERE expires_at <= ?", now.adding(seconds: -policy.invitationsKeptDays * 86_400))
  }
}
