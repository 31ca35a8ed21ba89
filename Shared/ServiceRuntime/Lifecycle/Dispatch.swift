import HTTP
import JSON
import Kernel
import Messaging
import Persistence
import SQLite

/// From a request to its route and back: access, limits, errors as problems, durations, traces.
package struct Dispatch: Sendable {
  /// A route and the names that its description comes to. One object, since each request has it: a copy of a route retains
  /// some fifty others, of which all threads count the uses.
  private final class Placed: Sendable {
    let route: Route
    let declared: Set<String>

    init(_ route: Route) { (self.route, declared) = (route, route.description.queryParameters) }
  }

  private let router: Router<Placed>
  private let access: Access
  private let store: Store
  private let time: TimeSource
  private let log: Log
  private let tokens: Tokens?
  private let isTLS: Bool
  private let isLoopback: Bool
  private let signInPage: String
  private let security: SecurityHeaders
  private let durations: Histogram
  private let cardReads: CardReads?
  private let random: Latest<any RandomNumberGenerator & Sendable>
  private let approvals: ApprovalKeeper?
  private let commands: Commands
  private let names: [NameTable]
  private let tracer: Tracer?

  package init(
    routes: [Route], approvals: ApprovalKeeper? = nil, store: Store, _ options: ServiceOptions, durations: Histogram
  ) throws {
    try self.init(
      routes: routes, approvals: approvals, names: [], store: store, options, durations: durations, cardReads: nil)
  }

  init(
    routes: [Route], approvals: ApprovalKeeper?, names: [NameTable], store: Store, _ options: ServiceOptions,
    durations: Histogram, cardReads: CardReads?
  ) throws {
    self.cardReads = cardReads
    let log = options.log
    access = Access(tokens: options.tokens) { refused in
      log.warning(
        "access refused",
        [
          "subject": .string(refused.subject ?? "-"), "method": .string(refused.method), "path": .string(refused.path),
          "peer": .string(refused.peer), "reason": .string(refused.reason),
        ], trace: refused.trace)
    }
    self.store = store
    time = options.time
    self.log = log
    tokens = options.tokens
    isTLS = options.tls != nil
    isLoopback = options.isLoopback
    // A service where people sign in has the page itself.
    let signsIn = routes.contains { $0.description.pattern == "/v1/session/resume" }
    signInPage = signsIn ? "/login" : options.signInPage ?? "/login"
    security = SecurityHeaders(isTLS: isTLS)
    self.durations = durations
    random = Latest(options.random)
    tracer = options.tracer
    var router = Router<Placed>()
    for route in routes {
      try router.add(route.description.method, route.description.pattern, Placed(route))
    }
    self.router = router
    self.approvals = approvals
    self.names = names
    commands = Commands { [router] method, path in
      guard case .found(let found, let parameters) = router.match(method, path) else { return nil }
      return (found.route, parameters)
    }
  }

  /// A command begins at once, since it waits for the store before long; others may read much of it first.
  func taking(_ method: String, _ path: String) -> HTTPServer.Taking {
    guard case .found(let found, _) = router.match(method, path) else {
      return HTTPServer.Taking(maximumBodyBytes: BodyLimit.fields)
    }
    return HTTPServer.Taking(maximumBodyBytes: found.route.bodyLimit, beginsAtOnce: found.route.beginsAtOnce)
  }

  package func handle(_ request: HTTPRequest) async -> HTTPResponse {
    let begun = ContinuousClock.now
    var request = request
    var response: HTTPResponse
    let pattern: String
    var isOfLink = false
    switch router.match(request.method, request.path) {
    case .found(let found, let parameters):
      request.parameters = parameters
      pattern = found.route.description.pattern
      isOfLink = found.route.description.isOfLink
      response = await traced(found, request)
    case .methodNotAllowed(let allowed):
      pattern = "-"
      response = Problem.methodNotAllowed(request.method, allowed).response(to: request)
    case .notFound:
      pattern = "-"
      response = Problem.noSuchPath(request.path).response(to: request)
    }
    security.complete(&response, isOfLink: isOfLink)
    let (seconds, attoseconds) = (ContinuousClock.now - begun).components
    durations.observe(
      Double(seconds) + Double(attoseconds) / 1e18, pattern,
      Self.methods.contains(request.method) ? request.method : "_OTHER",
      String(response.status))
    return response
  }

  /// Those that become a label; a client may send any word.
  private static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  /// Probes, which come every few seconds, would bury the rest.
  private static let untraced: Set = ["/livez", "/healthz", "/readyz", "/metrics"]

  private func traced(_ found: Placed, _ request: HTTPRequest) async -> HTTPResponse {
    let (trace, requestID) = begin(request)
    let pattern = found.route.description.pattern
    guard let tracer, trace.isSampled, !Self.untraced.contains(pattern) else {
      return await run(found, request, trace, requestID)
    }
    let begun = Tracer.now()
    let response = await run(found, request, trace, requestID)
    tracer.take(
      Span(
        request.method, pattern, status: response.status, isTLS: isTLS, request: requestID, trace, from: begun,
        to: Tracer.now()))
    return response
  }

  private func run(
    _ found: Placed, _ request: HTTPRequest, _ trace: TraceContext, _ requestID: String
  ) async -> HTTPResponse {
    do {
      // Whoever has a link may use it, from its own page; another's page may not use it for them. Forms say it as pages.
      if found.route.description.isCommandOfLink, SameOrigin.isForeign(request) {
        throw access.foreign(request, nil)
      }
      let caller = try found.route.description.roles.map { roles throws(Problem) in
        try access.admit(request, to: roles, at: time.now())
      }
      if !found.route.description.ignoresOtherParameters,
        let problem = Problem.unknownParameters(of: request, declared: found.declared)
      {
        throw problem
      }
      let admission = Admission(
        caller ?? .nobody, to: found.route.description, declared: found.declared, at: time.now())
      let context = RouteContext(
        store: store, time: time, trace: trace, requestID: requestID, log: log, tokens: tokens,
        actingRole: admission.actingRole, approvals: approvals, commands: commands, names: names, isTLS: isTLS,
        isLoopback: isLoopback)
      var response = try await found.route.run(request, admission, context)
      try admission.requireScopeAsked()
      response.headers["X-Request-Id"] = requestID
      if let caller { noteRead(found.route.description, request, response.status, caller, admission) }
      log.debug(
        "answered",
        [
          "method": .string(request.method), "path": .string(found.route.description.pattern),
          "status": JSON(response.status), "subject": .string(caller?.subject ?? "-"), "request": .string(requestID),
        ], trace: trace)
      return response
    } catch {
      let problem = Problem(of: error)
      if problem.status == 401, Self.isPage(request) {
        let page = ReturnAddress.signIn(signInPage, for: request, isTLS: isTLS)
        return HTTPResponse(status: 303, headers: ["Location": page])
      }
      if problem.status >= 500 {
        log.error(
          "a request failed",
          [
            "method": .string(request.method), "path": .string(found.route.description.pattern),
            "status": JSON(problem.status), "error": .string("\(error)"), "request": .string(requestID),
          ], trace: trace)
      }
      var response = problem.response(to: request)
      response.headers["X-Request-Id"] = requestID
      return response
    }
  }

  /// Notes who was shown what is one customer's.
  private func noteRead(
    _ route: RouteDescription, _ request: HTTPRequest, _ status: Int, _ caller: Caller, _ admission: Admission
  ) {
    guard let cardReads, CardReads.records(route), status == 200 || status == 304 else { return }
    let key = CardReads.Key(
      customer: request.parameters["id"] ?? "", reader: caller.subject, role: admission.actingRole?.rawValue)
    cardReads.note(key, route.pattern, at: admission.now)
  }

  private func begin(_ request: HTTPRequest) -> (TraceContext, String) {
    let now = time.now()
    return random.update { random in
      let caller = TraceContext(
        traceparent: request.headers["traceparent"], tracestate: request.headers["tracestate"])
      var trace = caller?.child(using: &random) ?? TraceContext(using: &random)
      if let tracer { trace = trace.sampled(tracer.isSampled(trace.traceID, caller?.isSampled)) }
      return (trace, uuidv7(at: now, using: &random))
    }
  }

  /// A browser that opens a page is better served with the login than with a problem.
  private static func isPage(_ request: HTTPRequest) -> Bool {
    request.method == "GET" && request.headers["Accept"]?.contains("text/html") == true
  }

  /// What the server itself refuses, before there is a request.
  @Sendable func refusal(_ refusal: HTTPServer.Refusal, _ headers: HTTPHeaders) -> HTTPResponse {
    var problem = Problem(
      refusal.status, "refused-\(refusal.status)", title: Localized(zh: "请求被拒绝", en: "The request was refused"),
      detail: Localized(zh: refusal.chinese, en: refusal.description))
    if refusal.status == 503 { problem.retryAfter = 1 }
    var response = problem.response(in: Language(accepting: headers["Accept-Language"]))
    security.complete(&response)
    return response
  }
}

