import Contracts
import Crypto
import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

/// From where on events are sent: `now`, `beginning`, or a moment.
enum PushStart {
  static func place(_ text: String?, at pointer: String, in database: Database) throws -> Int64 {
    switch text {
    case nil, "now": return try PushLog.end(in: database)
    case "beginning": return 0
    case let text?:
      guard let time = Instant(text) else {
        throw Problem.invalidField(
          pointer, "invalid",
          Localized(
            zh: "请写 now、beginning 或时刻，例如 2026-11-22T08:30:00Z。",
            en: "Write now, beginning, or a moment such as 2026-11-22T08:30:00Z."))
      }
      return try PushLog.place(before: time, in: database)
    }
  }
}

/// What a webhook may be.
struct WebhookChecks {
  let reachable: Reachable
  private(set) var fields = FieldChecks()

  init(_ reachable: Reachable) { self.reachable = reachable }

  static let limit = 50

  mutating func url(_ text: String) {
    do throws(Receiver.Refusal) {
      _ = try Receiver(text, reachable)
    } catch {
      fields.refuse("/url", error.code, error.detail)
    }
  }

  mutating func types(_ patterns: [String]) {
    if patterns.count > 50 {
      fields.refuse("/types", "too-many", Localized(zh: "最多 50 个。", en: "At most 50; use * to name several at once."))
    }
    for (index, pattern) in patterns.prefix(50).enumerated() {
      guard TypeFilter.isPattern(pattern) else {
        fields.refuse(
          "/types/\(index)", "malformed",
          Localized(
            zh: "只能包含小写字母、数字、点、连字符与 *，例如 joinery.sales.order.*。",
            en: "Lower-case letters, digits, points, hyphens and * alone: joinery.sales.order.*."))
        continue
      }
      guard Catalog.events.contains(where: { TypeFilter.fits(pattern, $0.type) }) else {
        fields.refuse(
          "/types/\(index)", "unknown",
          Localized(
            zh: "没有这样的事件类型；类型见 Shared/Contracts/README.md，可用 * 匹配多个。",
            en: "No event is of such a type; Shared/Contracts/README.md lists them, and * stands for any part."))
        continue
      }
    }
  }

  mutating func description(_ text: String?) { fields.length("/description", text) }

  /// What is personal leaves the company with it.
  mutating func personal(_ isPersonal: Bool, _ caller: Caller) throws(Problem) {
    guard isPersonal, !caller.roles.contains(.manager) else { return }
    throw Problem(
      403, "personal-data-not-allowed", title: Localized(zh: "无权推送个人信息", en: "Personal data may not be sent"),
      detail: Localized(
        zh: "只有经理可以设置 personal；请去掉该字段，或由经理设置。",
        en: "Only a manager may set 'personal'; leave it out, or ask a manager."))
  }
}

extension Receiver.Refusal {
  var code: String {
    switch self {
    case .malformed: "malformed"
    case .credentials: "credentials"
    case .plain: "not-encrypted"
    case .unreachable: "not-reachable"
    }
  }

  var detail: Localized {
    switch self {
    case .malformed:
      Localized(
        zh: "请写完整地址，例如 https://erp.example/hooks。", en: "Write a whole address, such as https://erp.example/hooks.")
    case .credentials:
      Localized(
        zh: "地址中不能含用户名或密码；请用签名识别来源。", en: "No user or password in it: the signature says who sends.")
    case .plain:
      Localized(
        zh: "请使用 https；http 仅可用于 JOINERY_PUSH_ALLOW 允许的网络。",
        en: "Use https; http is only for networks that JOINERY_PUSH_ALLOW names.")
    case .unreachable:
      Localized(
        zh: "不可推送到此地址；内网地址须由运维在 JOINERY_PUSH_ALLOW 中允许。",
        en: "This address may not be reached; inside networks have to be allowed by JOINERY_PUSH_ALLOW.")
    }
  }
}

