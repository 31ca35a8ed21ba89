import Documents
import HTTP
import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// `/webhooks`: how far each is, what is parked and why, and what can be done about it by forms. No script runs there.
enum WebhookPage {
  private static let file = PageFile(PackageResources.webhooks_html)
  /// So many keys of a webhook are shown; the list has all.
  private static let keys = 50

  static let routes: [Route] = [
    .page(
      "GET", "/webhooks", Localized(zh: "推送的页面", en: "The page of webhooks"), tag: "webhooks",
      roles: WebhookRoutes.roles, scope: .company, parameters: [.language]
    ) { query, context in
      try page(nil, query, context)
    },
    .page(
      "POST", "/webhooks", Localized(zh: "在页面上操作推送", en: "Act on a webhook by a form of its page"), tag: "webhooks",
      roles: WebhookRoutes.roles, scope: .company, takes: ["application/x-www-form-urlencoded"],
      parameters: [.language],
      submit),
  ]

  /// What the buttons say.
  private enum Act: String {
    case pause, resume, redrive, discard
  }

  @Sendable private static func submit(_ query: QueryRequest, _ context: RouteContext) async throws -> HTTPResponse {
    let form = Dictionary(query.http.form ?? [], uniquingKeysWith: { first, _ in first })
    guard let act = form["act"].flatMap(Act.init) else {
      throw Problem.invalidField(
        "/act", "not-allowed", Localized(zh: "请使用页面上的按钮。", en: "Use the buttons of the page."))
    }
    let id: ID<Webhook> = ID(form["id"] ?? "")
    let key = PushKey(form["source"] ?? "", form["key"] ?? "")
    do {
      try await context.store.transaction(for: context.cause(of: query.caller)) { unit in
        switch act {
        case .pause, .resume:
          var webhook = try WebhookStore.find(id, in: unit.database).webhook
          webhook.isPaused = act == .pause
          if act == .resume { webhook.disabled = nil }
          try WebhookStore.change(webhook, in: unit.database)
        case .redrive:
          _ = try RedriveWebhook.redrive(
            id, source: form["source"], key: form["key"], at: unit.now, in: unit.database)
        case .discard:
          _ = try DiscardOfWebhook.discard(
            key, of: id, reason: form["reason"] ?? "", by: query.caller.subject, at: unit.now, in: unit.database)
        }
      }
    } catch let problem as Problem {
      return try page(problem, query, context)
    }
    return HTTPResponse(
      status: 303, headers: ["Location": "/webhooks?lang=\(try Language(asked: query).rawValue)"])
  }

