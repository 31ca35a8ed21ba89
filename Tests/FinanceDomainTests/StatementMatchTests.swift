import FinanceDomain
import Kernel
import Testing

@Suite("Whose a bank statement's line is")
struct StatementMatchTests {
  @Test(
    "finds what may be a document's number or a phone in a bank's text",
    arguments: [
      ("货款SO-2026-000123尾款", ["SO-2026-000123", "SO", "2026", "000123"]),
      ("tel13800138000/SO-A-2", ["13800138000", "SO-A", "SO-A-2", "A"]), ("", []),
    ] as [(String, [String])])
  func words(text: String, expected: [String]) {
    #expect(StatementMatch.words(in: text).isSuperset(of: expected))
    #expect(text.isEmpty == StatementMatch.words(in: text).isEmpty)
  }

  /// Grounds by customer, in the order in which they were found.
  @Test(
    "a document's number or a phone says it alone, a name and an amount say it together, a tie says nothing",
    arguments: [
      ([], nil), ([("a", .reference)], "a"), ([("a", .phone)], "a"), ([("a", .name)], nil), ([("a", .amount)], nil),
      ([("a", .name), ("a", .amount)], "a"), ([("a", .amount), ("a", .amount), ("a", .amount)], nil),
      ([("a", .phone), ("b", .phone)], nil), ([("a", .phone), ("b", .reference)], "b"),
      ([("a", .name), ("a", .amount), ("b", .phone)], nil),
    ] as [([(ID<Customer>, StatementMatch.Ground)], ID<Customer>?)])
  func certain(grounds: [(ID<Customer>, StatementMatch.Ground)], expected: ID<Customer>?) {
    var match = StatementMatch()
    for (customer, ground) in grounds { match.note(ground, customer) }
    #expect(match.certain?.customerID == expected)
  }

  @Test("all who may have paid are suggested, the likeliest first, with what spoke for them")
  func suggested() {
    var match = StatementMatch()
    match.note(.amount, "b", order: "o1", receivable: "r1")
    match.note(.amount, "a")
    match.note(.name, "b", order: "o2")
    #expect(match.candidates.map(\.customerID) == ["b", "a"])
    #expect(match.candidates.first?.grounds == [.amount, .name])
    #expect(match.candidates.first?.orderID == "o1")
  }
}
