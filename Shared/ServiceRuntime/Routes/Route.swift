import Contracts
import FoundationEssentials
import HTTP
import Kernel
import Persistence
import SQLite

/// One route of a service: what it takes, who may call it, what it does. Every route names its roles here, so one
/// without a declaration cannot exist.
public struct Route: Sendable {
  public var description: RouteDescription
  /// Bytes that its body may have.
  public var bodyLimit: Int
  /// Whether it soon waits for something, and until then needs no thread of its own.
  var beginsAtOnce = false
  let run: @Sendable (HTTPRequest, Admission, RouteContext) async throws -> HTTPResponse
  /// A command's work without a transaction of its own, for one that was kept until somebody agreed to what it needs an
  /// approval for.
  var perform: (@Sendable (HTTPRequest, Admission, [ApprovalNeed], borrowing UnitOfWork) throws -> HTTPResponse)?

  init(
    _ description: RouteDescription, bodyLimit: Int = BodyLimit.fields,
    run: @escaping @Sendable (HTTPRequest, Admission, RouteContext) async throws -> HTTPResponse
  ) {
    self.description = description
    self.bodyLimit = bodyLimit
    self.run = run
  }

  /// A command: its body is decoded strictly, and it runs in one transaction with its idempotency key.
  /// `edits` names the routes that need `If-Match`; without `roles` it is open to everybody (a customer's link).
  public static func command<Body: Command, Result: Codable & Sendable>(
    _ method: String = "POST", _ pattern: String, _ summary: Localized, tag: String, roles: Set<Role>?, scope: Scope,
    answers status: Int = 200, edits: Bool = false,
    _ body: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Answer<Result>
  ) -> Route {
    var description = RouteDescription(
      method, pattern, summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(status, summary, Result.self, hasETag: status == 201 || edits)])
    description.body = Body.self
    if Body.self is any ApprovableCommand.Type {
      let asked = Localized(zh: "已提交审批，尚未执行", en: "A manager is asked; nothing has happened yet")
      description.answers.append(RouteDescription.Answer(202, asked, ApprovalView.self))
    }
    description.takesIdempotencyKey = method == "POST"
    description.requiresIfMatch = edits
    var route = Route(description, bodyLimit: Body.bodyLimit) { request, admission, context in
      // Before the body: what to edit comes first, then how.
      if edits { _ = try EntityTag.condition(of: request) }
      let command = CommandRequest<Body>(
        body: try decode(request), http: request, admission, commands: context.commands)
      try checkTime(of: command, at: context.time.now())
      let key = method == "POST" ? try IdempotencyKey.of(request)?.text : nil
      guard let key else {
        // Nothing waits for the store while the answer is written.
        return try await context.store.transaction(for: context.cause(of: command.caller)) { unit in
          let answer = try CommandAnswer(to: command, unit, context.approvals, body)
          try admission.requireScopeAsked()
          return answer
        }.response()
      }
      let hash = Int64(bitPattern: fnv1a64(Array("\(method) \(request.path)\n".utf8) + request.body))
      let subject = command.caller.subject
      return try await context.store.transaction(for: context.cause(of: command.caller)) { unit in
        if let kept = try IdempotencyKeys.find(key, of: subject, in: unit) {
          guard kept.request == hash else { throw Problem.keyReused }
          guard kept.status != HTTPResponse.toldOnce else { throw Problem.toldOnce }
          // The caller was answered so before.
          _ = command.visibility
          return HTTPResponse(kept)
        }
        let answer = try CommandAnswer(to: command, unit, context.approvals, body)
        let response = try answer.response()
        try admission.requireScopeAsked()
        try IdempotencyKeys.keep(answer.kept(response, request: hash), key, of: subject, in: unit)
        return response
      }
    }
    route.perform = { request, admission, granted, unit in
      let command = CommandRequest<Body>(body: try decode(request), http: request, admission, granted: granted)
      try checkTime(of: command, at: unit.now)
      let answer = try body(command, unit)
      let open = command.needs.open
      // What a manager was told is not what it comes to now.
      guard open.isEmpty else { throw ApprovalNeeded(needs: open).problem }
      return try HTTPResponse(answer)
    }
    route.beginsAtOnce = true
    return route
  }

  /// A query for one thing, on one snapshot of the store.
  public static func query<Result: Codable & Sendable>(
    _ pattern: String, _ summary: Localized, tag: String, roles: Set<Role>, scope: Scope,
    parameters: [RouteDescription.Parameter] = [], asOf: Bool = false,
    _ body: @escaping @Sendable (QueryRequest, Database) throws -> Answer<Result>
  ) -> Route {
    var description = RouteDescription(
      "GET", pattern, summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(200, summary, Result.self, hasETag: true)])
    description.parameters = parameters
    description.takesAsOf = asOf
    return Route(description) { request, admission, context in
      let query = QueryRequest(http: request, admission)
      let response = try HTTPResponse(try context.store.read { try body(query, $0) })
      if let tag = response.headers["ETag"], request.headers["If-None-Match"] == tag {
        return HTTPResponse(status: 304, headers: ["ETag": tag])
      }
      return response
    }
  }

  /// A list, in pages; as CSV with `Accept: text/csv`, or under the path with `.csv`, which takes `CSVForm.parameters`.
  /// `atOnce`: its rows are worked out all together, however few are asked for, so that as CSV they are read at once.
  public static func list<Item: Codable & Sendable>(
    _ pattern: String, _ summary: Localized, tag: String, roles: Set<Role>, scope: Scope, of type: Item.Type,
    parameters: [RouteDescription.Parameter] = [], asOf: Bool = false, atOnce: Bool = false, sortedBy count: Int,
    _ body: @escaping @Sendable (QueryRequest, PageRequest, Database) throws -> Page<Item>
  ) -> [Route] {
    var description = RouteDescription(
      "GET", pattern, summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(200, summary, Page<Item>.self, mediaTypes: ["text/csv"])])
    description.parameters = parameters + RouteDescription.paging
    description.takesAsOf = asOf
    let columns = Result { try CSVColumns(of: Item.self) }
    let table: @Sendable (QueryRequest, CSVForm, RouteContext) throws -> HTTPResponse = { query, form, context in
      try ListCSV(query: query, context: context, columns: columns.get(), form: form, isAtOnce: atOnce) {
        page, database in
        try body(query, page, database)
      }.response(sortedBy: count)
    }
    let list = Route(description) { request, admission, context in
      let query = QueryRequest(http: request, admission)
      if AnswerFormat(of: request) == .csv { return try table(query, CSVForm(), context) }
      let page = try PageRequest(of: request, sortedBy: count)
      let result = try context.store.read { try body(query, page, $0) }
      var response = try HTTPResponse(Answer(result))
      response.headers["Link"] = result.nextCursor.map(query.link)
      return response
    }
    var csv = RouteDescription(
      "GET", "\(pattern).csv", summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(200, summary, mediaTypes: ["text/csv"])])
    csv.parameters = parameters + RouteDescription.optionalPaging + CSVForm.parameters
    csv.takesAsOf = asOf
    return [
      list,
      Route(csv) { request, admission, context in
        let query = QueryRequest(http: request, admission)
        return try table(query, CSVForm(asked: query), context)
      },
    ]
  }

  /// What changes no business state, a POST where nothing else is said: operators' actions, sessions. It takes no
  /// idempotency key, so that its answer is stored nowhere. 204 answers without a body. Without `roles` it is open to
  /// everybody.
  public static func action<Body: Command, Result: Codable & Sendable>(
    _ pattern: String, _ summary: Localized, tag: String, method: String = "POST", roles: Set<Role>?,
    scope: Scope, answers status: Int = 200, bodyLimit: Int = Body.bodyLimit,
    parameters: [RouteDescription.Parameter] = [],
    _ body: @escaping @Sendable (CommandRequest<Body>, RouteContext) async throws -> Answer<Result>
  ) -> Route {
    var description = RouteDescription(
      method, pattern, summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(status, summary, status == 204 ? nil : Result.self)])
    if method != "GET", method != "DELETE" { description.body = Body.self }
    description.parameters = parameters
    return Route(description, bodyLimit: bodyLimit) { request, admission, context in
      let command = CommandRequest<Body>(body: try decode(request), http: request, admission)
      return try HTTPResponse(try await body(command, context))
    }
  }

  /// A page or another answer that is no JSON; `roles` nil lets everybody in. `refusals`: the statuses of pages that say
  /// why a customer's link does not open it.
  public static func page(
    _ method: String = "GET", _ pattern: String, _ summary: Localized, tag: String, roles: Set<Role>?, scope: Scope,
    mediaType: String = "text/html", takes bodyMediaTypes: [String] = [],
    parameters: [RouteDescription.Parameter] = [], refusals: [Int] = [], bodyLimit: Int = BodyLimit.fields,
    _ body: @escaping @Sendable (QueryRequest, RouteContext) async throws -> HTTPResponse
  ) -> Route {
    var description = RouteDescription(
      method, pattern, summary, tag: tag, roles: roles, scope: scope,
      answers: [RouteDescription.Answer(200, summary, mediaTypes: [mediaType])])
    description.bodyMediaTypes = bodyMediaTypes
    description.answers += refusals.map {
      RouteDescription.Answer($0, CustomerPage.refusal, mediaTypes: [mediaType])
    }
    description.parameters = parameters
    return Route(description, bodyLimit: bodyLimit) { request, admission, context in
      try await body(QueryRequest(http: request, admission), context)
    }
  }

  /// The body as a command; none at all is an empty object, since a verb may need no more.
  private static func decode<Body: Command>(_ request: HTTPRequest) throws -> Body {
    guard !request.body.isEmpty else { return try StrictDecoder.decode(from: Array("{}".utf8)) }
    try requireJSON(request)
    return try StrictDecoder.decode(from: request.body)
  }

  private static func requireJSON(_ request: HTTPRequest) throws {
    let type = request.headers["Content-Type"]?.lowercased() ?? "application/json"
    guard type.hasPrefix("application/json") || type.hasPrefix("application/problem+json") else {
      throw Problem(
        415, "not-json-type", title: Localized(zh: "不支持的内容类型", en: "This content type is not supported"),
        detail: Localized(
          zh: "请以 Content-Type: application/json 发送。", en: "Send it as Content-Type: application/json."))
    }
  }

  /// A day of grace for clocks that are ahead.
  private static func checkTime(of command: CommandRequest<some Command>, at now: Instant) throws {
    guard let occurredAt = command.body.occurredAt else { return }
    if !command.caller.roles.contains(.operations) { try askForTime(of: command, occurredAt) }
    guard occurredAt <= now.adding(seconds: 86_400) else {
      throw StrictDecoder.invalidFields([
        FieldError(
          pointer: "/occurredAt", code: "in-the-future",
          detail: Localized(zh: "发生时间不能在未来。", en: "It cannot have happened in the future."))
      ])
    }
  }
}

