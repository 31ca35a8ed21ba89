import Contracts
import FoundationEssentials
import HTTP
import Kernel
import SalesDomain
import ServiceRuntime

/// What a customer's link opens (H4): the quote and one button; no login, no outside resource, Chinese or English.
enum QuoteAcceptancePage {
  static func form(for quote: QuoteState, _ language: Language) -> HTTPResponse {
    func say(_ zh: String, _ en: String) -> String { Localized(zh: zh, en: en)[language] }
    let rows = quote.lines.map { line in
      """
      <tr><td>\(escaped(line.room ?? ""))</td><td>\(escaped(line.description))</td><td>\(line.quantity)</td>\
      <td>\(line.amount)</td></tr>
      """
    }.joined(separator: "\n")
    return page(
      "\(say("报价单", "Quote")) \(quote.number)",
      """
      <table><tr><th>\(say("房间", "Room"))</th><th>\(say("项目", "Item"))</th><th>\(say("数量", "Quantity"))</th>\
      <th>\(say("金额", "Amount"))</th></tr>
      \(rows)
      </table>
      <p><strong>\(say("合计", "Total")) \(quote.total)</strong></p>
      <p>\(say("有效期至", "Valid until")) \(quote.validUntil)</p>
      <button id="accept" data-done="\(say("谢谢，报价已接受。", "Thank you, the quote is accepted."))" \
      data-failed="\(say("未能提交，请稍后重试。", "It could not be sent; try again later."))">\
      \(say("接受报价", "Accept the quote"))</button>
      <p id="answer" role="status"></p>
      <script>\(script)</script>
      """, language, status: 200)
  }

  static func refusal(_ problem: Problem, _ language: Language) -> HTTPResponse {
    let detail = problem.detail.map { "<p role=\"alert\">\(escaped($0[language]))</p>" } ?? ""
    return page(problem.title[language], detail, language, status: problem.status)
  }

  private static let script = """
    const button = document.getElementById('accept'), answer = document.getElementById('answer');
    button.addEventListener('click', async () => {
      button.disabled = true;
      try {
        const reply = await fetch(location.pathname, {
          method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
        if (reply.ok) { button.remove(); answer.textContent = button.dataset.done; return; }
        const problem = await reply.json();
        answer.textContent = problem.detail || problem.title;
      } catch { answer.textContent = button.dataset.failed; }
      button.disabled = false;
    });
    """

  private static func page(_ title: String, _ body: String, _ language: Language, status: Int) -> HTTPResponse {
    let hash = Data(SHA256.hash(Array(script.utf8))).base64EncodedString()
    let text = """
      <!doctype html>
      <html lang="\(language == .chinese ? "zh-CN" : "en")">
      <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(escaped(title))</title>
      <style>
      body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:5vh auto;padding:0 1rem;color:#222}
      table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem;text-align:left}
      button{font:inherit;padding:.5rem 1.6rem}[role=alert]{color:#b00020}
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
