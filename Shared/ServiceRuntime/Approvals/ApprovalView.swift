import Contracts
import JSON
import Kernel

/// A request for an approval as it is read: what is asked for and why, and what came of it.
public struct ApprovalView: Codable, Sendable {
  public var id: ID<Approval>
  public var state: ApprovalStage
  public var customerId: ID<Customer>?
  /// What exceeds what, in both languages.
  public var needs: [ApprovalNeed]
  /// Absent for those who are not to read personal data, as `body`.
  public var reason: String?
  public var requesterId: ID<Employee>
  public var role: String
  public var shop: ID<Shop>?
  /// The command as it was sent.
  public var method: String
  public var path: String
  public var body: JSON?
  public var requestedAt: Instant
  /// The last day on which it can be granted.
  public var expiresOn: BusinessDate
  public var decidedBy: ID<Employee>?
  public var decidedAt: Instant?
  /// Why it was refused.
  public var refusal: String?
  /// How the command was answered when it was granted: its status, and the place of what it made.
  public var status: Int?
  public var location: String?
}

extension ApprovalView {
  /// As it is on a day; `isClear` false leaves out what people wrote.
  public init(_ approval: ApprovalState, on day: BusinessDate, isClear: Bool) {
    self.init(
      id: approval.approvalId, state: approval.stage(on: day), customerId: approval.customerId, needs: approval.needs,
      reason: isClear ? approval.reason : nil, requesterId: approval.requesterId, role: approval.role,
      shop: approval.shop, method: approval.method, path: approval.path,
      body: isClear ? try? JSON(parsing: Array(approval.body.utf8)) : nil, requestedAt: approval.requestedAt,
      expiresOn: approval.expiresOn, decidedBy: approval.decidedBy, decidedAt: approval.decidedAt,
      refusal: isClear ? approval.refusal : nil, status: approval.status, location: approval.location)
  }
}
