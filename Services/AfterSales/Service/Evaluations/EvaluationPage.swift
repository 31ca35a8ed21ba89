import AfterSalesDomain
import Contracts
import HTTP
import Kernel
import ServiceRuntime

/// The form that a customer's link opens (E6): no login, no outside resource, Chinese or English.
enum EvaluationPage {
  private static let questions: [(name: String, text: Localized)] = [
    ("punctuality", Localized(zh: "准时", en: "On time")),
    ("workmanship", Localized(zh: "安装质量", en: "Workmanship")),
    ("attitude", Localized(zh: "服务态度", en: "Attitude")),
    ("cleanliness", Localized(zh: "现场清洁", en: "Left clean")),
  ]

  static func form(for customer: CustomerView?, _ language: Language) -> HTTPResponse {
    let rows = questions.map { name, text in
      let options = (1...5).map { score in
        "<label><input type=\"radio\" name=\"\(name)\" value=\"\(score)\" required>\(score)</label>"
      }.joined()
      return "<fieldset data-question=\"\(name)\"><legend>\(text[language])</legend>\(options)</fieldset>"
    }.joined(separator: "\n")
    func field(_ name: String, _ label: Localized, _ value: String?) -> String {
      "<label>\(label[language])<input name=\"\(name)\" value=\"\(escaped(value ?? ""))\"></label>"
    }
    let contact = [
      field("name", Localized(zh: "姓名", en: "Name"), customer?.name),
      field("phone", Localized(zh: "电话", en: "Phone"), customer?.phone),
      field("city", Localized(zh: "城市", en: "City"), customer?.address.city),
      field("community", Localized(zh: "小区", en: "Community"), customer?.address.community),
      field("building", Localized(zh: "楼栋", en: "Building"), customer?.address.building),
      field("room", Localized(zh: "房号", en: "Room"), customer?.address.room),
    ].joined(separator: "\n")
    let comments = Localized(zh: "您的意见", en: "Anything else?")[language]
    let heading = Localized(zh: "您的联系方式是否正确?", en: "Is this how we reach you?")[language]
    let send = Localized(zh: "提交", en: "Send")[language]
    return CustomerPage(
      title: Localized(zh: "安装评价", en: "How was the installation?")[language],
      body: """
        <form id="form" data-done="\(thanks[language])" data-failed="\(failed[language])">
        \(rows)
        <label>\(comments)<textarea name="comments" rows="4" maxlength="10000"></textarea></label>
        <fieldset id="contact"><legend>\(heading)</legend>
        \(contact)
        </fieldset>
        <button type="submit">\(send)</button>
        </form>
        <p id="answer" role="status"></p>
        <script>\(script)</script>
        """, script: script, language: language
    ).response()
  }

  private static let thanks = Localized(zh: "谢谢,您的评价已收到。", en: "Thank you, we have your evaluation.")
  private static let failed = Localized(zh: "未能提交,请稍后重试。", en: "It could not be sent; try again later.")

  /// Sends what was filled in as JSON; empty fields are left out.
  private static let script = """
    const form = document.getElementById('form'), answer = document.getElementById('answer');
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const data = new FormData(form), scores = {}, contact = {}, address = {};
      for (const field of form.querySelectorAll('[data-question]')) {
        const score = data.get(field.dataset.question);
        if (score) scores[field.dataset.question] = Number(score);
      }
      for (const name of ['name', 'phone']) if (data.get(name)) contact[name] = data.get(name);
      for (const name of ['city', 'community', 'building', 'room']) if (data.get(name)) address[name] = data.get(name);
      if (Object.keys(address).length) contact.address = address;
      const body = {scores};
      if (data.get('comments')) body.comments = data.get('comments');
      if (Object.keys(contact).length) body.contact = contact;
      try {
        const reply = await fetch(location.pathname, {
          method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
        if (reply.ok) { form.remove(); answer.textContent = form.dataset.done; return; }
        const problem = await reply.json();
        answer.textContent = problem.detail || problem.title;
      } catch { answer.textContent = form.dataset.failed; }
    });
    """
}
