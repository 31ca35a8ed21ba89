import HTTP
import JSON
import Kernel
import Persistence
import ServiceRuntime

extension Route {
  /// `POST` of a CSV whose rows become business facts; `?dryRun=true` answers the same and changes nothing (H3). A row
  /// that is refused hinders no other. Rows are taken in pieces, and their results are sent as they are there, after the
  /// number of all rows: whoever reads along sees how far it is. Where it is cut off, the same file sent again goes on,
  /// since what is here is known.
  public static func importing<Result: ImportResult>(
    _ path: String, _ summary: Localized, roles: Set<Role>, _ format: ImportFormat<Result>
  ) -> Route {
    var route = Route.page(
      "POST", path, summary, tag: "imports", roles: roles, scope: .company, mediaType: "application/json",
      takes: ["text/csv"], parameters: [.init("dryRun", Localized(zh: "true：只检查", en: "true: check only"))]
    ) { query, context in
      let run = ImportRun(
        format: format, isDryRun: query.text("dryRun") == "true",
        language: Language(accepting: query.http.headers["Accept-Language"]),
        rows: try CSVTable(query.http.body, columns: format.columns, required: format.required).rows,
        cause: context.cause(of: query.caller), store: context.store)
      // The first piece before the answer has begun, so that a service that takes no commands says so by its status.
      let first = try await run.results(of: run.rows.prefix(ImportRun<Result>.piece), knowing: [:])
      return HTTPResponse(
        headers: ["Content-Type": "application/json", "X-Accel-Buffering": "no"],
        body: .stream { writer in try await run.follow(first, writer) })
    }
    route.bodyLimit = BodyLimit.file
    return route
  }
}

/// One import.
private struct ImportRun<Result: ImportResult>: Sendable {
  typealias Taken = [[String?]: (row: CSVTable.Row, result: Result)]

  let format: ImportFormat<Result>
  let isDryRun: Bool
  let language: Language
  let rows: [CSVTable.Row]
  let cause: Cause
  let store: Store

  /// Rows of a transaction: others have their turn between them.
  static var piece: Int { 100 }

  func follow(_ first: [Result], _ writer: any HTTPBodyWriter) async throws {
    try await writer.write(Array("{\"dryRun\":\(isDryRun),\"rows\":\(rows.count),\"results\":[".utf8))
    var counts: [Result.Outcome: Int] = [:]
    var taken: Taken = [:]
    var results = first
    var done = 0
    while true {
      var text: [UInt8] = []
      for (row, result) in zip(rows[done...], results) {
        counts[result.outcome, default: 0] += 1
        if isDryRun, result.isTaken { taken[format.identity(of: row)] = (row, result) }
        text += Array((done == 0 && text.isEmpty ? "" : ",").utf8) + (try JSON(encoding: result).bytes)
      }
      try await writer.write(text)
      done += results.count
      guard done < rows.count else { break }
      results = try await self.results(of: rows[done...].prefix(Self.piece), knowing: taken)
    }
    let totals = Result.Outcome.allCases.map { ",\"\($0.rawValue)\":\(counts[$0, default: 0])" }.joined()
    try await writer.write(Array("]\(totals)}".utf8))
  }

  /// What becomes of some rows, in a transaction. A dry run knows of its own earlier pieces what it has taken.
  func results(of part: ArraySlice<CSVTable.Row>, knowing taken: Taken) async throws -> [Result] {
    try await store.transaction(for: cause) { unit in
      try unit.perform(dryRun: isDryRun) {
        var results: [Result] = []
        for row in part {
          let earlier = taken[format.identity(of: row)]
          results.append(try earlier.map { again(row, $0) } ?? result(of: row, unit))
        }
        return results
      }
    }
  }

  private func result(of row: CSVTable.Row, _ unit: borrowing UnitOfWork) throws -> Result {
    switch try unit.attempt({ try format.take(row, unit) }) {
    case .success(let result): result
    case .failure(let problem): .refused(row, because: problem.reason[language], beside: nil)
    }
  }

  private func again(_ row: CSVTable.Row, _ earlier: (row: CSVTable.Row, result: Result)) -> Result {
    guard format.required.allSatisfy({ row[$0] == earlier.row[$0] }) else {
      let reason = Localized(
        zh: "与第 \(earlier.row.number) 行编号相同，内容不同。",
        en: "It names the same as row \(earlier.row.number), with other content.")
      return .refused(row, because: reason[language], beside: earlier.result)
    }
    return .known(row, as: earlier.result)
  }
}
