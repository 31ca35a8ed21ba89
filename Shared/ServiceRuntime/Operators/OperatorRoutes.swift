import Contracts
import FoundationEssentials
import HTTP
import JSON
import Kernel
import Messaging
import Persistence
import SQLite
import Synchronization

/// The operators' endpoints of every service (`Shared/ServiceRuntime/README.md#operators-endpoints`).
struct OperatorRoutes: Sendable {
  let definition: ServiceDefinition
  let store: Store
  let threads: MessagingThreads
  let health: HealthCheck
  let metrics: Metrics
  private let sessions = VerificationSessions()

  init(
    definition: ServiceDefinition, store: Store, threads: MessagingThreads, health: HealthCheck, metrics: Metrics
  ) {
    self.definition = definition
    self.store = store
    self.threads = threads
    self.health = health
    self.metrics = metrics
  }

  static let readers: Set<Role> = [.operations, .manager]
  static let operators: Set<Role> = [.operations]
  static let tag = "operators"

  var routes: [Route] {
    probes + DeadLetterRoutes(subscriptions: definition.subscriptions).all + verification + log + daily
      + BackupRoutes(store: store, threads: threads).routes
      + ErasureRoutes(definition: definition, store: store).routes
      + (definition.source == nil ? [rebuild] : [])
  }

  /// Runs the daily rules; also by itself once a day (`RunningService`).
  private var daily: [Route] {
    guard let sweep = definition.sweep else { return [] }
    return [
      .action(
        "/ops/sweep", Localized(zh: "执行每日规则", en: "Run the daily rules"), tag: Self.tag, roles: Self.operators,
        scope: .company,
        answers: 202,
        parameters: [.init("asOf", Localized(zh: "按这一天", en: "For this day; today without it"), BusinessDate.self)]
      ) { (request: CommandRequest<NoContent>, context) in
        let text = request.query("asOf")
        guard let day = text.map({ BusinessDate($0) }) ?? CompanyZone.day(at: context.time.now()) else {
          throw Problem.invalidQuery(
            "asOf", "invalid-date",
            Localized(zh: "没有这一天；请写成 2026-11-22。", en: "There is no such day; write it as 2026-11-22."))
        }
        try await context.store.transaction(for: context.cause(of: request.caller)) { unit in try sweep(day, unit) }
        return Answer(Nothing(), status: 202)
      }
    ]
  }

  // MARK: Probes

  private var probes: [Route] {
    let live: @Sendable (QueryRequest, RouteContext) async throws -> HTTPResponse = { _, _ in
      HTTPResponse(headers: ["Content-Type": "text/plain"], body: .bytes(Array("ok\n".utf8)))
    }
    return [
      .page(
        "GET", "/livez", Localized(zh: "进程是否存活", en: "Whether the process lives"), tag: Self.tag, roles: nil,
        scope: .company,
        mediaType: "text/plain", live),
      .page(
        "GET", "/healthz", Localized(zh: "同 /livez", en: "The same as /livez"), tag: Self.tag, roles: nil,
        scope: .company,
        mediaType: "text/plain", live),
      ready,
      .page(
        "GET", "/metrics", Localized(zh: "Prometheus 指标", en: "Figures for Prometheus"), tag: Self.tag, roles: nil,
        scope: .company,
        mediaType: "text/plain"
      ) { [metrics] _, _ in
        HTTPResponse(headers: ["Content-Type": Metrics.contentType], body: .bytes(Array(metrics.text().utf8)))
      },
      .query(
        "/ops/streams", Localized(zh: "位置、缺口与滞后", en: "Positions, gaps and lag"), tag: Self.tag,
        roles: Self.readers, scope: .company
      ) { [definition, threads] query, database in
        Answer(try StreamsReport(definition, threads, at: query.now, database))
      },
    ]
  }

  private var ready: Route {
    let about = Localized(zh: "是否接受命令与查询", en: "Whether commands and queries are answered")
    var route = Route.page("GET", "/readyz", about, tag: Self.tag, roles: nil, scope: .company) { [health] _, _ in
      let found = health.read()
      return HTTPResponse(
        status: found.status == .refused ? 503 : 200, headers: ["Content-Type": "application/json"],
        body: .bytes(try CompactJSON.encoded(found)))
    }
    route.description.answers = [
      .init(200, about, Health.self), .init(503, about, Health.self, mediaTypes: ["application/problem+json"]),
    ]
    return route
  }

  // MARK: Event journal

