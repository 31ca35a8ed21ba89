import Kernel
import ReportingDomain
import Testing

@Suite("When a report is due", .serialized) struct ReportScheduleTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  private static func moment(_ text: String) throws -> Instant { try #require(Instant(text)) }

  @Test(
    "The next moment comes by the company's clocks",
    arguments: [
      (ReportSchedule.Every.day, 1, "08:00", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00.000Z"),
      (.day, 1, "08:00", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00.000Z"),
      (.day, 1, "00:00", "2026-03-01T00:00:00Z", "2026-03-01T16:00:00.000Z"),
      (.week, 1, "08:30", "2026-03-01T00:00:00Z", "2026-03-02T00:30:00.000Z"),
      (.week, 7, "08:30", "2026-03-01T00:31:00Z", "2026-03-08T00:30:00.000Z"),
      (.month, 1, "06:00", "2026-02-28T22:00:01Z", "2026-03-31T22:00:00.000Z"),
      (.month, 28, "23:59", "2026-02-01T00:00:00Z", "2026-02-28T15:59:00.000Z"),
    ])
  func next(every: ReportSchedule.Every, on: Int, at: String, now: String, expected: String) throws {
    let schedule = ReportSchedule(every: every, on: on, minute: try #require(ReportSchedule.minute(at)))
    #expect(schedule.next(after: try Self.moment(now)).description == expected)
  }

  @Test(
    "After an absence the last is sent, and how many came before it is known",
    arguments: [
      ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00.000Z", 0), ("2026-03-01T23:59:00Z", "2026-03-01T00:00:00.000Z", 0),
      ("2026-03-04T00:00:00Z", "2026-03-04T00:00:00.000Z", 3),
    ])
  func missed(now: String, last: String, missed: Int) throws {
    let schedule = ReportSchedule(every: .day, on: 1, minute: 480)
    let found = schedule.last(from: try Self.moment("2026-03-01T00:00:00Z"), upTo: try Self.moment(now))
    #expect(found.due.description == last)
    #expect(found.missed == missed)
  }

  @Test(
    "It is about the day, week or month that is over",
    arguments: [
      (ReportSchedule.Every.day, "2026-03-01T00:00:00Z", "2026-02-28..2026-02-28"),
      (.week, "2026-03-02T00:00:00Z", "2026-02-23..2026-03-01"),
      (.week, "2026-03-04T00:00:00Z", "2026-02-23..2026-03-01"),
      (.week, "2026-03-08T15:00:00Z", "2026-02-23..2026-03-01"),
      (.month, "2026-03-01T00:00:00Z", "2026-02-01..2026-02-28"),
      (.month, "2026-01-28T00:00:00Z", "2025-12-01..2025-12-31"),
    ])
  func period(every: ReportSchedule.Every, due: String, expected: String) throws {
    let found = ReportSchedule(every: every, on: 1, minute: 0).period(before: try Self.moment(due))
    #expect("\(found.from)..\(found.to)" == expected)
  }

  @Test("What is no time of a day is refused", arguments: ["8:00", "24:00", "08:60", "0800", "08:00:00", "+8:00", ""])
  func noTime(text: String) { #expect(ReportSchedule.minute(text) == nil) }
}
