import Contracts
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
    return CustomerPage(
      title: "\(say("报价单", "Quote")) \(quote.number)",
      body: """
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
        """, script: script, language: language
    ).response()
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
}
