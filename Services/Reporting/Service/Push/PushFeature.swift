import Documents
import JSON
import Kernel
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

extension Feature {
  /// Events of all services to other people's programs (`Services/Reporting/README.md#webhooks`). Its tables are nobody's
  /// read models: a rebuild leaves them.
  static func push(_ settings: PushSettings) -> Feature {
    let sender = PushSender(settings)
    var feature = Feature(
      tables: [
        .unverified("push_log"), .unverified("push_streams"), .unverified("push_state"), .unverified("webhooks"),
        .unverified("webhook_keys"), .unverified("webhook_discards"),
      ],
      routes: { WebhookRoutes(settings: settings).routes }, erases: [PushLog.erasure])
    if settings.isOn { feature.beside = { store, log in await sender.run(store, log) } }
    feature.gauges = WebhookMetrics.gauges
    feature.metrics = { metrics in WebhookMetrics.addCounts(of: sender, to: metrics) }
    return feature
  }
}

/// What operators see of webhooks, by each webhook's id: there are at most as many as `WebhookChecks.limit`.
enum WebhookMetrics {
  static let gauges = [
    gauge("joinery_webhook_backlog", "Events that a webhook has still to get, 100,000 at most.") { view, _ in
      Double(view.behind)
    },
    gauge("joinery_webhook_oldest_seconds", "Age of the oldest event that a webhook has still to get.") { view, now in
      view.oldest.map { max(0, now.seconds(since: $0)) } ?? 0
    },
    gauge("joinery_webhook_keys_parked", "Keys of a webhook that are parked.") { view, _ in Double(view.parked) },
    gauge("joinery_webhook_keys_retrying", "Keys of a webhook that are tried again.") { view, _ in
      Double(view.retrying)
    },
    gauge("joinery_webhook_stopped", "1 where a webhook's receiver takes nothing, or is gone.") { view, _ in
      [.away, .disabled].contains(view.state) ? 1 : 0
    },
    gauge("joinery_webhook_events_lost", "Events that were let go of before a webhook could get them.") { view, _ in
      Double(view.lost)
    },
  ]

  private static func gauge(
    _ name: String, _ help: String, _ value: @escaping @Sendable (WebhookView, Instant) -> Double
  ) -> StoreGauge {
    StoreGauge(name, help, labels: ["webhook"]) { database, now in
      try WebhookStore.all(in: database).map { stored in
        ([stored.webhook.id.text], value(try WebhookView(stored, at: now, in: database), now))
      }
    }
  }

  static func addCounts(of sender: PushSender, to metrics: Metrics) {
    metrics.counter(
      "joinery_webhook_deliveries_total", "Tries to send an event, by what came of it.", labels: ["result"]
    ) {
      let counts = sender.counts.get()
      return PushOutcome.names.map { ([$0], Double(counts[$0] ?? 0)) }
    }
  }
}

/// `/v1/webhooks`
struct WebhookRoutes: Sendable {
  let settings: PushSettings

  static let roles: Set<Role> = [.manager, .operations]
  private static let resource = Resource(
    "webhooks", scope: .company, readers: roles, writers: roles)

  @Routes private var changing: [Route] {
    let (resource, reachable) = (Self.resource, settings.reachable)
    resource.add(
      Localized(zh: "登记 webhook；密钥只在此回答中显示", en: "Register a webhook; its secret stands in this answer alone")
    ) {
      (request: CommandRequest<AddWebhook>, unit) in try AddWebhook.run(request, unit, reachable)
    }
    resource.edit(Localized(zh: "修改、暂停或恢复 webhook", en: "Change a webhook, pause it, or take it up again")) {
      (request: CommandRequest<EditWebhook>, unit) in try EditWebhook.run(request, unit, reachable)
    }
    resource.act(
      "rotate-secret", Localized(zh: "更换密钥；旧密钥再用一天", en: "A new secret; the one before signs too for a day"),
      RotateSecret.run)
    resource.act(
      "replay", Localized(zh: "从某一时刻起重新推送", en: "Send again from a point on, in order"), ReplayWebhook.run)
    resource.act(
      "redrive", Localized(zh: "重新推送已搁置的键", en: "Send keys again that are set aside, in order"), RedriveWebhook.run)
    resource.act(
      "discard", Localized(zh: "跳过某个键的第一个事件", en: "Leave out the first event of a key that is set aside"),
      DiscardOfWebhook.run)
    Route.command(
      "DELETE", "/v1/webhooks/{id}", Localized(zh: "删除 webhook", en: "Delete a webhook"), tag: "webhooks",
      roles: Self.roles, scope: .company, answers: 204
    ) { (request: CommandRequest<NoContent>, unit) in
      let id = try WebhookStore.find(request.id(), in: unit.database).webhook.id
      try WebhookStore.delete(id, in: unit.database)
      return Answer(Nothing(), status: 204)
    }
    ping
  }

