import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("The ERP's orders of a day beside those that are here")
struct ReconciliationTests {
  private static let day = BusinessDate("2026-11-20") ?? BusinessDate(daysSince1970: 0)
  private static let asOf = Instant(milliseconds: 1_000_000)
  private static let before = Instant(milliseconds: 999_999)
  private static let after = Instant(milliseconds: 1_000_001)
  private static let stated = Instant(milliseconds: 1_005_000)

  private static func yuan(_ amount: Int64) -> Money { (try? Money(amount)) ?? .zero() }

  private static func there(_ revision: Int, _ amount: Int64 = 100, cancelled: Bool = false) -> OrderThere {
    OrderThere(
      orderNumber: "X", revision: revision, total: cancelled ? nil : yuan(amount), isCancelled: cancelled,
      since: stated)
  }

  private static func here(
    _ revision: Int, _ amount: Int64 = 100, cancelled: Bool = false, on: BusinessDate? = day, at: Instant? = before
  ) -> OrderHere {
    OrderHere(
      orderNumber: "X", revision: revision, signedOn: on, total: yuan(amount), isCancelled: cancelled, takenAt: at)
  }

  /// There, here, what is parked, what is found, and whether it may be on its way.
  static let cases: [(OrderThere?, OrderHere?, Int?, ERPReconciled.Kind?, Bool)] = [
    (there(1), here(1), nil, nil, false),
    (there(1), nil, nil, .missingHere, true),
    (there(1), nil, 1, .parked, false),
    (there(2, cancelled: true), nil, nil, nil, false),
    (there(2, cancelled: true), nil, 2, nil, false),
    (nil, here(1), nil, .missingThere, false),
    (nil, here(1, at: nil), nil, .missingThere, false),
    // It came after the ERP had read its figures.
    (nil, here(1, at: after), nil, nil, false),
    (nil, here(1, cancelled: true), nil, nil, false),
    (nil, here(1, on: day.adding(days: 1)), nil, nil, false),

    (there(2), here(1), nil, .revision, true),
    (there(2), here(1), 2, .parked, false),
    (there(2), here(1), 1, .revision, true),
    (there(1), here(2), nil, .revision, false),
    (there(1), here(2, at: after), nil, nil, false),
    (there(1), here(2, 900, at: after), nil, nil, false),

    (there(1), here(1, 101), nil, .amount, false),
    (there(1), here(1, 101, at: after), nil, .amount, false),
    (there(1), here(1, 101), 1, .amount, false),
    (there(1), here(1, on: day.adding(days: 1)), nil, .day, false),
    (there(2), here(1, on: day.adding(days: 1)), nil, .revision, true),

    (there(2, cancelled: true), here(1), nil, .cancelledThere, true),
    (there(1, cancelled: true), here(1), nil, .cancelledThere, false),
    (there(2, cancelled: true), here(1), 2, .parked, false),
    (there(1), here(1, cancelled: true), nil, .cancelledHere, false),
    (there(2), here(1, cancelled: true), nil, .cancelledHere, true),
    (there(1), here(2, cancelled: true, at: after), nil, nil, false),
    (there(2, cancelled: true), here(2, cancelled: true), nil, nil, false),
    (there(2, cancelled: true), here(1, cancelled: true, on: nil), nil, nil, false),
  ]

  @Test("every way in which an order can stand on both sides", arguments: cases)
  func orders(
    there: OrderThere?, here: OrderHere?, parked: Int?, kind: ERPReconciled.Kind?, mayCome: Bool
  ) throws {
    let found = Reconciliation.differences(
      on: Self.day, there: there.map { [$0] } ?? [], here: here.map { [$0] } ?? [],
      parked: parked.map { ["X": $0] } ?? [:], asOf: Self.asOf)
    #expect(found.map(\.found.kind) == (kind.map { [$0] } ?? []))
    #expect(found.first.map { $0.since != nil } ?? false == mayCome)
    if let found = found.first?.found {
      #expect(found.there?.revision == there?.revision && found.here?.revision == here?.revision)
    }
  }

