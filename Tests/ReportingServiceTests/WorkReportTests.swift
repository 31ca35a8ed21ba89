import Contracts
import Kernel
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite struct WorkReportTests {
  @Test("Installations, problems, scores and requests by crew and month")
  func afterSales() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      CrewChanged(code: "k1", name: "一队", active: true),
      WorkSamples.installed("i1", of: "c1", by: "k1", on: "2026-01-31", problems: [("p1", .factory), ("p2", .crew)]),
      WorkSamples.installed("i2", of: "c2", by: "k1", on: "2026-02-01"),
      WorkSamples.evaluated("i1", of: "c1", by: "k1", ["speed": 1], on: "2026-02-02"),
      WorkSamples.evaluated("i1", of: "c1", by: "k1", ["speed": 5, "care": 4, "tidy": 4], on: "2026-02-03"),
      WorkSamples.evaluated("i2", of: "c2", by: "k1", ["speed": 3], on: "2026-02-03"),
      WorkSamples.requested("q1", of: "c1", on: "2026-02-05"),
      WorkSamples.assigned("q1", of: "c1", to: "k1", on: "2026-02-06"),
      WorkSamples.resolved("q1", of: "c1", cost: try yuan(80), onTime: false, on: "2026-02-07"),
      WorkSamples.requested("q2", of: "c2", on: "2026-02-08"),
      WorkSamples.resolved("q2", of: "c2", cost: try yuan(20), onTime: nil, on: "2026-02-09"),
      WorkSamples.closed("p1", of: "c1", .measurement, try yuan(33), on: "2026-02-10"),
    ])
    let report = try model.report(.afterSales)
    #expect(
      report.columns.map(\.name).prefix(6) == [
        "key", "installations", "problems", "averageScore", "requests", "onTime",
      ])
    #expect(report.lines == ["k1 2 2 4.00 1 0 1 80", "none 0 0 - 1 1 1 20"])
    #expect(report.rows.first?["label"] == .text("一队"))
    #expect(report.totals["averageScore"] == .decimal(Percent(hundredths: 400)))
    #expect(try model.report(.afterSales, [("asOf", "2026-02-02")]).lines == ["k1 2 2 1.00 0 0 0 0"])
    #expect(
      try model.report(.afterSales, [("groupBy", "month")]).lines
        == ["2026-01 1 2 - 0 0 0 0", "2026-02 1 0 4.00 2 1 2 100"])
    #expect(
      try model.report(.quality).lines == [
        "crew 0 - 1 0 0", "measurement 0 - 1 1 33", "none 2 50.00 0 0 0",
      ])
    #expect(try model.report(.quality, [("asOf", "2026-02-09")]).lines.contains("factory 0 - 1 0 0"))
    let explained = try model.explain(.afterSales, [("row", "k1"), ("column", "averageScore")])
    #expect(explained.value == .decimal(Percent(hundredths: 400)))
    #expect(explained.events.compactMap(\.count) == [1, 12, 3])
  }

  @Test("Expenses by any of their traits, and their money where a method is named")
  func expenses() throws {
    let yuan = { try Samples.yuan($0) }
    let wrong = WorkSamples.spent("e3", "rent", "shop", try yuan(70), .bank, on: "2026-02-02")
    let model = try ReadModel(of: [
      WorkSamples.spent("e1", "rent", "shop", try yuan(500), .bank, on: "2026-01-31"),
      WorkSamples.spent("e2", "wages", "bonus", try yuan(90), by: "anna", on: "2026-02-01"),
      wrong, WorkSamples.unspent(wrong, on: "2026-02-03"),
      WorkSamples.payment("m1", try yuan(40), on: "2026-02-04"),
      WorkSamples.unpaid("m1", try yuan(40), on: "2026-03-01"),
      WorkSamples.paid("y1", to: "anna", try yuan(5), on: "2026-03-02"),
    ])
    #expect(try model.report(.expenses).lines == ["rent 500", "wages 90"])
    #expect(try model.report(.expenses, [("groupBy", "item")]).lines == ["bonus 90", "shop 500"])
    #expect(try model.report(.expenses, [("groupBy", "salesperson")]).lines == ["anna 90", "none 500"])
    #expect(
      try model.report(.expenses, [("groupBy", "month"), ("asOf", "2026-02-02")]).lines
        == ["2026-01 500", "2026-02 160"])
    #expect(
      try model.report(.cash, [("groupBy", "month")]).lines
        == ["2026-01 0 500 -500", "2026-02 70 110 -40", "2026-03 40 5 35"])
    let explained = try model.explain(.expenses, [("row", "rent"), ("column", "amount")])
    #expect(explained.events.map(\.amount?.amount) == [50_000, 7_000, -7_000])
    #expect(explained.events.allSatisfy { $0.customerId == nil })
  }

  @Test("Commission is open until it is paid, and what is taken back lowers it")
  func commissions() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      WorkSamples.accrued("k1", of: "c1", to: "anna", try yuan(300), on: "2026-01-10"),
      WorkSamples.paid("y1", to: "anna", try yuan(200), on: "2026-02-01"),
      WorkSamples.adjusted("k1", of: "c1", to: "anna", try yuan(-150), on: "2026-03-01"),
    ])
    #expect(try model.report(.commissions).lines == ["anna 300 -150 200 -50"])
    #expect(try model.report(.commissions, [("asOf", "2026-02-28")]).lines == ["anna 300 0 200 100"])
    #expect(
      try model.report(.commissions).columns.map(\.name) == ["salespersonId", "accrued", "adjusted", "paid", "open"])
  }

  @Test("A campaign's cost beside what its leads brought; a referrer's likewise")
  func campaigns() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      Samples.customer("old", "王姐"),
      WorkSamples.spent("e1", "market", "fair", try yuan(300), campaign: "fair", on: "2026-01-02"),
      Samples.lead("l1", of: "c1", .event, on: "2026-01-03", campaign: "fair", referrer: "old"),
      Samples.lead("l2", of: "c2", .event, on: "2026-01-04", campaign: "fair"),
      Samples.lead("l3", of: "c3", .online, on: "2026-01-04"),
      Samples.order("o1", of: "c1", lead: "l1", try yuan(900), on: "2026-02-01"),
      Samples.move("l1", of: "c1", .new, .won, on: "2026-02-01"),
      MoneySamples.allocation("r", to: "a", of: "c1", order: "o1", try yuan(450), on: "2026-02-03"),
    ])
    #expect(try model.report(.campaigns).lines == ["fair 2 2 1 900 450 300 150 300 150.00"])
    #expect(try model.report(.campaigns, [("asOf", "2026-02-02")]).lines == ["fair 2 2 1 900 0 300 150 300 0.00"])
    #expect(try model.report(.leadSources).lines == ["event 2 2 2 1 900 450", "online 1 1 1 0 0 0"])
    let referrals = try model.report(.referrals)
    #expect(referrals.lines == ["old 1 1 1 900 450"])
    #expect(referrals.rows.first?["label"] == .text("王姐"))
  }

  @Test("Money is followed to where its customer came from, whichever was told first")
  func sourceToCash() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      MoneySamples.receipt("r", of: "c1", try yuan(500), on: "2026-01-03"),
      Samples.order("o1", of: "c1", lead: nil, try yuan(900), on: "2026-01-04"),
      Samples.customer(
        "c1", "李", on: "2026-01-05", from: LeadSource(channel: .partner, partnerId: "deco", campaignId: "fair")),
      MoneySamples.refund("f", of: "c1", from: "r", try yuan(120), on: "2026-02-03"),
      WorkSamples.requested("q1", of: "c1", on: "2026-02-05"),
      WorkSamples.resolved("q1", of: "c1", cost: try yuan(30), onTime: true, on: "2026-02-07"),
    ])
    #expect(try model.report(.sourceToCash).lines == ["partner 1 1 900 500 120 30 350"])
    for grouping in ["campaign", "partner"] {
      let key = grouping == "partner" ? "deco" : "fair"
      #expect(try model.report(.sourceToCash, [("groupBy", grouping)]).lines == ["\(key) 1 1 900 500 120 30 350"])
    }
    #expect(try model.report(.sourceToCash, [("asOf", "2026-01-31")]).lines == ["partner 1 1 900 500 0 0 500"])
    let explained = try model.explain(.sourceToCash, [("row", "partner"), ("column", "net")])
    #expect(explained.events.map(\.amount?.amount) == [50_000, -12_000, -3_000])
  }

  @Test("Segments and tiers have those who came and did not go")
  func segments() throws {
    func change(_ customer: String, _ isMember: Bool, on day: String) -> SegmentChanged {
      SegmentChanged(
        segmentId: "g1", customerId: ID(customer), isMember: isMember, on: Samples.day(day),
        occurredAt: Instant(milliseconds: 0))
    }
    let model = try ReadModel(of: [
      change("c1", true, on: "2026-01-01"), change("c2", true, on: "2026-01-02"), change("c1", false, on: "2026-02-01"),
    ])
    #expect(try model.report(.segments).lines == ["g1 1 2 1"])
    #expect(try model.report(.segments, [("asOf", "2026-01-31")]).lines == ["g1 2 2 0"])
  }

  @Test("Who comes back, who keeps contact, and how leads move")
  func people() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      Samples.order("o1", of: "c1", lead: nil, try yuan(1), on: "2026-01-04"),
      Samples.order("o2", of: "c1", lead: nil, try yuan(1), on: "2026-02-04"),
      Samples.order("o3", of: "c1", lead: nil, try yuan(1), on: "2026-02-05"),
      Samples.order("o4", of: "c2", lead: nil, try yuan(1), on: "2026-02-06"),
      WorkSamples.spent("e1", "gift", "tea", try yuan(30), for: "c1", on: "2026-02-01"),
      WorkSamples.spent("e2", "market", "fair", try yuan(80), campaign: "fair", on: "2026-02-02"),
      WorkSamples.activity("a1", of: "c1", by: "ben", .phone, on: "2026-01-01"),
      WorkSamples.activity("a2", of: "c1", by: "ben", .visit, on: "2026-01-02"),
      Samples.lead("l1", of: "c1", .online, on: "2026-01-01"),
      Samples.move("l1", of: "c1", .new, .contacted, on: "2026-01-04"),
      Samples.lead("l2", of: "c2", .online, on: "2026-01-02"),
      Samples.move("l2", of: "c2", .new, .contacted, on: "2026-01-06"),
      Samples.move("l2", of: "c2", .contacted, .lost, on: "2026-01-16"),
    ])
    #expect(
      try model.report(.retention).lines == ["2026-01 1 0 1 0.00 0 0 0 -", "2026-02 1 1 3 66.67 80 30 80 15"])
    #expect(try model.report(.activities).lines == ["ben 2 1 0 0 1 0"])
    #expect(
      try model.report(.funnel).lines == ["contacted 2 1 1 10.00", "lost 1 0 1 -", "new 2 2 0 3.50"])
  }
}
