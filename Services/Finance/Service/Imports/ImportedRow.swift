import Contracts
import FinanceDomain
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// What became of a row of finance's imports.
struct ImportedRow: ImportResult {
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

  struct Suggestion: Encodable, Sendable {
    var customerId: ID<Customer>
    var name: String
    var orderId: ID<Order>?
    var receivableId: ID<Receivable>?
    /// `reference`, `phone`, `name`, `amount`
    var because: [String]
  }

  /// As a spreadsheet counts: the header is row 1.
  var row: Int
  var outcome: Outcome
  /// What it became.
  var id: String?
  var customerId: ID<Customer>?
  var reason: String?
  var suggestions: [Suggestion] = []

  var isTaken: Bool { outcome == .taken }

  static func refused(_ row: CSVTable.Row, because reason: String, beside earlier: ImportedRow?) -> ImportedRow {
    ImportedRow(
      row: row.number, outcome: .refused, customerId: earlier?.customerId, reason: reason,
      suggestions: earlier?.suggestions ?? [])
  }

  static func known(_ row: CSVTable.Row, as earlier: ImportedRow) -> ImportedRow {
    var result = earlier
    result.row = row.number
    result.outcome = .known
    return result
  }
}

extension ImportedRow.Suggestion {
  init(_ candidate: StatementMatch.Candidate, in database: Database) throws {
    self.init(
      customerId: candidate.customerID, name: try FinanceCustomers.find(candidate.customerID, in: database)?.name ?? "",
      orderId: candidate.orderID, receivableId: candidate.receivableID, because: candidate.grounds.map(\.rawValue))
  }
}

extension CSVTable.Row {
  /// A day: `2026-11-22`, or as banks write it.
  func day(_ column: String) throws(Problem) -> BusinessDate {
    let text = try required(column)
    guard let day = BusinessDate(written: text) else {
      throw .refusedRow(Localized(zh: "“\(text)”不是存在的日期。", en: "'\(text)' is no day that exists."))
    }
    return day
  }

  /// An amount in yuan, or another currency's main unit.
  func money(_ column: String) throws -> Money {
    let text = try required(column)
    let code = self["currency"] ?? "CNY"
    guard let currency = Currency(code), let money = try Money(written: text, in: currency) else {
      throw Problem.refusedRow(
        Localized(
          zh: "“\(text) \(code)”不是金额；请写成 12999.00。", en: "'\(text) \(code)' is no amount; write it as 12999.00."))
    }
    return money
  }
}
