import FinanceDomain
import Kernel
import Testing

@Suite("The days of what comes each month")
struct MonthlyDaysTests {
  @Test(
    "the same day of each month, the last one of a shorter month, counted from the first",
    arguments: [
      ("2026-01-31", "2026-04-30", nil, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
      ("2028-01-30", "2028-03-29", nil, ["2028-01-30", "2028-02-29"]),
      ("2026-01-15", "2026-01-14", nil, []), ("2026-01-15", "2026-01-15", nil, ["2026-01-15"]),
      ("2026-11-01", "2027-02-01", "2026-12-01", ["2027-01-01", "2027-02-01"]),
      ("2026-01-31", "2026-03-31", "2026-02-28", ["2026-03-31"]),
    ] as [(String, String, String?, [String])])
  func days(from: String, to: String, after: String?, expected: [String]) throws {
    let (first, last) = (try #require(BusinessDate(from)), try #require(BusinessDate(to)))
    let days = MonthlyDays(from: first, to: last, after: after.flatMap { BusinessDate($0) })
    #expect(days.map(\.description) == expected)
  }
}
