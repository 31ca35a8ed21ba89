import Contracts
import Crypto
import Documents
import FoundationEssentials
import HTTP
import JSON
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

/// `/login/oidc`: people sign in through the company's identity provider, and get the same session as by a password.
struct OpenIDPages: Sendable {
  /// Of the way back from the provider.
  static let parameters: [RouteDescription.Parameter] = [
    .init("code", Localized(zh: "身份系统的授权码", en: "The provider's code")),
    .init("state", Localized(zh: "本次登录的标识", en: "Which attempt it is of")),
    .init("error", Localized(zh: "身份系统拒绝的原因", en: "Why the provider refused")),
    .init("error_description", Localized(zh: "原因的说明", en: "The same in words")),
    .init("iss", Localized(zh: "身份系统", en: "Which provider")),
    .init("session_state", Localized(zh: "身份系统的会话", en: "The provider's session")),
    .init("scope", Localized(zh: "身份系统给予的范围", en: "What the provider grants")),
  ]
  private static let cookie = "joinery_oidc"
  private static let goingOn = FormPage(PackageResources.going_on_html)
  /// How long somebody may take there.
  private static let seconds = 600

  /// What the browser keeps meanwhile.
  private struct Attempt: Codable {
    var provider: OpenIDProvider.Attempt
    var back: String?
  }

  let provider: OpenIDProvider
  let settings: OpenIDSettings
  let pages: SignInPages

  /// `GET /login/oidc`: leads to the provider.
  func begin(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    let back = ReturnAddress.allowed(query.text(ReturnAddress.parameter), after: query.http)
    do {
      _ = try context.signing()
      let attempt = OpenIDProvider.Attempt()
      let place = try await provider.address(of: attempt, at: query.now)
      let kept = Base64URL.encode(try Array(Document.text(Attempt(provider: attempt, back: back)).utf8))
      var response = HTTPResponse(status: 303, headers: ["Location": place, "Cache-Control": "no-store"])
      response.headers.add("Set-Cookie", cookie("\(kept); Max-Age=\(Self.seconds)", context))
      return response
    } catch {
      return refused(error, query, context, back)
    }
  }

  /// `GET /login/oidc/callback`: the browser is back.
  func finish(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    let attempt = query.http.cookie(Self.cookie).flatMap(Base64URL.decode).flatMap {
      try? JSONDecoder().decode(Attempt.self, from: Data($0))
    }
    let back = ReturnAddress.allowed(attempt?.back, after: query.http)
    var response: HTTPResponse
    do {
      guard let attempt, let state = query.text("state"), ConstantTime.equal(state, attempt.provider.state) else {
        throw AccountError.attemptUnknown
      }
      guard query.text("error") == nil, let code = query.text("code") else { throw AccountError.providerRefused }
      let claims = try await provider.claims(for: code, of: attempt.provider, at: query.now)
      let open = try await signIn(claims, query, context)
      // Not a redirect: what a chain that began at the provider leads to does not get our cookies.
      let place = back ?? "/login"
      response = Self.goingOn.response(
        in: Language(accepting: query.http.headers["Accept-Language"]), ["place": "\(place)"])
      _ = try open.view(context, pages.accounts.policy, in: &response.headers)
    } catch {
      response = refused(error, query, context, back)
    }
    response.headers.add("Set-Cookie", cookie("; Max-Age=0", context))
    return response
  }

  /// Begins the session of the employee whom the claims name, with the roles that they say.
  private func signIn(
    _ claims: JSON, _ query: QueryRequest, _ context: RouteContext
  ) async throws -> OpenSession {
    guard let text = claims[settings.employeeClaim]?.string, !text.isEmpty else {
      throw AccountError.namesNobody(claim: settings.employeeClaim)
    }
    let code = ID<Employee>(text)
    let roles = roles(of: claims)
    let token = SessionToken()
    let open = try await context.store.transaction(for: context.cause(of: query.caller)) { unit in
      guard var employee = try EmployeeStore.employee(code, in: unit.database), employee.active else {
        throw AccountError.noAccount(text)
      }
      if let roles {
        employee = try Self.adopt(roles, employee, unit)
      }
      let caller = try employee.caller()
      let session = Session(id: token.id, employee: code, secretHash: token.secretHash, at: unit.now)
      try SessionStore.put(session, in: unit.database)
      return OpenSession(session: session, caller: caller, token: token)
    }
    context.log.info(
      "signed in", ["subject": .string(code.text), "peer": .string(query.http.peer), "by": "provider"],
      trace: context.trace)
    return open
  }

  /// Nil where leads decides.
  private func roles(of claims: JSON) -> Set<Role>? {
    guard let claim = settings.rolesClaim else { return nil }
    let texts = claims[claim]?.array?.compactMap(\.string) ?? claims[claim]?.string.map { [$0] } ?? []
    return Set(texts.compactMap { settings.roles[$0] })
  }

  /// The employee with the provider's roles, from now on and everywhere. Throws `noRole` where it gives none.
  private static func adopt(
    _ roles: Set<Role>, _ employee: EmployeeState, _ unit: borrowing UnitOfWork
  ) throws -> EmployeeState {
    guard !roles.isEmpty else { throw AccountError.noRole("-") }
    let names = roles.map(\.rawValue).sorted()
    guard Set(employee.allRoles) != Set(names) else { return employee }
    let first = names.contains(employee.role) ? employee.role : names[0]
    let event = try employee.edit(name: nil, role: first, roles: names, shop: .absent, active: nil)
    try unit.record(event)
    try AccessRevocations.record(.changed, of: employee.code, in: unit)
    return EmployeeState(event)
  }

  private func refused(
    _ error: any Error, _ query: QueryRequest, _ context: RouteContext, _ back: String?
  ) -> HTTPResponse {
    var said: any Error = error
    switch error {
    case OpenIDProvider.Failure.away: said = AccountError.providerAway
    case OpenIDProvider.Failure.wrong: said = AccountError.providerWrong
    default: break
    }
    context.log.warning(
      "sign-in refused",
      [
        "subject": "-", "peer": .string(query.http.peer), "reason": .string("\(error)"), "by": "provider",
        "request": .string(context.requestID),
      ], trace: context.trace)
    return pages.page(Problem(of: said), Language(accepting: query.http.headers["Accept-Language"]), back: back)
  }

  /// Lax: it must come back along with the browser, which the provider's page sends here.
  private func cookie(_ value: String, _ context: RouteContext) -> String {
    "\(Self.cookie)=\(value); Path=/login/oidc; HttpOnly; SameSite=Lax" + (context.isTLS ? "; Secure" : "")
  }
}
