import Contracts
import Kernel
import Persistence
import ServiceRuntime

/// Requests for approvals in a service whose routes are walked: one an owner, refused, so that nobody changes it any more.
public struct ApprovalSamples: Sendable {
  private let ids: [ScopeWalk.Owner: String]

  /// Records them as the service would. Their reasons are the owners' phones.
  public init<Owner: EventOwner>(in service: TestService, as owner: Owner.Type, at now: Instant) throws {
    ids = try service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
      var ids: [ScopeWalk.Owner: String] = [:]
      for person in ScopeWalk.Owner.allCases {
        let request = ApprovalRequested<Owner>(
          approvalId: unit.newID(), customerId: nil, needs: [], reason: person.phone, requesterId: ID(person.rawValue),
          role: "net-sales", shop: ID(person.shop), method: "POST", path: "/v1/x", body: "{}",
          expiresOn: CompanyZone.day(at: now), occurredAt: now)
        let refusal: ApprovalRefused<Owner> = try ApprovalState(request).refuse(by: "boss", because: "不行", at: now)
        try unit.record(request)
        try unit.record(refusal)
        ids[person] = request.approvalId.text
      }
      return ids
    }
  }

  /// Nil for another capability's route.
  public func sample(_ route: RouteDescription, _ owner: ScopeWalk.Owner) -> ScopeWalk.Sample? {
    guard route.pattern.hasPrefix("/v1/approvals"), let id = ids[owner] else { return nil }
    guard route.pattern.contains("{") else { return .init(marker: id, secret: owner.phone) }
    let body = route.pattern.hasSuffix("/refuse") ? #"{"reason": "不行"}"# : "{}"
    return .init(["id": id], body: body, secret: owner.phone)
  }
}
