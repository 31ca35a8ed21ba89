import HTTP
import Kernel
import SQLite
import ServiceRuntime

/// `GET /v1/live`: server-sent events that say how far each source is read, whenever that changes, so that a page can
/// refresh what it shows.
enum LiveRoute {
  /// How often it is looked; a change is told within this time.
  private static let pause = Duration.milliseconds(500)
  /// A comment so often shows on both ends whether the other is still there.
  private static let looksPerHeartbeat = 20

  /// `companies`: of these together.
  static func route(of companies: Companies? = nil) -> Route {
    let title = Localized(zh: "实时变化（server-sent events）", en: "Changes as they come (server-sent events)")
    return .page(
      "GET", "/v1/live", title, tag: "dashboard", roles: .everyone, scope: .company, mediaType: "text/event-stream"
    ) { query, context in
      HTTPResponse(
        headers: [
          "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no",
        ],
        body: .stream { writer in try await follow(query.http, context, companies, writer) })
    }
  }

  /// Until the client leaves or the server stops: then writing throws; or until its token is good no more.
  private static func follow(
    _ request: HTTPRequest, _ context: RouteContext, _ companies: Companies?, _ writer: any HTTPBodyWriter
  ) async throws {
    var told = ""
    var looks = 0
    try await writer.write(Array("retry: 2000\n\n".utf8))
    while context.tokens == nil || context.verified(request) != nil {
      let now =
        try companies?.all.map { "\($0.code)" + ((try? $0.read { try positions($0) }) ?? "") }.joined()
        ?? context.store.read { try positions($0) }
      if now != told {
        told = now
        looks = 0
        try await writer.write(ServerSentEvent(event: "positions", data: now).bytes)
      } else if looks >= looksPerHeartbeat {
        looks = 0
        try await writer.write(ServerSentEvent.heartbeat)
      }
      looks += 1
      try await Task.sleep(for: pause)  // between two looks
    }
  }

  /// `{"leads":12,"sales":3}`: events applied of each source.
  private static func positions(_ database: Database) throws -> String {
    let counts = try database.all(
      "SELECT source, sum(applied) FROM positions GROUP BY source ORDER BY source"
    ) { "\"\($0.text(0))\":\($0.integer(1))" }
    return "{\(counts.joined(separator: ","))}"
  }
}
