import Kernel
import LeadsDomain
import Testing

@Suite("Rules of segmentation and care")
struct LoyaltyRuleTests {
  static let day = BusinessDate(daysSince1970: 20_000)

  func customer(_ id: String, _ received: Int64, orders: Int = 1, daysAgo: Int? = 10) -> CustomerFigures {
    CustomerFigures(
      id: id, lastOrderOn: daysAgo.map { Self.day.adding(days: -$0) }, orders: orders, received: received)
  }

  @Test("equal values have equal scores, however many there are")
  func ties() {
    let customers = (0..<40).map { customer("c\($0)", $0 < 25 ? 5_000_000 : Int64($0) * 1_000_000) }
    let scores = CustomerScores.scores(of: customers, asOf: Self.day)
    #expect(Set(customers.prefix(25).map { scores[$0.id]?.monetary }) == [1])
    #expect(scores["c39"]?.monetary == 5)
    #expect(CustomerScores.scores(of: customers.reversed(), asOf: Self.day) == scores)
  }

  @Test(
    "few customers are judged by fixed thresholds",
    arguments: [
      (Int64(999_999), 1), (1_000_000, 2), (5_000_000, 3), (10_000_000, 4), (20_000_000, 5), (0, 1),
    ])
  func thresholds(received: Int64, score: Int) {
    #expect(CustomerScores.scores(of: [customer("c", received)], asOf: Self.day)["c"]?.monetary == score)
  }

  @Test(
    "recency is of the last order", arguments: [(90, 5), (91, 4), (180, 4), (181, 3), (365, 3), (366, 2), (731, 1)])
  func recency(days: Int, score: Int) {
    let scores = CustomerScores.scores(of: [customer("c", 1, daysAgo: days)], asOf: Self.day)
    #expect(scores["c"]?.recency == score)
  }

  @Test("tiers follow the cumulative share, equals stand alike, and who is A stays so near the border")
  func tiers() {
    let customers = [
      customer("a", 60), customer("b", 20), customer("c", 8), customer("d", 8), customer("e", 4), customer("f", 0),
    ]
    let fresh = CustomerTier.place(customers, current: [:])
    #expect(fresh.map(\.id) == ["a", "b", "c", "d", "e", "f"])
    #expect(fresh.map(\.tier) == [.a, .a, .b, .b, .c, .c])
    #expect(fresh.map(\.share) == [6000, 8000, 9600, 9600, 10_000, 10_000])
    let stays = CustomerTier.place(customers, current: ["c": .a, "e": .a, "f": .a])
    #expect(stays.map(\.tier) == [.a, .a, .a, .b, .c, .c])
  }

  @Test(
    "a day comes again every year; 29 February on the 28th in common years",
    arguments: [
      ("1980-02-29", "2026-02-01", "2026-02-28"), ("1980-02-29", "2028-02-01", "2028-02-29"),
      ("1980-02-29", "2026-03-01", "2027-02-28"), ("1990-05-01", "2026-05-01", "2026-05-01"),
      ("1990-05-01", "2026-05-02", "2027-05-01"), ("2026-05-01", "2026-04-01", "2027-05-01"),
    ])
  func yearly(date: String, from: String, next: String) throws {
    let found = YearlyDay.next(of: try #require(BusinessDate(date)), from: try #require(BusinessDate(from)))
    #expect(found?.description == next)
  }
}
