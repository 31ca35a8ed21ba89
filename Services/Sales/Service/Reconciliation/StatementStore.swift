import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain

/// What the ERP said last of a day, and what was here then.
struct Statement: Sendable {
  var source: String
  var about: String
  var day: BusinessDate
  /// When the ERP read its figures.
  var asOf: Instant
  /// When they came.
  var received: Instant
  var there: ERPReconciled.Figures
  var here: ERPReconciled.Figures
  /// The orders that the ERP named; nil where it told sums alone.
  var items: [OrderThere]?
  /// When the ERP read those.
  var itemsAsOf: Instant?
  /// Since when the day has not agreed whenever the ERP spoke; nil where it did.
  var openSince: Instant?
}

/// The table of statements. No event writes it: they are the ERP's words, as its messages are.
enum StatementStore {
  /// Days of one source after a day in falling order (`before`: day, source and subject), newest first.
  static func list(
    before last: (day: String, source: String, about: String)?, source: String?, from: BusinessDate?,
    to: BusinessDate?, isOpen: Bool? = nil, limit: Int, in database: Database
  ) throws -> [Statement] {
    try database.all(
      """
      SELECT * FROM erp_statements
      WHERE (?1 IS NULL OR day < ?1 OR (day = ?1 AND (source, about) > (?2, ?3)))
        AND (?4 IS NULL OR source = ?4) AND (?5 IS NULL OR day >= ?5) AND (?6 IS NULL OR day <= ?6)
        AND (?7 IS NULL OR (open_since IS NOT NULL) = ?7)
      ORDER BY day DESC, source, about LIMIT ?8
      """, last?.day, last?.source, last?.about, source, from, to, isOpen, limit, read: statement)
  }

  /// Days of a source, by their day.
  static func days(
    of source: String, _ about: String, from first: BusinessDate, to last: BusinessDate, in database: Database
  ) throws -> [BusinessDate: Statement] {
    Dictionary(
      uniqueKeysWithValues: try database.all(
        "SELECT * FROM erp_statements WHERE source = ? AND about = ? AND day BETWEEN ? AND ?", source, about, first,
        last, read: statement
      ).map { ($0.day, $0) })
  }

  /// Days that did not agree when the ERP last spoke of them, the oldest first.
  static func open(_ source: String?, limit: Int, in database: Database) throws -> [Statement] {
    try database.all(
      """
      SELECT * FROM erp_statements INDEXED BY erp_statements_open WHERE open_since IS NOT NULL AND (?1 IS NULL OR source = ?1)
      ORDER BY source, about, day LIMIT ?2
      """, source, limit, read: statement)
  }

  /// Who ever reconciled what.
  static func subjects(in database: Database) throws -> [(source: String, about: String)] {
    try database.all("SELECT DISTINCT source, about FROM erp_statements ORDER BY source, about LIMIT ?", sourceLimit) {
      (try $0.text("source"), try $0.text("about"))
    }
  }

  static func write(_ statement: Statement, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO erp_statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", statement.source,
      statement.about, statement.day, statement.asOf, statement.received, try Document.text(statement.there),
      try Document.text(statement.here), try statement.items.map(Document.text), statement.itemsAsOf,
      statement.openSince)
  }

  /// So many instances of the ERP are asked and measured.
  static let sourceLimit = 50

  /// How long each source has said nothing.
  @Sendable static func ages(_ database: Database, at now: Instant) throws -> [(labels: [String], Double)] {
    try database.all(
      "SELECT source, max(received) AS last FROM erp_statements GROUP BY source ORDER BY source LIMIT ?", sourceLimit
    ) { ([try $0.text("source")], now.seconds(since: try $0.instant("last"))) }
  }

  private static func statement(_ row: borrowing Row) throws -> Statement {
    Statement(
      source: try row.text("source"), about: try row.text("about"), day: try row.date("day"),
      asOf: try row.instant("as_of"), received: try row.instant("received"), there: try row.document("there"),
      here: try row.document("here"), items: try row.optionalDocument("items"),
      itemsAsOf: try row.optionalInstant("items_as_of"), openSince: try row.optionalInstant("open_since"))
  }
}
