import Kernel
import Persistence
import SQLite
import ServiceKit

/// The numbers of sales' documents, by series.
enum SalesNumbers: String {
  case quote = "QT"
  case order = "SO"
  case delivery = "DN"

  private static let numbers = DocumentNumbers(table: "document_numbers")

  func next(on day: BusinessDate, in unit: borrowing UnitOfWork) throws -> String {
    try Self.numbers.next(rawValue, on: day, in: unit.database)
  }

  /// Notes a number that an event carries.
  static func take(_ number: String, to database: Database) throws { try numbers.take(number, to: database) }
}

extension Migration {
  static let documentNumbers = Migration(
    """
    CREATE TABLE document_numbers (
      series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
      PRIMARY KEY (series, year)) STRICT, WITHOUT ROWID;
    """)
}
