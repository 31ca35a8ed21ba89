import Crypto
import HTTP
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `POST /v1/session/refresh`: another token, with what is known of the employee now, and another refresh token.
struct RefreshSession: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }

  private enum Turn: Sendable {
    case goesOn(OpenSession)
    /// It is removed. `wasOld`: because of a token that had been used before.
    case over(of: String, wasOld: Bool)
    case unknown
  }

  static func run(
    _ request: CommandRequest<Self>, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> Answer<SessionView> {
    try SessionCookies.requireOwnPage(request.http)
    do {
      return try await goOn(request.http, by: request.caller, context, accounts).answer(context, accounts.policy)
    } catch AccountError.sessionOver {
      // The browser is to forget what is of no use any more.
      var problem = AccountError.sessionOver.problem
      SessionCookies(context).drop(from: &problem.headers)
      throw problem
    }
  }

  /// The session of a request as it goes on. Throws `sessionOver`, `signInOff`.
  static func goOn(
    _ request: HTTPRequest, by caller: Caller, _ context: RouteContext, _ accounts: Accounts
  ) async throws -> OpenSession {
    _ = try context.signing()
    guard let token = request.cookie(SessionCookies.refresh).flatMap(SessionToken.init) else {
      throw AccountError.sessionOver
    }
    let turn = try await context.store.transaction(for: context.cause(of: caller)) { unit in
      try use(token, unit, accounts.policy)
    }
    switch turn {
    case .goesOn(let open): return open
    case .unknown: throw AccountError.sessionOver
    case .over(let subject, let wasOld):
      if wasOld {
        context.log.warning(
          "a refresh token was used again: its session ended",
          ["subject": .string(subject), "peer": .string(request.peer)], trace: context.trace)
      }
      throw AccountError.sessionOver
    }
  }

  /// Throws nothing where the session ends: that must be kept.
  private static func use(
    _ token: SessionToken, _ unit: borrowing UnitOfWork, _ policy: AccountsPolicy
  ) throws -> Turn {
    guard let session = try SessionStore.find(token.id, in: unit.database) else { return .unknown }
    let isCurrent = ConstantTime.equal(session.secretHash, token.secretHash)
    do {
      let next = token.next
      let refreshed = try session.refreshed(
        isCurrent: isCurrent, next: next.secretHash, at: unit.now, policy)
      guard let employee = try EmployeeStore.employee(session.employee, in: unit.database), employee.active else {
        throw AccountError.sessionOver
      }
      let caller = try employee.caller()
      try SessionStore.put(refreshed, in: unit.database)
      return .goesOn(OpenSession(session: refreshed, caller: caller, token: next))
    } catch is AccountError {
      if isCurrent {
        try SessionStore.remove(session.id, in: unit.database)
      } else {
        try SessionStore.end(session, because: .tokenReused, in: unit)
      }
      return .over(of: session.employee.text, wasOld: !isCurrent)
    }
  }
}
