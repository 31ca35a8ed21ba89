import Contracts
import HTTP
import Kernel
import Messaging

import SQLite

@testable import Persistence
@testable import ReportingService
@testable import ServiceRuntime

/// The read models in memory, fed through the service's own subscriptions.
final class ReadModel {
  let database: Database
  private let definition = ReportingService.definition()

  init(
    _ entries: [(source: Source, entry: JournalEntry)] = [], in database: Database? = nil
  ) throws {
    self.database = try database ?? Database(path: "", mode: .memory)
    for schema in [Arrivals.schema, Consumer.schema, definition.schema] {
      try schema.migrate(self.database, at: Instant(milliseconds: 0))
    }
    for (source, entry) in entries { try feed(source, entry) }
  }

  /// Has the events in the order in which they are given.
  convenience init(of events: [any DomainEvent]) throws {
    var feed = Feed()
    for event in events { try feed.add(event) }
    try self.init(feed.entries)
  }

  /// Applies one event, with the rows that the consumer would write beside it.
  func feed(_ source: Source, _ entry: JournalEntry) throws {
    try definition.subscriptions.copy(
      entry.data, EventOrigin(entry, from: source, epoch: "epoch-\(source)"), to: database)
    try definition.subscriptions.settle(database)
    try database.run("INSERT OR REPLACE INTO source_epochs VALUES (?, ?, NULL)", source.rawValue, "epoch-\(source)")
    try database.run(
      "INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)", source.rawValue, entry.stream, entry.number, entry.number)
    try database.run("INSERT OR REPLACE INTO told VALUES (?, 0, ?)", source.rawValue, entry.time.milliseconds)
  }

  /// Every row of every table, sorted.
  func rows() throws -> [String] {
    try definition.copies.sorted().flatMap { table in
      try database.all("SELECT * FROM \(table)") { row in
        "\(table): " + (0..<row.columnCount).map { "\(row.value($0))" }.joined(separator: " | ")
      }.sorted()
    }
  }

  /// A query as the service would hand it on; now is 2026-12-31 unless `asOf` says otherwise.
  static func query(
    _ parameters: [(String, String)], of id: String? = nil, language: String = "en", as caller: Caller = .local,
    scope: Scope = .company
  ) -> QueryRequest {
    var http = HTTPRequest(
      path: "/", query: parameters.map { (name: $0.0, value: $0.1) }, headers: ["Accept-Language": language])
    http.parameters["id"] = id
    return QueryRequest(
      caller: caller, http: http, scope: scope,
      now: CompanyZone.start(of: Samples.day("2026-12-31")).adding(seconds: 3600))
  }

  func answer(
    _ shape: ReportShape, _ parameters: [(String, String)] = [], as caller: Caller = .local
  ) throws -> ReportAnswer {
    try shape.report(Self.query(parameters, as: caller, scope: shape.scope), in: .english, database)
  }

  func card(of id: String, _ parameters: [(String, String)] = [], as caller: Caller = .local) throws -> CustomerCard {
    try CustomerCard.find(Self.query(parameters, of: id, as: caller, scope: .customer), in: database)
  }

  /// The types of the events on a customer's timeline.
  func timeline(of id: String, as caller: Caller) throws -> [String] {
    let query = Self.query([], of: id, as: caller, scope: .customer)
    return try TimelineEntry.list(
      of: ID(id), after: [0, "", 0], limit: 500, Timeline(Names(database, .english)), for: query, in: database
    ).map(\.type)
  }

  /// The answer with its rows.
  func report(
    _ shape: ReportShape, _ parameters: [(String, String)] = [], as caller: Caller = .local
  ) throws -> Report {
    let answer = try answer(shape, parameters, as: caller)
    var report = answer.head
    let names = report.columns.map(\.name) + answer.labelNames
    report.rows = try answer.lines.indices.map { line in
      var row: [String: Cell] = [:]
      for (column, name) in names.enumerated() {
        row[name] = try answer.cell(column, at: line, of: answer.figures.total(of: answer.lines[line]))
      }
      return row
    }
    return report
  }

  func explain(
    _ shape: ReportShape, _ parameters: [(String, String)], as caller: Caller = .local
  ) throws -> Explanation {
    try shape.explain(Self.query(parameters, as: caller, scope: shape.scope), in: database)
  }
}

extension Report {
  /// Key, currency where there are several, and figures of each row: `online 3 2 2 1 1000`.
  var lines: [String] {
    rows.map { row in
      columns.map { column in
        switch row[column.name] {
        case .text(let text): text
        case .count(let count): "\(count)"
        case .money(let money): money.currency == .cny ? "\(money.amount / 100)" : "\(money)"
        case .decimal(let decimal): decimal.description
        case nil: "-"
        }
      }.joined(separator: " ")
    }
  }
}

extension Report {
  /// What rows add up to by what stands in a column, and by their currency.
  func sums(of measure: String, by column: String) -> [[Cell]: Int64] {
    rows.reduce(into: [:]) { sums, row in
      sums[[row[column], row["currency"]].compactMap { $0 }, default: 0] += row[measure]?.size ?? 0
    }.filter { $0.value != 0 }
  }
}

extension ReportShape {
  /// Each grouping, each with the next, and the last with the first.
  var combinations: [String] {
    let names = groupings.map(\.name)
    guard names.count > 1 else { return names }
    return names + zip(names, names.dropFirst() + names.prefix(1)).map { "\($0),\($1)" }
  }
}

extension ReportShape.Measure {
  /// What its events add is the figure.
  var isSum: Bool {
    switch value {
    case .sum, .aged: true
    default: false
    }
  }
}
