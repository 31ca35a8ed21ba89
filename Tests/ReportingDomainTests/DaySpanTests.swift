import Kernel
import ReportingDomain
import Testing

@Suite struct DaySpanTests {
  @Test(
    "A span is cut into whole months and single days",
    arguments: [
      ("2026-01-01", "2026-01-31", "2026-01..2026-01"),
      ("2026-01-01", "2026-03-31", "2026-01..2026-03"),
      ("2026-01-02", "2026-01-31", "2026-01-02..2026-01-31"),
      ("2026-01-02", "2026-03-31", "2026-01-02..2026-01-31 2026-02..2026-03"),
      ("2026-01-02", "2026-03-05", "2026-01-02..2026-01-31 2026-02..2026-02 2026-03-01..2026-03-05"),
      ("2026-01-31", "2026-02-01", "2026-01-31..2026-01-31 2026-02-01..2026-02-01"),
      ("2025-12-31", "2026-01-31", "2025-12-31..2025-12-31 2026-01..2026-01"),
      ("2024-02-01", "2024-02-29", "2024-02..2024-02"),
      ("2026-03-05", "2026-03-05", "2026-03-05..2026-03-05"),
      ("2026-03-05", "2026-03-04", ""),
      (nil, "2026-03-05", "..2026-02 2026-03-01..2026-03-05"),
      (nil, "2026-02-28", "..2026-02"),
    ])
  func pieces(from: String?, through: String, expected: String) throws {
    let span = DaySpan(from: from.flatMap { BusinessDate($0) }, through: try #require(BusinessDate(through)))
    #expect(span.pieces.map { "\($0.first)..\($0.last)" }.joined(separator: " ") == expected)
  }

  @Test("Each day of a span is in exactly one piece", arguments: 0..<40)
  func disjoint(offset: Int) throws {
    let start = try #require(BusinessDate("2026-01-20")).adding(days: offset)
    let end = start.adding(days: offset * 2)
    let pieces = DaySpan(from: start, through: end).pieces
    for shift in -40..<120 {
      let day = start.adding(days: shift)
      let holding = pieces.filter { piece in
        let text = piece.grain == .month ? day.month : day.description
        return (piece.first...piece.last).contains(text)
      }
      #expect(holding.count == ((start...end).contains(day) ? 1 : 0), "\(day)")
    }
  }
}
