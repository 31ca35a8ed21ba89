import HTTP
import JSON
import Kernel
import Persistence
import SQLite

/// The routes of one kind of thing under `/v1/<plural>`: who reads it and who changes it is said once.
public struct Resource: Sendable {
  private let path: String
  private let key: String
  private let tag: String
  private let readers: Set<Role>
  private let writers: Set<Role>
  private let scope: Scope

  /// `key` is the name of the id in paths, `/v1/products/{sku}`; `scope` is what its routes touch; `tag` groups the
  /// routes in the OpenAPI document, by the plural where it is not given.
  public init(
    _ plural: String, key: String = "id", tag: String? = nil, scope: Scope, readers: Set<Role>, writers: Set<Role>
  ) {
    path = "/v1/\(plural)"
    self.key = "{\(key)}"
    self.tag = tag ?? plural
    self.readers = readers
    self.writers = writers
    self.scope = scope
  }

  /// `POST /v1/<plural>`: makes one, answered with 201 and its place. `scope`: what it touches where that is less than
  /// the others do.
  public func add<Body: Command, Result: Codable & Sendable>(
    _ summary: Localized, roles: Set<Role>? = nil, scope: Scope? = nil, answers status: Int = 201,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Answer<Result>
  ) -> Route {
    .command("POST", path, summary, tag: tag, roles: roles ?? writers, scope: scope ?? self.scope, answers: status, run)
  }

  /// `POST /v1/<plural>/{id}/<verb>`: a change of state that is more than an edit.
  public func act<Body: Command, Result: Codable & Sendable>(
    _ verb: String, _ summary: Localized, roles: Set<Role>? = nil, answers status: Int = 200,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Answer<Result>
  ) -> Route {
    .command(
      "POST", "\(path)/\(key)/\(verb)", summary, tag: tag, roles: roles ?? writers, scope: scope, answers: status, run)
  }

  /// `PATCH /v1/<plural>/{id}` with `If-Match`.
  public func edit<Body: Command, Result: Codable & Sendable>(
    _ summary: Localized, roles: Set<Role>? = nil,
    _ run: @escaping @Sendable (CommandRequest<Body>, borrowing UnitOfWork) throws -> Answer<Result>
  ) -> Route {
    .command("PATCH", "\(path)/\(key)", summary, tag: tag, roles: roles ?? writers, scope: scope, edits: true, run)
  }

  /// `GET /v1/<plural>/{id}`, or what stands under it.
  public func item<Result: Codable & Sendable>(
    _ summary: Localized, under suffix: String = "", roles: Set<Role>? = nil,
    parameters: [RouteDescription.Parameter] = [], asOf: Bool = false,
    _ find: @escaping @Sendable (QueryRequest, Database) throws -> Answer<Result>
  ) -> Route {
    .query(
      "\(path)/\(key)\(suffix)", summary, tag: tag, roles: roles ?? readers, scope: scope, parameters: parameters,
      asOf: asOf, find)
  }

  /// `GET /v1/<plural>/{id}.html` and the like: one of them in another form.
  public func page(
    _ suffix: String, _ summary: Localized, mediaType: String = "text/html", roles: Set<Role>? = nil,
    parameters: [RouteDescription.Parameter] = [],
    _ make: @escaping @Sendable (QueryRequest, Database) throws -> HTTPResponse
  ) -> Route {
    .page(
      "GET", "\(path)/\(key)\(suffix)", summary, tag: tag, roles: roles ?? readers, scope: scope, mediaType: mediaType,
      parameters: parameters
    ) { query, context in try context.store.read { try make(query, $0) } }
  }

  /// `GET /v1/<plural>`, or a list under one of them (`/{id}/members`), in the order of one text that `cursor` gives.
  /// `atOnce` as of `Route.list`.
  public func list<Item: Codable & Sendable>(
    _ summary: Localized, under suffix: String = "", roles: Set<Role>? = nil, of type: Item.Type = Item.self,
    parameters: [RouteDescription.Parameter] = [], asOf: Bool = false, atOnce: Bool = false,
    by cursor: @escaping @Sendable (Item) -> String,
    _ read: @escaping @Sendable (QueryRequest, PageRequest, Database) throws -> [Item]
  ) -> [Route] {
    list(
      summary, under: suffix, roles: roles, parameters: parameters, asOf: asOf, atOnce: atOnce, sortedBy: 1,
      by: { [.string(cursor($0))] }, read)
  }

  /// The same in an order of several values, as many as `sortedBy` says. `read` gives up to `rows` of the page's request,
  /// which is one more than a page has.
  public func list<Item: Codable & Sendable>(
    _ summary: Localized, under suffix: String = "", roles: Set<Role>? = nil, of type: Item.Type = Item.self,
    parameters: [RouteDescription.Parameter] = [], asOf: Bool = false, atOnce: Bool = false, sortedBy count: Int,
    by cursor: @escaping @Sendable (Item) -> [JSON],
    _ read: @escaping @Sendable (QueryRequest, PageRequest, Database) throws -> [Item]
  ) -> [Route] {
    Route.list(
      suffix.isEmpty ? path : "\(path)\(suffix)", summary, tag: tag, roles: roles ?? readers, scope: scope,
      of: Item.self,
      parameters: parameters, asOf: asOf, atOnce: atOnce, sortedBy: count
    ) { query, page, database in
      Page(try read(query, page, database), limit: page.limit, cursor: cursor)
    }
  }
}

/// Lists routes, single ones and those that come as several, one under the other.
@resultBuilder
public enum Routes {
  public static func buildExpression(_ route: Route) -> [Route] { [route] }
  public static func buildExpression(_ routes: [Route]) -> [Route] { routes }
  public static func buildBlock(_ parts: [Route]...) -> [Route] { parts.flatMap { $0 } }
}