/// `POST /v1/webhooks`
struct AddWebhook: Command {
  var url: String
  /// Names of types, or patterns with `*`; all without it.
  var types: [String]?
  var description: String?
  /// `now`, `beginning`, or a moment.
  var from: String?
  /// Whether personal fields are sent too.
  var personal: Bool?
  var mode: Webhook.Mode?
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ reachable: Reachable
  ) throws -> Answer<WebhookView> {
    let (body, database) = (request.body, unit.database)
    var checks = WebhookChecks(reachable)
    checks.url(body.url)
    checks.types(body.types ?? [])
    checks.description(body.description)
    try checks.fields.finish()
    try checks.personal(body.personal ?? false, request.caller)
    guard try WebhookStore.all(in: database).count < WebhookChecks.limit else {
      throw Problem(
        409, "too-many-webhooks", title: Localized(zh: "Webhook 过多", en: "There are too many webhooks"),
        detail: Localized(zh: "最多 50 个；请先删除不用的。", en: "At most 50; delete one that is not used."))
    }
    let webhook = Webhook(
      id: unit.newID(), url: body.url, types: body.types ?? [], description: body.description ?? "",
      personal: body.personal ?? false, mode: body.mode ?? .binary, secret: WebhookSecret.make(),
      createdBy: request.caller.subject, createdAt: unit.now)
    try WebhookStore.insert(webhook, from: PushStart.place(body.from, at: "/from", in: database), in: database)
    let view = try WebhookView.of(webhook.id, unit).body
    var told = view
    told.secret = webhook.secret
    var answer = Answer.created(told, at: "/v1/webhooks/\(webhook.id)")
    answer.remembered = .without(view)
    return answer
  }
}

/// `PATCH /v1/webhooks/{id}`
struct EditWebhook: Command {
  var url: String?
  var types: [String]?
  var description: String?
  var personal: Bool?
  var mode: Webhook.Mode?
  /// Nothing is sent meanwhile; what comes is kept as long as the log is.
  var paused: Bool?
  /// Takes up one again whose receiver said that it was gone.
  var disabled: Bool?
  var occurredAt: Instant? { nil }

  static func run(
    _ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork, _ reachable: Reachable
  ) throws -> Answer<WebhookView> {
    let (body, database) = (request.body, unit.database)
    let stored = try WebhookStore.find(request.id(), in: database)
    try request.requireMatch(version: stored.version)
    var (webhook, checks) = (stored.webhook, WebhookChecks(reachable))
    if let url = body.url { checks.url(url) }
    checks.types(body.types ?? [])
    checks.description(body.description)
    if body.disabled == true {
      checks.refuseDisabling()
    }
    try checks.fields.finish()
    // Who changes where they go decides that they go there.
    try checks.personal(
      body.personal ?? (body.url == nil && body.types == nil ? false : webhook.personal), request.caller)
    webhook.url = body.url ?? webhook.url
    webhook.types = body.types ?? webhook.types
    webhook.description = body.description ?? webhook.description
    webhook.personal = body.personal ?? webhook.personal
    webhook.mode = body.mode ?? webhook.mode
    webhook.isPaused = body.paused ?? webhook.isPaused
    if body.disabled == false { webhook.disabled = nil }
    try WebhookStore.change(webhook, in: database)
    return try WebhookView.of(webhook.id, unit)
  }
}

extension WebhookChecks {
  mutating func refuseDisabling() {
    fields.refuse(
      "/disabled", "not-allowed",
      Localized(zh: "只能写 false；要停止推送请写 paused: true。", en: "Write false alone; to stop it, send paused: true."))
  }
}

/// `POST /v1/webhooks/{id}/rotate-secret`: a new secret, which stands in this answer alone; the one before signs too for a
/// day.
enum RotateSecret {
  static let seconds = 86_400

  static func run(_ request: CommandRequest<NoContent>, _ unit: borrowing UnitOfWork) throws -> Answer<WebhookView> {
    var webhook = try WebhookStore.find(request.id(), in: unit.database).webhook
    webhook.earlierSecret = webhook.secret
    webhook.earlierUntil = unit.now.adding(seconds: seconds)
    webhook.secret = WebhookSecret.make()
    try WebhookStore.change(webhook, in: unit.database)
    var answer = try WebhookView.of(webhook.id, unit)
    answer.remembered = .without(answer.body)
    answer.body.secret = webhook.secret
    return answer
  }
}

