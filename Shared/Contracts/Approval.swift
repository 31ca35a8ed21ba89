import Kernel

/// A service as the owner of an event that each of them has in the same form.
public protocol EventOwner: Sendable {
  static var source: Source { get }
}

public enum LeadsOwner: EventOwner { public static let source = Source.leads }
public enum SalesOwner: EventOwner { public static let source = Source.sales }
public enum FinanceOwner: EventOwner { public static let source = Source.finance }
public enum AfterSalesOwner: EventOwner { public static let source = Source.aftersales }

/// What a person may do only if a manager agrees (`Shared/ServiceRuntime/README.md#approvals`).
public enum ApprovalRule: String, Codable, CaseIterable, Hashable, Sendable {
  /// A discount above one's limit.
  case discount
  /// Signing for somebody else.
  case onBehalf = "on-behalf"
  /// Saying that something happened earlier than one may say.
  case backdating
}

/// One reason why a command needs an approval: what exceeds what, in words for the manager.
public struct ApprovalNeed: Codable, Hashable, Sendable {
  /// The rule that asks for it.
  public var rule: ApprovalRule
  /// What exceeds what, in Chinese.
  public var chinese: String
  /// What exceeds what, in English.
  public var english: String
}

/// Somebody asks for a command that needs an approval; nothing of it has happened yet.
public struct ApprovalRequested<Owner: EventOwner>: DomainEvent {
  public static var type: String { "joinery.\(Owner.source.rawValue).approval.requested.v1" }
  /// What is asked for is somebody's words and figures about a customer: all of the body is blanked with the reason.
  public static var personal: Set<String> { ["reason", "body"] }
  public var key: String { customerId?.text ?? approvalId.text }

  public var approvalId: ID<Approval>
  /// Whom the command is about, where it is about one customer.
  public var customerId: ID<Customer>?
  /// What it needs the approval for; a grant is for these alone.
  public var needs: [ApprovalNeed]
  /// Why the requester wants it.
  public var reason: String
  public var requesterId: ID<Employee>
  /// The role and shop in which the requester acts, and in which the command runs when it is granted.
  public var role: String
  /// Code of the shop in which the requester acts.
  public var shop: ID<Shop>?
  /// The command as it was sent: `POST`, its path, its JSON.
  public var method: String
  /// The path of the command as it was sent.
  public var path: String
  /// The JSON of the command as it was sent.
  public var body: String
  /// The last day on which it can be granted, in the company's zone.
  public var expiresOn: BusinessDate
  public var occurredAt: Instant
}

/// A manager agreed, and the command was carried out in the requester's name: its events name this one as their cause.
public struct ApprovalGranted<Owner: EventOwner>: DomainEvent {
  public static var type: String { "joinery.\(Owner.source.rawValue).approval.granted.v1" }
  public var key: String { customerId?.text ?? approvalId.text }

  public var approvalId: ID<Approval>
  public var customerId: ID<Customer>?
  public var rules: [ApprovalRule]
  public var requesterId: ID<Employee>
  /// Code of the manager who agreed.
  public var grantedBy: ID<Employee>
  /// The status with which the command was answered, and the place of what it made.
  public var status: Int
  /// The path of what the command made; absent where it made nothing.
  public var location: String?
  public var occurredAt: Instant
}

/// A manager said no, and why.
public struct ApprovalRefused<Owner: EventOwner>: DomainEvent {
  public static var type: String { "joinery.\(Owner.source.rawValue).approval.refused.v1" }
  public static var personal: Set<String> { ["reason"] }
  public var key: String { customerId?.text ?? approvalId.text }

  public var approvalId: ID<Approval>
  public var customerId: ID<Customer>?
  public var rules: [ApprovalRule]
  public var requesterId: ID<Employee>
  /// Code of the manager who said no.
  public var refusedBy: ID<Employee>
  /// Why the manager said no, in words.
  public var reason: String
  public var occurredAt: Instant
}

/// The requester asks no more.
public struct ApprovalWithdrawn<Owner: EventOwner>: DomainEvent {
  public static var type: String { "joinery.\(Owner.source.rawValue).approval.withdrawn.v1" }
  public var key: String { customerId?.text ?? approvalId.text }

  public var approvalId: ID<Approval>
  public var customerId: ID<Customer>?
  public var rules: [ApprovalRule]
  public var requesterId: ID<Employee>
  public var occurredAt: Instant
}
