import FinanceDomain
import Kernel
import Testing

@Suite("Rules of reminders and of what is open day by day")
struct ReminderRuleTests {
  static func day(_ text: String) throws -> BusinessDate { try #require(BusinessDate(text)) }

  /// 2026-11-25 is a Wednesday; its week ends on Sunday the 29th.
  @Test(
    "the week begins on Monday; what is due after its Sunday is not this week's",
    arguments: [
      ("2026-11-25", "2026-11-24", .overdue), ("2026-11-25", "2026-11-25", .today),
      ("2026-11-25", "2026-11-26", .thisWeek), ("2026-11-25", "2026-11-29", .thisWeek),
      ("2026-11-25", "2026-11-30", nil), ("2026-11-29", "2026-11-29", .today), ("2026-11-29", "2026-11-30", nil),
      ("2026-11-30", "2026-12-06", .thisWeek), ("2026-11-30", "2026-12-07", nil),
      ("1969-12-29", "1970-01-04", .thisWeek),
      ("1969-12-29", "1970-01-05", nil),
    ] as [(String, String, DueWhen?)])
  func week(asOf: String, due: String, expected: DueWhen?) throws {
    #expect(DueWhen(due: try Self.day(due), asOf: try Self.day(asOf)) == expected)
  }

  @Test(
    "a dunning level begins with its day and lasts until the next",
    arguments: [(-3, 0), (0, 0), (1, 1), (14, 1), (15, 2), (29, 2), (30, 3), (59, 3), (60, 4), (1000, 4)])
  func levels(age: Int, expected: Int) throws {
    let due = try Self.day("2026-03-01")
    #expect(DunningLevels.standard.level(due: due, on: due.adding(days: age)) == expected)
  }

  @Test(
    "levels ascend from the day after",
    arguments: [([1, 5], true), ([], true), ([0], false), ([5, 5], false), ([7, 3], false), ([-1], false)])
  func valid(days: [Int], isValid: Bool) { #expect((DunningLevels(days) != nil) == isValid) }

  /// Movements as (day of January, amount).
  @Test(
    "what leaves goes as early as no later day becomes negative",
    arguments: [
      ([(1, 100)], 60, 10, ["10 60"]),
      // Paid on the 5th, bounced on the 20th: between them there is nothing that could leave.
      ([(1, 100), (5, -100), (20, 100)], 60, 10, ["20 60"]),
      ([(1, 100), (5, -70), (20, 70)], 60, 10, ["10 30", "20 30"]),
      // Something dated later takes its part already.
      ([(1, 100), (30, -80)], 60, 10, ["10 20"]),
      ([(15, 100)], 60, 10, ["15 60"]),
      ([(1, 100)], 160, 10, ["10 100"]),
      ([], 5, 10, []),
    ] as [([(Int, Int64)], Int64, Int, [String])])
  func leaving(movements: [(Int, Int64)], amount: Int64, from: Int, expected: [String]) throws {
    let start = try Self.day("2025-12-31")
    let course = OpenCourse(movements.map { (on: start.adding(days: $0.0), amount: $0.1) })
    let parts = course.leaving(amount, from: start.adding(days: from))
    #expect(parts.map { "\($0.on.days(since: start)) \($0.amount)" } == expected)
  }
}
