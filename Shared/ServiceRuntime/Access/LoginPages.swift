import Documents
import HTTP
import Kernel

/// The pages by which a browser gets its cookie: `/login` takes a token, `/logout` drops it.
public struct LoginPages: Sendable {
  private let tokens: Tokens
  private let isTLS: Bool
  private let signInPage: String?

  /// `isTLS`: the cookie is for encrypted connections only. `signInPage`: where people sign in, to which the form leads.
  public init(tokens: Tokens, isTLS: Bool, signInPage: String? = nil) {
    self.tokens = tokens
    self.isTLS = isTLS
    self.signInPage = signInPage
  }

  /// `GET /login`: the form.
  public func form(_ request: HTTPRequest) -> HTTPResponse {
    page(Language(accepting: request.headers["Accept-Language"]), status: 200, refusal: nil)
  }

  /// `POST /login`: sets the cookie until the token expires and goes on to `/`, or shows the form again.
  public func submit(_ request: HTTPRequest, at now: Instant) -> HTTPResponse {
    let language = Language(accepting: request.headers["Accept-Language"])
    // Programs say nothing of where they come from, and have no cookie that another site could misuse.
    guard !SameOrigin.isForeign(request) else {
      return page(
        language, status: 403,
        refusal: Localized(
          zh: "请在本页面中登录。", en: "Log in on this page, not from another site's."))
    }
    guard let token = Self.token(in: request.body), let verified = try? tokens.verify(token, at: now) else {
      return page(
        language, status: 401,
        refusal: Localized(
          zh: "令牌无效、已过期或已撤销；请用 joinery token 获取新的令牌。",
          en: "The token is not valid, has expired or was revoked; get a new one by 'joinery token'."))
    }
    let seconds = max(0, verified.expiry - now.milliseconds / 1000)
    return redirect(to: "/", cookie: "\(Access.cookie)=\(token); Max-Age=\(seconds)")
  }

  /// `POST /logout`: drops the cookie and shows the form.
  public func logout(_ request: HTTPRequest) -> HTTPResponse {
    guard SameOrigin.isProven(request) else { return redirect(to: "/login", cookie: nil) }
    return redirect(to: "/login", cookie: "\(Access.cookie)=; Max-Age=0")
  }

  private func redirect(to path: String, cookie: String?) -> HTTPResponse {
    var headers: HTTPHeaders = ["Location": path, "Cache-Control": "no-store"]
    headers["Set-Cookie"] = cookie.map {
      "\($0); Path=/; HttpOnly; SameSite=Strict" + (isTLS ? "; Secure" : "")
    }
    return HTTPResponse(status: 303, headers: headers)
  }

  /// The field `token` of a form. A token's characters are never percent-encoded; blanks and line ends that came along
  /// with copying are.
  private static func token(in body: [UInt8]) -> String? {
    guard let pair = body.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: "token=".utf8) }) else {
      return nil
    }
    var token: [UInt8] = []
    var rest = pair.dropFirst(6)
    while let byte = rest.popFirst() {
      switch byte {
      case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): token.append(byte)
      case UInt8(ascii: "+"): continue
      case UInt8(ascii: "%"):
        guard ["0A", "0D", "20", "09"].contains(String(decoding: rest.prefix(2), as: UTF8.self)) else { return nil }
        rest = rest.dropFirst(2)
      default: return nil
      }
    }
    return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
  }

  private static let file = FormPage(PackageResources.login_html)

  private func page(_ language: Language, status: Int, refusal: Localized?) -> HTTPResponse {
    let words = Localized(zh: "员工请用编号和密码在此登录", en: "People sign in here, with code and password")
    let people = signInPage.map { "<p><a href=\"\($0)\">\(words[language])</a></p>" as HTML }
    return Self.file.response(in: language, ["people": people ?? ""], alert: refusal, status: status)
  }
}
