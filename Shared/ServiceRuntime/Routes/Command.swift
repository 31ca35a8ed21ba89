import Contracts
import HTTP
import JSON
import Kernel
import Persistence

/// What a client asks a service to do: the body of a POST, PATCH or PUT.
public protocol Command: Decodable, Sendable {
  /// When it happened for the business; only role `operations` may say so (imports, history), others where it is an
  /// `ApprovableCommand` and a manager agrees. Now without it.
  var occurredAt: Instant? { get }
  /// Bytes that its body may have; beyond it 413.
  static var bodyLimit: Int { get }
}

extension Command {
  public static var bodyLimit: Int { BodyLimit.fields }
}

/// Bytes that a body may have, by what it is.
public enum BodyLimit {
  /// Some fields: among them a text of the greatest length, 10,000 characters, in whatever way it is escaped.
  public static let fields = 64 << 10
  /// Lines, a company's own fields, several long texts: more than an event may have, which is told by its own problem.
  public static let lines = 512 << 10
  /// A file that one transaction takes.
  public static let batch = 1 << 20
  /// A file that is taken in pieces, or a page of an event journal.
  public static let file = 16 << 20
}

/// A command with who gave it and where.
public struct CommandRequest<Body: Command>: Sendable {
  public let body: Body
  public let http: HTTPRequest
  let admission: Admission
  /// What it needs an approval for.
  let needs: ApprovalNeeds
  /// The service's commands, for one that carries out another.
  let commands: Commands?

  init(
    body: Body, http: HTTPRequest, _ admission: Admission, commands: Commands? = nil, granted: [ApprovalNeed] = []
  ) {
    (self.body, self.http, self.admission, self.commands) = (body, http, admission, commands)
    needs = ApprovalNeeds(granted: granted)
  }

  /// For tests that run a command without its route: of a route of that scope, admitted by all of the caller's roles.
  package init(body: Body, caller: Caller, http: HTTPRequest, scope: Scope = .company, now: Instant) {
    let route = RouteDescription(
      http.method, http.path, Localized(zh: "", en: ""), tag: "", roles: .everyone, scope: scope, answers: [])
    self.init(body: body, http: http, Admission(caller, to: route, at: now))
  }

  public var caller: Caller { admission.caller }

  /// What the caller sees of the route's scope, and so may change. A route of a scope that never asks is refused.
  public var visibility: Visibility { admission.visibility() }

  /// What the caller sees of something else that the command names.
  public func visibility(of scope: Scope) -> Visibility { admission.visibility(in: scope) }

  /// The query parameters that its route declares.
  var declared: Set<String>? { admission.declared }

  /// The id that stands in the path under that name.
  public func id<Subject>(_ name: String = "id") -> ID<Subject> { ID(http.parameters[name] ?? "") }

  /// The text that stands in the path under that name.
  public func parameter(_ name: String) -> String { http.parameters[name] ?? "" }

  /// A query parameter's text; nil where it is absent or empty. The route must declare it.
  public func query(_ name: String) -> String? { http.text(of: name, declared) }

  /// When it happened for the business: what the body says, or now.
  public func occurredAt(in unit: borrowing UnitOfWork) -> Instant { body.occurredAt ?? unit.now }

  /// Refuses an edit of a version that somebody else has changed meanwhile (428, 412).
  public func requireMatch(version: Int) throws {
    try EntityTag(version: version).require(ifMatchOf: http)
  }
}

/// A query with who asks.
public struct QueryRequest: Sendable {
  public let http: HTTPRequest
  let admission: Admission

  init(http: HTTPRequest, _ admission: Admission) {
    (self.http, self.admission) = (http, admission)
  }

  /// For tests that ask without a route: of a route of that scope, admitted by all of the caller's roles.
  package init(caller: Caller, http: HTTPRequest, scope: Scope = .company, now: Instant) {
    let route = RouteDescription(
      http.method, http.path, Localized(zh: "", en: ""), tag: "", roles: .everyone, scope: scope, answers: [])
    self.init(http: http, Admission(caller, to: route, at: now))
  }

  public var caller: Caller { admission.caller }
  /// The present.
  public var now: Instant { admission.now }

  /// What the caller sees of the route's scope. A route of a scope that never asks is refused.
  public var visibility: Visibility { admission.visibility() }

  /// What the caller sees of something else that the answer holds.
  public func visibility(of scope: Scope) -> Visibility { admission.visibility(in: scope) }

