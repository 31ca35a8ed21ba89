import Kernel
import SQLite

/// Numbers that people see: `SO-2026-000123`, counted by series and year in the service's table `document_numbers`.
public enum DocumentNumbers {
  /// The next free one of the day's year. It is taken only when an event with it is applied, in the same transaction.
  public static func next(_ series: String, on day: BusinessDate, in database: Database) throws -> String {
    let year = day.parts.year
    let last =
      try database.first("SELECT last FROM document_numbers WHERE series = ? AND year = ?", series, year) {
        $0.int(0)
      } ?? 0
    let digits = String(last + 1)
    return "\(series)-\(year)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }

  /// Notes a number that an event carries.
  public static func take(_ number: String, to database: Database) throws {
    let parts = number.split(separator: "-")
    guard parts.count == 3, let year = Int(parts[1]), let count = Int(parts[2]) else { return }
    try database.run(
      "INSERT INTO document_numbers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
      String(parts[0]), year, count)
  }
}