  @Test(
    "what may be on its way is settled when it has had its time", arguments: [(0, false), (899, false), (900, true)])
  func grace(seconds: Int, isSettled: Bool) throws {
    let found = try #require(
      Reconciliation.differences(
        on: Self.day, there: [Self.there(1)], here: [], parked: [:], asOf: Self.asOf
      ).first)
    #expect(found.isSettled(at: Self.stated.adding(seconds: seconds), grace: 900) == isSettled)
  }

  @Test("an order that the ERP names again has been on its way since it was first named with that revision")
  func since() {
    let item = ERPReconciliation.Item(orderNumber: "X", revision: 2, total: Self.yuan(5))
    #expect(OrderThere(item, after: nil, at: Self.after).since == Self.after)
    #expect(OrderThere(item, after: Self.there(2), at: Self.after).since == Self.stated)
    #expect(OrderThere(item, after: Self.there(1), at: Self.after).since == Self.after)
  }

  @Test("figures count what stands, by currency, of that day alone")
  func figures() throws {
    let dollar = try #require(Currency("USD"))
    var foreign = Self.here(4)
    foreign.total = try Money(7, dollar)
    let found = try Reconciliation.figures(
      [
        Self.here(1), Self.here(2, 50), Self.here(9, cancelled: true), Self.here(1, on: nil),
        Self.here(1, on: Self.day.adding(days: 1)), foreign,
      ], on: Self.day)
    #expect(found.count == 3 && found.cancelled == 1 && found.revisions == 7)
    #expect(found.sums == [Self.yuan(150), try Money(7, dollar)])
    // A revision that a bridge chose brings nothing down.
    #expect(try Reconciliation.figures([Self.here(.max), Self.here(.max)], on: Self.day).count == 2)
  }

  static let sides: [(Int, Int64, Int?, Int?, Bool)] = [
    (1, 100, 1, nil, true), (2, 100, 1, nil, false), (1, 101, 1, nil, false), (1, 100, nil, 7, true),
    (1, 100, 2, nil, false),
  ]

  @Test("sides agree by count, sums and revisions, not by what is cancelled", arguments: sides)
  func agree(count: Int, amount: Int64, revisions: Int?, cancelled: Int?, agrees: Bool) {
    let here = ERPReconciled.Figures(count: 1, cancelled: 0, sums: [Self.yuan(100)], revisions: 1)
    let there = ERPReconciled.Figures(
      count: count, cancelled: cancelled, sums: [Self.yuan(amount)], revisions: revisions)
    #expect(Reconciliation.agree(there, here) == agrees)
  }
}

@Suite("The ERP's figures, before they are compared")
struct ERPReconciliationTests {
  private static let now = Instant("2026-11-22T00:05:00.000Z") ?? Instant(milliseconds: 0)
  private static func day(_ text: String) -> BusinessDate { BusinessDate(text) ?? BusinessDate(daysSince1970: 0) }
  private static func yuan(_ amount: Int64) -> Money { (try? Money(amount)) ?? .zero() }

  private static func good() -> ERPReconciliation {
    ERPReconciliation(
      about: "order", from: day("2026-11-01"), to: day("2026-11-21"), asOf: now,
      days: [
        .init(
          on: day("2026-11-20"), count: 2, cancelled: 1, sums: [yuan(300)], revisions: 4,
          items: [
            .init(orderNumber: "A", revision: 1, total: yuan(100)),
            .init(orderNumber: "B", revision: 3, total: yuan(200)),
            .init(orderNumber: "C", revision: 2, cancelled: true),
          ]),
        .init(on: day("2026-11-21"), count: 1, sums: [yuan(5)]),
      ])
  }

  static let wrong: [(String, @Sendable (inout ERPReconciliation) -> Void)] = [
    ("about", { $0.about = "receipt" }),
    ("to", { $0.to = day("2026-10-31") }),
    ("to", { $0.from = day("2026-08-01") }),
    ("asOf", { $0.asOf = now.adding(seconds: 90_000) }),
    ("days.0.on", { $0.days[0].on = day("2026-10-31") }),
    ("days.1.on", { $0.days[1].on = day("2026-11-22") }),
    ("days.1.on", { $0.days[1].on = $0.days[0].on }),
    ("days.1.count", { $0.days[1].count = -1 }),
    ("days.0.cancelled", { $0.days[0].cancelled = -1 }),
    ("days.1.revisions", { $0.days[1].revisions = -1 }),
    ("days.1.sums.0.amount", { $0.days[1].sums = [yuan(-5)] }),
    ("days.1.sums.1.currency", { $0.days[1].sums = [yuan(2), yuan(3)] }),
    ("days.0.count", { $0.days[0].count = 3 }),
    ("days.0.sums", { $0.days[0].sums = [yuan(301)] }),
    ("days.0.revisions", { $0.days[0].revisions = 6 }),
    ("days.0.items.1.orderNumber", { $0.days[0].items?[1].orderNumber = "A" }),
    ("days.0.items.0.orderNumber", { $0.days[0].items?[0].orderNumber = " " }),
    ("days.0.items.0.revision", { $0.days[0].items?[0].revision = -1 }),
    ("days.0.items.0.total", { $0.days[0].items?[0].total = nil }),
    ("days.0.items.0.total.amount", { $0.days[0].items?[0].total = yuan(-1) }),
    (
      "days",
      {
        $0.days[0].items = (0...ERPReconciliation.itemLimit).map {
          .init(orderNumber: "\($0)", revision: 1, total: yuan(1))
        }
      }
    ),
  ]

  @Test("what is wrong is named by its field", arguments: wrong)
  func refused(field: String, change: @Sendable (inout ERPReconciliation) -> Void) throws {
    var message = Self.good()
    #expect(throws: Never.self) { try message.check(at: Self.now) }
    change(&message)
    let error = #expect(throws: InvalidField.self) { try message.check(at: Self.now) }
    #expect(error?.reason.hasPrefix("the field '\(field)' is refused: ") == true, "\(error?.reason ?? "")")
  }
}
