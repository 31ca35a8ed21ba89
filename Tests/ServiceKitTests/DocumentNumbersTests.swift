import Kernel
import SQLite
import ServiceKit
import Testing

@Suite struct DocumentNumbersTests {
  @Test("a series goes on from the numbers that events carry, each year by itself")
  func goesOn() throws {
    let database = try Database(path: "", mode: .memory)
    try database.execute("CREATE TABLE numbers (series TEXT, year INTEGER, last INTEGER, PRIMARY KEY (series, year))")
    let numbers = DocumentNumbers(table: "numbers")
    let day = try #require(BusinessDate("2026-11-22"))
    #expect(try numbers.next("SO", on: day, in: database) == "SO-2026-000001")
    for taken in ["SO-2026-000041", "SO-2026-000007", "SO-2025-000900", "no number"] {
      try numbers.take(taken, to: database)
    }
    #expect(try numbers.next("SO", on: day, in: database) == "SO-2026-000042")
    #expect(try numbers.next("QT", on: day, in: database) == "QT-2026-000001")
  }
}
