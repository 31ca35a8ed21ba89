import Kernel
import TestSupport
import Testing

/// A case of `Services/Finance/README.md`: facts in the order in which they become known, and the figures at days.
struct RuleCase<Told: Sendable>: Sendable, CustomTestStringConvertible {
  var rule: String
  var facts: [Told]
  /// Day → what then stands.
  var figures: [(String, String)]
  var refusals: [String] = []

  var testDescription: String { rule }
}

/// The figures of a day: open receivables with their states, and unallocated credit.
typealias AllocationCase = RuleCase<Fact>

@Suite("Rules of allocation, deposits and refunds, through the service")
struct AllocationRuleTests {
  let folder = TemporaryFolder()

  @Test("every day shows what was open, paid and unallocated", arguments: cases)
  func rule(_ rule: AllocationCase) throws {
    let books = try Scenario(in: folder.path)
    try books.write(rule.facts)
    for (day, expected) in rule.figures { #expect(try books.figures(on: day) == expected, "on \(day)") }
    #expect(books.refusals == rule.refusals)
    #expect(try books.finance.integer("SELECT count(*) FROM held_keys") == 0)
  }

  static let cases: [AllocationCase] = [
    AllocationCase(
      rule: "oldest due first, ties by document date; the surplus stays a deposit",
      facts: [
        .order("A", on: "2026-01-05", [("2026-03-01", 100)]), .order("B", on: "2026-01-03", [("2026-03-01", 100)]),
        .order("C", on: "2026-01-08", [("2026-02-01", 50)]), .receive("r", on: "2026-01-10", 180),
        .receive("s", on: "2026-01-11", 90),
      ],
      figures: [
        ("2026-01-10", "A1 70 part-paid, B1 0 paid, C1 0 paid; credit 0"),
        ("2026-01-11", "A1 0 paid, B1 0 paid, C1 0 paid; credit 20"),
      ]),
    AllocationCase(
      rule: "explicit choice wins, and what it leaves stays unallocated",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100), ("2026-03-01", 100)]),
        .receive("r", on: "2026-01-10", 100, to: [("A2", 60)]),
      ],
      figures: [("2026-01-10", "A1 100 open, A2 40 part-paid; credit 40")]),
    AllocationCase(
      rule: "an empty choice leaves all unallocated, until asked",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 100, to: []),
        .receive("s", on: "2026-01-12", 30), .allocate("r", to: [("A1", 70)]),
      ],
      figures: [
        ("2026-01-10", "A1 30 part-paid; credit 30"), ("2026-01-12", "A1 0 paid; credit 30"),
      ]),
    AllocationCase(
      rule: "never above the receipt, never above what is open, never zero",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100), ("2026-03-01", 100)]),
        .receive("r", on: "2026-01-10", 50, to: [("A1", 51)]), .receive("r", on: "2026-01-10", 500, to: [("A1", 101)]),
        .receive("r", on: "2026-01-10", 500, to: [("A1", 60), ("A1", 60)]),
        .receive("r", on: "2026-01-10", 50, to: [("A1", 0)]), .receive("r", on: "2026-01-10", 50, to: [("Z1", 1)]),
      ],
      figures: [("2026-01-10", "A1 100 open, A2 100 open; credit 0")],
      refusals: ["too-much", "too-much", "too-much", "too-much", "unknown"]),
    AllocationCase(
      rule: "a deposit before the order counts as unallocated until the order's date, then pays it",
      facts: [
        .receive("r", on: "2026-01-10", 80), .order("A", on: "2026-02-01", [("2026-02-10", 50), ("2026-05-01", 100)]),
      ],
      figures: [
        ("2026-01-31", "; credit 80"), ("2026-02-01", "A1 0 paid, A2 70 part-paid; credit 0"),
      ]),
    AllocationCase(
      rule: "a receipt that becomes known late pays from its own date, not from the day of its entry",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-15", 40),
      ],
      figures: [("2026-01-14", "A1 100 open; credit 0"), ("2026-01-15", "A1 60 part-paid; credit 0")]),
    AllocationCase(
      rule: "a receipt dated later never lowers earlier days",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-06-15", 100),
      ],
      figures: [("2026-06-14", "A1 100 open; credit 0"), ("2026-06-15", "A1 0 paid; credit 0")]),
    AllocationCase(
      rule: "credit is applied when new receivables open and to these alone, oldest credit first",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-20", 30, to: []),
        .receive("s", on: "2026-01-10", 50, to: []), .order("B", on: "2026-03-01", [("2026-04-01", 60)]),
        .bounce("s", on: "2026-03-05"),
      ],
      figures: [
        ("2026-03-01", "A1 100 open, B1 0 paid; credit 20"),
        // The older credit had paid 50 of it; what the younger one has left moves no more by itself.
        ("2026-03-05", "A1 100 open, B1 50 part-paid; credit 20"),
      ]),
    AllocationCase(
      rule: "a bounced receipt opens what it had closed on its own day, and another one then pays from there",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 100),
        .bounce("r", on: "2026-03-01"), .receive("s", on: "2026-02-01", 100),
      ],
      figures: [
        ("2026-02-28", "A1 0 paid; credit 100"), ("2026-03-01", "A1 0 paid; credit 0"),
      ]),
    AllocationCase(
      rule: "what was refunded of a bounced receipt is owed again, dated and due that day; nothing else moves",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 130),
        .receive("s", on: "2026-01-11", 5), .refund(on: "2026-01-20", 20), .bounce("r", on: "2026-02-10"),
      ],
      figures: [
        ("2026-01-20", "A1 0 paid; credit 15"),
        ("2026-02-10", "A1 100 open, RC-2026-000001 20 open; credit 5"),
      ]),
    AllocationCase(
      rule: "a receipt bounces once, and not before it came",
      facts: [
        .receive("r", on: "2026-01-10", 130), .bounce("r", on: "2026-01-09"), .bounce("r", on: "2026-01-10"),
        .bounce("r", on: "2026-01-11"),
      ],
      figures: [("2026-01-10", "; credit 0")], refusals: ["before-receipt", "already-reversed"]),
    AllocationCase(
      rule: "a reversal before the day on which its allocation was undone would take the same money twice",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 100),
        .cancel("A", on: "2026-03-01"), .bounce("r", on: "2026-02-01"), .bounce("r", on: "2026-03-01"),
      ],
      figures: [("2026-02-28", "A1 0 paid; credit 0"), ("2026-03-01", "A1 0 cancelled; credit 0")],
      refusals: ["before-later-movement"]),
    AllocationCase(
      rule: "a refund takes the oldest credit first, and no more than there is on its day",
      facts: [
        .receive("r", on: "2026-01-20", 30), .receive("s", on: "2026-01-10", 50), .refund(on: "2026-01-15", 51),
        .refund(on: "2026-01-25", 60), .refund(on: "2026-01-25", 21),
        .order("A", on: "2026-02-01", [("2026-02-01", 9)]),
        .bounce("s", on: "2026-02-03"),
      ],
      figures: [
        ("2026-01-25", "; credit 20"),
        ("2026-02-03", "A1 0 paid, RC-2026-000002 50 open; credit 11"),
      ],
      refusals: ["not-enough-credit", "not-enough-credit"]),
    AllocationCase(
      rule: "a credit note closes what is open; its surplus is a credit of its own day; allocations stay",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 70),
        .note("A1", on: "2026-01-20", 40), .note("A1", on: "2026-01-21", 61), .note("A1", on: "2026-01-21", 60),
      ],
      figures: [
        ("2026-01-19", "A1 30 part-paid; credit 0"), ("2026-01-20", "A1 0 paid; credit 10"),
        ("2026-01-21", "A1 0 paid; credit 70"),
      ], refusals: ["credit-note-too-large"]),
    AllocationCase(
      rule: "a credit note that becomes known late never takes what was paid on its day",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 100),
        .bounce("r", on: "2026-03-01"), .note("A1", on: "2026-02-01", 30),
      ],
      figures: [("2026-02-01", "A1 0 paid; credit 30"), ("2026-03-01", "A1 100 open; credit 30")]),
    AllocationCase(
      rule: "cancelling closes what is open of the undelivered part and frees what was received for it",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30), ("2026-02-10", 30), ("2026-03-10", 40)]),
        .receive("r", on: "2026-01-10", 60), .deliver("A", on: "2026-02-01", 50), .cancel("A", on: "2026-02-20"),
      ],
      figures: [
        ("2026-02-19", "A1 0 paid, A2 0 paid, A3 40 open; credit 0"),
        ("2026-02-20", "A1 0 paid, A2 0 paid, A3 0 cancelled; credit 10"),
      ]),
    AllocationCase(
      rule: "cancelling before anything is delivered frees all; what a later bounce reopened closes with it",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30), ("2026-02-10", 70)]), .receive("r", on: "2026-01-10", 30),
        .receive("s", on: "2026-01-11", 70), .bounce("s", on: "2026-02-25"), .cancel("A", on: "2026-02-20"),
      ],
      figures: [
        ("2026-02-20", "A1 0 cancelled, A2 0 paid; credit 30"),
        ("2026-02-25", "A1 0 cancelled, A2 0 cancelled; credit 30"),
      ]),
    AllocationCase(
      rule: "a reinstated order has again what was paid for it, but for what was refunded",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30), ("2026-02-10", 70)]), .receive("r", on: "2026-01-10", 60),
        .cancel("A", on: "2026-02-01"), .refund(on: "2026-02-05", 20),
        .reinstate("A", on: "2026-02-10", [("2026-01-10", 30), ("2026-02-10", 70)]),
      ],
      figures: [
        ("2026-01-31", "A1 0 paid, A2 40 part-paid; credit 0"),
        ("2026-02-01", "A1 0 cancelled, A2 0 cancelled; credit 60"),
        ("2026-02-09", "A1 0 cancelled, A2 0 cancelled; credit 40"),
        ("2026-02-10", "A1 0 paid, A2 60 part-paid; credit 0"),
      ]),
    AllocationCase(
      rule: "what has paid another order since stays there; new money pays the one that came back",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30)]), .receive("r", on: "2026-01-10", 30),
        .cancel("A", on: "2026-02-01"), .order("B", on: "2026-02-02", [("2026-03-10", 20)]),
        .reinstate("A", on: "2026-02-03", [("2026-01-10", 25)]), .receive("s", on: "2026-02-04", 15),
      ],
      figures: [
        ("2026-02-02", "A1 0 cancelled, B1 0 paid; credit 10"), ("2026-02-03", "A1 15 part-paid, B1 0 paid; credit 0"),
        ("2026-02-04", "A1 0 paid, B1 0 paid; credit 0"),
      ]),
    AllocationCase(
      rule: "a payment that bounces after its order came back is open again on its day",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30)]), .receive("r", on: "2026-01-10", 30),
        .cancel("A", on: "2026-02-01"), .reinstate("A", on: "2026-02-03", [("2026-01-10", 30)]),
        .bounce("r", on: "2026-01-31"), .bounce("r", on: "2026-02-06"),
      ],
      figures: [
        ("2026-02-02", "A1 0 cancelled; credit 30"), ("2026-02-05", "A1 0 paid; credit 0"),
        ("2026-02-06", "A1 30 open; credit 0"),
      ], refusals: ["before-later-movement"]),
    AllocationCase(
      rule: "freed credit counts from the day on which it came free: older credit goes first",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30)]), .receive("r", on: "2026-01-02", 30),
        .receive("s", on: "2026-01-15", 30, to: []), .cancel("A", on: "2026-02-01"),
        .order("B", on: "2026-03-01", [("2026-03-10", 30)]), .bounce("s", on: "2026-03-02"),
      ],
      figures: [
        ("2026-03-01", "A1 0 cancelled, B1 0 paid; credit 30"), ("2026-03-02", "A1 0 cancelled, B1 30 open; credit 30"),
      ]),
    AllocationCase(
      rule: "an amendment changes what is not due first, last instalment first; deposits survive it",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 30), ("2026-03-10", 30), ("2026-04-10", 40)]),
        .receive("r", on: "2026-01-10", 30), .receive("s", on: "2026-01-11", 15, to: []),
        .amend("A", on: "2026-02-01", [("2026-01-10", 15), ("2026-03-10", 15), ("2026-04-10", 20)]),
      ],
      figures: [
        ("2026-01-31", "A1 0 paid, A2 30 open, A3 40 open; credit 15"),
        ("2026-02-01", "A1 0 paid, A2 20 open, A3 0 cancelled; credit 15"),
      ]),
    AllocationCase(
      rule: "an amendment below what was paid frees the excess on its day",
      facts: [
        .order("A", on: "2026-01-01", [("2026-01-10", 100)]), .receive("r", on: "2026-01-10", 100),
        .amend("A", on: "2026-02-01", [("2026-01-10", 60)]),
      ],
      figures: [("2026-01-31", "A1 0 paid; credit 0"), ("2026-02-01", "A1 0 paid; credit 40")]),
    AllocationCase(
      rule: "an addition is paid from the day of the amendment, the rest from the receipt's",
      facts: [
        .order("A", on: "2026-01-01", [("2026-05-10", 100)]),
        .amend("A", on: "2026-03-01", [("2026-05-10", 150)]), .receive("r", on: "2026-02-01", 150),
      ],
      figures: [("2026-02-01", "A1 0 paid; credit 50"), ("2026-03-01", "A1 0 paid; credit 0")]),
    AllocationCase(
      rule: "what a credit note took off is not taken off again by an amendment",
      facts: [
        .order("A", on: "2026-01-01", [("2026-05-10", 100)]), .note("A1", on: "2026-01-02", 40),
        .amend("A", on: "2026-03-01", [("2026-05-10", 30)]),
      ],
      figures: [("2026-02-01", "A1 60 part-paid; credit 0"), ("2026-03-01", "A1 0 paid; credit 0")]),
    AllocationCase(
      rule: "an undone allocation stands beside its reverse; what it paid is open again from that day",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 100)]), .receive("r", on: "2026-01-10", 60),
        .undo("r", of: "A1", on: "2026-01-09"), .undo("r", of: "A1", on: "2026-01-20"),
        .undo("r", of: "A1", on: "2026-01-21"),
      ],
      figures: [("2026-01-19", "A1 40 part-paid; credit 0"), ("2026-01-20", "A1 100 open; credit 60")],
      refusals: ["before-allocation", "already-reversed"]),
    AllocationCase(
      rule: "a service charge is a receivable of its own day, and credit pays it",
      facts: [
        .receive("r", on: "2026-01-10", 80), .charge("S", on: "2026-02-01", due: "2026-02-15", 50),
      ],
      figures: [("2026-01-31", "; credit 80"), ("2026-02-01", "S 0 paid; credit 30")]),
    AllocationCase(
      rule: "a part-delivered order that was cancelled can still be credited for the delivered part only",
      facts: [
        .order("A", on: "2026-01-01", [("2026-05-10", 100)]), .deliver("A", on: "2026-01-05", 60),
        .cancel("A", on: "2026-01-10"), .note("A1", on: "2026-01-11", 61), .note("A1", on: "2026-01-11", 10),
      ],
      figures: [("2026-01-10", "A1 60 open; credit 0"), ("2026-01-11", "A1 50 part-paid; credit 0")],
      refusals: ["credit-note-too-large"]),
  ]
}