  /// The query parameters that its route declares; nil where it is none of a route.
  var declared: Set<String>? { admission.declared }

  /// The id that stands in the path under that name.
  public func id<Subject>(_ name: String = "id") -> ID<Subject> { ID(http.parameters[name] ?? "") }

  public func parameter(_ name: String) -> String { http.parameters[name] ?? "" }

  /// A query parameter's text; nil where it is absent or empty. The route must declare it.
  public func text(_ name: String) -> String? { http.text(of: name, declared) }

  /// The `Link` to the next page: what was asked, from the cursor on.
  public func link(_ cursor: String) -> String {
    let others = http.query.filter { $0.name != "cursor" }
    let query = (others + [(name: "cursor", value: cursor)]).map {
      "\(ReturnAddress.encoded($0.name))=\(ReturnAddress.encoded($0.value))"
    }
    return "<\(http.path)?\(query.joined(separator: "&"))>; rel=\"next\""
  }

  /// A query parameter as a day. Throws 422 naming it where the text is no day that exists.
  public func date(_ name: String) throws -> BusinessDate? {
    guard let text = text(name) else { return nil }
    guard let date = BusinessDate(text) else {
      throw Problem.invalidQuery(
        name, "invalid-date",
        Localized(
          zh: "“\(text)”不是存在的日期;请写成 2026-11-22。", en: "'\(text)' is no day that exists; write it as 2026-11-22."))
    }
    return date
  }

  /// A query parameter as an instant. Throws 422 naming it where the text is none.
  public func instant(_ name: String) throws -> Instant? {
    guard let text = text(name) else { return nil }
    guard let instant = Instant(text) else {
      throw Problem.invalidQuery(
        name, "invalid-instant",
        Localized(
          zh: "“\(text)”不是时刻；请写成 2026-11-22T08:30:00.000Z。",
          en: "'\(text)' is no instant; write it as 2026-11-22T08:30:00.000Z."))
    }
    return instant
  }

  /// The day that the answer depends on: `asOf`, or today in the company's zone.
  public func asOf() throws -> BusinessDate { try date("asOf") ?? CompanyZone.day(at: now) }

  /// Throws 422 for a parameter whose value is not one of these.
  public func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, of type: Choice.Type) throws -> Choice?
  where Choice.RawValue == String {
    guard let text = text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let allowed = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem.invalidQuery(
        name, "not-allowed",
        Localized(zh: "不接受“\(text)”;可用的值:\(allowed)。", en: "'\(text)' is not taken; use one of \(allowed)."))
    }
    return choice
  }
}

extension HTTPRequest {
  /// A parameter that a route does not declare is refused before the route could read it.
  fileprivate func text(of name: String, _ declared: Set<String>?) -> String? {
    assert(declared?.contains(name) ?? true, "a route reads '\(name)' and does not declare it in its parameters")
    return query(name).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// What a command or a query answers.
public struct Answer<Body: Codable & Sendable>: Sendable {
  public var status: Int
  public var body: Body
  /// Counts the edits of the resource; becomes its ETag.
  public var version: Int?
  public var location: String?
  /// Further fields: cookies.
  public var headers: HTTPHeaders = [:]
  /// What is remembered of it under an idempotency key.
  public var remembered = Remembered.whole

  /// What the same command is answered with when it comes again.
  public enum Remembered: Sendable {
    case whole
    /// The same without what only the first answer tells: a link.
    case without(Body)
    /// That it was told once: the answer is a link.
    case nothing
  }

  public init(_ body: Body, status: Int = 200, version: Int? = nil, location: String? = nil) {
    self.body = body
    self.status = status
    self.version = version
    self.location = location
  }

  /// 201 with the new resource's place.
  public static func created(_ body: Body, at location: String, version: Int? = 1) -> Answer {
    Answer(body, status: 201, version: version, location: location)
  }
}

/// A page of a list.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
  public var items: [Item]
  /// Where the next page begins; absent at the end.
  public var nextCursor: String?

  /// Cuts off the row too many that was read to know whether there is a next page, and says where it begins.
  public init(_ rows: [Item], limit: Int, cursor: (Item) -> [JSON]) {
    items = Array(rows.prefix(limit))
    nextCursor = rows.count > limit ? items.last.map { Cursor(cursor($0)).text } : nil
  }

  public init(all items: [Item]) {
    self.items = items
  }
}

/// Answers without content of their own.
public struct Nothing: Codable, Sendable {
  public init() {}
}
