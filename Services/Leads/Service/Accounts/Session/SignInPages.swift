import Documents
import HTTP
import Kernel
import LeadsDomain
import ServiceRuntime

/// `/login` and `/logout` of the service where people sign in: employee and password, or the token of a machine.
struct SignInPages: Sendable {
  private static let form = FormPage(PackageResources.sign_in_html)
  private static let signedIn = FormPage(PackageResources.signed_in_html)

  /// Of the pages that lead back.
  static let parameters: [RouteDescription.Parameter] = [
    .init(ReturnAddress.parameter, Localized(zh: "登录后返回的页面", en: "The page to go on to"))
  ]

  let accounts: Accounts
  /// Whether the company's identity provider signs people in as well.
  var hasProvider = false

  /// `GET /login`: the form, or who is signed in. Somebody who came from a page, and whose token has run out, may have a
  /// session that goes on: its cookie is not sent here.
  func show(_ query: QueryRequest, _ context: RouteContext) -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    let back = ReturnAddress.allowed(query.text(ReturnAddress.parameter), after: query.http)
    guard let tokens = context.tokens else { return page(AccountError.signInOff.problem, language) }
    guard tokens.canSign else { return LoginPages(tokens: tokens, isTLS: context.isTLS).form(query.http) }
    guard let caller = context.verified(query.http)?.caller else {
      guard let back else { return form(language) }
      return Self.see("/v1/session/resume?\(ReturnAddress.parameter)=\(ReturnAddress.encoded(back))")
    }
    let roles = caller.roles.map(\.rawValue).sorted().joined(separator: ", ")
    let words = Localized(zh: "继续", en: "Go on")
    // Not by itself: the page that led here may take this token for a bad one, and would lead here again.
    let link = back.map { "<p><a href=\"\($0)\">\(words[language])</a></p>" as HTML }
    return Self.signedIn.response(
      in: language, ["name": "\(caller.name)", "roles": "\(roles)", "back": link ?? ""])
  }

  /// `GET /v1/session/resume`: goes on with the session and back to the page, or shows the form.
  func resume(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    let back = ReturnAddress.allowed(query.text(ReturnAddress.parameter), after: query.http)
    do {
      let open = try await RefreshSession.goOn(query.http, by: query.caller, context, accounts)
      var response = Self.see(back ?? "/login")
      _ = try open.view(context, accounts.policy, in: &response.headers)
      return response
    } catch AccountError.sessionOver {
      // Nobody is told of an end who had no session.
      guard query.http.cookie(SessionCookies.refresh) != nil else { return form(language, back: back) }
      var response = form(language, back: back, alert: AccountError.sessionOver.problem.words)
      SessionCookies(context).drop(from: &response.headers)
      return response
    } catch {
      return page(Problem(of: error), language, back: back)
    }
  }

  /// `POST /login`: sets the cookies and goes on to where the browser came from, or shows who is signed in, or the form
  /// again.
  func submit(_ query: QueryRequest, _ context: RouteContext) async -> HTTPResponse {
    let language = Language(accepting: query.http.headers["Accept-Language"])
    let fields = query.http.form ?? []
    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    let back = ReturnAddress.allowed(field(ReturnAddress.parameter), after: query.http)
    do {
      let tokens = try context.tokens.orOff()
      if !tokens.canSign || field("token") != nil {
        var response = LoginPages(tokens: tokens, isTLS: context.isTLS).submit(query.http, at: query.now)
        if response.status == 303 { response.headers["Location"] = back ?? "/login" }
        return response
      }
      guard !SameOrigin.isForeign(query.http) else { throw Problem.fromAnotherSite }
      let signIn = SignIn(code: field("code") ?? "", password: field("password") ?? "")
      let open = try await signIn.begin(by: query.caller, query.http, context, accounts)
      var response = Self.see(back ?? "/login")
      _ = try open.view(context, accounts.policy, in: &response.headers)
      return response
    } catch {
      return page(Problem(of: error), language, back: back, code: field("code"))
    }
  }

  /// `POST /logout`: ends the session, drops the cookies and shows the form.
  func logout(_ query: QueryRequest, _ context: RouteContext) async throws -> HTTPResponse {
    var response = Self.see("/login")
    guard SameOrigin.isProven(query.http) else { return response }
    try await EndSession.end(query.http, by: query.caller, context)
    SessionCookies(context).drop(from: &response.headers)
    return response
  }

  private static func see(_ address: String) -> HTTPResponse {
    HTTPResponse(status: 303, headers: ["Location": address])
  }

  private func form(
    _ language: Language, back: String? = nil, code: String? = nil, alert: Localized? = nil, status: Int = 200
  ) -> HTTPResponse {
    let field = back.map { "<input type=\"hidden\" name=\"return\" value=\"\($0)\">" as HTML }
    let query = back.map { "?\(ReturnAddress.parameter)=\(ReturnAddress.encoded($0))" } ?? ""
    let words = Localized(zh: "用公司账户登录", en: "Sign in with the company's account")
    let provider = "<p><a href=\"/login/oidc\(query)\">\(words[language])</a></p>" as HTML
    // Typed once is enough: the cursor stands where something is missing.
    let typed = code.flatMap { $0.isEmpty ? nil : " value=\"\($0)\"" as HTML }
    return Self.form.response(
      in: language,
      [
        "return": field ?? "", "provider": hasProvider ? provider : "", "code": typed ?? " autofocus",
        "password": typed == nil ? "" : " autofocus",
      ], alert: alert, status: status, back: back)
  }

  /// The form with why it was not taken. What is wrong with a field is told as a whole: the form has but two.
  func page(
    _ problem: Problem, _ language: Language, back: String? = nil, code: String? = nil
  ) -> HTTPResponse {
    let status = problem.status == 422 ? 401 : problem.status
    let said = problem.status == 422 ? AccountError.wrong.problem : problem
    var response = form(language, back: back, code: code, alert: said.words, status: status)
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
