import Contracts
import FinanceDomain
import HTTP
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

  struct Report: Codable, Sendable {
    var dryRun: Bool
    var rows: Int
    var taken: Int
    var known: Int
    var unmatched: Int
    var ignored: Int
    var refused: Int
    var results: [RowResult]
  }

  /// What a row is refused for.
  struct Refusal: Error {
    var reason: Localized
  }

  /// Takes back what a dry run did.
  private struct DryRun: Error {
    var report: Report
  }

  typealias Take =
    @Sendable (_ row: CSVTable.Row, _ unit: borrowing UnitOfWork) throws -> RowResult

  /// What an import reads.
  struct Format: Sendable {
    var columns: [String: [String]]
    var required: [String]
    var take: Take
  }

  /// `POST` of a CSV; `?dryRun=true` answers the same and changes nothing. A row that is refused hinders no other.
  static func route(_ path: String, _ summary: Localized, roles: Set<Role>, _ format: Format) -> Route {
    var route = Route.page(
      "POST", path, summary, tag: "imports", roles: roles, mediaType: "application/json",
      takes: ["text/csv"], parameters: [.init("dryRun", Localized(zh: "true：只检查", en: "true: check only"))]
    ) { query, context in
      let dryRun = query.text("dryRun") == "true"
      let language = Language(accepting: query.http.headers["Accept-Language"])
      let table = try CSVTable(query.http.body, columns: format.columns, required: format.required)
      let report: Report
      do {
        report = try await context.store.transaction(for: context.cause(of: query.caller)) { unit in
          var results: [RowResult] = []
          for row in table.rows { results.append(try take(row, by: format, in: language, unit)) }
          let report = Report(results, dryRun: dryRun)
          if dryRun { throw DryRun(report: report) }
          return report
        }
      } catch let undone as DryRun {
        report = undone.report
      }
      return HTTPResponse(
        headers: ["Content-Type": "application/json"], body: .bytes(try JSON(encoding: report).bytes))
    }
    route.bodyLimit = 8 << 20
    return route
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

extension Imports.Report {
  init(_ results: [Imports.RowResult], dryRun: Bool) {
    func count(_ outcome: Imports.Outcome) -> Int { results.count { $0.outcome == outcome } }
    self.init(
      dryRun: dryRun, rows: results.count, taken: count(.taken), known: count(.known), unmatched: count(.unmatched),
      ignored: count(.ignored), refused: count(.refused), results: results)
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
