import Documents
import FinanceDomain
import Foundation
import Kernel
import TestSupport
import Testing

@testable import FinanceService

/// The worked example of the service's README: the figures are read from there.
@Suite("The worked example")
struct WorkedExampleTests {
  let folder = TemporaryFolder()

  static let facts: [Fact] = [
    .receive("r1", on: "2026-03-01", 500_000),
    .order("A", on: "2026-03-05", [("2026-03-05", 900_000), ("2026-04-10", 1_200_000), ("2026-06-01", 900_000)]),
    .receive("r2", on: "2026-03-20", 1_000_000),
    .bounce("r2", on: "2026-04-20"),
    .receive("r3", on: "2026-04-25", 1_600_000),
    .deliver("A", on: "2026-05-10", 3_000_000, complete: true),
    .note("A3", on: "2026-05-20", 200_000),
    .receive("r4", on: "2026-06-10", 800_000),
    .refund(on: "2026-06-15", 100_000),
  ]

  @Test("every figure at every day is what the README says")
  func figures() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Services/Finance/README.md")
    let rows = try String(contentsOf: readme, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| 2026-") }
      .map { row in
        row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      }
    #expect(rows.count == 10)
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    try books.write(Self.facts)
    #expect(books.refusals.isEmpty)
    for row in rows {
      let figures = try Self.figures(of: books, on: row[0])
      #expect(Array(row.dropFirst(2)) == figures, "on \(row[0])")
    }
  }

  /// Open parts, unallocated, overdue, then the balances of the accounts, each on its own side, in yuan.
  private static func figures(of books: Scenario, on text: String) throws -> [String] {
    let day = try Scenario.day(text)
    return try books.finance.store.read { database in
      let items = try Receivables.list(customer: "c1", order: nil, for: .everything, asOf: day, in: database)
      let aging = try Aging.row(of: "c1", in: .cny, asOf: day, for: .everything, database)
      let statement = try Statements.view(of: "c1", from: day, to: day, for: .everything, database)
      #expect(statement.closing.amount == aging.total.amount - aging.unallocated.amount)
      let balances = try Ledger.trialBalance(asOf: day, in: database).rows
      func balance(_ account: String, debit: Bool) -> Int64 {
        let row = balances.first { $0.account == account }
        let amount = (row?.debit.amount ?? 0) - (row?.credit.amount ?? 0)
        return debit ? amount : -amount
      }
      let open = ["A1", "A2", "A3"].map { label in items.first { $0.label == label }.map { yuan($0.open.amount) } ?? "–"
      }
      return open + [yuan(aging.unallocated.amount), yuan(aging.total.amount - aging.notDue.amount)]
        + [
          yuan(balance("receivable", debit: true)), yuan(balance("deposits", debit: false)),
          yuan(balance("contract-liability", debit: false)), yuan(balance("revenue", debit: false)),
          yuan(balance("tax", debit: false)), yuan(balance("money.bank", debit: true)),
          yuan(balance("money.cash", debit: true)),
        ]
    }
  }

  private static func yuan(_ amount: Int64) -> String {
    amount == 0 ? "0" : (try? Money(amount))?.grouped ?? ""
  }
}
