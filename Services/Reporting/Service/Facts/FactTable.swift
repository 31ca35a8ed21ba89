import Contracts
import Kernel
import Messaging
import Persistence
import ReportingDomain
import SQLite
import ServiceRuntime

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
    (self.name, self.dimensions, self.values) = (name, dimensions, values)
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

  /// Each of which is a feature.
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

  /// Keeps a fact of each event of a type.
  func keep<Event: DomainEvent>(
    of event: Event.Type, _ fact: @escaping @Sendable (Event) -> Fact
  ) -> EventHandler {
    .on(event, copy: { event, origin, database in try keep(fact(event), origin, in: database) })
  }

  func keep(_ facts: [Fact], _ origin: EventOrigin, in database: Database) throws {
    for (part, fact) in facts.enumerated() { try keep(fact, part: part, origin, in: database) }
  }

  func keep(_ fact: Fact, part: Int = 0, _ origin: EventOrigin, in database: Database) throws {
    try keep(fact, part: part, of: Provenance(origin), in: database)
  }

  func keep(_ fact: Fact, part: Int, of event: Provenance, in database: Database) throws {
    if let name = fact.values.keys.first(where: { !values.contains($0) })
      ?? fact.keys.keys.first(where: { !dimensions.contains($0) })
    {
      throw CannotApply("the facts '\(self.name)' have no column '\(name)'")
    }
    var row: [any Bindable] = [event.source, event.stream, event.number, part]
    row.reserveCapacity(7 + dimensions.count + values.count)
    for dimension in dimensions { row.append(fact.keys[dimension] ?? ReadModels.none) }
    row.append(fact.day.description)
    row.append(event.known)
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
}

extension Feature {
  /// How many of the facts are in the sums.
  static let sums = Feature(tables: [.copy("facts_counted")])

  /// Facts that are added up, with the tables that they need besides.
  init(facts: FactTable, tables: [Table] = [], listens: [EventHandler]) {
    self.init(tables: facts.tables.map { .copy($0) } + tables, listens: listens)
  }
}

extension Migration {
  static let sums = Migration(
    """
    CREATE TABLE facts_counted (facts TEXT PRIMARY KEY, through INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """)
}
