import Foundation
import Kernel
import Testing

@Suite("Money, quantities, percentages")
struct MoneyTests {
  @Test(
    "scaling rounds half up on the absolute value",
    arguments: [
      (100, 1, 3, 33), (200, 1, 3, 67), (1, 1, 2, 1), (-1, 1, 2, -1), (-100, 1, 3, -33), (5, 1, 10, 1), (4, 1, 10, 0),
      (1_299_900, 13, 113, 149_546),
    ] as [(Int64, Int64, Int64, Int64)])
  func scaled(amount: Int64, numerator: Int64, denominator: Int64, expected: Int64) throws {
    #expect(try Money(amount).scaled(numerator, over: denominator) == Money(expected))
  }

  @Test(
    "a split's parts add up to the whole, by largest remainder, ties to the first",
    arguments: [
      (100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (10, [3, 7], [3, 7]), (1, [1, 1], [1, 0]),
      (7, [0, 1, 0], [0, 7, 0]), (101, [50, 50], [51, 50]), (0, [1, 2], [0, 0]), (5, [0, 0], [0, 0]),
    ] as [(Int64, [Int64], [Int64])])
  func split(amount: Int64, weights: [Int64], expected: [Int64]) throws {
    #expect(try Money(amount).split(weights).map(\.amount) == expected)
  }

  @Test("amounts stay exact in JSON: beyond 2^53 − 1 there is no amount")
  func limits() throws {
    let most = try Money(Money.limit)
    #expect(throws: MoneyError.overflow) { try most.adding(Money(1)) }
    #expect(throws: MoneyError.overflow) { try most.scaled(2, over: 1) }
    #expect(throws: MoneyError.overflow) { try Money(Int64.max) }
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(Money.self, from: Data(#"{"amount":9007199254740992,"currency":"CNY"}"#.utf8))
    }
  }

  @Test("there is no sum across currencies")
  func currencies() throws {
    let euro = try #require(Currency("EUR"))
    #expect(throws: MoneyError.currencies(.cny, euro)) { try Money(1).adding(Money(1, euro)) }
  }

  @Test(
    "a line's price is rounded once",
    arguments: [
      (1250, 2, 98_000, 500, 1_163_750), (1, 0, 1, 0, 1), (1, 1, 5, 0, 1), (333, 3, 100, 0, 33), (3, 0, 33, 3_333, 66),
      (2, 0, 100, 10_000, 0), (-2, 0, 100, 0, -200),
    ] as [(Int64, Int, Int64, Int, Int64)])
  func price(value: Int64, scale: Int, unitPrice: Int64, discount: Int, expected: Int64) throws {
    let quantity = try #require(Quantity(value, scale: scale))
    #expect(try quantity.price(at: Money(unitPrice), discount: Percent(hundredths: discount)) == Money(expected))
  }

  @Test("texts", arguments: [(12_999_00, "CNY", "CNY 12999.00"), (-5, "CNY", "CNY -0.05"), (700, "JPY", "JPY 700")])
  func texts(amount: Int64, code: String, expected: String) throws {
    #expect(try Money(amount, #require(Currency(code))).description == expected)
  }

  @Test(
    "percentages are read by their digits",
    arguments: [("12.5", 1250), ("0.07", 7), ("100", 10_000), ("12.34", 1234), ("1.1", 110), ("-5", -500)])
  func percent(text: String, hundredths: Int) throws {
    let percent = try JSONDecoder().decode(Percent.self, from: Data(text.utf8))
    #expect(percent == Percent(hundredths: hundredths))
    let written = String(decoding: try JSONEncoder().encode(percent), as: UTF8.self)
    #expect(try JSONDecoder().decode(Percent.self, from: Data(written.utf8)) == percent)
  }

  @Test("more than two decimals, texts and huge numbers are no percentage", arguments: ["12.345", "\"5\"", "1e30"])
  func noPercent(text: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Percent.self, from: Data(text.utf8)) }
  }
}