  private static func page(
    _ problem: Problem?, _ query: QueryRequest, _ context: RouteContext
  ) throws -> HTTPResponse {
    let language = try Language(asked: query)
    let sections: [HTML] = try context.store.read { database in
      try WebhookStore.all(in: database).map { stored in
        let view = try WebhookView(stored, at: query.now, in: database)
        let kept = try WebhookStore.keys(of: view.id, in: database).prefix(keys)
        return section(view, try kept.map { try WebhookKeyView($0, in: database) }, language)
      }
    }
    let none: HTML =
      "<p class=\"hint\">\(language.say("还没有 webhook；请用 POST /v1/webhooks 登记。", "There are no webhooks yet; register one by POST /v1/webhooks."))</p>"
    let alert = problem.map { problem in
      "<div class=\"alert alert-danger\" role=\"alert\">\((problem.errors.first?.detail ?? problem.detail ?? problem.title)[language])</div>"
        as HTML
    }
    return HTTPResponse(
      page: file.filled(in: language, ["alert": alert ?? "", "webhooks": sections.isEmpty ? none : "\(sections)"]),
      status: problem?.status ?? 200,
      headers: [
        "Content-Language": language.rawValue, "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
        "Content-Security-Policy":
          "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      ])
  }

  private static func section(_ view: WebhookView, _ keys: [WebhookKeyView], _ language: Language) -> HTML {
    let types = view.types.isEmpty ? language.say("全部事件", "all events") : view.types.joined(separator: ", ")
    var facts: [(String, String?)] = [
      (language.say("状态", "State"), words(view.state)[language] + (view.reason.map { " (\($0))" } ?? "")),
      (language.say("事件", "Events"), types),
      (
        language.say("待推送", "Behind by"),
        "\(view.behind)"
          + (view.oldest.map { language.say("，最早 ", ", the oldest of ") + CompanyZone.second(at: $0) } ?? "")
      ),
      (
        language.say("已推送", "Delivered"),
        "\(view.delivered)"
          + (view.deliveredAt.map { language.say("，最近 ", ", last at ") + CompanyZone.second(at: $0) } ?? "")
      ),
      (language.say("停止应答自", "Takes nothing since"), view.awaySince.map(CompanyZone.second)),
      (
        language.say("最近的错误", "Last error"),
        view.lastError.map { $0 + (view.lastErrorAt.map { " (\(CompanyZone.second(at: $0)))" } ?? "") }
      ),
      (language.say("重试中 / 已搁置的键", "Keys tried again / parked"), "\(view.retrying) / \(view.parked)"),
    ]
    if view.lost > 0 { facts.append((language.say("已丢失", "Lost"), "\(view.lost)")) }
    let rows = facts.compactMap { name, value in
      value.map { "<tr><th scope=\"row\">\(name)</th><td>\($0)</td></tr>" as HTML }
    }
    let isStopped = view.state == .paused || view.state == .disabled
    let toggle = form(
      view, isStopped ? .resume : .pause,
      isStopped ? language.say("恢复推送", "Take up again") : language.say("暂停", "Pause"), language)
    let all: HTML =
      view.parked + view.retrying > 0
      ? form(view, .redrive, language.say("全部重新推送", "Send all again"), language) : ""
    return """
      <section class="panel wide"><div class="panel-head"><h2>\(view.url) \(view.description)</h2>\(toggle)\(all)</div>
      <table class="table table-sm facts"><tbody>\(rows)</tbody></table>\(table(view, keys, language))</section>
      """
  }

  private static func table(_ view: WebhookView, _ keys: [WebhookKeyView], _ language: Language) -> HTML {
    guard !keys.isEmpty else { return "" }
    let rows = keys.map { key in
      let again = form(view, .redrive, language.say("重新推送", "Send again"), language, key)
      let discard = form(view, .discard, language.say("跳过此事件", "Leave this event out"), language, key)
      let due = key.due.map(CompanyZone.second) ?? language.say("已搁置", "parked")
      return """
        <tr><td>\(key.source)</td><td>\(key.key)</td><td>\(key.type)</td><td>\(key.reason)</td><td>\(key.tries)</td>
        <td>\(due)</td><td>\(again)\(discard)</td></tr>
        """ as HTML
    }
    let heads = [
      language.say("来源", "Source"), language.say("键", "Key"), language.say("首个事件", "First event"),
      language.say("原因", "Reason"), language.say("次数", "Tries"), language.say("下次", "Again"), "",
    ].map { "<th scope=\"col\">\($0)</th>" as HTML }
    return """
      <div class="grid"><table class="table table-sm keys"><thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  private static func form(
    _ view: WebhookView, _ act: Act, _ label: String, _ language: Language, _ key: WebhookKeyView? = nil
  ) -> HTML {
    let hidden =
      [("id", view.id.text), ("act", act.rawValue)] + (key.map { [("source", $0.source), ("key", $0.key)] } ?? [])
    let fields = hidden.map { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" as HTML }
    let reason: HTML =
      act == .discard
      ? "<input name=\"reason\" required maxlength=\"200\" aria-label=\"\(language.say("原因", "Reason"))\" placeholder=\"\(language.say("原因", "Reason"))\">"
      : ""
    return """
      <form method="post" action="/webhooks?lang=\(language.rawValue)">\(fields)\(reason)<button class="btn btn-sm btn-outline-secondary">\(label)</button></form>
      """
  }

  private static func words(_ state: WebhookView.State) -> Localized {
    switch state {
    case .delivering: Localized(zh: "正常", en: "delivering")
    case .retrying: Localized(zh: "部分重试中", en: "some keys are tried again")
    case .parked: Localized(zh: "部分已搁置", en: "some keys are parked")
    case .away: Localized(zh: "接收方无应答", en: "the receiver takes nothing")
    case .paused: Localized(zh: "已暂停", en: "paused")
    case .disabled: Localized(zh: "已停用", en: "disabled")
    }
  }
}
