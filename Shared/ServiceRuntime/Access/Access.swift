import HTTP
import Kernel

/// Decides who calls and whether they may.
public struct Access: Sendable {
  /// The name of the cookie that `/login` sets.
  public static let cookie = "joinery_token"

  /// A call that was refused, for the log.
  public struct Refused: Sendable {
    /// The caller's subject, where the token was good.
    public let subject: String?
    public let method: String
    public let path: String
    public let peer: String
    public let reason: String
    /// The trace that the request belongs to, where it said so.
    public let trace: TraceContext?
  }

  let tokens: Tokens?
  private let log: @Sendable (Refused) -> Void

  /// Without tokens there is only the local user with all roles: for services on loopback only. `log` hears of each
  /// refusal.
  public init(tokens: Tokens?, log: @escaping @Sendable (Refused) -> Void) {
    self.tokens = tokens
    self.log = log
  }

  /// The caller of a request that only these roles may send; an auditor may send any that changes nothing. Throws 401
  /// or 403.
  public func admit(_ request: HTTPRequest, to roles: Set<Role>, at now: Instant) throws(Problem) -> Caller {
    let caller = try identify(request, at: now)
    let readsAsAuditor = caller.roles.contains(.auditor) && Self.isSafe(request)
    guard readsAsAuditor || !caller.roles.isDisjoint(with: roles) else {
      refuse(
        request, caller.subject, "needs one of the roles \(roles.map(\.rawValue).sorted().joined(separator: ", "))")
      throw Problem.forbidden(
        Localized(
          zh: "此操作需要以下角色之一：\(roles.map(\.rawValue).sorted().joined(separator: "、"))。",
          en: "This needs one of the roles \(roles.map(\.rawValue).sorted().joined(separator: ", "))."))
    }
    return caller
  }

  private func identify(_ request: HTTPRequest, at now: Instant) throws(Problem) -> Caller {
    guard let tokens else {
      // Any page in a browser on this machine can send requests here, and a name that its owner points at loopback
      // makes them look like one's own: without a token, only the host and the origin tell.
      guard SameOrigin.isLoopbackHost(request) else {
        refuse(request, nil, "the Host is not this machine")
        throw Problem.forbidden(
          Localized(
            zh: "未配置密钥的服务只能以 localhost 或 127.0.0.1 访问。",
            en: "A service without a key is only reached as localhost or 127.0.0.1."))
      }
      if !Self.isSafe(request), SameOrigin.isForeign(request) { throw foreign(request, nil) }
      return .local
    }
    let authorization = request.headers.values(of: "Authorization")
    if !authorization.isEmpty {
      guard authorization.count == 1, let token = Self.bearer(authorization[0]) else {
        throw unauthorized(request, "the Authorization field is no bearer token")
      }
      return try verify(token, of: request, with: tokens, at: now)
    }
    guard let token = Cookies.value(Self.cookie, of: request) else { throw unauthorized(request, nil) }
    let caller = try verify(token, of: request, with: tokens, at: now)
    // A browser sends the cookie whoever made the page; only it can tell that this one is ours.
    if !Self.isSafe(request), !SameOrigin.isProven(request) { throw foreign(request, caller.subject) }
    return caller
  }

  private func verify(
    _ token: String, of request: HTTPRequest, with tokens: Tokens, at now: Instant
  ) throws(Problem) -> Caller {
    do {
      return try tokens.verify(token, at: now).caller
    } catch {
      // Nothing is known of it yet: a good token must not be thrown away for that.
      guard !tokens.awaitsKeys else { throw .awaitsKeys }
      throw unauthorized(request, "token: \(error.rawValue)", challenge: #", error="invalid_token""#)
    }
  }

  private func unauthorized(_ request: HTTPRequest, _ reason: String?, challenge: String = "") -> Problem {
    refuse(request, nil, reason ?? "no token")
    var problem = Problem(
      401, "unauthorized", title: Localized(zh: "需要登录", en: "Who are you?"),
      detail: reason == nil
        ? Localized(
          zh: "请在 Authorization 中发送 Bearer 令牌，或在浏览器中打开 /login。",
          en: "Send a bearer token in Authorization, or open /login in a browser.")
        : Localized(
          zh: "令牌无效、已过期或已撤销；请重新登录，程序请用 joinery token 获取新的令牌。",
          en: "The token is not valid, has expired or was revoked; sign in again, or get a new one by 'joinery token'.")
    )
    problem.headers["WWW-Authenticate"] = #"Bearer realm="joinery""# + challenge
    return problem
  }

  func foreign(_ request: HTTPRequest, _ subject: String?) -> Problem {
    refuse(request, subject, "sent by a page of another origin")
    return .fromAnotherSite
  }

  private func refuse(_ request: HTTPRequest, _ subject: String?, _ reason: String) {
    log(
      Refused(
        subject: subject, method: request.method, path: request.path, peer: request.peer, reason: reason,
        trace: TraceContext(traceparent: request.headers["traceparent"])))
  }

  private static func isSafe(_ request: HTTPRequest) -> Bool { request.method == "GET" || request.method == "HEAD" }

  /// The token of a request, of its `Authorization` field or else of its cookie, whether it is good or not.
  static func token(of request: HTTPRequest) -> String? {
    if let field = request.headers["Authorization"] { return bearer(field) }
    return Cookies.value(cookie, of: request)
  }

  private static func bearer(_ field: String) -> String? {
    let parts = trimmed(field).split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return trimmed(parts[1])
  }
}

extension Problem {
  /// The 403 for a request that a page of another site has sent, or that brings a cookie and does not show that a page of
  /// ours has (`SameOrigin`).
  public static let fromAnotherSite = forbidden(
    Localized(
      zh: "此请求来自其他网站的页面；请在本系统的页面中操作。",
      en: "This request comes from a page of another site; use the pages of this service."))

  /// The 503 of a service that has started before it could fetch the keys.
  static var awaitsKeys: Problem {
    var problem = Problem(
      503, "no-keys-yet", title: Localized(zh: "尚未取得公钥", en: "Tokens cannot be checked yet"),
      detail: Localized(
        zh: "服务刚启动，尚未取得公钥；请稍后以同一令牌重试。",
        en: "The service has just started and has no public keys yet; try again in a moment, with the same token."))
    problem.retryAfter = 1
    return problem
  }

  static func forbidden(_ detail: Localized) -> Problem {
    Problem(403, "forbidden", title: Localized(zh: "没有权限", en: "You may not do this"), detail: detail)
  }
}
