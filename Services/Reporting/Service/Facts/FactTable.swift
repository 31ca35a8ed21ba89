import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Which event a fact is of, and since when its halves are known.
struct Place {
  let source: String
  let stream: Int
  let number: Int64
  let known: Int64
}

/// Facts of one kind: each stands once as a fact, by the event that made it, and is added up once a month and once a
/// day for each dimension, so that a report of any span reads few rows. Facts are added up all together at the end of
/// the transaction that brings them (`addUp`): many events of a batch add to the same few sums.
struct FactTable: Sendable {
  /// `cash`: its tables are `cash_facts` and `cash_sums`.
  let name: String
  /// Columns of codes that rows may be grouped by; besides, there is always `month`.
  let dimensions: [String]
  /// Columns of whole units or minor units of money.
  let values: [String]
  /// Statements, put together once: that takes longer than many of them run.
  private let insertion: String
  private let additions: [String]

  init(name: String, dimensions: [String], values: [String]) {
    self.name = name
    self.dimensions = dimensions
    self.values = values
    let columns = ["source", "stream", "number", "part"] + dimensions + ["day", "known", "currency"] + values
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    insertion = "INSERT INTO \(name)_facts (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    let figures = values.joined(separator: ", ")
    let sums = values.map { "sum(\($0))" }.joined(separator: ", ")
    let changes = values.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    let month = "substr(day, 1, 7)"
    additions = (dimensions.map { ($0, $0) } + [("month", month)]).flatMap { dimension, key in
      [(DaySpan.Grain.month, month), (.day, "day")].map { grain, period in
        """
        INSERT INTO \(name)_sums (dimension, grain, period, key, currency, \(figures))
        SELECT '\(dimension)', \(grain.rawValue), \(period), \(key), currency, \(sums)
        FROM \(name)_facts NOT INDEXED WHERE rowid > ? GROUP BY 3, 4, 5
        ON CONFLICT DO UPDATE SET \(changes)
        """
      }
    }
  }

  static let orders = FactTable(
    name: "order", dimensions: ["salesperson", "shop"], values: ["orders", "signed", "delivered", "received"])
  static let cash = FactTable(name: "cash", dimensions: ["method"], values: ["money_in", "money_out"])

  static let expenses = FactTable(
    name: "expense", dimensions: ["category", "item", "salesperson", "shop", "campaign"], values: ["amount"])
  static let commissions = FactTable(
    name: "commission", dimensions: ["salesperson"], values: ["accrued", "adjusted", "paid"])
  static let service = FactTable(
    name: "service", dimensions: ["crew"],
    values: ["installations", "problems", "scores", "answers", "requests", "resolved", "on_time", "cost"])
  static let quality = FactTable(
    name: "quality", dimensions: ["cause", "crew"],
    values: ["problems", "installations", "first_right", "closed", "cost"])
  static let activities = FactTable(
    name: "activity", dimensions: ["salesperson", "channel"],
    values: ["activities", "phone", "email", "im", "visit", "store"])
  static let funnel = FactTable(
    name: "funnel", dimensions: ["stage", "salesperson", "channel"], values: ["entered", "moved_on", "days"])
  static let customers = FactTable(
    name: "customer", dimensions: ["channel", "campaign", "partner", "referrer"],
    values: ["customers", "orders", "signed", "received", "refunded", "service_cost"])
  static let retention = FactTable(
    name: "retention", dimensions: ["shop"],
    values: ["buyers", "second_orders", "orders", "repeats", "spent_new", "spent_kept"])

  static let segments = FactTable(name: "segment", dimensions: ["segment"], values: ["joined", "leavers"])

  static let all = [
    orders, cash, expenses, commissions, service, quality, activities, funnel, customers, retention, segments,
  ]

  /// One fact of an event. Values that are not named are zero, dimensions that are not named are `none`.
  struct Fact {
    var day: BusinessDate
    var currency: Currency = .cny
    var keys: [String: String] = [:]
    var values: [String: Int64]
  }

