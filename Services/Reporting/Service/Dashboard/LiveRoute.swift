import HTTP
import JSON
import Kernel
import SQLite
import ServiceRuntime

/// `GET /v1/live`: server-sent events that say how far each source is read, and which reports have changed in which rows,
/// of what the reader sees, so that a page can refresh what it shows and nothing else
/// (`Services/Reporting/README.md#live`).
enum LiveRoute {
  /// How often it is looked; a change is told within this time.
  private static let pause = Duration.milliseconds(500)
  /// A comment so often shows on both ends whether the other is still there.
  private static let looksPerHeartbeat = 20
  /// Reports are told of at most once in so many looks.
  private static let looksPerReports = 4

  /// `companies`: of these together, of which only the reports are told that may have changed.
  static func route(of companies: Companies? = nil) -> Route {
    let title = Localized(
      zh: "实时变化：已读位置、有变化的报表与行（server-sent events）",
      en: "Changes as they come: positions, reports and rows that have changed (server-sent events)")
    return .page(
      "GET", "/v1/live", title, tag: "dashboard", roles: .everyone, scope: .company, mediaType: "text/event-stream"
    ) { query, context in
      HTTPResponse(
        headers: [
          "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no",
        ],
        body: .stream { writer in try await follow(query, context, companies, writer) })
    }
  }

  /// Until the client leaves or the server stops: then writing throws; or until its token is good no more.
  private static func follow(
    _ query: QueryRequest, _ context: RouteContext, _ companies: Companies?, _ writer: any HTTPBodyWriter
  ) async throws {
    var told = ""
    var looks = 0
    var reported = try positions(context, companies)
    var changes = try companies == nil ? context.store.read { try ReportChanges(in: $0) } : nil
    var rest = 0
    try await writer.write(Array("retry: 2000\n\n".utf8))
    while context.tokens == nil || context.verified(query.http) != nil {
      let now = try positions(context, companies)
      if now != told {
        told = now
        looks = 0
        try await writer.write(ServerSentEvent(event: "positions", data: now).bytes)
      } else if looks >= looksPerHeartbeat {
        looks = 0
        try await writer.write(ServerSentEvent.heartbeat)
      }
      rest -= 1
      if rest <= 0, now != reported {
        rest = looksPerReports
        let found: [JSON]
        if let known = changes {
          (changes, found) = try context.store.read { database in
            var next = known
            let found = try next.take(query, in: database)
            return (next, found)
          }
        } else {
          found = ReportChanges.all(for: query)
        }
        reported = now
        if !found.isEmpty {
          let data = String(decoding: JSON.object([JSON.Member("reports", .array(found))]).bytes, as: UTF8.self)
          try await writer.write(ServerSentEvent(event: "reports", data: data).bytes)
        }
      }
      looks += 1
      try await Task.sleep(for: pause)  // between two looks
    }
  }

  /// Of a company that cannot be read nothing.
  private static func positions(_ context: RouteContext, _ companies: Companies?) throws -> String {
    try companies?.all.map { "\($0.code)" + ((try? $0.read { try positions($0) }) ?? "") }.joined()
      ?? context.store.read { try positions($0) }
  }

  /// `{"leads":12,"sales":3}`: events applied of each source.
  private static func positions(_ database: Database) throws -> String {
    let counts = try database.all(
      "SELECT source, sum(applied) FROM positions GROUP BY source ORDER BY source"
    ) { "\"\($0.text(0))\":\($0.integer(1))" }
    return "{\(counts.joined(separator: ","))}"
  }
}

/// Which reports have changed since a reader was last told, and in which rows: found by the facts that came since.
struct ReportChanges: Sendable {
  /// So many rows of a grouping are named; of more, any may have changed.
  static let limit = 100

  /// The last fact of each table that was there then.
  private var lasts: [String: Int64]

  /// Nothing has changed yet.
  init(in database: Database) throws {
    lasts = try Self.lasts(in: database)
  }

  /// What has changed of what the reader sees: `{"report":"sales","rows":{"shop":["s-1"],…}}`, without rows where any of them
  /// may have.
  mutating func take(_ query: QueryRequest, in database: Database) throws -> [JSON] {
    let (before, present) = (lasts, try Self.lasts(in: database))
    lasts = present
    return try ReportShape.all.compactMap { shape in
      guard shape.isRead(by: query) else { return nil }
      // Those of leads and receivables are made of rows that change.
      guard shape.isAppended else { return Self.any(of: shape) }
      let (first, last) = (before[shape.facts] ?? 0, present[shape.facts] ?? 0)
      guard last != first else { return nil }
      // Emptied and read anew.
      guard last > first else { return Self.any(of: shape) }
      let rows = try shape.rows(behind: first, query.visibility(of: shape.scope).seen, in: database)
      guard let rows else { return nil }
      return .object([JSON.Member("report", .string(shape.name.rawValue)), JSON.Member("rows", rows)])
    }
  }

  /// All that the reader may read, in whatever rows.
  static func all(for query: QueryRequest) -> [JSON] {
    ReportShape.all.filter { $0.isRead(by: query) }.map(any)
  }

  private static func any(of shape: ReportShape) -> JSON {
    .object([JSON.Member("report", .string(shape.name.rawValue))])
  }

  private static func lasts(in database: Database) throws -> [String: Int64] {
    let tables = Set(ReportShape.all.filter(\.isAppended).map(\.facts))
    return try tables.reduce(into: [:]) { lasts, table in
      lasts[table] = try database.first("SELECT coalesce(max(rowid), 0) FROM \(table)") { $0.integer(0) }
    }
  }
}

extension ReportShape {
  fileprivate func isRead(by query: QueryRequest) -> Bool { entry(for: query, filters: [], in: .english) != nil }

  /// The keys of rows, by each grouping, that facts behind a place belong to; nil where none is in the cut.
  fileprivate func rows(behind place: Int64, _ cut: Visibility.Cut, in database: Database) throws -> JSON? {
    var members: [JSON.Member] = []
    for grouping in groupings {
      let values: [any Bindable] = [place, ReportChanges.limit + 1] + (cut.isAll ? [] : cut.values)
      let keys = try database.all(
        "SELECT DISTINCT \(grouping.key) FROM \(facts) WHERE \(facts).rowid > ?1\(condition(cut, 3)) LIMIT ?2", values
      ) { $0.text(0) }
      if keys.isEmpty { return nil }
      if keys.count <= ReportChanges.limit {
        members.append(JSON.Member(grouping.name, .array(keys.sorted().map { .string($0) })))
      }
    }
    return .object(members)
  }
}
