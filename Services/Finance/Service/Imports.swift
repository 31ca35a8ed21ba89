import Contracts
import FinanceDomain
import HTTP
import JSON
import Kernel
import Persistence
import ServiceRuntime

/// Files of rows that become business facts, with a dry run that goes the same way and is then taken back (H3).
enum Imports {
  enum Outcome: String, Codable, CaseIterable, Sendable {
    /// Became a fact, or would.
    case taken
    /// Is here already, with the same content.
    case known
    /// Nobody is sure enough whose it is: see the suggestions.
    case unmatched
    /// Money that went out: not the affair of this import.
    case ignored
    case refused
  }

  struct Suggestion: Codable, Sendable {
    var customerId: ID<Customer>
    var name: String
    var orderId: ID<Order>?
    var receivableId: ID<Receivable>?
    /// `reference`, `phone`, `name`, `amount`
    var because: [String]
  }

  struct RowResult: Codable, Sendable {
    /// As a spreadsheet counts: the header is row 1.
    var row: Int
    var outcome: Outcome
    /// What it became.
    var id: String?
    var customerId: ID<Customer>?
    var reason: String?
    var suggestions: [Suggestion] = []
  }

  /// What a row is refused for.
  struct Refusal: Error {
    var reason: Localized
  }

  /// Takes back what a dry run did.
  private struct DryRun: Error {
    var results: [RowResult]
  }

  typealias Take =
    @Sendable (_ row: CSVTable.Row, _ unit: borrowing UnitOfWork) throws -> RowResult

  /// What an import reads.
  struct Format: Sendable {
    var columns: [String: [String]]
    var required: [String]
    /// Two rows with the same of these are the same fact.
    var identity: [String]
    var take: Take
  }

  /// Rows of a transaction: others have their turn between them.
  private static let piece = 100

  /// `POST` of a CSV; `?dryRun=true` answers the same and changes nothing. A row that is refused hinders no other. Rows
  /// are taken in pieces, and their results are sent as they are there, after the number of all rows: whoever reads
  /// along sees how far it is. Where it is cut off, the same file sent again goes on, since what is here is `known`.
  static func route(_ path: String, _ summary: Localized, roles: Set<Role>, _ format: Format) -> Route {
    var route = Route.page(
      "POST", path, summary, tag: "imports", roles: roles, mediaType: "application/json",
      takes: ["text/csv"], parameters: [.init("dryRun", Localized(zh: "true：只检查", en: "true: check only"))]
    ) { query, context in
      let run = Run(
        format: format, isDryRun: query.text("dryRun") == "true",
        language: Language(accepting: query.http.headers["Accept-Language"]),
        rows: try CSVTable(query.http.body, columns: format.columns, required: format.required).rows,
        cause: context.cause(of: query.caller), store: context.store)
      // The first piece before the answer has begun, so that a service that takes no commands says so by its status.
      let first = try await run.results(of: run.rows.prefix(piece), knowing: [:])
      return HTTPResponse(
        headers: ["Content-Type": "application/json", "Cache-Control": "no-store", "X-Accel-Buffering": "no"],
        body: .stream { writer in try await run.follow(first, writer) })
    }
    route.bodyLimit = 16 << 20
    return route
  }

  /// One import.
  private struct Run: Sendable {
    var format: Format
    var isDryRun: Bool
    var language: Language
    var rows: [CSVTable.Row]
    var cause: Cause
    var store: Store

    func follow(_ first: [RowResult], _ writer: any HTTPBodyWriter) async throws {
      try await writer.write(Array("{\"dryRun\":\(isDryRun),\"rows\":\(rows.count),\"results\":[".utf8))
      var counts: [Outcome: Int] = [:]
      var taken: [[String?]: (row: CSVTable.Row, result: RowResult)] = [:]
      var results = first
      var done = 0
      while true {
        var text: [UInt8] = []
        for (row, result) in zip(rows[done...], results) {
          counts[result.outcome, default: 0] += 1
          if isDryRun, result.outcome == .taken { taken[identity(of: row)] = (row, result) }
          text += Array((done == 0 && text.isEmpty ? "" : ",").utf8) + (try JSON(encoding: result).bytes)
        }
        try await writer.write(text)
        done += results.count
        guard done < rows.count else { break }
        results = try await self.results(of: rows[done...].prefix(Imports.piece), knowing: taken)
      }
      let totals = Outcome.allCases.map { ",\"\($0.rawValue)\":\(counts[$0, default: 0])" }.joined()
      try await writer.write(Array("]\(totals)}".utf8))
    }

