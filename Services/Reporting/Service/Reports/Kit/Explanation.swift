import FoundationEssentials
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// The events behind one figure of a report (I2). What they add is the figure.
struct Explanation: Codable, Sendable {
  var report: String
  /// `own`, `shop` or `all`, as the report's.
  var scope: String
  var groupBy: String
  /// The row's key; without one, the column's total.
  var row: String?
  /// Its second key, where rows have two.
  var row2: String?
  var column: String
  var from: BusinessDate?
  var to: BusinessDate?
  var asOf: BusinessDate
  var knownAt: Instant
  var provisional: Bool?
  var positions: [String: SourcePosition]
  var value: Cell
  var events: [Evidence]
}

/// One event behind a figure, by its identity, with what it adds.
struct Evidence: Codable, Sendable {
  /// In a group's report, whose event it is.
  var company: String?
  var source: String
  var epoch: String
  var stream: Int
  var number: Int64
  var id: String
  var type: String
  /// When it was written.
  var time: Instant
  var subject: String
  var customerId: String?
  /// The event in a line of text.
  var text: String
  /// For figures in money.
  var amount: Money?
  /// For all other figures.
  var count: Int64?
}

/// What a query asks of an explanation.
struct ExplanationRequest {
  let visibility: Visibility
  let filters: ReportFilters
  let groupings: [ReportShape.Grouping]
  /// The place of the measure.
  let measure: Int
  /// A key for each grouping; none for the total.
  let row: [String]
  /// Nil where the report's first is meant.
  let currency: Currency?

  init(_ query: QueryRequest, of shape: ReportShape) throws {
    visibility = try shape.visibility(query)
    filters = try ReportFilters(query, for: visibility)
    groupings = try shape.groupings(query)
    measure = try shape.measure(query, "column")
    row = try Self.row(query, of: groupings)
    currency = try Self.currency(query)
  }

  /// The keys of a row, one for each grouping; none for the total. Throws 422 where one lacks the other.
  private static func row(_ query: QueryRequest, of groupings: [ReportShape.Grouping]) throws -> [String] {
    let keys = [query.text("row"), query.text("row2")]
    let row = keys.prefix(groupings.count).compactMap { $0 }
    guard row.isEmpty || row.count == groupings.count, groupings.count > 1 || keys[1] == nil else {
      throw Problem.invalidQuery(
        "row2", row.count < groupings.count ? "missing" : "not-allowed",
        Localized(
          zh: "按两项分组时，row 与 row2 须同时填写；按一项分组时只填 row。",
          en: "Write 'row' and 'row2' of a row by two groupings, 'row' alone of one by one."))
    }
    return row
  }

  private static func currency(_ query: QueryRequest) throws -> Currency? {
    guard let code = query.text("currency") else { return nil }
    guard let currency = Currency(code) else {
      throw Problem.invalidQuery(
        "currency", "not-allowed",
        Localized(zh: "“\(code)”不是已知货币；例如 CNY。", en: "'\(code)' is no known currency; use a code such as CNY."))
    }
    return currency
  }
}

extension ReportShape {
  /// Reads the facts behind a figure under the report's filters, whatever the sums say.
  func explain(_ query: QueryRequest, in database: Database) throws -> Explanation {
    let asked = try ExplanationRequest(query, of: self)
    let currency = try asked.currency ?? Figures(self, asked.groupings, asked.filters, in: database).totals[0].currency
    let freshness = try Freshness(for: asked.filters, in: database)
    // Sums are taken of the facts, whatever the tables of sums say.
    let figures = try Figures(self, asked.groupings, asked.filters.fromFacts, in: database)
    let events = try evidence(
      asked, by: Array(zip(asked.groupings, asked.row)), currency, freshness.positions,
      in: Language(accepting: query.http.headers["Accept-Language"]), database)
    return try explanation(
      asked, figures, currency, events, positions: freshness.positions, isProvisional: freshness.isProvisional)
  }

  /// The events whose facts have these keys.
  func evidence(
    _ asked: ExplanationRequest, by keys: [(grouping: Grouping, key: String)], _ currency: Currency,
    _ positions: [String: SourcePosition], in language: Language, _ database: Database
  ) throws -> [Evidence] {
    let (filters, measure) = (asked.filters, measures[asked.measure])
    let words = Timeline(try Names(database, language))
    var events: [Evidence] = []
    let isMoney = measure.isMoneyInEvents
    let column = measure.column
    var values: [any Bindable] = filters.values + [currency.code]
    var condition = ""
    for (grouping, key) in keys {
      values.append(key)
      condition += " AND \(grouping.key) = ?\(values.count)"
    }
    condition += self.condition(filters.cut, values.count + 1)
    let sql = """
      SELECT e.source, e.stream, e.number, e.id, e.type, e.time, e.subject, e.customer_id, e.detail, f.added
      FROM (
        SELECT source, stream, number, sum(\(column)) AS added FROM \(facts)
        WHERE \(region) AND currency = ?5\(condition)
        GROUP BY source, stream, number HAVING sum(\(column)) != 0
      ) f JOIN customer_events e USING (source, stream, number)
      ORDER BY e.time, e.source, e.stream, e.number
      """
    try database.each(sql, values + filters.valuesOfCut) { found in
      let added = try found.integer("added")
      let (source, customer) = (try found.text("source"), try found.text("customer_id"))
      events.append(
        Evidence(
          source: source, epoch: positions[source]?.epoch ?? "", stream: try found.int("stream"),
          number: try found.integer("number"), id: try found.text("id"), type: try found.text("type"),
          time: try found.instant("time"), subject: try found.text("subject"),
          customerId: customer.isEmpty ? nil : customer,
          text: words.line(try found.text("type"), try found.text("detail")),
          amount: isMoney ? try Money(added, currency) : nil, count: isMoney ? nil : added))
    }
    return events
  }

  func explanation(
    _ asked: ExplanationRequest, _ figures: Figures, _ currency: Currency, _ events: [Evidence],
    positions: [String: SourcePosition], isProvisional: Bool
  ) throws -> Explanation {
    let (filters, row) = (asked.filters, asked.row)
    let total = figures.total(currency)
    let line = figures.lines.first {
      $0.key == row.first && $0.key2 == row.dropFirst().first ?? "" && $0.currency == currency.code
    }
    let parts = row.isEmpty ? total.parts : line?.parts ?? figures.zeros
    return Explanation(
      report: name.rawValue, scope: asked.visibility.word,
      groupBy: asked.groupings.map(\.name).joined(separator: ","),
      row: row.first, row2: row.dropFirst().first, column: measures[asked.measure].name,
      from: filters.from, to: filters.to, asOf: filters.asOf, knownAt: filters.knownAt ?? filters.now,
      provisional: isProvisional ? true : nil, positions: positions,
      value: try figures.cell(asked.measure, parts, of: total) ?? .count(0), events: events)
  }

  /// The place of the measure that a parameter names.
  func measure(_ query: QueryRequest, _ parameter: String) throws -> Int {
    let text = query.text(parameter)
    guard let measure = measures.firstIndex(where: { $0.name == text }) else {
      let allowed = measures.map(\.name).joined(separator: ", ")
      throw Problem.invalidQuery(
        parameter, text == nil ? "missing" : "not-allowed",
        Localized(zh: "请指明数值列；可用：\(allowed)。", en: "Name a column of figures: one of \(allowed)."))
    }
    return measure
  }
}
