import Contracts
import Kernel
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

/// `joinery verify` tells of every table of finance: a row that is gone from any of them is named.
@Suite("Verification of finance")
struct VerifiedTablesTests {
  let folder = TemporaryFolder()

  @Test("names each own table that lacks a row")
  func everyTable() throws {
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    try books.write(.plan("P", .signed, percent: 300, from: "2026-01-01"))
    try books.write(WorkedExampleTests.facts)
    try books.write(.receive("free", on: "2026-06-20", 100))
    try books.write(.payOut(nil, on: "2026-06-30"))
    let day = try Scenario.day("2026-06-01")
    let bill = PostPayable(supplierCode: "v", amount: try Money(500), billedOn: day, dueOn: day)
    _ = try books.command(bill) { try postPayable($0, in: $1).body.id.text }
    let payment = PostPayment(supplierCode: "v", amount: try Money(700), method: .bank, paidOn: day)
    _ = try books.command(payment) { try postPayment($0, in: $1).body.id.text }
    let expense = RecordExpense(category: "rent", item: "x", amount: try Money(100), spentOn: day, method: .cash)
    _ = try books.command(expense) { try Expenses.record($0, in: $1).body.id.text }
    #expect(books.refusals.isEmpty)

    let definition = FinanceService.definition()
    let own = try definition.tables().filter { !definition.copies.contains($0) }
    var broken: [String] = []
    for table in own where try books.finance.integer("SELECT count(*) FROM \(table)") > 0 {
      try books.finance.command { unit in
        try unit.database.execute("DELETE FROM \(table) WHERE rowid = (SELECT min(rowid) FROM \(table))")
      }
      broken.append(table)
    }
    let check = try Verification(definition, path: books.finance.store.path, at: books.clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    for table in broken {
      #expect(check.differences.contains { $0.hasPrefix("\(table) lacks the row") }, "\(table)")
    }
    #expect(broken.count > 20, "\(Set(own).subtracting(broken)) have no rows")
  }
}
