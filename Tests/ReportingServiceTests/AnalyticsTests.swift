import Contracts
import Foundation
import Kernel
import Persistence
import SQLite
import TestSupport
import Testing

@testable import Messaging
@testable import Persistence
@testable import ReportingService
@testable import ServiceRuntime

@Suite("Views for analysts") struct AnalyticsTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../compose/analytics").standardized
  private let place = TemporaryFolder()

  /// A store's file with what the feed tells, and a snapshot of it.
  private func snapshot(
    of entries: [(source: Source, entry: JournalEntry)], _ change: (Database) throws -> Void = { _ in }
  ) throws -> (model: ReadModel, snapshot: Database) {
    let model = try ReadModel(entries)
    try Erasures.schema.migrate(model.database, at: Instant(milliseconds: 0))
    try change(model.database)
    try model.database.backup(to: "\(place.path)/store.sqlite")
    let path = "\(place.path)/snapshot.sqlite"
    _ = try Snapshot.write("\(place.path)/store.sqlite", to: path, at: CompanyZone.start(of: Samples.day("2026-12-31")))
    return (model, try Database(path: path, mode: .readOnly))
  }

  struct Report: CustomTestStringConvertible, Sendable {
    let name: String
    let shape: ReportShape
    let key: String
    /// What of the SQL's columns are the parts of the report's measures.
    let figures: [String]
    var currency = "currency"

    var testDescription: String { name }

    static let all = [
      Report(
        name: "sales", shape: .sales, key: "salesperson", figures: ["orders", "signed", "delivered", "received"]),
      Report(
        name: "lead-sources", shape: .leadSources, key: "channel",
        figures: ["leads", "in_profile", "valid", "won", "won_amount", "received"]),
      Report(
        name: "funnel", shape: .funnel, key: "stage",
        figures: ["entered", "moved_on", "entered - moved_on", "days", "moved_on"], currency: "'CNY'"),
      Report(
        name: "receivables-aging", shape: .receivablesAging, key: "customer_id",
        figures: [
          "not_due", "days_1_to_30", "days_31_to_60", "days_61_to_90", "days_91_to_180", "over_180", "total",
          "unallocated",
        ]),
      Report(name: "cash", shape: .cash, key: "method", figures: ["came_in", "went_out", "net"]),
      Report(name: "expenses", shape: .expenses, key: "category", figures: ["amount"]),
      Report(
        name: "commissions", shape: .commissions, key: "salesperson", figures: ["accrued", "adjusted", "paid", "open"]),
      Report(
        name: "after-sales", shape: .afterSales, key: "crew",
        figures: ["installations", "problems", "scores", "answers", "requests", "on_time", "resolved", "cost"]),
    ]
  }

  @Test("The SQL of the guide gives the figures of the reports", arguments: Report.all, [1, 2])
  func figures(of report: Report, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let entries = try Samples.history(customers: 25, using: &random).interleaved(using: &random)
    let (model, snapshot) = try snapshot(of: entries)
    let text = try String(
      contentsOf: Self.folder.appending(path: "reports/\(report.name).sql"), encoding: .utf8)
    let sums = report.figures.map { "sum(\($0))" }.joined(separator: ", ")
    let found = try snapshot.all(
      "SELECT \(report.key), \(report.currency), \(sums) FROM (\(text)) GROUP BY 1, 2"
    ) { row in
      "\(row.text(0)) \(row.text(1)) \((0..<report.figures.count).map { row.integer($0 + 2) })"
    }.filter { !$0.hasSuffix("[\(report.figures.map { _ in "0" }.joined(separator: ", "))]") }
    let query = ReadModel.query(
      [("from", "2026-01-01"), ("to", "2026-12-31"), ("asOf", "2026-12-31")], scope: report.shape.scope)
    let filters = try ReportFilters(query, for: query.visibility)
    let expected = try Figures(report.shape, [report.shape.groupings[0]], filters, in: model.database).lines.map {
      "\($0.key) \($0.currency) \($0.parts)"
    }
    #expect(!expected.isEmpty)
    #expect(found.sorted() == expected.sorted())
  }

  /// `JOINERY_WRITE_VIEWS=1` writes it anew.
  @Test("The guide's table of views says what there is")
  func table() throws {
    let rows = AnalyticsView.all.map { view in
      let columns = view.columns.map { column, _ in
        column.kind == .money ? "`\(column.name)_minor`, `\(column.name)`" : "`\(column.name)`"
      }
      return "| `\(view.name)` | \(view.about.english) | \(columns.joined(separator: ", ")) |\n"
    }
    let table = "| view | a row is | columns |\n|---|---|---|\n" + rows.joined()
    let file = Self.folder.appending(path: "README.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(text.range(of: "<!-- views -->\n"))
    let end = try #require(text.range(of: "<!-- /views -->\n"))
    if ProcessInfo.processInfo.environment["JOINERY_WRITE_VIEWS"] != nil {
      try text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: table)
        .write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(text[start.upperBound..<end.lowerBound] == table)
    }
  }

  @Test("A name of a column means one thing, in both languages")
  func columns() {
    var meanings: [String: String] = [:]
    for field in AnalyticsView.all.flatMap(\.fields) {
      let meaning = "\(field.type) \(field.meaning.english) \(field.meaning.chinese)"
      #expect(meanings[field.name, default: meaning] == meaning)
      meanings[field.name] = meaning
      #expect(!field.meaning.chinese.isEmpty && !field.meaning.english.isEmpty, "\(field.name)")
    }
  }

  @Test(
    "Amounts are there in minor units and as a decimal number",
    arguments: [("CNY", "12.34"), ("JPY", "1234.0"), ("KWD", "1.234")])
  func decimals(_ currency: String, _ decimal: String) throws {
    var feed = Feed()
    try feed.add(Samples.customer("c", "客户"))
    try feed.add(
      Samples.order("o", of: "c", lead: nil, Money(1234, #require(Currency(currency))), on: "2026-02-01"))
    let (_, snapshot) = try snapshot(of: feed.entries)
    let found = try snapshot.all("SELECT total_minor, total, total = \(decimal) FROM analytics_orders") {
      ($0.integer(0), $0.int(2))
    }
    #expect(found.map(\.0) == [1234])
    #expect(found.map(\.1) == [1])
  }

  private static func line(_ id: String, _ sku: String, _ value: Int64, scale: Int, _ price: Int64) throws -> PricedLine
  {
    let quantity = try #require(Quantity(value, scale: scale))
    let amount = try Money(price, .cny).scaled(value, over: scale == 2 ? 100 : 1)
    return PricedLine(
      lineId: ID(id), sku: sku, description: "王女士家的柜子", room: nil, quantity: quantity,
      unitPrice: try Money(price, .cny),
      discountPercent: Percent(hundredths: 0), taxRatePercent: Percent(hundredths: 1300), amount: amount)
  }

  @Test("Lines of orders are as the last amendment left them, without what they are called; cancelled orders have none")
  func orderLines() throws {
    var feed = Feed()
    try feed.add(Samples.customer("c", "客户"))
    var signed = try Samples.order("o", of: "c", lead: nil, Samples.yuan(300), on: "2026-02-01")
    signed.terms.lines = [
      try Self.line("a", "K-1", 150, scale: 2, 10_000), try Self.line("b", "K-2", 1, scale: 0, 15_000),
    ]
    var amended = try Samples.amendment(
      "o", of: "c", from: Samples.yuan(300), to: Samples.yuan(250), on: "2026-02-02")
    amended.terms.lines = [try Self.line("a", "K-1", 250, scale: 2, 10_000)]
    var other = try Samples.order("x", of: "c", lead: nil, Samples.yuan(150), on: "2026-02-01")
    other.terms.lines = [try Self.line("d", "K-2", 1, scale: 0, 15_000)]
    for event in [signed, amended, other, Samples.cancellation("x", of: "c", on: "2026-02-03")] as [any DomainEvent] {
      try feed.add(event)
    }
    let again = feed.entries[1]
    let (_, snapshot) = try snapshot(of: feed.entries) { database in
      // As a second reading does for a store that has them already.
      for handler in OrderLines.handlers where handler.type == again.entry.type {
        try handler.copy(again.entry.data, EventOrigin(again.entry, from: .sales, epoch: "e"), database)
      }
    }
    let found = try snapshot.all(
      "SELECT order_id, line_id, sku, CAST(quantity * 100 AS INTEGER), unit_price_minor, amount_minor FROM analytics_order_lines"
    ) { "\($0.text(0)) \($0.text(1)) \($0.text(2)) \($0.int(3)) \($0.int(4)) \($0.int(5))" }
    #expect(found == ["o a K-1 250 10000 25000"])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/snapshot.sqlite"))
    #expect(bytes.range(of: Data("王女士".utf8)) == nil)
  }

  @Test("Who was erased is among the customers no more; what was sold stays")
  func erased() throws {
    var feed = Feed()
    for customer in ["c1", "c2"] {
      try feed.add(Samples.customer(customer, "张三丰", phone: "13912345678", community: "翠湖花园"))
      try feed.add(Samples.order("o-\(customer)", of: customer, lead: nil, Samples.yuan(5), on: "2026-02-01"))
    }
    let (_, snapshot) = try snapshot(of: feed.entries) { database in
      try database.run("INSERT INTO erasures VALUES ('c1', '[]', 0, '{}', NULL)")
    }
    #expect(try snapshot.all("SELECT customer_id FROM analytics_customers") { $0.text(0) } == ["c2"])
    #expect(try snapshot.first("SELECT sum(orders) FROM analytics_sales") { $0.int(0) } == 2)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/snapshot.sqlite"))
    for word in ["张三丰", "13912345678", "翠湖花园"] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)") }
  }

  @Test("It says as of when it is, and how far each source was read")
  func about() throws {
    var random = SplitMix64(seed: 5)
    let (_, _) = try snapshot(of: Samples.history(customers: 5, using: &random).entries)
    let about = try #require(try Snapshot.about("\(place.path)/snapshot.sqlite"))
    #expect(about.asOf == Samples.day("2026-12-31"))
    #expect(about.version == AnalyticsView.version)
    #expect(about.provisional)
    #expect(about.positions["leads"]?.epoch == "epoch-leads")
    #expect(about.knownAt != nil)
  }
}