  @Routes private var reading: [Route] {
    let resource = Self.resource
    resource.list(
      Localized(zh: "Webhook 及其状态", en: "Webhooks, and how far each is"), of: WebhookView.self, by: \.id.text
    ) { query, page, database in
      try WebhookStore.all(in: database).filter { $0.webhook.id.text > page.after }.prefix(page.rows).map {
        try WebhookView($0, at: query.now, in: database)
      }
    }
    resource.item(Localized(zh: "一个 webhook", en: "A webhook, and how far it is")) { query, database in
      let stored = try WebhookStore.find(query.id(), in: database)
      return Answer(try WebhookView(stored, at: query.now, in: database), version: stored.version)
    }
    resource.list(
      Localized(zh: "被搁置的键", en: "Keys of a webhook that are set aside: tried again, or parked"), under: "/{id}/parked",
      of: WebhookKeyView.self, sortedBy: 2, by: { [.string($0.source), .string($0.key)] }
    ) { query, page, database in
      let id = try WebhookStore.find(query.id(), in: database).webhook.id
      let after = page.cursor?.values.compactMap(\.string) ?? []
      return try WebhookStore.keys(of: id, in: database).filter { kept in
        after.count < 2 || kept.key > PushKey(after[0], after[1])
      }.prefix(page.rows).map { try WebhookKeyView($0, in: database) }
    }
  }

  var routes: [Route] { reading + changing + WebhookPage.routes }

  private var ping: Route {
    .action(
      "/v1/webhooks/{id}/ping", Localized(zh: "向接收方发送一次测试", en: "Send the receiver a ping, and say what it answers"),
      tag: "webhooks", roles: Self.roles, scope: .company
    ) { [settings] (request: CommandRequest<NoContent>, context) in
      let webhook = try context.store.read { try WebhookStore.find(request.id(), in: $0).webhook }
      let now = context.time.now()
      let receiver: Receiver
      do throws(Receiver.Refusal) {
        receiver = try Receiver(webhook.url, settings.reachable)
      } catch {
        throw Problem.invalidField("/url", error.code, error.detail)
      }
      let message = WebhookMessage(pingOf: webhook, id: context.requestID, at: now)
      let request = message.request(to: receiver, webhook, at: now, milliseconds: settings.milliseconds)
      return Answer(await PingView.of(request, settings))
    }
  }
}

/// What came of a ping.
struct PingView: Codable, Sendable {
  var isDelivered: Bool
  var result: String
  var milliseconds: Int

  static func of(_ request: OutgoingRequest, _ settings: PushSettings) async -> PingView {
    let begun = ContinuousClock.now
    let result = await withCheckedContinuation { (continuation: CheckedContinuation<OutgoingResult, Never>) in
      Thread.start {
        let requests = OutgoingRequests(settings.reachable, authorities: settings.authorities)
        var ended: [(tag: Int, result: OutgoingResult)] = []
        if requests.begin(request, tag: 0) { while ended.isEmpty { ended = requests.wait(milliseconds: 100) } }
        continuation.resume(returning: ended.first?.result ?? .unreachable("libcurl cannot be used"))
      }
    }
    let (outcome, words) = PushOutcome.of(result)
    let (seconds, attoseconds) = (ContinuousClock.now - begun).components
    return PingView(
      isDelivered: outcome == .delivered, result: words,
      milliseconds: Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