extension HTTPServer.Refusal {
  fileprivate var chinese: String {
    switch self {
    case .malformed: "请求格式不符合 HTTP/1.1；请检查请求行、请求头与长度。"
    case .noFile: "没有这个文件；请检查地址。"
    case .bodyTooLarge(let limit): "请求内容超过 \(limit) 字节；请缩小或分批发送。"
    case .targetTooLong(let limit): "路径与查询参数超过 \(limit) 字节；请缩短。"
    case .tooManyParameters(let limit): "查询参数超过 \(limit) 个；请减少。"
    case .headTooLarge(let limit): "请求行与请求头超过 \(limit) 字节；请减少或缩短请求头。"
    case .failed: "服务内部错误；请稍后重试。"
    case .busy: "服务繁忙；请稍后重试。"
    case .stopping: "服务正在停止；请稍后重试。"
    }
  }
}

extension Caller {
  /// Who calls a route that is open to everybody.
  static let nobody = Caller(subject: "-", name: "-", roles: [])
}

extension Problem {
  /// What an error is answered with; one that nobody thought of is 500 without its words.
  public init(of error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let error as any ProblemConvertible: self = error.problem
    case let error as StoreError: self = Problem(error)
    case let error as MoneyError: self = Problem(error)
    case is CorruptRow:
      self = Problem(
        500, "corrupt-row", title: Localized(zh: "存储的数据已损坏", en: "Stored data is damaged"),
        detail: Localized(
          zh: "数据库中有无法读取的值；请把 X-Request-Id 告诉管理员，由其检查并恢复备份。",
          en: "A value in the store cannot be read; give your operator the X-Request-Id, who restores a backup."))
    default:
      self = Problem(
        500, "internal", title: Localized(zh: "服务内部错误", en: "The service failed"),
        detail: Localized(
          zh: "请用同一 Idempotency-Key 重试;若仍失败,请把 X-Request-Id 告诉管理员。",
          en: "Try again with the same Idempotency-Key; if it fails again, give your operator the X-Request-Id."))
    }
  }

  private init(_ error: StoreError) {
    if case .eventTooLarge = error {
      self = Problem(
        413, "event-too-large", title: Localized(zh: "内容过大", en: "The content is too large"),
        detail: Localized(zh: "请缩短文本或拆分后再发送。", en: "Shorten the texts or send it in parts: \(error)."))
      return
    }
    if error.isOfUnknownOutcome {
      self = Problem(
        503, "outcome-unknown",
        title: Localized(zh: "结果未知", en: "Whether it took effect is not known"),
        detail: Localized(
          zh: "存储刚刚出错,命令可能已生效;请用同一 Idempotency-Key 重试,不会重复执行。原因:\(error)",
          en: "It may have. Send it again with the same Idempotency-Key: it is done once. \(error)."))
      retryAfter = 2
      return
    }
    self = Problem(
      503, "not-taking-commands", title: Localized(zh: "暂不接受命令", en: "Commands are not taken now"),
      detail: Localized(zh: "请稍后用同一 Idempotency-Key 重试。原因:\(error)", en: "Try again later: \(error)."))
    retryAfter = 2
  }

  private init(_ error: MoneyError) {
    switch error {
    case .overflow:
      self = Problem(
        422, "amount-too-large", title: Localized(zh: "金额超出范围", en: "The amount is too large"),
        detail: Localized(
          zh: "金额须在 ±\(Money.limit) 最小货币单位以内。", en: "Amounts are within ±\(Money.limit) minor units."))
    case .currencies(let one, let other):
      self = Problem(
        422, "mixed-currencies", title: Localized(zh: "货币不一致", en: "The currencies differ"),
        detail: Localized(
          zh: "\(one) 与 \(other) 不能相加;请使用同一货币。", en: "\(one) and \(other) have no sum; use one currency."))
    }
  }

  static func methodNotAllowed(_ method: String, _ allowed: [String]) -> Problem {
    var problem = Problem(
      405, "method-not-allowed", title: Localized(zh: "不支持该方法", en: "The method is not allowed here"),
      detail: Localized(
        zh: "此路径不支持 \(method);可用:\(allowed.joined(separator: "、"))。",
        en: "\(method) is not allowed on this path; use \(allowed.joined(separator: ", "))."))
    problem.headers["Allow"] = allowed.joined(separator: ", ")
    return problem
  }

  static func noSuchPath(_ path: String) -> Problem {
    Problem(
      404, "no-such-path", title: Localized(zh: "没有这个地址", en: "There is nothing at this path"),
      detail: Localized(zh: "可用的地址见 /openapi.json。", en: "See /openapi.json for the paths that exist."))
  }
}
