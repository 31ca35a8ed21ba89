import Contracts
import Kernel

/// Where a request for an approval stands.
public enum ApprovalStage: String, Codable, CaseIterable, Hashable, Sendable {
  case open, granted, refused, withdrawn
  /// Nobody decided it in time; it is never stored, since days pass without events.
  case expired
}

/// Why a request for an approval cannot be decided so.
public enum ApprovalError: Error, Hashable, Sendable {
  case decided(ApprovalStage)
  /// Its last day has passed.
  case expired(BusinessDate)
  /// Nobody decides what he or she asked for.
  case ownRequest
  /// Only the requester takes it back.
  case notRequester
}

/// A request for an approval as its events made it (`Shared/ServiceRuntime/README.md#approvals`). It is decided once; its
/// moves return events and change nothing.
public struct ApprovalState: Codable, Hashable, Sendable {
  public var approvalId: ID<Approval>
  public var customerId: ID<Customer>?
  /// `expired` is none of these: see `stage(on:)`.
  public var stage: ApprovalStage
  public var needs: [ApprovalNeed]
  public var reason: String
  public var requesterId: ID<Employee>
  public var role: String
  public var shop: ID<Shop>?
  public var method: String
  public var path: String
  public var body: String
  public var requestedAt: Instant
  public var expiresOn: BusinessDate
  public var decidedBy: ID<Employee>?
  public var decidedAt: Instant?
  public var refusal: String?
  /// How the command was answered when it was granted.
  public var status: Int?
  public var location: String?

  private var rules: [ApprovalRule] { needs.map(\.rule) }

  /// As it is on a day of the company's zone.
  public func stage(on day: BusinessDate) -> ApprovalStage { stage == .open && day > expiresOn ? .expired : stage }

  private func checkOpen(at time: Instant) throws(ApprovalError) {
    guard stage == .open else { throw .decided(stage) }
    guard CompanyZone.day(at: time) <= expiresOn else { throw .expired(expiresOn) }
  }

  /// Whether somebody may grant or refuse it now.
  public func checkDecision(by decider: ID<Employee>, at time: Instant) throws(ApprovalError) {
    try checkOpen(at: time)
    guard decider != requesterId else { throw .ownRequest }
  }

  /// `status` and `location` are what the command was answered with.
  public func grant<Owner>(
    by decider: ID<Employee>, answered status: Int, at location: String?, at time: Instant
  ) throws(ApprovalError) -> ApprovalGranted<Owner> {
    try checkDecision(by: decider, at: time)
    return ApprovalGranted(
      approvalId: approvalId, customerId: customerId, rules: rules, requesterId: requesterId, grantedBy: decider,
      status: status, location: location, occurredAt: time)
  }

  public func refuse<Owner>(
    by decider: ID<Employee>, because reason: String, at time: Instant
  ) throws(ApprovalError) -> ApprovalRefused<Owner> {
    try checkDecision(by: decider, at: time)
    return ApprovalRefused(
      approvalId: approvalId, customerId: customerId, rules: rules, requesterId: requesterId, refusedBy: decider,
      reason: reason, occurredAt: time)
  }

  public func withdraw<Owner>(
    by person: ID<Employee>, at time: Instant
  ) throws(ApprovalError) -> ApprovalWithdrawn<Owner> {
    try checkOpen(at: time)
    guard person == requesterId else { throw .notRequester }
    return ApprovalWithdrawn(
      approvalId: approvalId, customerId: customerId, rules: rules, requesterId: requesterId, occurredAt: time)
  }

  public mutating func apply(_ event: ApprovalGranted<some EventOwner>) {
    (stage, decidedBy, decidedAt) = (.granted, event.grantedBy, event.occurredAt)
    (status, location) = (event.status, event.location)
  }

  public mutating func apply(_ event: ApprovalRefused<some EventOwner>) {
    (stage, decidedBy, decidedAt) = (.refused, event.refusedBy, event.occurredAt)
    refusal = event.reason
  }

  public mutating func apply(_ event: ApprovalWithdrawn<some EventOwner>) {
    (stage, decidedBy, decidedAt) = (.withdrawn, event.requesterId, event.occurredAt)
  }
}

extension ApprovalState {
  public init(_ event: ApprovalRequested<some EventOwner>) {
    self.init(
      approvalId: event.approvalId, customerId: event.customerId, stage: .open, needs: event.needs,
      reason: event.reason, requesterId: event.requesterId, role: event.role, shop: event.shop, method: event.method,
      path: event.path, body: event.body, requestedAt: event.occurredAt, expiresOn: event.expiresOn)
  }
}

extension ApprovalError: ProblemConvertible {
  public var problem: Problem {
    switch self {
    case .decided(let stage):
      Problem(
        409, "approval-decided", title: Localized(zh: "该申请已有结果", en: "The request is decided"),
        detail: Localized(
          zh: "申请状态为 \(stage.rawValue)；如仍需要，请重新发送原操作并填写 approvalReason。",
          en: "It is \(stage.rawValue); if it is still wanted, send the command again with 'approvalReason'."))
    case .expired(let day):
      Problem(
        409, "approval-expired", title: Localized(zh: "该申请已过期", en: "The request has expired"),
        detail: Localized(
          zh: "须在 \(day) 前决定；如仍需要，请重新发送原操作并填写 approvalReason。",
          en: "It could be decided until \(day); if it is still wanted, send the command again with 'approvalReason'."))
    case .ownRequest:
      Problem(
        403, "own-request", title: Localized(zh: "不能审批自己的申请", en: "Nobody decides an own request"),
        detail: Localized(zh: "请由其他经理审批，或撤回该申请。", en: "Have another manager decide it, or withdraw it."))
    case .notRequester:
      Problem(
        403, "not-yours", title: Localized(zh: "这是别人的申请", en: "It is somebody else's request"),
        detail: Localized(
          zh: "只有申请人可以撤回；经理可以拒绝。", en: "Only who asked withdraws it; a manager may refuse it."))
    }
  }
}
