import Kernel
import Persistence
import SQLite

/// Numbers that people see: `SO-2026-000123`, counted by series and year.
enum DocumentNumbers {
  enum Series: String {
    case quote = "QT"
    case order = "SO"
    case delivery = "DN"
  }

  /// The next free one of the day's year. It is taken only when an event with it is applied, in this transaction.
  static func next(_ series: Series, on day: BusinessDate, in unit: borrowing UnitOfWork) throws -> String {
    let year = day.parts.year
    let last =
      try unit.database.first(
        "SELECT last FROM document_numbers WHERE series = ? AND year = ?", series.rawValue, year
      ) { $0.int(0) } ?? 0
    let digits = String(last + 1)
    return "\(series.rawValue)-\(year)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }

  /// Notes a number that an event carries.
  static func take(_ number: String, to database: Database) throws {
    let parts = number.split(separator: "-")
    guard parts.count == 3, let year = Int(parts[1]), let count = Int(parts[2]) else { return }
    try database.run(
      """
      INSERT INTO document_numbers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)
      """, String(parts[0]), year, count)
  }
}
