import Contracts
import FinanceDomain
import Kernel
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

/// A fact that earns commission, or takes it back. Orders are signed by `s-1`; tax is 13 %, so that 11300 is 10000 net.
enum CommissionFact: Sendable {
  case fact(Fact)
  case plan(
    String, CommissionTrigger, percent: Int, from: String = "2026-01-01", of: String? = "s-1", role: String? = nil,
    category: String? = nil)
  case employee(String, role: String)
  /// Product → category.
  case product(String, String)
  /// Lines as (sku, gross).
  case orderOf(String, on: String, [(String, Int64)])
  case newOwner(String, of: String, on: String, total: Int64, due: String)
  case undeliver(String, delivered: String, on: String, Int64)
  case payOut(Int64?, on: String)
  case close(String)
}

/// The figures of a day: accrued, adjusted, paid, open of each salesperson.
typealias CommissionCase = RuleCase<CommissionFact>

@Suite("Rules of commission, through the service")
struct CommissionTests {
  let folder = TemporaryFolder()

  @Test("every day shows what was earned, taken back and paid", arguments: cases)
  func rule(_ rule: CommissionCase) throws {
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    for fact in rule.facts { try books.write(fact) }
    for (day, expected) in rule.figures { #expect(try books.commission(on: day) == expected, "on \(day)") }
    #expect(books.refusals == rule.refusals)
    #expect(try books.finance.integer("SELECT count(*) FROM held_keys") == 0)
    let ledger = try books.finance.integer(
      "SELECT coalesce(sum(credit - debit), 0) FROM ledger_lines WHERE account = 'commission-payable'")
    #expect(try books.finance.integer("SELECT coalesce(sum(amount), 0) FROM commission_lines") == ledger)
    #expect(try books.finance.integer("SELECT sum(debit) - sum(credit) FROM ledger_lines") == 0)
    try books.verify()
  }

  private static let a: CommissionFact = .fact(.order("A", on: "2026-01-05", [("2026-02-01", 11_300)]))

  static let cases: [CommissionCase] = [
    CommissionCase(
      rule: "signed: earned on the net, more and less with amendments, nothing is left of a cancelled order",
      facts: [
        .plan("P", .signed, percent: 300), a, .fact(.amend("A", on: "2026-01-10", [("2026-02-01", 22_600)])),
        .fact(.amend("A", on: "2026-01-12", [("2026-02-01", 5_650)])), .fact(.cancel("A", on: "2026-01-20")),
      ],
      figures: [
        ("2026-01-04", ""), ("2026-01-05", "s-1 300+0-0=300"), ("2026-01-10", "s-1 600+0-0=600"),
        ("2026-01-12", "s-1 600-450-0=150"), ("2026-01-20", "s-1 600-600-0=0"),
      ]),
    CommissionCase(
      rule: "signed: an amendment takes back what was earned last, at the rate that it was earned at",
      facts: [
        .plan("P", .signed, percent: 300), .plan("P", .signed, percent: 500, from: "2026-01-08"), a,
        .fact(.amend("A", on: "2026-01-10", [("2026-02-01", 22_600)])),
        .fact(.amend("A", on: "2026-01-12", [("2026-02-01", 11_300)])),
      ],
      figures: [("2026-01-10", "s-1 800+0-0=800"), ("2026-01-12", "s-1 800-500-0=300")]),
    CommissionCase(
      rule: "signed: an amendment that adds to less than credit notes have taken off earns nothing, above it the rest",
      facts: [
        .plan("P", .signed, percent: 300), a, .fact(.note("A1", on: "2026-01-08", 11_300)),
        .fact(.amend("A", on: "2026-01-10", [("2026-02-01", 5_650)])),
        .fact(.amend("A", on: "2026-01-12", [("2026-02-01", 9_040)])),
        .fact(.amend("A", on: "2026-01-14", [("2026-02-01", 13_560)])),
      ],
      figures: [
        ("2026-01-05", "s-1 300+0-0=300"), ("2026-01-12", "s-1 300-300-0=0"), ("2026-01-14", "s-1 360-300-0=60"),
      ]),
    CommissionCase(
      rule: "signed: nothing is taken back before the day on which it was earned",
      facts: [
        .plan("P", .signed, percent: 300), .fact(.order("A", on: "2026-01-20", [("2026-02-01", 11_300)])),
        .fact(.cancel("A", on: "2026-01-15")),
      ],
      figures: [("2026-01-15", ""), ("2026-01-20", "s-1 300-300-0=0")]),
    CommissionCase(
      rule: "signed: what was delivered before the cancellation stays earned",
      facts: [
        .plan("P", .signed, percent: 300), a, .fact(.deliver("A", on: "2026-01-08", 5_650)),
        .fact(.cancel("A", on: "2026-01-20")),
      ],
      figures: [("2026-01-20", "s-1 300-150-0=150")]),
    CommissionCase(
      rule: "signed: a reinstated order is sold again, by the plans of its day and on its new terms",
      facts: [
        .plan("P", .signed, percent: 300), .plan("P", .signed, percent: 500, from: "2026-01-21"), a,
        .fact(.deliver("A", on: "2026-01-08", 5_650)), .fact(.cancel("A", on: "2026-01-20")),
        .fact(.reinstate("A", on: "2026-01-25", [("2026-02-01", 22_600)])),
      ],
      figures: [
        ("2026-01-20", "s-1 300-150-0=150"), ("2026-01-25", "s-1 1050-150-0=900"),
      ]),
    CommissionCase(
      rule: "received: money that counts again earns again",
      facts: [
        .plan("P", .received, percent: 300), a, .fact(.receive("r", on: "2026-01-06", 11_300)),
        .fact(.cancel("A", on: "2026-01-20")), .fact(.reinstate("A", on: "2026-01-25", [("2026-02-01", 11_300)])),
      ],
      figures: [
        ("2026-01-06", "s-1 300+0-0=300"), ("2026-01-20", "s-1 300-300-0=0"), ("2026-01-25", "s-1 600-300-0=300"),
      ]),
    CommissionCase(
      rule: "delivered: by delivery, and taken back with it",
      facts: [
        .plan("P", .delivered, percent: 300), a, .fact(.deliver("A", on: "2026-01-08", 5_650)),
        .fact(.deliver("A", on: "2026-01-09", 5_650, complete: true)),
        .undeliver("A", delivered: "2026-01-09", on: "2026-01-11", 5_650),
      ],
      figures: [
        ("2026-01-05", ""), ("2026-01-08", "s-1 150+0-0=150"), ("2026-01-09", "s-1 300+0-0=300"),
        ("2026-01-11", "s-1 300-150-0=150"),
      ]),
    CommissionCase(
      rule: "received: a deposit earns nothing before it is applied, then pro rata, dated like the allocation (#385)",
      facts: [
        .plan("P", .received, percent: 300), .fact(.receive("r", on: "2026-01-02", 5_650, to: [])),
        .fact(.order("A", on: "2026-01-05", [("2026-02-01", 11_300)])),
        .fact(.receive("s", on: "2026-01-09", 2_260)),
      ],
      figures: [("2026-01-04", ""), ("2026-01-05", "s-1 150+0-0=150"), ("2026-01-09", "s-1 210+0-0=210")]),
    CommissionCase(
      rule: "received: a bounced receipt gives zero, not only the negative half (#607)",
      facts: [
        .plan("P", .received, percent: 300), a, .fact(.receive("r", on: "2026-01-06", 5_650)),
        .fact(.bounce("r", on: "2026-01-08")),
      ],
      figures: [("2026-01-06", "s-1 150+0-0=150"), ("2026-01-08", "s-1 150-150-0=0")]),
    CommissionCase(
      rule: "received in parts is the commission of the whole to the fen, and zero when all of it comes back",
      facts: [
        .plan("P", .received, percent: 333),
        .fact(.order("A", on: "2026-01-05", [("2026-02-01", 3_767), ("2026-03-01", 3_767), ("2026-04-01", 3_766)])),
        .fact(.receive("r", on: "2026-01-06", 3_767)), .fact(.receive("s", on: "2026-01-07", 3_767)),
        .fact(.receive("t", on: "2026-01-08", 3_766)), .fact(.bounce("s", on: "2026-01-09")),
        .fact(.bounce("r", on: "2026-01-10")), .fact(.bounce("t", on: "2026-01-11")),
      ],
      figures: [
        ("2026-01-06", "s-1 111+0-0=111"), ("2026-01-08", "s-1 333+0-0=333"), ("2026-01-11", "s-1 333-333-0=0"),
      ]),
    CommissionCase(
      rule: "halves of a fen are rounded in the sum, not in each part",
      facts: [
        .plan("P", .received, percent: 150),
        .fact(.order("A", on: "2026-01-05", [("2026-02-01", 113), ("2026-03-01", 113), ("2026-04-01", 113)])),
        .fact(.receive("r", on: "2026-01-06", 113)), .fact(.receive("s", on: "2026-01-07", 113)),
        .fact(.receive("t", on: "2026-01-08", 113)), .fact(.bounce("s", on: "2026-01-09")),
        .fact(.bounce("r", on: "2026-01-10")), .fact(.bounce("t", on: "2026-01-11")),
      ],
      figures: [
        ("2026-01-06", "s-1 2+0-0=2"), ("2026-01-07", "s-1 3+0-0=3"), ("2026-01-08", "s-1 5+0-0=5"),
        ("2026-01-11", "s-1 5-5-0=0"),
      ]),
    CommissionCase(
      rule: "a credit note takes back and never adds (#555)",
      facts: [
        .plan("P", .signed, percent: 300), .plan("D", .delivered, percent: 200), .plan("R", .received, percent: 100), a,
        .fact(.deliver("A", on: "2026-01-06", 11_300, complete: true)), .fact(.receive("r", on: "2026-01-07", 11_300)),
        .fact(.note("A1", on: "2026-01-08", 1_130)), .fact(.refund(on: "2026-01-09", 1_130)),
        .fact(.note("A1", on: "2026-01-10", 10_170)),
      ],
      figures: [
        ("2026-01-07", "s-1 600+0-0=600"), ("2026-01-09", "s-1 600-60-0=540"), ("2026-01-10", "s-1 600-600-0=0"),
      ]),
    CommissionCase(
      rule: "a credit note on what nobody has paid takes nothing of what was received",
      facts: [
        .plan("R", .received, percent: 100), a, .fact(.receive("r", on: "2026-01-07", 5_650)),
        .fact(.note("A1", on: "2026-01-08", 1_130)),
      ],
      figures: [("2026-01-08", "s-1 50+0-0=50")]),
    CommissionCase(
      rule: "received: money that a credit note made credit earns nothing, also where an amendment frees the rest",
      facts: [
        .plan("R", .received, percent: 100), a, .fact(.receive("r", on: "2026-01-07", 11_300)),
        .fact(.note("A1", on: "2026-01-08", 5_650)),
        .fact(.amend("A", on: "2026-01-09", [("2026-02-01", 7_910)])),
        .fact(.amend("A", on: "2026-01-10", [("2026-02-01", 5_650)])),
      ],
      figures: [
        ("2026-01-07", "s-1 100+0-0=100"), ("2026-01-08", "s-1 100-50-0=50"), ("2026-01-09", "s-1 100-80-0=20"),
        ("2026-01-10", "s-1 100-100-0=0"),
      ]),
    CommissionCase(
      rule: "received: paid anew after a bounce, what a credit note made credit earns nothing",
      facts: [
        .plan("R", .received, percent: 100), a, .fact(.receive("r", on: "2026-01-07", 11_300)),
        .fact(.note("A1", on: "2026-01-08", 5_650)), .fact(.bounce("r", on: "2026-01-09")),
        .fact(.receive("s", on: "2026-01-10", 11_300)),
      ],
      figures: [("2026-01-09", "s-1 100-100-0=0"), ("2026-01-10", "s-1 150-100-0=50")]),
    CommissionCase(
      rule: "received: of two payments, one of which bounces, what a credit note made credit stays without commission",
      facts: [
        .plan("R", .received, percent: 100), a, .fact(.receive("r", on: "2026-01-06", 5_650)),
        .fact(.receive("s", on: "2026-01-07", 5_650)), .fact(.note("A1", on: "2026-01-08", 2_260)),
        .fact(.bounce("r", on: "2026-01-09")), .fact(.bounce("s", on: "2026-01-10")),
      ],
      figures: [
        ("2026-01-08", "s-1 100-20-0=80"), ("2026-01-09", "s-1 100-70-0=30"), ("2026-01-10", "s-1 100-100-0=0"),
      ]),
    CommissionCase(
      rule: "what is taken back after it was paid is a debt that later commission pays; nothing above open is paid out",
      facts: [
        .plan("P", .signed, percent: 300), a, .payOut(301, on: "2026-01-06"), .payOut(100, on: "2026-01-06"),
        .payOut(nil, on: "2026-01-04"), .payOut(nil, on: "2026-01-07"), .fact(.cancel("A", on: "2026-01-20")),
        .payOut(nil, on: "2026-01-21"), .fact(.order("B", on: "2026-01-25", [("2026-02-01", 22_600)])),
        .payOut(nil, on: "2026-01-31"),
      ],
      figures: [
        ("2026-01-06", "s-1 300+0-100=200"), ("2026-01-07", "s-1 300+0-300=0"), ("2026-01-20", "s-1 300-300-300=-300"),
        ("2026-01-25", "s-1 900-300-300=300"), ("2026-01-31", "s-1 900-300-600=0"),
      ], refusals: ["not-enough-commission", "not-enough-commission", "not-enough-commission"]),
    CommissionCase(
      rule: "a new version earns from its day on; what was earned before is taken back at its own rate",
      facts: [
        .plan("P", .signed, percent: 300), .plan("P", .signed, percent: 500, from: "2026-02-01"), a,
        .fact(.order("B", on: "2026-02-01", [("2026-03-01", 11_300)])), .fact(.cancel("A", on: "2026-02-10")),
        .plan("P", .signed, percent: 700, from: "2026-02-01"),
      ],
      figures: [("2026-02-01", "s-1 800+0-0=800"), ("2026-02-10", "s-1 800-300-0=500")],
      refusals: ["code-taken"]),
    CommissionCase(
      rule: "a change of owner splits by date: each gives back the own",
      facts: [
        .employee("s-1", role: "net-sales"), .employee("s-2", role: "net-sales"),
        .plan("P", .received, percent: 300, of: nil, role: "net-sales"), a,
        .fact(.receive("r", on: "2026-01-10", 1_130)),
        .newOwner("s-2", of: "A", on: "2026-01-15", total: 11_300, due: "2026-02-01"),
        .fact(.receive("s", on: "2026-01-20", 2_260)), .fact(.receive("late", on: "2026-01-12", 1_130)),
        .fact(.bounce("r", on: "2026-01-25")),
      ],
      figures: [
        ("2026-01-20", "s-1 60+0-0=60, s-2 60+0-0=60"), ("2026-01-25", "s-1 60-30-0=30, s-2 60+0-0=60"),
      ]),
    CommissionCase(
      rule: "the most particular plan earns: the category's before one for all, the person's before the role's",
      facts: [
        .employee("s-1", role: "net-sales"), .product("K", "cabinet"), .product("D", "door"),
        .plan("ALL", .signed, percent: 100, of: nil, role: "net-sales"),
        .plan("CAB", .signed, percent: 500, of: nil, role: "net-sales", category: "cabinet"),
        .orderOf("A", on: "2026-01-05", [("K", 5_650), ("D", 3_390), ("?", 2_260)]),
        .plan("ME", .signed, percent: 200, from: "2026-02-01"),
        .orderOf("B", on: "2026-02-05", [("K", 5_650), ("D", 5_650)]),
      ],
      figures: [("2026-01-05", "s-1 300+0-0=300"), ("2026-02-05", "s-1 500+0-0=500")]),
    CommissionCase(
      rule: "other roles and other people earn nothing",
      facts: [
        .employee("s-1", role: "shop"), .plan("P", .signed, percent: 300, of: nil, role: "net-sales"),
        .plan("Q", .signed, percent: 300, of: "s-9"), a,
      ],
      figures: [("2026-01-05", "")]),
    CommissionCase(
      rule: "a role that comes late earns by the plans of each fact's own day what still stands; a new role does not",
      facts: [
        .plan("S", .signed, percent: 300, of: nil, role: "net-sales"),
        .plan("S", .signed, percent: 500, from: "2026-02-01", of: nil, role: "net-sales"),
        .plan("D", .delivered, percent: 200, of: nil, role: "net-sales"),
        .plan("R", .received, percent: 100, of: nil, role: "net-sales"), a,
        .fact(.deliver("A", on: "2026-01-08", 5_650)), .fact(.receive("r", on: "2026-01-09", 2_260)),
        .fact(.cancel("A", on: "2026-02-20")), .employee("s-1", role: "net-sales"),
        .fact(.order("B", on: "2026-02-25", [("2026-03-01", 11_300)])), .employee("s-1", role: "manager"),
        .fact(.order("C", on: "2026-02-26", [("2026-03-01", 11_300)])), .employee("s-1", role: "net-sales"),
      ],
      figures: [
        ("2026-01-07", "s-1 150+0-0=150"), ("2026-01-08", "s-1 250+0-0=250"), ("2026-01-09", "s-1 270+0-0=270"),
        ("2026-02-20", "s-1 270+0-0=270"), ("2026-02-26", "s-1 770+0-0=770"),
      ]),
    CommissionCase(
      rule: "a product that comes late earns by its category's plan instead of the one for all",
      facts: [
        .employee("s-1", role: "net-sales"), .product("D", "door"),
        .plan("ALL", .signed, percent: 100, of: nil, role: "net-sales"),
        .plan("CAB", .signed, percent: 500, of: nil, role: "net-sales", category: "cabinet"),
        .plan("DEL", .delivered, percent: 400, category: "cabinet"),
        .orderOf("A", on: "2026-01-05", [("K", 5_650), ("D", 3_390), ("?", 2_260)]),
        .fact(.deliver("A", on: "2026-01-06", 11_300, complete: true)), .product("K", "cabinet"),
        .product("K", "door"),
      ],
      figures: [("2026-01-05", "s-1 350-50-0=300"), ("2026-01-06", "s-1 550-50-0=500")]),
    CommissionCase(
      rule: "role and product may both come late, in either order; what nobody plans for earns nothing",
      facts: [
        .plan("CAB", .signed, percent: 500, of: nil, role: "net-sales", category: "cabinet"),
        .orderOf("A", on: "2026-01-05", [("K", 5_650), ("D", 5_650)]), .product("D", "door"),
        .employee("s-1", role: "net-sales"), .product("K", "cabinet"),
        .orderOf("B", on: "2026-01-06", [("K", 5_650), ("L", 5_650)]), .employee("s-1", role: "manager"),
        .product("L", "cabinet"),
      ],
      figures: [("2026-01-05", "s-1 250+0-0=250"), ("2026-01-06", "s-1 500+0-0=500")]),
    CommissionCase(
      rule: "in a closed month nothing is earned or taken back: it is posted on the first open day",
      facts: [
        .plan("P", .signed, percent: 300), a, .close("2026-01"), .fact(.cancel("A", on: "2026-01-20")),
        .fact(.order("B", on: "2026-01-25", [("2026-02-01", 11_300)])),
      ],
      figures: [("2026-01-31", "s-1 300+0-0=300"), ("2026-02-01", "s-1 600-300-0=300")]),
  ]

  @Test(
    "a salesperson sees the own rows only, whomsoever she asks for, in a shop too; finance all or whom it asks for",
    arguments: [
      (Role.netSales, "s-1", nil, ["s-1"]), (.netSales, "s-1", "s-2", []), (.netSales, "s-3", nil, []),
      (.shop, "s-1", nil, ["s-1"]), (.shop, "s-1", "s-2", []), (.installer, "s-2", nil, ["s-2"]),
      (.finance, "f-1", nil, ["s-1", "s-2"]), (.finance, "f-1", "s-2", ["s-2"]),
    ] as [(Role, String, String?, [String])])
  func scope(role: Role, subject: String, asked: String?, expected: [String]) throws {
    let books = try Scenario(in: folder.path)
    for code in ["s-1", "s-2"] { try books.write(.employee(code, role: "net-sales")) }
    try books.write(.plan("P", .signed, percent: 300, of: nil, role: "net-sales"))
    try books.write(.order("A", on: "2026-01-05", [("2026-02-01", 100)]))
    let total = try Money(300)
    try books.publish(
      OrderConfirmed(
        orderId: "B", number: "SO-B", customerId: "c2", quoteId: nil, leadId: nil, salespersonId: "s-2",
        designerId: nil,
        shop: "shop-1", signedOn: try Scenario.day("2026-01-05"), signedAt: nil,
        terms: OrderTerms(
          lines: [], total: total,
          taxes: [TaxShare(ratePercent: Percent(hundredths: 0), gross: total, tax: try Money(0))],
          instalments: [
            InstalmentPlan(
              instalmentId: "B1", label: "B1", amount: total, dueOn: try Scenario.day("2026-02-01"))
          ], promisedOn: nil), erp: nil, occurredAt: books.clock.now))
    let cut = Visibility.of(
      Caller(subject: subject, name: "", roles: [role], shop: "shop-1"), in: .earnings
    ).seen
    let (rows, lines) = try books.finance.store.read { database in
      try (
        CommissionBalances.rows(salesperson: asked, asOf: nil, in: cut, database).map(\.salesperson.text),
        CommissionBalances.lines(salesperson: asked, after: 0, limit: 9, in: cut, database).map(
          \.line.salespersonId.text)
      )
    }
    #expect(rows == expected)
    #expect(Set(lines) == Set(expected))
  }

  @Test("the last delivery takes all that is left of the contract liability, tax in proportion")
  func lastDelivery() throws {
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    try books.write(.order("A", on: "2026-01-05", [("2026-02-01", 11_300)]))
    try books.write(.deliver("A", on: "2026-01-08", 3_000))
    try books.write(.deliver("A", on: "2026-01-09", 8_299, complete: true))
    #expect(try books.balances(on: "2026-01-09") == "receivable 11300 revenue -10000 tax -1300")
  }

  @Test("a cancelled delivery is contract liability again, tax with it; after the order's end nobody owes it")
  func revenue() throws {
    let books = try Scenario(in: folder.path, taxHundredths: 1_300)
    try books.write(.order("A", on: "2026-01-05", [("2026-02-01", 11_300)]))
    try books.write(.deliver("A", on: "2026-01-08", 5_650))
    #expect(try books.balances(on: "2026-01-08") == "contract-liability -5650 receivable 11300 revenue -5000 tax -650")
    try books.write(.cancel("A", on: "2026-01-09"))
    #expect(try books.balances(on: "2026-01-09") == "receivable 5650 revenue -5000 tax -650")
    try books.write(CommissionFact.undeliver("A", delivered: "2026-01-08", on: "2026-01-10", 5_650))
    #expect(try books.balances(on: "2026-01-10") == "")
    #expect(try books.figures(on: "2026-01-10") == "A1 0 cancelled; credit 0")
  }
}

extension Scenario {
  func write(_ fact: CommissionFact) throws {
    switch fact {
    case .fact(let fact): try write(fact)
    case .plan(let code, let trigger, let percent, let from, let person, let role, let category):
      let body = CommissionPlans.Set(
        code: ID(code), salespersonId: person.map { ID($0) }, role: role, category: category, trigger: trigger,
        ratePercent: Percent(hundredths: percent), validFrom: try Self.day(from))
      _ = try command(body) { try CommissionPlans.Set.run($0, $1).body.code.text }
    case .employee(let code, let role):
      try leads.publish(EmployeeChanged(code: ID(code), name: code, role: role, shop: nil, active: true))
      try finance.step()
    case .product(let sku, let category):
      try publish(ProductChanged(sku: sku, name: sku, unit: "套", price: .zero(), category: category))
    case .orderOf(let name, let on, let lines):
      let total = lines.reduce(0) { $0 + $1.1 }
      let rate = Percent(hundredths: 1_300)
      let terms = OrderTerms(
        lines: try lines.enumerated().map {
          PricedLine(
            lineId: ID("\(name)-\($0.offset)"), sku: $0.element.0, description: "", room: nil,
            quantity: try #require(Quantity(1)), unitPrice: try Money($0.element.1), discountPercent: .zero,
            taxRatePercent: rate, amount: try Money($0.element.1))
        }, total: try Money(total),
        taxes: [TaxShare(ratePercent: rate, gross: try Money(total), tax: try Money(total).scaled(13, over: 113))],
        instalments: [
          InstalmentPlan(instalmentId: ID(name), label: name, amount: try Money(total), dueOn: try Self.day(on))
        ], promisedOn: nil)
      try publish(
        OrderConfirmed(
          orderId: ID(name), number: name, customerId: customer, quoteId: nil, leadId: nil, salespersonId: "s-1",
          designerId: nil, shop: nil, signedOn: try Self.day(on), signedAt: nil, terms: terms, erp: nil,
          occurredAt: clock.now))
    case .newOwner(let person, let order, let on, let total, let due):
      let terms = OrderTerms(
        lines: [], total: try Money(total),
        taxes: [
          TaxShare(
            ratePercent: Percent(hundredths: 1_300), gross: try Money(total),
            tax: try Money(total).scaled(13, over: 113))
        ],
        instalments: [
          InstalmentPlan(
            instalmentId: ID("\(order)1"), label: "\(order)1", amount: try Money(total), dueOn: try Self.day(due))
        ], promisedOn: nil)
      try publish(
        OrderAmended(
          orderId: ID(order), customerId: customer, version: 2, salespersonId: ID(person), shop: nil,
          signedOn: try Self.day(on), signedAt: nil, previousTotal: try Money(total), terms: terms, reason: nil,
          amendedOn: try Self.day(on), erp: nil, occurredAt: clock.now))
    case .undeliver(let order, let delivered, let on, let amount):
      try publish(
        DeliveryCancelled(
          deliveryId: ID("\(order)-\(delivered)"), orderId: ID(order), customerId: customer, salespersonId: nil,
          shop: nil, lines: [], amount: try Money(amount), taxes: [], reason: "x", cancelledOn: try Self.day(on),
          occurredAt: clock.now))
    case .payOut(let amount, let on):
      let body = CommissionBalances.Pay(
        salespersonId: "s-1", amount: try amount.map { try Money($0) }, paidOn: try Self.day(on), method: .bank)
      _ = try command(body) { try CommissionBalances.Pay.run($0, $1).body.number }
    case .close(let month):
      _ = try command(Periods.Close(), id: month) { try Periods.Close.run($0, $1).body.month }
    }
  }

  /// `s-1 300-150-0=150`
  func commission(on text: String) throws -> String {
    let day = try Self.day(text)
    return try finance.store.read { database in
      try CommissionBalances.rows(salesperson: nil, asOf: day, in: Visibility.everything.seen, database).map {
        "\($0.salesperson) \($0.accrued.amount)\($0.adjusted.amount < 0 ? "" : "+")\($0.adjusted.amount)-\($0.paid.amount)=\($0.open.amount)"
      }.joined(separator: ", ")
    }
  }
}
