import Contracts
import Kernel
import SalesDomain
import Testing

/// A line with the price in fen.
func line(
  _ price: Int64, _ quantity: Int64 = 1, scale: Int = 0, discount: Int? = nil, tax: Int? = nil,
  in currency: Currency = .cny, description: String = "衣柜"
) throws -> LineDraft {
  LineDraft(
    description: description, quantity: try #require(Quantity(quantity, scale: scale)),
    unitPrice: try Money(price, currency), discountPercent: discount.map(Percent.init(hundredths:)),
    taxRatePercent: tax.map(Percent.init(hundredths:)))
}

func price(_ lines: [LineDraft]) throws -> PricedLines {
  try Pricing.price(lines) { ID("line-\($0)") }
}

@Suite("Prices")
struct PricingTests {
  /// Price in fen, quantity, its scale, discount and tax in hundredths of a percent, and what it comes to.
  static let amounts: [(Int64, Int64, Int, Int?, Int?, amount: Int64, tax: Int64)] = [
    (1_299_900, 1, 0, nil, nil, 1_299_900, 149_546),
    // 12.50 m² at 980.00 less 5 %: 11637.50; 13 % contained in it is 1338.827…
    (98_000, 1250, 2, 500, nil, 1_163_750, 133_883),
    // Half a fen goes up.
    (1, 5, 1, nil, 0, 1, 0),
    (1, 49, 2, nil, 0, 0, 0),
    (333, 1, 0, 5000, 0, 167, 0),
    // A hundred percent off is free, and has no tax.
    (98_000, 3, 0, 10_000, nil, 0, 0),
    (0, 3, 0, nil, nil, 0, 0),
    (113, 1, 0, nil, 1300, 113, 13),
    (100, 1, 0, nil, 10_000, 100, 50),
    // Three decimals of quantity, rounded once over price, quantity and discount together.
    (9_999, 1_005, 3, 1234, 600, 8_809, 499),
  ]

  @Test("a line is quantity × price less discount, rounded once; its tax is contained in it", arguments: amounts)
  func amount(
    price: Int64, quantity: Int64, scale: Int, discount: Int?, tax: Int?, amount: Int64, contained: Int64
  ) throws {
    let priced = try SalesDomainTests.price([line(price, quantity, scale: scale, discount: discount, tax: tax)])
    #expect(priced.total.amount == amount)
    #expect(priced.lines.map(\.amount.amount) == [amount])
    #expect(priced.taxes.map(\.tax.amount) == [contained])
  }

  @Test("tax is taken out of each rate's gross, not line by line")
  func groups() throws {
    // Line by line the tax of 5 fen would round to 1 each.
    let priced = try price([line(5), line(5), line(5), line(1_000, tax: 0), line(5), line(1_060, tax: 600)])
    #expect(priced.taxes.map(\.ratePercent.hundredths) == [0, 600, 1300])
    #expect(priced.taxes.map(\.gross.amount) == [1_000, 1_060, 20])
    #expect(priced.taxes.map(\.tax.amount) == [0, 60, 2])
    #expect(priced.total.amount == 2_080)
  }

  /// Lines and what is wrong with them.
  static let refusals: [@Sendable () throws -> ([LineDraft], InvalidField)] = [
    { ([], InvalidField("/lines", .noItems)) },
    {
      (Array(repeating: try line(1), count: 501), InvalidField("/lines", .tooManyItems(limit: 500)))
    },
    { ([try line(1), try line(1, 0)], InvalidField("/lines/1/quantity/value", .notPositive)) },
    { ([try line(1, -3)], InvalidField("/lines/0/quantity/value", .notPositive)) },
    { ([try line(-1)], InvalidField("/lines/0/unitPrice/amount", .negative)) },
    { ([try line(1, discount: -1)], InvalidField("/lines/0/discountPercent", .notFromZeroToHundred)) },
    { ([try line(1, discount: 10_001)], InvalidField("/lines/0/discountPercent", .notFromZeroToHundred)) },
    { ([try line(1, tax: -1)], InvalidField("/lines/0/taxRatePercent", .notFromZeroToHundred)) },
    { ([try line(1, tax: 10_001)], InvalidField("/lines/0/taxRatePercent", .notFromZeroToHundred)) },
    {
      let dollars = try #require(Currency("USD"))
      return (
        [try line(1), try line(1, in: dollars)],
        InvalidField("/lines/1/unitPrice/currency", .otherCurrency(dollars, expected: .cny))
      )
    },
    { ([try line(1, description: " \t")], InvalidField("/lines/0/description", .blank)) },
    {
      (
        [try line(1, description: String(repeating: "柜", count: 10_001))],
        InvalidField("/lines/0/description", .tooLong(limit: 10_000))
      )
    },
    { ([try line(Money.limit, 2)], InvalidField("/lines/0", .tooLarge)) },
    { ([try line(Money.limit), try line(1)], InvalidField("/lines", .tooLarge)) },
  ]

  @Test("a line that breaks a rule is named", arguments: refusals.indices)
  func refused(_ index: Int) throws {
    let (lines, error) = try Self.refusals[index]()
    #expect(throws: error) { try price(lines) }
  }

  @Test("the longest text and the most lines are taken")
  func limits() throws {
    #expect(try price([line(1, description: String(repeating: "柜", count: 10_000))]).lines.count == 1)
    #expect(try price(Array(repeating: line(1), count: 500)).total.amount == 500)
  }
}
