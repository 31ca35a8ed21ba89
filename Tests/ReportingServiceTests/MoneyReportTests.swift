import Contracts
import Kernel
import Testing

@testable import ReportingService
@testable import ServiceRuntime

@Suite struct MoneyReportTests {
  @Test(
    "A receivable stands in the column of its age, and columns add up",
    arguments: [
      (-30, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (180, 4), (181, 5), (500, 5),
    ])
  func buckets(age: Int, column: Int) throws {
    let due = Samples.day("2026-06-30").adding(days: -age)
    let amount = try Money(123_457, .cny)
    let model = try ReadModel(of: [
      MoneySamples.receivable("a", of: "c1", amount, on: "2024-12-01", due: due.description)
    ])
    let report = try model.report(.receivablesAging, [("asOf", "2026-06-30")])
    #expect(
      report.columns.map(\.name) == [
        "customerId", "notDue", "days1to30", "days31to60", "days61to90", "days91to180", "over180", "total",
        "unallocated",
      ])
    let row = try #require(report.rows.first)
    for (index, name) in report.columns.map(\.name)[1...6].enumerated() {
      #expect(row[name] == .money(index == column ? amount : .zero()), "\(name)")
    }
    #expect(row["total"] == .money(amount))
  }

  @Test("At a past day only what is dated up to it counts, by the due date then in force")
  func pastDays() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      MoneySamples.receivable("a", of: "c1", order: "o1", try yuan(1000), on: "2026-01-10", due: "2026-02-01"),
      MoneySamples.receivable("b", of: "c1", order: "o1", try yuan(500), on: "2026-01-10", due: "2026-04-01"),
      MoneySamples.receipt("r", of: "c1", try yuan(700), on: "2026-01-05"),
      MoneySamples.allocation("r", to: "a", of: "c1", order: "o1", try yuan(600), on: "2026-01-10"),
      MoneySamples.amendment(
        "b", of: "c1", from: try yuan(500), to: try yuan(450), on: "2026-03-01", due: "2026-06-01"),
      MoneySamples.undoing("r", to: "a", of: "c1", order: "o1", try yuan(200), on: "2026-03-05"),
      MoneySamples.refund("f", of: "c1", from: "r", try yuan(100), on: "2026-03-10"),
      MoneySamples.creditNote("n", of: "c1", for: "a", try yuan(650), surplus: try yuan(50), on: "2026-03-20"),
      MoneySamples.cancellation("b", of: "c1", try yuan(450), on: "2026-04-02"),
    ])
    func aging(_ day: String) throws -> [String] { try model.report(.receivablesAging, [("asOf", day)]).lines }
    #expect(try aging("2026-01-04").isEmpty)
    #expect(try aging("2026-01-05") == ["c1 0 0 0 0 0 0 0 700"])
    #expect(try aging("2026-01-31") == ["c1 900 0 0 0 0 0 900 100"])
    #expect(try aging("2026-02-28") == ["c1 500 400 0 0 0 0 900 100"])
    #expect(try aging("2026-03-01") == ["c1 450 400 0 0 0 0 850 100"])
    #expect(try aging("2026-03-05") == ["c1 450 0 600 0 0 0 1050 300"])
    #expect(try aging("2026-03-10") == ["c1 450 0 600 0 0 0 1050 200"])
    #expect(try aging("2026-03-20") == ["c1 450 0 0 0 0 0 450 250"])
    #expect(try aging("2026-04-02") == ["c1 0 0 0 0 0 0 0 250"])
    let explained = try model.explain(
      .receivablesAging, [("asOf", "2026-03-05"), ("row", "c1"), ("column", "days31to60")])
    #expect(explained.value == .money(try yuan(600)))
    #expect(explained.events.map(\.amount?.amount) == [100_000, -60_000, 20_000])
    #expect(try model.report(.cash).lines == ["bank 700 100 600"])
    #expect(try model.report(.sales).lines == ["anna 0 0 0 400"])
    #expect(try model.report(.sales, [("to", "2026-02-28")]).lines == ["anna 0 0 0 600"])
  }

  @Test("What was allocated before its order was told counts for the lead once both are there")
  func receivedByLead() throws {
    var feed = Feed()
    let yuan = { try Samples.yuan($0) }
    try feed.add(MoneySamples.allocation("r", to: "a", of: "c1", order: "o1", try yuan(600), on: "2026-03-02"))
    try feed.add(MoneySamples.undoing("r", to: "a", of: "c1", order: "o1", try yuan(50), on: "2026-03-04"))
    let model = try ReadModel(feed.entries)
    #expect(try model.report(.sales).lines == ["anna 0 0 0 550"])
    #expect(try model.report(.leadSources).lines.isEmpty)
    let before = feed.clock
    try feed.add(Samples.order("o1", of: "c1", lead: "l1", try yuan(1000), on: "2026-03-01"))
    try feed.add(Samples.lead("l1", of: "c1", .event, on: "2026-02-01"))
    try feed.add(MoneySamples.allocation("r", to: "a", of: "c1", order: "o1", try yuan(7), on: "2026-03-09"))
    for (source, entry) in feed.entries.dropFirst(2) { try model.feed(source, entry) }
    #expect(try model.report(.leadSources).lines == ["event 1 1 1 0 1000 557"])
    #expect(try model.report(.leadSources, [("asOf", "2026-03-03")]).lines == ["event 1 1 1 0 1000 600"])
    #expect(try model.report(.leadSources, [("knownAt", "\(before)")]).lines.isEmpty)
    let explained = try model.explain(.leadSources, [("row", "event"), ("column", "received")])
    #expect(explained.events.map(\.amount?.amount) == [60_000, -5_000, 700])
  }

  @Test("Money counts in and out on its own day, by method and month")
  func cash() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      MoneySamples.receipt("r1", of: "c1", try yuan(700), .cash, on: "2026-01-31"),
      MoneySamples.receipt("r2", of: "c1", try yuan(300), .wechat, on: "2026-02-01"),
      MoneySamples.reversal("r1", of: "c1", try yuan(700), .cash, on: "2026-02-03"),
      MoneySamples.refund("f1", of: "c1", from: "r2", try yuan(100), .bank, on: "2026-03-01"),
    ])
    func cash(_ parameters: (String, String)...) throws -> [String] { try model.report(.cash, parameters).lines }
    #expect(try cash() == ["bank 0 100 -100", "cash 700 700 0", "wechat 300 0 300"])
    #expect(try cash(("groupBy", "month")) == ["2026-01 700 0 700", "2026-02 300 700 -400", "2026-03 0 100 -100"])
    #expect(try cash(("from", "2026-01-31"), ("to", "2026-02-01")) == ["cash 700 0 700", "wechat 300 0 300"])
    #expect(try cash(("asOf", "2026-02-02")) == ["cash 700 0 700", "wechat 300 0 300"])
    #expect(try model.report(.cash).totals["net"] == .money(try yuan(200)))
  }

  @Test("Who owes most stands first, with the share in all that is owed")
  func concentration() throws {
    let yuan = { try Samples.yuan($0) }
    let model = try ReadModel(of: [
      MoneySamples.receivable("a", of: "c1", try yuan(100), on: "2026-01-10", due: "2026-02-01"),
      MoneySamples.receivable("b", of: "c2", try yuan(150), on: "2026-01-10", due: "2026-02-11"),
      MoneySamples.receivable("c", of: "c2", try yuan(50), on: "2026-01-10", due: "2026-03-01"),
      MoneySamples.receipt("r", of: "c1", try yuan(9), on: "2026-01-12"),
    ])
    let report = try model.report(.receivablesConcentration, [("asOf", "2026-02-21")])
    #expect(report.lines == ["c2 200 66.67 150 10 0", "c1 100 33.33 100 20 9"])
    #expect(report.totals["share"] == .decimal(Percent(hundredths: 10_000)))
    #expect(report.totals["maxAge"] == .count(20))
  }
}
