import Contracts
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

@Suite("Rules of points, tiers, gifts and care")
struct AccountRuleTests {
  static let yuan: Int64 = 100

  static func entry(_ points: Int, _ kind: PointsKind = .earned, daysLeft: Int? = 100) -> PointsAccount.Entry {
    PointsAccount.Entry(kind: kind, points: points, expiresOn: daysLeft.map { Sample.day.adding(days: $0) })
  }

  @Test(
    "points follow the money, by whole yuan of all of it, also below zero",
    arguments: [
      ([], 12_345, 123), ([], 99, 0), ([entry(123)], 12_345, 0), ([entry(123)], 12_400, 1),
      ([entry(123)], 10_000, -23), ([entry(100), entry(-100, .expired)], 10_000, 0),
      ([entry(100), entry(20, .granted)], 5_000, -50), ([entry(10), entry(-10, .reversed)], -500, -5),
    ] as [([PointsAccount.Entry], Int64, Int)])
  func level(entries: [PointsAccount.Entry], received: Int64, points: Int) {
    var account = PointsAccount(customerID: "c", entries: entries)
    let balance = account.balance
    let event = account.level(
      with: received, because: "RC-1", as: { "p" }, on: Sample.day, Sample.policy, at: Sample.at)
    #expect(event?.points ?? 0 == points && event.map { $0.refersTo == "RC-1" } ?? true)
    guard let event else { return }
    #expect(event.kind == (points > 0 ? .earned : .reversed))
    #expect(event.expiresOn == (points > 0 ? Sample.day.adding(months: 24) : nil))
    account.apply(event)
    #expect(account.balance == balance + points)
  }

  @Test(
    "what was earned too long ago and not used since expires, the oldest first",
    arguments: [
      ([], 0), ([entry(10, daysLeft: 0)], 0), ([entry(10, daysLeft: -1)], 10),
      ([entry(10, daysLeft: -1), entry(-4, .redeemed, daysLeft: nil)], 6),
      ([entry(10, daysLeft: -1), entry(5), entry(-12, .reversed, daysLeft: nil)], 0),
      ([entry(10, daysLeft: -1), entry(-10, .expired, daysLeft: nil)], 0),
      ([entry(10, .granted, daysLeft: nil)], 0),
    ] as [([PointsAccount.Entry], Int)])
  func expire(entries: [PointsAccount.Entry], points: Int) {
    var account = PointsAccount(customerID: "c", entries: entries)
    let event = account.expire(as: { "p" }, on: Sample.day, at: Sample.at)
    #expect(event?.points ?? 0 == -points && event.map { $0.kind == .expired } ?? true)
    guard let event else { return }
    account.apply(event)
    #expect(account.expire(as: { "q" }, on: Sample.day, at: Sample.at) == nil)
  }

  @Test("a tier is told of when it changes, with the figures that say why")
  func tiers() throws {
    let customers = [
      CustomerFigures(id: "a", lastOrderOn: Sample.day, orders: 2, received: 20_000_000),
      CustomerFigures(id: "b", lastOrderOn: nil, orders: 0, received: 0),
    ]
    let standings = try TierStanding.all(customers, current: [:], asOf: Sample.day, Sample.policy)
    #expect(standings.map(\.tier) == [.a, .c] && standings.map(\.scores.monetary) == [5, 1])
    #expect(standings[0].windowFrom == Sample.day.adding(months: -36))
    let event = standings[0].changed(from: .b, on: Sample.day, at: Sample.at)
    #expect(event?.from == "B" && event?.to == "A" && event?.reason.contains("20000000 fen") == true)
    #expect(standings[0].changed(from: .a, on: Sample.day, at: Sample.at) == nil)
  }

  @Test(
    "a gift is something, costs nothing or more, and is a known customer's",
    arguments: [("茶", 0, true, []), (" ", -1, false, ["/description", "/cost/amount", "/customerId"])]
      as [(String, Int64, Bool, [String])])
  func gift(description: String, cost: Int64, isKnown: Bool, expected: [String]) throws {
    let draft = GiftDraft(customerId: "c", description: description, cost: try Money(cost))
    #expect(pointers { _ = try draft.given(as: "g", by: "e", customerIsKnown: isKnown, at: Sample.at) } == expected)
  }

  @Test(
    "care is due as many days before a yearly day as its plan says",
    arguments: [(3, true, 3), (4, true, nil), (0, true, 0), (2, false, nil)] as [(Int, Bool, Int?)])
  func care(days: Int, isActive: Bool, expected: Int?) {
    let plan = CarePlanState(
      id: "p", name: "生日", dateKind: "birthday", leadDays: 3, tier: nil, active: isActive, version: 1)
    let birthday = Sample.day.adding(days: days).adding(months: -12 * 40)
    #expect(plan.due(of: birthday, on: Sample.day)?.days(since: Sample.day) == expected)
  }

  @Test(
    "a plan of care looks ahead 60 days at most",
    arguments: [(nil, []), (60, []), (61, ["/leadDays"])] as [(Int?, [String])])
  func plan(leadDays: Int?, expected: [String]) {
    let found = pointers {
      let event = try CarePlanState.plan(
        "p", name: "生日", dateKind: "birthday", leadDays: leadDays, tier: nil, active: nil, Sample.policy,
        at: Sample.at)
      #expect(event.leadDays == leadDays ?? 3)
    }
    #expect(found == expected)
  }
}
