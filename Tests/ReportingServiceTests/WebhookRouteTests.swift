import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import ServiceRuntime
import TestSupport
import Testing

@testable import ReportingDomain
@testable import ReportingService

@Suite("Webhooks and scheduled reports over HTTP", .serialized) struct WebhookRouteTests {
  private static let url = #""url":"http://127.0.0.1:9/""#

  /// A service with a key, which a test asks as somebody of a role.
  private func serving(
    _ settings: PushSettings? = nil,
    _ body: (TestService, ManualClock, (Role) throws -> [String: String]) async throws -> Void
  ) async throws {
    let (folder, clock) = (TemporaryFolder(), ManualClock())
    let tokens = try Tokens(secret: String(repeating: "k", count: 32), keySet: nil)
    var push = settings ?? PushSettings()
    push.reachable = push.reachable.withLoopback
    // Nothing is sent: what the routes do is looked at alone.
    push.isOn = false
    let service = try TestService(
      ReportingService.definition(push: push), in: folder.path, broker: InMemoryBroker(topics: [:]),
      clock: clock.source,
      tokens: tokens)
    let headers: (Role) throws -> [String: String] = { role in
      let caller = Caller(subject: role.rawValue, name: "x", roles: [role])
      return ["Authorization": "Bearer \(try tokens.sign(caller, at: clock.now, validFor: 86_400))"]
    }
    do {
      try await body(service, clock, headers)
    } catch {
      await service.stop()
      throw error
    }
    await service.stop()
  }

  @Test("Managers, operations and, to read, auditors get in; nobody else at any route")
  func roles() async throws {
    try await serving { service, _, headers in
      let made = Reply(
        try await service.send("POST", "/v1/webhooks", "{\(Self.url)}", headers: try headers(.manager)))
      let id = try #require(made.text("id"))
      #expect(made.status == 201)
      for role in Role.allCases {
        let isIn = [.manager, .operations].contains(role)
        for (method, path) in [
          ("GET", "/v1/webhooks"), ("GET", "/v1/webhooks/\(id)"), ("GET", "/v1/webhooks/\(id)/parked"),
          ("GET", "/webhooks"),
          ("POST", "/v1/webhooks/\(id)/redrive"), ("POST", "/v1/webhooks/\(id)/rotate-secret"),
        ] {
          let answer = try await service.send(method, path, method == "GET" ? nil : "{}", headers: try headers(role))
          let expected = isIn || role == .auditor && method == "GET" ? 200 : 403
          #expect(answer.status == expected, "\(role) \(method) \(path)")
          #expect(!answer.text.contains("whsec_") || path.hasSuffix("rotate-secret"))
        }
      }
    }
  }