  func keep(_ facts: [Fact], _ origin: EventOrigin, in database: Database) throws {
    for (part, fact) in facts.enumerated() { try keep(fact, part: part, origin, in: database) }
  }

  func keep(_ fact: Fact, part: Int, _ origin: EventOrigin, in database: Database) throws {
    let place = Place(
      source: origin.source.rawValue, stream: origin.stream, number: origin.number, known: origin.time.milliseconds)
    try keep(fact, part: part, at: place, in: database)
  }

  func keep(_ fact: Fact, part: Int, at place: Place, in database: Database) throws {
    var row: [any Bindable] = [place.source, place.stream, place.number, part]
    row.reserveCapacity(7 + dimensions.count + values.count)
    for dimension in dimensions { row.append(fact.keys[dimension] ?? ReadModels.none) }
    row.append(fact.day.description)
    row.append(place.known)
    row.append(fact.currency.code)
    for value in values { row.append(fact.values[value] ?? 0) }
    try database.run(insertion, row)
  }

  /// The last fact of each table, in their order.
  private static let lasts =
    "SELECT " + all.map { "coalesce((SELECT max(rowid) FROM \($0.name)_facts), 0)" }.joined(separator: ", ")

  /// Adds up the facts that came since the last time. To be called before each commit: what is committed is all in the
  /// sums, and what is rolled back was in none of them.
  static func addUp(in database: Database) throws {
    let found = try database.first(lasts) { row in all.indices.map { row.integer($0) } }
    guard let found else { return }
    var counted: [String: Int64] = [:]
    try database.each("SELECT facts, through FROM facts_counted") { counted[$0.text(0)] = $0.integer(1) }
    for (table, last) in zip(all, found) where last != counted[table.name] ?? 0 {
      for addition in table.additions { try database.run(addition, counted[table.name] ?? 0) }
      try database.run("INSERT OR REPLACE INTO facts_counted VALUES (?, ?)", table.name, last)
    }
  }

  /// The text that makes its tables; part of a migration, so the same for ever.
  var creation: String {
    let keys = dimensions.map { "\($0) TEXT NOT NULL, " }.joined()
    let figures = values.map { ", \($0) INTEGER NOT NULL" }.joined()
    let indexes = dimensions.map { "CREATE INDEX \(name)_facts_\($0) ON \(name)_facts (\($0), day);\n" }.joined()
    return """
      CREATE TABLE \(name)_facts (
        source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
        \(keys)day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL\(figures),
        PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
      \(indexes)CREATE INDEX \(name)_facts_day ON \(name)_facts (day);
      CREATE TABLE \(name)_sums (
        dimension TEXT NOT NULL, grain INTEGER NOT NULL, period TEXT NOT NULL, key TEXT NOT NULL,
        currency TEXT NOT NULL\(figures),
        PRIMARY KEY (dimension, grain, period, key, currency)) STRICT, WITHOUT ROWID;

      """
  }

  /// The text that takes the key and most indexes from the facts: nobody looks for a fact by its event, and the rows of
  /// a code with few values are found by their days. Part of a migration, so the same for ever.
  var renewal: String {
    let keys = dimensions.map { "\($0) TEXT NOT NULL, " }.joined()
    let figures = values.map { ", \($0) INTEGER NOT NULL" }.joined()
    let columns = (["source", "stream", "number", "part"] + dimensions + ["day", "known", "currency"] + values)
      .joined(separator: ", ")
    return """
      ALTER TABLE \(name)_facts RENAME TO \(name)_facts_before;
      CREATE TABLE \(name)_facts (
        source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
        \(keys)day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL\(figures)) STRICT;
      INSERT INTO \(name)_facts (\(columns)) SELECT \(columns) FROM \(name)_facts_before;
      DROP TABLE \(name)_facts_before;
      CREATE INDEX \(name)_facts_day ON \(name)_facts (day);
      INSERT INTO facts_counted SELECT '\(name)', max(rowid) FROM \(name)_facts HAVING count(*) > 0;

      """
  }

  var tables: [String] { ["\(name)_facts", "\(name)_sums"] }
}
