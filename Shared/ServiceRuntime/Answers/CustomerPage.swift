import Crypto
import Documents
import FoundationEssentials
import HTTP
import Kernel
import SQLite

/// A page that a customer's link opens: no login, no outside resource, nothing but its own script may run.
public struct CustomerPage: Sendable {
  private let page: PageFile
  private let script: HTML
  /// What the browser is told of the script, so that it runs no other.
  private let hash: String

  /// `page`: HTML that places `{{style}}`, and `{{script}}` alone in a `<script>` where it has one. A script can call
  /// `send` (`Web/send.js`).
  public init(_ page: [UInt8], script own: [UInt8] = []) {
    self.page = PageFile(page)
    let script = own.isEmpty ? [] : PackageResources.send_js + own
    self.script = HTML(raw: String(decoding: script, as: UTF8.self))
    hash = Data(SHA256.hash(script)).base64EncodedString()
  }

  static let refusal = Localized(zh: "链接打不开的原因", en: "Why the link does not open it")
  private static let refusalPage = CustomerPage(PackageResources.refusal_html)

  /// Says why the link does not open what it was made for.
  public static func refusal(_ problem: Problem, _ language: Language) -> HTTPResponse {
    let detail = problem.detail.map { "<p role=\"alert\">\($0[language])</p>" as HTML }
    return refusalPage.response(
      in: language, ["title": "\(problem.title[language])", "detail": detail ?? ""], status: problem.status)
  }

  /// The page with what it is to show.
  public func response(in language: Language, _ values: [String: HTML] = [:], status: Int = 200) -> HTTPResponse {
    let own = ["style": HTML(raw: String(decoding: PackageResources.customer_css, as: UTF8.self)), "script": script]
    return HTTPResponse(
      page: page.filled(in: language, values.merging(own) { $1 }), status: status,
      headers: [
        "Content-Language": language.rawValue,
        "Content-Security-Policy":
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'; connect-src 'self'; "
          + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
      ])
  }
}

extension Route {
  /// `GET` of what a customer's link opens: a link that is not good is refused as a page too.
  public static func customerPage(
    _ path: String, _ summary: Localized, tag: String,
    _ open: @escaping @Sendable (QueryRequest, Language, Database) throws -> HTTPResponse
  ) -> Route {
    .page("GET", path, summary, tag: tag, roles: nil, scope: .company, refusals: [404, 410]) { query, context in
      let language = Language(accepting: query.http.headers["Accept-Language"])
      do {
        return try context.store.read { try open(query, language, $0) }
      } catch let error as any ProblemConvertible {
        return CustomerPage.refusal(error.problem, language)
      }
    }
  }
}

/// Why a customer's link does not open what it was made for.
extension Problem {
  public static let linkUnknown = Problem(
    404, "link-unknown", title: Localized(zh: "链接无效", en: "This link is not valid"),
    detail: Localized(zh: "请检查链接是否完整，或向我们索取新的链接。", en: "Check that the link is complete, or ask us for a new one."))

  public static func linkUsed(_ detail: Localized) -> Problem {
    Problem(410, "link-used", title: Localized(zh: "链接已使用", en: "This link has been used"), detail: detail)
  }

  public static func linkExpired(_ detail: Localized) -> Problem {
    Problem(410, "link-expired", title: Localized(zh: "链接已过期", en: "This link has expired"), detail: detail)
  }
}
