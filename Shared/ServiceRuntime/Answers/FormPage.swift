import Documents
import HTTP
import Kernel

/// A page with a form by which people of the company sign in or set a password: no script, no outside resource.
public struct FormPage: Sendable {
  private let page: PageFile

  /// `page`: HTML that places `{{style}}` and `{{alert}}`.
  public init(_ page: [UInt8]) {
    self.page = PageFile(page)
  }

  /// The page with what it is to show; `alert` says why what was sent was not taken. `back`: an address of another origin
  /// to which the answer to the form leads; browsers ask the policy for that one too.
  public func response(
    in language: Language, _ values: [String: HTML] = [:], alert: Localized? = nil, status: Int = 200,
    back: String? = nil
  ) -> HTTPResponse {
    let origin = back.flatMap(ReturnAddress.origin).map { " \($0)" } ?? ""
    let own: [String: HTML] = [
      "style": HTML(raw: String(decoding: PackageResources.login_css, as: UTF8.self)),
      "alert": alert.map { "<p role=\"alert\">\($0[language])</p>" as HTML } ?? "",
    ]
    return HTTPResponse(
      page: page.filled(in: language, values.merging(own) { $1 }), status: status,
      headers: [
        "Content-Language": language.rawValue,
        // The form's own origin must be told, which is how it is known that no other site has sent it.
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
        "Content-Security-Policy":
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'\(origin); frame-ancestors 'none'; "
          + "base-uri 'none'",
      ])
  }
}
