import Contracts
import HTTP
import Kernel
import Persistence

/// The commands of a service by the path to which they are sent: one that was kept is found again by it.
struct Commands: Sendable {
  let find: @Sendable (_ method: String, _ path: String) -> (route: Route, parameters: [String: String])?
}

extension CommandRequest {
  /// Carries out a command that was kept until somebody agreed, in its requester's name, within this transaction. What it
  /// records names the event `cause`. Throws what the command throws.
  package func perform(
    _ approval: ApprovalState, causedBy cause: String, in unit: borrowing UnitOfWork
  ) throws -> HTTPResponse {
    guard let (route, parameters) = commands?.find(approval.method, approval.path), let perform = route.perform else {
      throw Problem.noSuchPath(approval.path)
    }
    var request = HTTPRequest(
      method: approval.method, path: approval.path, headers: ["Content-Type": "application/json"],
      body: Array(approval.body.utf8), peer: http.peer)
    request.parameters = parameters
    let requester = Caller(
      subject: approval.requesterId.text, name: approval.requesterId.text,
      roles: Set([Role(rawValue: approval.role)].compactMap { $0 }), shop: approval.shop?.text)
    let admission = Admission(requester, to: route.description, declared: [], at: unit.now)
    guard let role = admission.actingRole else { throw Problem.forbidden(.roleIsNotEnough) }
    var own = unit.cause
    (own.actor, own.actorRole, own.causationID) = (requester.subject, role.rawValue, cause)
    return try unit.causing(own) { unit in
      let answer = try perform(request, admission, approval.needs, unit)
      try admission.requireScopeAsked()
      return answer
    }
  }
}

extension Localized {
  fileprivate static let roleIsNotEnough = Localized(
    zh: "申请人的角色已不能执行此操作；请拒绝该申请。", en: "The requester's role may not do this any more; refuse the request.")
}
