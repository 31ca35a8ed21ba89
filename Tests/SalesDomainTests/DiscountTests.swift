import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Discounts and signatures that need an approval")
struct DiscountTests {
  private static func line(
    _ price: Int64, _ discount: Int, sku: String? = "P-1", id: ID<OrderLine> = "1", in currency: Currency = .cny
  ) throws -> PricedLine {
    PricedLine(
      lineId: id, sku: sku, description: "柜", room: nil, quantity: try #require(Quantity(1, scale: 0)),
      unitPrice: try Money(price, currency), discountPercent: Percent(hundredths: discount), taxRatePercent: .zero,
      amount: try Money(price, currency))
  }

  @Test(
    "a discount is what is paid less than the list price, or than the line's own where that is higher",
    arguments: [
      // unit price, discount, list price, effective
      (100_000, 0, nil, 0), (100_000, 1_250, nil, 1_250),
      (100_000, 0, 100_000, 0), (90_000, 0, 100_000, 1_000), (89_999, 0, 100_000, 1_001),
      // Of the lower price the discount comes on top.
      (90_000, 1_000, 100_000, 1_900),
      // A price above the list is its own measure.
      (120_000, 1_000, 100_000, 1_000),
      (0, 0, 100_000, 10_000), (0, 0, 0, 0), (0, 0, nil, 0),
      // Any fraction counts as the next hundredth.
      (99_999_999, 0, 100_000_000, 1),
      (Money.limit - 1, 10_000, Money.limit, 10_000),
    ] as [(Int64, Int, Int64?, Int)])
  func effective(price: Int64, discount: Int, list: Int64?, expected: Int) throws {
    let found = Discount.effective(try Self.line(price, discount), list: try list.map { try Money($0) })
    #expect(found == Percent(hundredths: expected))
  }

  @Test("a list price in another currency says nothing")
  func currencies() throws {
    let dollars = try #require(Currency("USD"))
    #expect(Discount.effective(try Self.line(1, 300, in: dollars), list: try Money(100)) == Percent(hundredths: 300))
  }

  @Test(
    "lines above the limit are named; what was there before may stay as it was, and give no more",
    arguments: [
      // before (price, discount, sku), now, whether it is named
      (nil, (100_000, 1_000, "P-1"), false),
      (nil, (100_000, 1_001, "P-1"), true),
      (nil, (80_000, 0, "P-1"), true),
      (nil, (80_000, 0, "P-2"), false),
      (nil, (80_000, 0, nil), false),
      ((100_000, 2_000, "P-1"), (100_000, 2_000, "P-1"), false),
      ((100_000, 2_000, "P-1"), (80_000, 0, "P-1"), false),
      ((100_000, 2_000, "P-1"), (100_000, 2_001, "P-1"), true),
      ((100_000, 2_000, "P-1"), (80_000, 500, "P-1"), true),
      // Another product is another line.
      ((100_000, 2_000, "P-1"), (100_000, 2_000, "P-2"), true),
    ] as [((Int64, Int, String?)?, (Int64, Int, String?), Bool)])
  func excessive(before: (Int64, Int, String?)?, now: (Int64, Int, String?), isNamed: Bool) throws {
    let found = Discount.excessive(
      [try Self.line(100, 0, sku: nil, id: "0"), try Self.line(now.0, now.1, sku: now.2)],
      before: try before.map { [try Self.line($0.0, $0.1, sku: $0.2)] } ?? [], limit: SalesPolicy.standard.discountLimit
    ) { $0 == "P-1" ? try? Money(100_000) : nil }
    #expect(found.map(\.line) == (isNamed ? [2] : []))
  }

  @Test(
    "an order may have been signed in this month and the one before",
    arguments: [
      ("2026-11-30", "2026-11-22", false), ("2026-11-01", "2026-11-22", false), ("2026-10-01", "2026-11-22", false),
      ("2026-09-30", "2026-11-22", true), ("2026-02-28", "2026-03-31", false), ("2025-12-01", "2026-01-01", false),
      ("2025-11-30", "2026-01-01", true),
    ])
  func signing(signed: String, today: String, isClosed: Bool) throws {
    let (signed, today) = (try #require(BusinessDate(signed)), try #require(BusinessDate(today)))
    #expect(SalesPolicy.standard.isClosed(signed, on: today) == isClosed)
  }
}