/// `POST /v1/webhooks/{id}/replay`: sends again from a point on, in order. Keys that were set aside go along.
struct ReplayWebhook: Command {
  /// `beginning`, a moment, or `now`, which leaves out what waits.
  var from: String
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    var webhook: WebhookView
    /// When the oldest event that is kept was written: what is older is not sent.
    var keptSince: Instant?
  }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let database = unit.database
    let id = try WebhookStore.find(request.id(), in: database).webhook.id
    try WebhookStore.move(id, to: PushStart.place(request.body.from, at: "/from", in: database), in: database)
    return Answer(
      View(webhook: try WebhookView.of(id, unit).body, keptSince: try PushLog.oldest(in: database)))
  }
}

/// `POST /v1/webhooks/{id}/redrive`: parked keys are sent again, in order: one, or all.
struct RedriveWebhook: Command {
  var source: String?
  var key: String?
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    /// So many keys are tried again now.
    var redriven: Int
  }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let (source, key) = (request.body.source, request.body.key)
    return Answer(
      View(redriven: try redrive(request.id(), source: source, key: key, at: unit.now, in: unit.database)))
  }

  /// Gives how many.
  static func redrive(
    _ id: ID<Webhook>, source: String?, key: String?, at now: Instant, in database: Database
  ) throws -> Int {
    _ = try WebhookStore.find(id, in: database)
    let kept = try WebhookStore.keys(of: id, in: database).filter { kept in
      (source ?? kept.key.source) == kept.key.source && (key ?? kept.key.key) == kept.key.key
    }
    guard !kept.isEmpty || key == nil else { throw Problem.noSuchKey(key ?? "") }
    for one in kept {
      let again = KeyAside(first: one.aside.first, tries: 0, since: now, due: now)
      try WebhookStore.write(one.key, again, reason: one.reason, of: id, in: database)
    }
    if !kept.isEmpty { try WebhookStore.touch(id, in: database) }
    return kept.count
  }
}

/// `POST /v1/webhooks/{id}/discard`: leaves out the first event of a key that is set aside, with who and why; the rest goes
/// on.
struct DiscardOfWebhook: Command {
  var source: String
  var key: String
  var reason: String
  var occurredAt: Instant? { nil }

  struct View: Codable, Sendable {
    /// The event that is left out.
    var eventId: String
  }

  static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
    let body = request.body
    return Answer(
      View(
        eventId: try discard(
          PushKey(body.source, body.key), of: request.id(), reason: body.reason, by: request.caller.subject,
          at: unit.now, in: unit.database)))
  }

  /// Gives the id of the event that is left out.
  static func discard(
    _ key: PushKey, of id: ID<Webhook>, reason: String, by subject: String, at now: Instant, in database: Database
  ) throws -> String {
    var checks = FieldChecks()
    checks.text("/reason", reason)
    try checks.finish()
    let stored = try WebhookStore.find(id, in: database)
    guard let kept = try WebhookStore.key(key, of: id, in: database) else { throw Problem.noSuchKey(key.key) }
    let entry = try PushLog.entry(kept.aside.first, in: database)
    try database.run(
      """
      INSERT INTO webhook_discards (
        webhook, source, key, event, type, reason, discarded_by, discarded_at, holds)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
      """, id, key.source, key.key, entry?.id ?? "", entry?.type ?? "", reason, subject, now.milliseconds)
    let last = try PushLog.end(in: database)
    let next = try PushLog.next(for: stored.webhook, of: key, after: kept.aside.first, upTo: last, in: database)
    if let next {
      let again = KeyAside(first: next, tries: 0, since: now, due: now)
      try WebhookStore.write(key, again, reason: "", of: id, in: database)
    } else {
      try WebhookStore.remove(key, of: id, in: database)
    }
    try WebhookStore.touch(id, in: database)
    return entry?.id ?? ""
  }
}

extension Problem {
  static func noSuchKey(_ key: String) -> Problem {
    .notFound(Localized(zh: "被搁置的键", en: "key that is set aside"), key)
  }
}
