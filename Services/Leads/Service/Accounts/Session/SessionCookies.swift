import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// The cookies of a session: the token that every service takes, and the one that gets the next token here alone.
struct SessionCookies: Sendable {
  static let refresh = "joinery_refresh"
  private static let refreshPath = "/v1/session"

  private let context: RouteContext

  init(_ context: RouteContext) {
    self.context = context
  }

  /// Sets both. `seconds`: how long the signed token is good.
  func set(
    _ token: String, seconds: Int, refresh: SessionToken, until end: Instant, at now: Instant,
    in headers: inout HTTPHeaders
  ) {
    let left = max(0, (end.milliseconds - now.milliseconds) / 1000)
    add("\(Access.cookie)=\(token); Max-Age=\(seconds); Path=/", to: &headers)
    add("\(Self.refresh)=\(refresh.text); Max-Age=\(left); Path=\(Self.refreshPath)", to: &headers)
  }

  /// Takes both away.
  func drop(from headers: inout HTTPHeaders) {
    add("\(Access.cookie)=; Max-Age=0; Path=/", to: &headers)
    add("\(Self.refresh)=; Max-Age=0; Path=\(Self.refreshPath)", to: &headers)
  }

  /// What a request that brings either must show: a browser sends them whoever made the page.
  static func requireOwnPage(_ request: HTTPRequest) throws(Problem) {
    let brings = request.cookie(refresh) != nil || request.cookie(Access.cookie) != nil
    guard brings ? SameOrigin.isProven(request) : !SameOrigin.isForeign(request) else { throw .fromAnotherSite }
  }

  private func add(_ cookie: String, to headers: inout HTTPHeaders) {
    headers.add("Set-Cookie", "\(cookie); HttpOnly; SameSite=Strict" + (context.isTLS ? "; Secure" : ""))
  }
}
