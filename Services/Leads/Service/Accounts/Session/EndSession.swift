import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `DELETE /v1/session`: signs out. Signing out where nobody is signed in is done already.
struct EndSession: Command {
  var occurredAt: Instant? { nil }

  private enum CodingKeys: CodingKey {}

  /// Looks at the body, so that a field is refused and not lost.
  init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: CodingKeys.self) }

  static func run(_ request: CommandRequest<Self>, _ context: RouteContext) async throws -> Answer<Nothing> {
    _ = try context.signing()
    try SessionCookies.requireOwnPage(request.http)
    try await end(request.http, by: request.caller, context)
    var answer = Answer(Nothing(), status: 204)
    SessionCookies(context).drop(from: &answer.headers)
    return answer
  }

  /// Ends the session that either cookie, or the bearer token, is of: pages outside of `/v1/session` do not get the
  /// refresh token.
  static func end(_ request: HTTPRequest, by caller: Caller, _ context: RouteContext) async throws {
    let ids = [
      request.cookie(SessionCookies.refresh).flatMap(SessionToken.init)?.id, context.verified(request)?.session,
    ].compactMap { $0 }
    guard !ids.isEmpty else { return }
    try await context.store.transaction(for: context.cause(of: caller)) { unit in
      for id in ids {
        guard let session = try SessionStore.find(id, in: unit.database) else { continue }
        try SessionStore.end(session, because: .signedOut, in: unit)
      }
    }
  }
}
