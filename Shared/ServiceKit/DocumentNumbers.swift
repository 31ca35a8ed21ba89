import Kernel
import SQLite

/// Numbers that people see: `SO-2026-000123`, counted by series and year in a table
/// (series TEXT, year INTEGER, last INTEGER) of the service.
public struct DocumentNumbers: Sendable {
  private let find: String
  private let note: String

  public init(table: String) {
    find = "SELECT last FROM \(table) WHERE series = ? AND year = ?"
    note = "INSERT INTO \(table) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)"
  }

  /// The next free one of the day's year. It is taken only when an event with it is applied, in the same transaction.
  public func next(_ series: String, on day: BusinessDate, in database: Database) throws -> String {
    let year = day.parts.year
    let last = try database.first(find, series, year) { try $0.int("last") } ?? 0
    let digits = String(last + 1)
    return "\(series)-\(year)-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
  }

  /// Notes a number that an event carries; one of another form is not counted.
  public func take(_ number: String, to database: Database) throws {
    let parts = number.split(separator: "-")
    guard parts.count == 3, let year = Int(parts[1]), let count = Int(parts[2]) else { return }
    try database.run(note, String(parts[0]), year, count)
  }
}