    private func identity(of row: CSVTable.Row) -> [String?] { format.identity.map { row[$0] } }

    /// What becomes of some rows, in a transaction. A dry run knows of its own earlier pieces what it has taken.
    func results(
      of part: ArraySlice<CSVTable.Row>, knowing taken: [[String?]: (row: CSVTable.Row, result: RowResult)]
    ) async throws -> [RowResult] {
      do {
        return try await store.transaction(for: cause) { unit in
          var results: [RowResult] = []
          for row in part {
            let earlier = taken[identity(of: row)]
            results.append(try earlier.map { again(row, $0) } ?? Imports.take(row, by: format, in: language, unit))
          }
          if isDryRun { throw DryRun(results: results) }
          return results
        }
      } catch let undone as DryRun {
        return undone.results
      }
    }

    private func again(_ row: CSVTable.Row, _ earlier: (row: CSVTable.Row, result: RowResult)) -> RowResult {
      var result = earlier.result
      result.row = row.number
      let isSame = format.required.allSatisfy { row[$0] == earlier.row[$0] }
      result.outcome = isSame ? .known : .refused
      guard !isSame else { return result }
      result.id = nil
      result.reason =
        Localized(
          zh: "与第 \(earlier.row.number) 行编号相同，内容不同。",
          en: "It names the same as row \(earlier.row.number), with other content.")[language]
      return result
    }
  }

  private static func take(
    _ row: CSVTable.Row, by format: Format, in language: Language, _ unit: borrowing UnitOfWork
  ) throws -> RowResult {
    do {
      return try unit.savepoint { try format.take(row, unit) }
    } catch let refusal as Refusal {
      return RowResult(row: row.number, outcome: .refused, reason: refusal.reason[language])
    } catch let error as any ProblemConvertible {
      return RowResult(
        row: row.number, outcome: .refused, reason: (error.problem.detail ?? error.problem.title)[language])
    } catch let problem as Problem {
      return RowResult(
        row: row.number, outcome: .refused,
        reason: (problem.errors.first?.detail ?? problem.detail ?? problem.title)[language])
    }
  }
}

extension CSVTable.Row {
  /// A cell that must be there.
  func required(_ column: String) throws -> String {
    guard let text = self[column] else {
      throw Imports.Refusal(reason: Localized(zh: "“\(column)”不能为空。", en: "'\(column)' must not be empty."))
    }
    return text
  }

  /// A day: `2026-11-22`, or as banks write it, `20261122` and `2026/11/22`.
  func day(_ column: String) throws -> BusinessDate {
    let text = try required(column)
    let digits = text.filter(\.isNumber)
    let plain =
      digits.count == 8 && (text.count == 8 || text.count == 10)
      ? "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))" : text
    guard let day = BusinessDate(plain) else {
      throw Imports.Refusal(
        reason: Localized(zh: "“\(text)”不是存在的日期。", en: "'\(text)' is no day that exists."))
    }
    return day
  }

  /// An amount in yuan, or another currency's main unit: `12,999.00`; by its digits, never through binary floats.
  func money(_ column: String) throws -> Money {
    let text = try required(column)
    let code = self["currency"] ?? "CNY"
    func refused() -> Imports.Refusal {
      Imports.Refusal(
        reason: Localized(
          zh: "“\(text) \(code)”不是金额；请写成 12999.00。", en: "'\(text) \(code)' is no amount; write it as 12999.00."))
    }
    guard let currency = Currency(code) else { throw refused() }
    let plain = text.replacing(",", with: "").replacing("¥", with: "").replacing("￥", with: "")
    let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard (1...2).contains(parts.count), decimals.count <= currency.exponent, decimals.allSatisfy(\.isASCII),
      decimals.allSatisfy(\.isNumber),
      let amount = Int64(
        "\(parts[0])\(decimals)\(String(repeating: "0", count: currency.exponent - decimals.count))")
    else { throw refused() }
    return try Money(amount, currency)
  }
}
