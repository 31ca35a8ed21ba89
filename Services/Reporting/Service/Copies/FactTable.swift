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
/// day for each dimension, so that a report of any span reads few rows.
struct FactTable: Sendable {
  /// `cash`: its tables are `cash_facts` and `cash_sums`.
  let name: String
  /// Columns of codes that rows may be grouped by; besides, there is always `month`.
  let dimensions: [String]
  /// Columns of whole units or minor units of money.
  let values: [String]

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
    let keys = dimensions.map { fact.keys[$0] ?? ReadModels.none }
    let figures = values.map { fact.values[$0] ?? 0 }
    let columns = ["source", "stream", "number", "part"] + dimensions + ["day", "known", "currency"] + values
    var row: [any Bindable] = [place.source, place.stream, place.number, part]
    row += keys as [any Bindable]
    row += [fact.day.description, place.known, fact.currency.code] as [any Bindable]
    row += figures as [any Bindable]
    try database.run(
      "INSERT INTO \(name)_facts (\(columns.joined(separator: ", "))) VALUES (\(marks(columns.count)))", row)
    let additions = values.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    let sql = """
      INSERT INTO \(name)_sums (dimension, grain, period, key, currency, \(values.joined(separator: ", ")))
      VALUES (\(marks(5 + values.count))) ON CONFLICT DO UPDATE SET \(additions)
      """
    for (dimension, key) in zip(dimensions + ["month"], keys + [fact.day.month]) {
      for (grain, period) in [(DaySpan.Grain.month, fact.day.month), (.day, fact.day.description)] {
        try database.run(
          sql,
          [dimension, grain.rawValue, period, key, fact.currency.code] as [any Bindable] + (figures as [any Bindable]))
      }
    }
  }

  private func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

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

  var tables: [String] { ["\(name)_facts", "\(name)_sums"] }
}
