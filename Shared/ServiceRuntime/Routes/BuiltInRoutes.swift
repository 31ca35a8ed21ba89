import Kernel
import HTTP

extension LoginPages {
  /// `/login` and `/logout`, open to everybody.
  var routes: [Route] {
    [
      .page("GET", "/login", Localized(zh: "登录页面", en: "The page to log in"), tag: "login", roles: nil, scope: .company)
      { query, _ in
        form(query.http)
      },
      .page("POST", "/login", Localized(zh: "登录", en: "Log in"), tag: "login", roles: nil, scope: .company) {
        query, _ in
        submit(query.http, at: query.now)
      },
      .page("POST", "/logout", Localized(zh: "退出", en: "Log out"), tag: "login", roles: nil, scope: .company) {
        query, _ in
        logout(query.http)
      },
    ]
  }
}

extension Route {
  /// The service's own description, in the language asked for.
  static func openAPI(_ english: [UInt8], chinese: [UInt8]) -> Route {
    .page(
      "GET", "/openapi.json", Localized(zh: "OpenAPI 3.1 文档", en: "The OpenAPI 3.1 document"), tag: "description",
      roles: nil, scope: .company, mediaType: "application/json"
    ) { query, _ in
      let language = Language(accepting: query.http.headers["Accept-Language"] ?? "en")
      return HTTPResponse(
        headers: ["Content-Type": "application/json", "Vary": "Accept-Language", "Cache-Control": "no-cache"],
        body: .bytes(language == .chinese ? chinese : english))
    }
  }
}