/// Accounts at a day after facts, debit positive.
struct LedgerCase: Sendable, CustomTestStringConvertible {
  var rule: String
  var taxHundredths: Int64 = 1_300
  var facts: [Fact]
  var balances: [(String, String)]

  var testDescription: String { rule }
}

@Suite("What the ledger says of revenue, tax and liabilities")
struct LedgerRuleTests {
  let folder = TemporaryFolder()

  @Test("the accounts at every day", arguments: cases)
  func rule(_ rule: LedgerCase) throws {
    let books = try Scenario(in: folder.path, taxHundredths: rule.taxHundredths)
    try books.write(rule.facts)
    for (day, expected) in rule.balances { #expect(try books.balances(on: day) == expected, "on \(day)") }
    #expect(books.refusals.isEmpty)
  }

  static let cases: [LedgerCase] = [
    LedgerCase(
      rule: "an order is no revenue; a delivery moves its share to revenue and tax; the last one all that is left",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 1130)]), .deliver("A", on: "2026-02-01", 339),
        .deliver("A", on: "2026-03-01", 791, complete: true),
      ],
      balances: [
        ("2026-01-31", "contract-liability -1130 receivable 1130"),
        ("2026-02-28", "contract-liability -791 receivable 1130 revenue -300 tax -39"),
        ("2026-03-01", "receivable 1130 revenue -1000 tax -130"),
      ]),
    LedgerCase(
      rule: "money is a deposit until it is applied; never income",
      facts: [.receive("r", on: "2026-01-01", 50), .order("A", on: "2026-01-05", [("2026-02-01", 30)])],
      balances: [
        ("2026-01-04", "deposits -50 bank 50"),
        ("2026-01-05", "contract-liability -30 deposits -20 bank 50"),
      ]),
    LedgerCase(
      rule: "cancelling reverses what was not delivered, and nothing of what was",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 1130)]), .receive("r", on: "2026-01-02", 500),
        .deliver("A", on: "2026-02-01", 339), .cancel("A", on: "2026-02-10"),
      ],
      balances: [
        ("2026-02-10", "deposits -161 bank 500 revenue -300 tax -39")
      ]),
    LedgerCase(
      rule: "a service charge is revenue at once",
      facts: [.charge("S", on: "2026-02-01", due: "2026-02-15", 113)],
      balances: [("2026-02-01", "receivable 113 revenue -100 tax -13")]),
    LedgerCase(
      rule: "a credit note takes back liability first, then revenue with the tax that was in it",
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 1130)]), .deliver("A", on: "2026-02-01", 904),
        .note("A1", on: "2026-02-02", 339),
      ],
      balances: [("2026-02-02", "receivable 791 revenue -700 tax -91")]),
    LedgerCase(
      rule: "a credit note of what was sold without tax takes back no tax", taxHundredths: 0,
      facts: [
        .order("A", on: "2026-01-01", [("2026-02-01", 1130)]), .deliver("A", on: "2026-02-01", 1130, complete: true),
        .note("A1", on: "2026-02-02", 130),
      ],
      balances: [("2026-02-02", "receivable 1000 revenue -1000")]),
    LedgerCase(
      rule: "crediting all of a service charge leaves neither revenue nor tax", taxHundredths: 600,
      facts: [
        .charge("S", on: "2026-02-01", due: "2026-02-15", 107), .note("S", on: "2026-02-02", 50),
        .note("S", on: "2026-02-03", 57),
      ],
      balances: [("2026-02-02", "receivable 57 revenue -54 tax -3"), ("2026-02-03", "")]),
    LedgerCase(
      rule: "a bounce takes the money out again, on its day; what was refunded is owed",
      facts: [
        .receive("r", on: "2026-01-01", 100), .refund(on: "2026-01-05", 30), .bounce("r", on: "2026-01-10"),
      ],
      balances: [
        ("2026-01-09", "deposits -70 bank 100 cash -30"), ("2026-01-10", "cash -30 receivable 30"),
      ]),
  ]
}
