import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Instalments")
struct InstalmentTests {
  static let due = BusinessDate(daysSince1970: 20_000)

  func plan(_ drafts: [InstalmentDraft], of total: Int64, keeping: [InstalmentPlan] = []) throws -> [InstalmentPlan] {
    var count = 0
    return try Instalments.plan(drafts, of: try Money(total), keeping: keeping) {
      count += 1
      return ID("new-\(count)")
    }
  }

  static func percents(_ hundredths: [Int]) -> [InstalmentDraft] {
    hundredths.map { InstalmentDraft(label: "期", percent: Percent(hundredths: $0), dueOn: due) }
  }

  static func amounts(_ amounts: [Int64]) throws -> [InstalmentDraft] {
    try amounts.map { InstalmentDraft(label: "期", amount: try Money($0), dueOn: due) }
  }

  @Test(
    "percents are rounded half up each and the last takes the rest",
    arguments: [
      (1_299_900, [3000, 7000], [389_970, 909_930]),
      (100, [3333, 3333, 3334], [33, 33, 34]),
      (101, [5000, 5000], [51, 50]),
      (1, [5000, 5000], [1, 0]),
      (999, [1250, 1250, 7500], [125, 125, 749]),
      // Rounded up three times, two fen are gone before the last: no part is negative.
      (2, [2500, 2500, 2500, 2500], [1, 1, 0, 0]),
      (0, [5000, 5000], [0, 0]),
      (7, [10_000], [7]),
      (Money.limit, [1, 9_999], [900_719_925_474, Money.limit - 900_719_925_474]),
    ] as [(Int64, [Int], [Int64])])
  func rounding(total: Int64, percents: [Int], amounts: [Int64]) throws {
    let found = try plan(Self.percents(percents), of: total).map(\.amount.amount)
    #expect(found == amounts)
    #expect(found.reduce(0, +) == total)
  }

  @Test("whatever the percents, the parts add up to the total and none is negative")
  func sums() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<500 {
      var rest = 10_000
      var parts: [Int] = []
      while rest > 0 {
        let part = Int.random(in: 1...max(1, min(rest, 4_000)), using: &random)
        parts.append(part)
        rest -= part
      }
      guard parts.count <= Instalments.limit else { continue }
      let total = Int64.random(in: 0...3_000, using: &random)
      let found = try plan(Self.percents(parts), of: total).map(\.amount.amount)
      #expect(found.reduce(0, +) == total && found.allSatisfy { $0 >= 0 })
    }
  }

  @Test("amounts are taken as they are when they add up")
  func amounts() throws {
    #expect(try plan(Self.amounts([30, 0, 70]), of: 100).map(\.amount.amount) == [30, 0, 70])
  }

  static let refusals: [@Sendable () throws -> ([InstalmentDraft], InvalidField)] = [
    { ([], InvalidField("/instalments", .noItems)) },
    {
      (
        percents([3000, 6999]), InvalidField("/instalments", .percentsNotWhole(sum: Percent(hundredths: 9_999)))
      )
    },
    {
      (
        percents([3000, 7001]), InvalidField("/instalments", .percentsNotWhole(sum: Percent(hundredths: 10_001)))
      )
    },
    { (percents([0, 10_000]), InvalidField("/instalments/0/percent", .notPositive)) },
    { (percents([11_000, -1000]), InvalidField("/instalments/0/percent", .notFromZeroToHundred)) },
    {
      (
        try amounts([30, 69]),
        InvalidField("/instalments", .amountsNotTotal(sum: try Money(99), total: try Money(100)))
      )
    },
    { (try amounts([130, -30]), InvalidField("/instalments/1/amount/amount", .negative)) },
    { (try amounts([50]) + percents([5000]), InvalidField("/instalments/1", .mixedKinds)) },
    {
      (
        [InstalmentDraft(label: "期", percent: .whole, amount: try Money(100), dueOn: due)],
        InvalidField("/instalments/0", .percentOrAmount)
      )
    },
    { ([InstalmentDraft(label: "期", dueOn: due)], InvalidField("/instalments/0", .percentOrAmount)) },
    {
      (
        [InstalmentDraft(label: "", percent: .whole, dueOn: due)], InvalidField("/instalments/0/label", .blank)
      )
    },
    {
      let dollars = try #require(Currency("USD"))
      return (
        [InstalmentDraft(label: "期", amount: try Money(100, dollars), dueOn: due)],
        InvalidField("/instalments/0/amount/currency", .otherCurrency(dollars, expected: .cny))
      )
    },
  ]

  @Test("a plan that breaks a rule is named", arguments: refusals.indices)
  func refused(_ index: Int) throws {
    let (drafts, error) = try Self.refusals[index]()
    #expect(throws: error) { try plan(drafts, of: 100) }
  }

  @Test("an instalment keeps its id where the plan had one at its place")
  func ids() throws {
    let first = try plan(Self.percents([5000, 5000]), of: 100)
    let second = try plan(Self.percents([3000, 3000, 4000]), of: 100, keeping: first)
    #expect(second.map(\.instalmentId.text) == ["new-1", "new-2", "new-1"])
    #expect(try plan(Self.percents([10_000]), of: 100, keeping: first).map(\.instalmentId.text) == ["new-1"])
  }
}
