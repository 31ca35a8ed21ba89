import Glibc
import HTTP
import Kernel
import Persistence
import ServiceRuntime

/// `/v1/snapshot`: what there is for analysts, for those who see all of the company (`Services/Reporting/README.md#snapshots`).
struct SnapshotRoutes: Sendable {
  let snapshots: Snapshots

  private static let tag = "analytics"
  /// Operations sees names and phones masked; here there are none.
  private static let readers: Set<Role> = [.manager, .operations, .auditor]

  var routes: [Route] { [file, begin, status] }

  private var file: Route {
    .page(
      "GET", "/v1/snapshot",
      Localized(zh: "最新的分析快照（SQLite 文件）", en: "The newest snapshot for analysts (a file of SQLite)"),
      tag: Self.tag, roles: Self.readers, scope: .company, mediaType: "application/vnd.sqlite3"
    ) { [snapshots] query, context in
      guard let file = try await snapshots.fetched(of: context.store, context.log) else {
        throw snapshots.failure.map(Problem.failed) ?? Problem.beingMade
      }
      let tag = EntityTag(content: Array("\(file.madeAt) \(file.bytes)".utf8))
      var headers: HTTPHeaders = ["ETag": tag.field, "Last-Modified": httpDate(file.madeAt)]
      if tag.isKnown(to: query.http) { return HTTPResponse(status: 304, headers: headers) }
      let stamp = file.madeAt.description.prefix(19).filter { $0 != "-" && $0 != ":" }
      headers["Content-Type"] = "application/vnd.sqlite3"
      headers["Content-Disposition"] = "attachment; filename=\"joinery-\(stamp)Z.sqlite\""
      return HTTPResponse(headers: headers, body: .file(path: file.path))
    }
  }

  private var begin: Route {
    .action(
      "/v1/snapshot", Localized(zh: "开始生成新的分析快照", en: "Begin to make a new snapshot"), tag: Self.tag,
      roles: Self.readers.subtracting([.auditor]), scope: .company, answers: 202
    ) { [snapshots] (_: CommandRequest<NoContent>, context) in
      snapshots.begin(context.store, context.log)
      return Answer(try SnapshotStatus(snapshots, of: context.store), status: 202)
    }
  }

  private var status: Route {
    .action(
      "/v1/snapshot/status", Localized(zh: "分析快照的状态", en: "Which snapshot there is, and how far a new one is"),
      tag: Self.tag,
      method: "GET", roles: Self.readers, scope: .company
    ) { [snapshots] (_: CommandRequest<NoContent>, context) in
      Answer(try SnapshotStatus(snapshots, of: context.store))
    }
  }
}

/// Which snapshot there is, and how far a new one is.
struct SnapshotStatus: Codable, Sendable {
  var newest: SnapshotAbout?
  var bytes: Int64?
  /// What is being made.
  var making: Snapshots.Progress?
  /// Why the last one could not be made.
  var failure: String?

  init(_ snapshots: Snapshots, of store: Store) throws {
    (making, failure) = (snapshots.making, snapshots.failure)
    // One that is being made may take its place just now.
    guard let file = try snapshots.newest(of: store), let about = try? Snapshot.about(file.path) else { return }
    newest = about
    bytes = file.bytes
  }
}

/// As header fields have it: `Sun, 22 Nov 2026 08:30:00 GMT`.
private func httpDate(_ instant: Instant) -> String {
  var seconds = time_t(instant.milliseconds / 1000)
  var parts = tm()
  gmtime_r(&seconds, &parts)
  return String(unsafeUninitializedCapacity: 40) { buffer in
    buffer.withMemoryRebound(to: CChar.self) { text in
      text.baseAddress.map { strftime($0, 40, "%a, %d %b %Y %H:%M:%S GMT", &parts) } ?? 0
    }
  }
}

extension Problem {
  fileprivate static func failed(_ reason: String) -> Problem {
    var problem = Problem(
      503, "snapshot-failed", title: Localized(zh: "快照未能生成", en: "The snapshot could not be made"),
      detail: Localized(zh: "\(reason)；请在排除原因后重试。", en: "\(reason); try again once that is mended."))
    problem.retryAfter = 60
    return problem
  }

  fileprivate static var beingMade: Problem {
    var problem = Problem(
      503, "snapshot-being-made", title: Localized(zh: "快照正在生成", en: "The snapshot is being made"),
      detail: Localized(
        zh: "请稍后重试；GET /v1/snapshot/status 显示进度。",
        en: "Try again in a moment; GET /v1/snapshot/status says how far it is."))
    problem.retryAfter = 2
    return problem
  }
}
