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
    _ = try books.command(bill) { try PostPayable.run($0, $1).body.id.text }
    let payment = PostPayment(supplierCode: "v", amount: try Money(700), method: .bank, paidOn: day)
    _ = try books.command(payment) { try PostPayment.run($0, $1).body.id.text }
    let expense = RecordExpense(category: "rent", item: "x", amount: try Money(100), spentOn: day, method: .cash)
    _ = try books.command(expense) { try RecordExpense.run($0, $1).body.id.text }
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

  @Test("names a row that stands twice where it should stand once, and once where it should stand twice")
  func twice() throws {
    let books = try Scenario(in: folder.path)
    try books.write(.order("A", on: "2026-01-05", [("2026-02-01", 100)]))
    try books.write([.note("A1", on: "2026-01-06", 10), .receive("r", on: "2026-01-07", 90)])
    try books.finance.command { unit in
      try unit.database.execute("INSERT INTO receivable_changes SELECT * FROM receivable_changes WHERE amount = -10")
      try unit.database.execute("INSERT INTO credit_changes SELECT * FROM credit_changes")
    }
    let check = try Verification(FinanceService.definition(), path: books.finance.store.path, at: books.clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    let found = check.differences.map { $0.split(separator: " ").prefix(3).joined(separator: " ") + " " + $0.suffix(7) }
    let expected = ["credit_changes", "receivable_changes"].flatMap {
      ["\($0) lacks the times=1", "\($0) should not times=2"]
    }
    #expect(found.sorted() == expected, "\(check.differences)")
  }
}
