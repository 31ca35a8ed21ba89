import Kernel

/// Why tokens of an employee were revoked.
public enum AccessRevocation: String, Codable, CaseIterable, Hashable, Sendable {
  case signedOut = "signed-out"
  case passwordSet = "password-set"
  /// A refresh token was used for a second time, so that a thief may have one of the session.
  case tokenReused = "token-reused"
  /// Roles or shop are others now.
  case changed
  case deactivated
}

/// Tokens of an employee that were issued before a moment are refused by every service from now on.
public struct AccessRevoked: DomainEvent {
  public static let type = "joinery.leads.access.revoked.v1"
  public var key: String { employeeId.text }

  /// Code of the employee whose tokens are refused.
  public var employeeId: ID<Employee>
  /// What was issued before is refused, to the millisecond.
  public var notBefore: Instant
  /// Only tokens of sessions: those of machines in the employee's name go on.
  public var sessionsOnly: Bool
  /// Why they are refused.
  public var reason: AccessRevocation
}

/// A token of a machine was signed, which is known by its id. The token itself stands nowhere.
public struct TokenIssued: DomainEvent {
  public static let type = "joinery.leads.token.issued.v1"
  public static let personal: Set<String> = ["name"]
  public var key: String { tokenId.text }

  public var tokenId: ID<MachineToken>
  /// Who it says is calling: an employee's code, or a machine's name.
  public var holder: String
  /// What the token is for, in words.
  public var name: String
  /// What its holder may do.
  public var roles: [String]
  /// Code of the shop that it is limited to; absent for none.
  public var shop: ID<Shop>?
  /// When it was signed.
  public var issuedAt: Instant
  /// From then on it is refused.
  public var expiresAt: Instant
}

/// A machine's token is refused by every service from now on.
public struct TokenRevoked: DomainEvent {
  public static let type = "joinery.leads.token.revoked.v1"
  public var key: String { tokenId.text }

  public var tokenId: ID<MachineToken>
  /// From then on it is refused.
  public var revokedAt: Instant
}

/// Who signs in with the demo's password, which everybody can know, from now on. While anybody does, services listen on
/// loopback alone.
public struct DemoAccountsChanged: DomainEvent {
  public static let type = "joinery.leads.demo_accounts.changed.v1"
  public var key: String { "demo-accounts" }
  public var subject: String { key }

  /// Codes of the employees who sign in with the demo's password.
  public var codes: [ID<Employee>]
}
