import Foundation
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@testable import FinanceService

/// Random histories of orders and money: whatever happens, in whatever order, the books are right at every date.
///
/// `JOINERY_TEST_SEED` replays one history, or starts so many as `JOINERY_TEST_HISTORIES` says; `JOINERY_TEST_STEPS`
/// makes them longer.
@Suite("Books of random histories")
struct HistoryTests {
  let folder = TemporaryFolder()

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment["JOINERY_TEST_\(name)"].flatMap { UInt64($0) }
  }

  static var seeds: Range<UInt64> {
    let first = number("SEED") ?? 1
    return first..<first + (number("HISTORIES") ?? (number("SEED") == nil ? 6 : 1))
  }

  @Test("ledger, aging, allocations, commission and closed months are right at every date", arguments: seeds)
  func history(seed: UInt64) async throws {
    var history = try History(in: folder.path, seed: seed)
    func expect(_ wrong: [String]) throws {
      try #require(
        wrong.isEmpty, "seed \(seed), step \(history.steps): \(wrong.prefix(4).joined(separator: "\n"))")
    }
    for step in 1...Int(Self.number("STEPS") ?? 300) {
      try history.step()
      if step % 50 == 0 { try expect(try history.wrong(everyDay: false)) }
      await Task.yield()
    }
    try history.settle()
    try expect(try history.wrong(everyDay: true))
    try expect(try history.wrongAtRest())
    try history.unwind()
    try expect(try history.wrongAfterUnwinding())
    try expect(try history.wrong(everyDay: false))
    let check = try Verification(
      FinanceService.definition(), path: history.finance.store.path, at: history.clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    try expect(check.differences)
    print(
      """
      seed \(seed): \(history.steps) steps, \(history.answers.done) commands done, \(history.answers.refused) refused, \
      \(history.deals.count) orders, \(try history.finance.integer("SELECT count(*) FROM ledger_lines")) ledger lines, \
      figures of \(history.days) days
      """)
  }
}