  private var log: [Route] {
    guard definition.source != nil else { return [] }
    let limit = RouteDescription.Parameter("limit", Localized(zh: "每页条数", en: "Events a page"), Position.self)
    return [
      .query(
        "/ops/journal", Localized(zh: "事件日志,分页", en: "The event journal, in pages"), tag: Self.tag,
        roles: [.operations], scope: .company,
        parameters: [
          RouteDescription.Parameter(
            "after", Localized(zh: "从该位置之后开始", en: "Begin after this position"), Position.self), limit,
        ]
      ) { [definition] query, database in
        let after = try Self.position(query.text("after"), "after")
        let limit = min(1000, max(1, Int(try Self.position(query.text("limit") ?? "500", "limit"))))
        var events: [JournalPage.Event] = []
        var bytes = 0
        for entry in try EventJournal.entries(after: after, limit: limit, in: database) where bytes < 1 << 20 {
          bytes += entry.data.count
          events.append(JournalPage.Event(entry))
        }
        let last = try EventJournal.lastPosition(in: database)
        let next = events.last.flatMap { $0.position < last ? $0.position : nil }
        return Answer(
          JournalPage(
            source: definition.source?.rawValue ?? "", epoch: try LogState.epoch(in: database), last: last,
            events: events, next: next))
      },
      .action(
        "/ops/replay", Localized(zh: "把事件日志重新写入主题", en: "Write the event journal into the topic again"),
        tag: Self.tag, roles: Self.operators, scope: .company, answers: 202,
        parameters: [
          RouteDescription.Parameter(
            "from", Localized(zh: "从该位置开始,缺省为全部", en: "From this position; all without it"), Position.self)
        ]
      ) { [threads] (request: CommandRequest<NoContent>, _) in
        let from = try Self.position(request.query("from") ?? "1", "from")
        threads.relayInbox?.replay(after: max(0, from - 1))
        return Answer(Nothing(), status: 202)
      },
    ]
  }

  /// A position of the event journal, or how many of them.
  private struct Position: Decodable, DescribedSchema {
    static let schema: JSON = ["type": "integer", "format": "int64", "minimum": 0, "examples": [0]]

    init(from decoder: any Decoder) throws { _ = try decoder.singleValueContainer().decode(Int64.self) }
  }

  private static func position(_ text: String?, _ name: String) throws -> Int64 {
    guard let text else { return 0 }
    guard let number = Int64(text), number >= 0 else {
      throw Problem.invalidQuery(name, "invalid", Localized(zh: "请写不小于 0 的整数。", en: "Write a whole number from 0."))
    }
    return number
  }

  // MARK: Verification

  private var verification: [Route] {
    [
      .query(
        "/ops/verify", Localized(zh: "自检:折叠自己的事件日志并比较", en: "The service folds its event journal and compares"),
        tag: Self.tag, roles: Self.readers, scope: .company
      ) { [definition, store] query, _ in
        let check = try Verification(definition, path: store.path, at: query.now)
        try check.foldOwn()
        try check.compare(own: true, copies: false)
        return Answer(
          VerificationResult(service: definition.name, differences: check.differences, applied: check.applied))
      },
      .action(
        "/ops/verify", Localized(zh: "开始与其他服务的事件日志比较", en: "Begin a check against other services' journals"),
        tag: Self.tag, roles: Self.operators, scope: .company
      ) { [definition, store, sessions] (_: CommandRequest<NoContent>, context) in
        let id = try sessions.begin(definition, path: store.path, context)
        return Answer(
          VerificationStarted(
            session: id, service: definition.name, sources: definition.subscriptions.sources.map(\.rawValue)))
      },
      .action(
        "/ops/verify/{session}/events", Localized(zh: "交付一页事件日志", en: "Hand in a page of an event journal"),
        tag: Self.tag, roles: Self.operators, scope: .company, bodyLimit: BodyLimit.file
      ) { [sessions] (request: CommandRequest<JournalPage>, _) in
        try sessions.with(request.parameter("session")) { try $0.fold(request.body) }
        return Answer(Nothing())
      },
      .action(
        "/ops/verify/{session}/compare", Localized(zh: "比较并结束", en: "Compare and end"), tag: Self.tag,
        roles: Self.operators, scope: .company
      ) { [sessions, definition] (request: CommandRequest<NoContent>, _) in
        let result = try sessions.with(request.parameter("session")) { check in
          try check.foldOwn()
          try check.compare(own: true, copies: true)
          return VerificationResult(
            service: definition.name, differences: check.differences, applied: check.applied)
        }
        sessions.end(request.parameter("session"))
        return Answer(result)
      },
    ]
  }

  // MARK: Rebuild

  /// Empties the read models and reads everything anew; only for a service without events of its own.
  private var rebuild: Route {
    .action(
      "/ops/rebuild", Localized(zh: "清空并重建读模型", en: "Empty the read models and build them anew"), tag: Self.tag,
      roles: Self.operators, scope: .company, answers: 202
    ) { [definition] (request: CommandRequest<NoContent>, context) in
      try await context.store.transaction(for: context.cause(of: request.caller)) { unit in
        try definition.rebuild(in: unit)
      }
      return Answer(Nothing(), status: 202)
    }
  }
}

extension JournalPage: Command {
  public var occurredAt: Instant? { nil }
}

/// The checks under way. One is dropped when another begins, and after half an hour: it holds a snapshot open, which
/// keeps the log from shrinking.
private final class VerificationSessions: Sendable {
  private let current = Mutex<(id: String, check: Verification)?>(nil)

  func begin(_ definition: ServiceDefinition, path: String, _ context: RouteContext) throws -> String {
    try current.withLock { current in
      current = (context.requestID, try Verification(definition, path: path, at: context.time.now()))
    }
    Task { [id = context.requestID] in
      try? await Task.sleep(for: .seconds(1800))
      end(id)
    }
    return context.requestID
  }

  func with<Result: Sendable>(_ id: String, _ body: (Verification) throws -> Result) throws -> Result {
    try current.withLock { current in
      guard let open = current, open.id == id else {
        throw Problem.notFound(Localized(zh: "检查", en: "check"), id)
      }
      return try body(open.check)
    }
  }

  func end(_ id: String) {
    current.withLock { current in
      if current?.id == id { current = nil }
    }
  }
}