extension Route {
  /// Where the command may need an approval and says why it should get one, a manager decides about its time.
  private static func askForTime(of command: CommandRequest<some Command>, _ time: Instant) throws {
    let approvable = command.body as? any ApprovableCommand
    guard approvable?.approvalReason == nil else {
      let need = ApprovalNeed(
        rule: .backdating, chinese: "发生时间写为 \(time)，而不是登记时间", english: "it is said to have happened at \(time), not now"
      )
      return command.needs.note(need, of: nil)
    }
    throw Problem(
      403, "occurred-at-not-allowed",
      title: Localized(zh: "无权指定发生时间", en: "You may not say when it happened"),
      detail: approvable == nil
        ? Localized(
          zh: "只有角色 operations 可以填写 occurredAt；请去掉该字段。",
          en: "Only role operations may send occurredAt; leave the field out.")
        : Localized(
          zh: "只有角色 operations 可以填写 occurredAt；请去掉该字段，或填写 approvalReason，由经理审批。",
          en:
            "Only role operations may send occurredAt; leave the field out, or add 'approvalReason' and have a manager decide."
        ))
  }
}

/// What a route may use.
public struct RouteContext: Sendable {
  public let store: Store
  public let time: TimeSource
  public let trace: TraceContext
  public let requestID: String
  public let log: Log
  /// What tokens are signed and verified with; nil for a service without a key.
  public let tokens: Tokens?
  /// In which role the caller acts.
  let actingRole: Role?
  /// How requests for approvals are kept; nil for a service that has none.
  let approvals: ApprovalKeeper?
  let commands: Commands
  /// What people call the things whose ids stand in lists.
  let names: [NameTable]
  /// Whether clients speak TLS, so that cookies are for encrypted connections only.
  public let isTLS: Bool
  /// Whether the service listens on this machine's loopback alone.
  public let isLoopback: Bool

  /// What the token of a request says; nil without one that is good.
  public func verified(_ request: HTTPRequest) -> Tokens.Verified? {
    guard let tokens, let token = Access.token(of: request) else { return nil }
    return try? tokens.verify(token, at: time.now())
  }

  /// Who and what a transaction of this request is for.
  public func cause(of caller: Caller) -> Cause {
    Cause(
      actor: caller.subject, actorRole: actingRole?.rawValue, correlationID: requestID, traceparent: trace.traceparent,
      tracestate: trace.state)
  }
}
