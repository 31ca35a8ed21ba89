import Contracts
import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// Who is signed in, as the API shows it.
struct SignedInEmployee: Codable, Sendable {
  var code: String
  var name: String
  var roles: [String]
  var shop: String?

  init(_ caller: Caller) {
    (code, name, shop) = (caller.subject, caller.name, caller.shop)
    roles = caller.roles.map(\.rawValue).sorted()
  }
}

/// A session that has begun or goes on.
struct SessionView: Codable, Sendable {
  var employee: SignedInEmployee
  /// Until when the token is good; before, it is to be refreshed.
  var expiresAt: Instant
}

/// Who asks, as the token says.
struct WhoAmI: Codable, Sendable {
  var code: String
  var name: String
  var roles: [String]
  var shop: String?
  var expiresAt: Instant

  /// Throws `signInOff`, and 401 where the token is not good any more.
  static func answer(_ request: CommandRequest<ShowSession>, _ context: RouteContext) throws -> Answer<WhoAmI> {
    _ = try context.signing()
    guard let verified = context.verified(request.http) else { throw AccountError.sessionOver }
    let employee = SignedInEmployee(verified.caller)
    return Answer(
      WhoAmI(
        code: employee.code, name: employee.name, roles: employee.roles, shop: employee.shop,
        expiresAt: Instant(milliseconds: verified.expiry * 1000)))
  }
}

/// `GET /v1/session`.
struct ShowSession: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }
}

/// A session as it stands after a sign-in or a refresh, with the token that goes on with it.
struct OpenSession: Sendable {
  let session: Session
  let caller: Caller
  let token: SessionToken

  /// Signs a token and sets both cookies.
  func view(_ context: RouteContext, _ policy: AccountsPolicy, in headers: inout HTTPHeaders) throws -> SessionView {
    let now = context.time.now()
    // A token never outlives its session.
    let end = session.endsAt(policy)
    let seconds = max(0, min(policy.tokenSeconds, Int((end.milliseconds - now.milliseconds) / 1000)))
    let signed = try context.signing().sign(caller, session: session.id, at: now, validFor: seconds)
    SessionCookies(context).set(signed, seconds: seconds, refresh: token, until: end, at: now, in: &headers)
    return SessionView(
      employee: SignedInEmployee(caller),
      expiresAt: Instant(milliseconds: (now.milliseconds / 1000 + Int64(seconds)) * 1000))
  }

  /// The same as an answer.
  func answer(_ context: RouteContext, _ policy: AccountsPolicy) throws -> Answer<SessionView> {
    var headers = HTTPHeaders()
    let view = try view(context, policy, in: &headers)
    var answer = Answer(view)
    answer.headers = headers
    return answer
  }
}
