import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `/login` and `/logout` of the service where people sign in: employee and password, or the token of a machine.
struct SignInPages: Sendable {
  private static let form = FormPage(PackageResources.sign_in_html)
  private static let signedIn = FormPage(PackageResources.signed_in_html)

  let accounts: Accounts

  /// `GET /login`: the form, or who is signed in.
  func show(_ query: QueryRequest, _ context: RouteContext) -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    guard let tokens = context.tokens else { return Self.page(AccountError.signInOff.problem, language) }
    guard tokens.canSign else { return LoginPages(tokens: tokens, isTLS: context.isTLS).form(query.http) }
    guard let caller = context.verified(query.http)?.caller else { return Self.form.response(in: language) }
    let roles = caller.roles.map(\.rawValue).sorted().joined(separator: ", ")
    return Self.signedIn.response(in: language, ["name": "\(caller.name)", "roles": "\(roles)"])
  }

  /// `POST /login`: sets the cookies and shows who is signed in, or shows the form again.
  func submit(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    do {
      let tokens = try context.tokens.orOff()
      let fields = query.http.form ?? []
      func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
      if !tokens.canSign || field("token") != nil {
        var response = LoginPages(tokens: tokens, isTLS: context.isTLS).submit(query.http, at: query.now)
        if response.status == 303 { response.headers["Location"] = Self.seeLogin.headers["Location"] }
        return response
      }
      guard !SameOrigin.isForeign(query.http) else { throw Problem.fromAnotherSite }
      let signIn = SignIn(code: field("code") ?? "", password: field("password") ?? "")
      let open = try await signIn.begin(by: query.caller, query.http, context, accounts)
      var response = Self.seeLogin
      _ = try open.view(context, accounts.policy, in: &response.headers)
      return response
    } catch {
      return Self.page(Problem(of: error), language)
    }
  }

  /// `POST /logout`: ends the session, drops the cookies and shows the form.
  func logout(_ query: QueryRequest, _ context: RouteContext) async throws -> HTTPResponse {
    var response = Self.seeLogin
    guard SameOrigin.isProven(query.http) else { return response }
    try await EndSession.end(query.http, by: query.caller, context)
    SessionCookies(context).drop(from: &response.headers)
    return response
  }

  private static var seeLogin: HTTPResponse {
    HTTPResponse(status: 303, headers: ["Location": "/login"])
  }

  /// The form with why it was not taken. What is wrong with a field is told as a whole: the form has but two.
  private static func page(_ problem: Problem, _ language: Language) -> HTTPResponse {
    let status = problem.status == 422 ? 401 : problem.status
    let said = problem.status == 422 ? AccountError.wrong.problem : problem
    var response = form.response(in: language, alert: said.words, status: status)
    response.headers["Retry-After"] = problem.retryAfter.map(String.init)
    return response
  }
}

extension Optional<Tokens> {
  /// Throws `signInOff` where there is no key at all.
  fileprivate func orOff() throws(AccountError) -> Tokens {
    guard let self else { throw .signInOff }
    return self
  }
}

extension Problem {
  /// Title and detail in one text, for a page.
  var words: Localized {
    Localized(
      zh: [title.chinese, detail?.chinese].compactMap { $0 }.joined(separator: "："),
      en: [title.english, detail?.english].compactMap { $0 }.joined(separator: ": "))
  }
}
