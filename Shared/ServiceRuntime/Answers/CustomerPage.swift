import Crypto
import FoundationEssentials
import HTTP
import Kernel

/// A page that a customer's link opens: no login, no outside resource, nothing but its own script may run.
public struct CustomerPage: Sendable {
  public var title: String
  /// HTML, with `<script>` holding just `script`.
  public var body: String
  public var script: String
  public var language: Language

  public init(title: String, body: String, script: String, language: Language) {
    self.title = title
    self.body = body
    self.script = script
    self.language = language
  }

  static let refusal = Localized(zh: "链接打不开的原因", en: "Why the link does not open it")

  /// Says why the link does not open what it was made for.
  public static func refusal(_ problem: Problem, _ language: Language) -> HTTPResponse {
    let detail = problem.detail.map { "<p role=\"alert\">\(escaped($0[language]))</p>" } ?? ""
    return CustomerPage(title: problem.title[language], body: detail, script: "", language: language)
      .response(status: problem.status)
  }

  public func response(status: Int = 200) -> HTTPResponse {
    let hash = Data(SHA256.hash(Array(script.utf8))).base64EncodedString()
    let text = """
      <!doctype html>
      <html lang="\(language == .chinese ? "zh-CN" : "en")">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title))</title>
      <style>
      body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:5vh auto;padding:0 1rem;color:#222}
      table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem;text-align:left}
      fieldset{border:1px solid #ccc;border-radius:.4rem;margin:.8rem 0}
      fieldset[data-question] label{display:inline-block;padding:.4rem .7rem}
      label:has(textarea),#contact label{display:block;margin:.4rem 0}
      textarea,#contact input{box-sizing:border-box;width:100%;font:inherit;padding:.3rem}
      button{font:inherit;padding:.5rem 1.6rem}
      [role=alert]{color:#b00020}
      </style></head>
      <body><h1>\(escaped(title))</h1>
      \(body)
      </body></html>

      """
    return HTTPResponse(
      status: status,
      headers: [
        "Content-Type": "text/html; charset=utf-8", "Content-Language": language.rawValue,
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
        "Content-Security-Policy":
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'; connect-src 'self'; "
          + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
      ], body: .bytes(Array(text.utf8)))
  }
}