  @Test("An edit needs the version; what changes where personal data go, or that they go, needs a manager")
  func edits() async throws {
    try await serving { service, _, headers in
      let made = Reply(
        try await service.send(
          "POST", "/v1/webhooks", #"{\#(Self.url),"personal":true}"#, headers: try headers(.manager)))
      let path = "/v1/webhooks/\(try #require(made.text("id")))"
      func edit(_ body: String, _ role: Role, _ version: Int) async throws -> Reply {
        var fields = try headers(role)
        fields["If-Match"] = "\"v\(version)\""
        return Reply(try await service.send("PATCH", path, body, headers: fields))
      }
      #expect(try await edit(#"{"url":"http://127.0.0.1:10/"}"#, .operations, 1).status == 403)
      #expect(try await edit(#"{"types":["*"]}"#, .operations, 1).status == 403)
      #expect(try await edit(#"{"paused":true}"#, .operations, 1).text("state") == "paused")
      #expect(try await edit(#"{"paused":false}"#, .operations, 1).status == 412)
      #expect(try await edit(#"{"personal":false,"url":"http://127.0.0.1:10/"}"#, .operations, 2).status == 200)
      #expect(try await edit(#"{"personal":true}"#, .operations, 3).status == 403)
      #expect(try await edit(#"{"disabled":true}"#, .manager, 3).status == 422)
    }
  }

  @Test("The page shows what is parked and why, and its forms send again, leave out and pause")
  func page() async throws {
    try await serving { service, clock, headers in
      let made = Reply(
        try await service.send("POST", "/v1/webhooks", "{\(Self.url)}", headers: try headers(.manager)))
      let id: ID<Webhook> = ID(try #require(made.text("id")))
      var feed = Feed()
      for _ in 0..<2 { try feed.add(Samples.customer("c1", "李")) }
      let (entries, now) = (feed.entries, clock.now)
      try service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
        for (source, entry) in entries {
          var envelope = Envelope(
            id: entry.id, source: source.uri, type: entry.type, time: entry.time, data: entry.data)
          envelope.key = entry.key
          try PushLog.take(envelope, EventOrigin(entry, from: source, epoch: "e"), unit.database)
        }
        try WebhookStore.write(
          PushKey("leads", "c1"), KeyAside(first: 1, tries: 3, since: now, due: nil),
          reason: "the receiver answered <422>",
          of: id, in: unit.database)
      }
      let page = try await service.send("GET", "/webhooks?lang=en", headers: try headers(.operations))
      #expect(page.text.contains("the receiver answered &lt;422&gt;"))
      #expect(page.text.contains("some keys are parked"))
      func submit(_ form: String) async throws -> TestClient.Answer {
        var fields = try headers(.operations)
        fields["Content-Type"] = "application/x-www-form-urlencoded"
        return try await service.send("POST", "/webhooks?lang=en", "id=\(id)&\(form)", headers: fields)
      }
      #expect(try await submit("act=discard&source=leads&key=c1").status == 422)
      #expect(try await submit("act=discard&source=leads&key=c2&reason=x").status == 404)
      #expect(try await submit("act=explode").status == 422)
      #expect(try await submit("act=discard&source=leads&key=c1&reason=wrong").status == 303)
      let key = try service.running.store.read { try WebhookStore.key(PushKey("leads", "c1"), of: id, in: $0) }
      #expect(key?.aside.first == 2)
      #expect(key?.aside.isParked == false)
      #expect(try await submit("act=pause").status == 303)
      let chinese = try await service.send("GET", "/webhooks?lang=zh", headers: try headers(.operations))
      #expect(chinese.text.contains("已暂停"))
    }
  }

  @Test(
    "What cannot be sent is refused with its field",
    arguments: [
      (#"{"report":"cashh","every":"day","at":"08:00","to":{"mail":["a@b.example"]}}"#, ["/report"]),
      (#"{"report":"cash","every":"day","at":"8","to":{"mail":["a@b.example"]}}"#, ["/at"]),
      (#"{"report":"cash","every":"week","on":8,"at":"08:00","to":{"mail":["a@b.example"]}}"#, ["/on"]),
      (#"{"report":"cash","every":"day","at":"08:00","to":{"mail":["a b@c.example"]}}"#, ["/to/mail/0"]),
      (
        #"{"report":"cash","every":"day","at":"08:00","to":{"mail":["a@b.example\r\nBcc: x@y.example"]}}"#,
        ["/to/mail/0"]
      ),
      (#"{"report":"cash","every":"day","at":"08:00","to":{"mail":[]}}"#, ["/to/mail"]),
      (#"{"report":"cash","every":"day","at":"08:00","to":{}}"#, ["/to"]),
      (#"{"report":"cash","every":"day","at":"08:00","to":{"webhook":"none"}}"#, ["/to/webhook"]),
      (
        #"{"report":"cash","query":{"group":"x"},"every":"day","at":"08:00","to":{"mail":["a@b.example"]}}"#,
        ["/query/group"]
      ),
      (
        #"{"report":"cash","query":{"groupBy":"x"},"every":"day","at":"08:00","to":{"mail":["a@b.example"]}}"#,
        ["/query/groupBy"]
      ),
    ])
  func refused(body: String, pointers: [String]) async throws {
    var settings = PushSettings()
    settings.mail = (
      MailServer(address: "smtp://127.0.0.1:9", user: nil, password: nil, authorities: nil), "reports@b.example"
    )
    try await serving(settings) { service, _, headers in
      let answer = try await service.send("POST", "/v1/scheduled-reports", body, headers: try headers(.manager))
      #expect(answer.status == 422)
      #expect(answer.pointers == pointers, "\(answer.text)")
    }
  }

  @Test("A schedule runs in the name of whoever has asked, until what she may do is changed")
  func owners() async throws {
    try await serving { service, clock, headers in
      let hook = Reply(
        try await service.send("POST", "/v1/webhooks", "{\(Self.url)}", headers: try headers(.manager)))
      let body = #"{"report":"cash","every":"day","at":"08:00","to":{"webhook":"\#(hook.text("id") ?? "")"}}"#
      #expect(try await service.send("POST", "/v1/scheduled-reports", body, headers: try headers(.shop)).status == 403)
      let made = Reply(try await service.send("POST", "/v1/scheduled-reports", body, headers: try headers(.finance)))
      #expect(made.status == 201)
      #expect(made.text("owner") == "finance")
      #expect(made.text("state") == "active")
      let (path, later) = ("/v1/scheduled-reports/\(made.text("id") ?? "")", clock.now.milliseconds + 1)
      try service.running.store.perform(for: Cause(actor: "test", correlationID: "test")) { unit in
        try unit.database.execute("INSERT INTO revoked_access VALUES ('finance', \(later), \(later))")
      }
      #expect(Reply(try await service.send("GET", path, headers: try headers(.manager))).text("state") == "unconfirmed")
      // It is due, and is given up with the reason.
      clock.advance(milliseconds: 2 * 86_400_000)
      let sender = ReportSender(PushSettings())
      #expect(try sender.step(service.running.store, Log(service: "reporting", write: { _ in })))
      let runs = Reply(try await service.send("GET", "\(path)/runs", headers: try headers(.manager)))
      #expect(runs.text("items/0/state") == "failed")
      #expect(runs.text("items/0/reason")?.contains("confirms") == true)
      #expect(runs.number("items/0/missed") == 1)
      #expect(try sender.step(service.running.store, Log(service: "reporting", write: { _ in })) == false)
    }
  }

  @Test("A subject of many characters is folded between characters, and read back as it was")
  func subjects() throws {
    let text = String(repeating: "家具定制企业报表", count: 8)
    let words = Mail.words(text).split(separator: "\r\n ").map(String.init)
    #expect(words.count > 1)
    #expect(words.allSatisfy { $0.utf8.count <= 75 && $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") })
    #expect(Mail.words("Cash 2026") == "Cash 2026")
  }
}
