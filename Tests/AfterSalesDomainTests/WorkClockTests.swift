import AfterSalesDomain
import Contracts
import Kernel
import Testing

/// 2026-11-23 is a Monday. Times are those of Shanghai.
private func moment(_ text: String) -> Instant {
  let parts = text.split(separator: " ")
  return Instant("\(parts[0])T\(parts[1]):00+08:00") ?? Instant(milliseconds: 0)
}

@Suite("Work time")
struct WorkClockTests {
  init() throws { try CompanyZone.use("Asia/Shanghai") }

  /// Nine hours from Monday to Friday; the 25th is a holiday, Saturday the 28th a make-up day.
  private let clock: WorkClock = {
    var terms = ServiceTerms.standard
    terms.holidays = [BusinessDate(daysSince1970: 20_782)]
    terms.workdays = [BusinessDate(daysSince1970: 20_785)]
    return WorkClock(terms)
  }()

  @Test("the days of the table are those of its comment")
  func days() {
    #expect(BusinessDate(daysSince1970: 20_782).description == "2026-11-25")
    #expect(BusinessDate(daysSince1970: 20_785).description == "2026-11-28")
  }

  @Test(
    "counts between opening and closing on work days",
    arguments: [
      ("2026-11-23 10:00", "2026-11-23 12:30", 150), ("2026-11-23 07:00", "2026-11-23 20:00", 540),
      ("2026-11-23 17:00", "2026-11-24 10:00", 120), ("2026-11-22 10:00", "2026-11-22 20:00", 0),
      ("2026-11-27 17:00", "2026-11-30 09:30", 630), ("2026-11-24 17:59", "2026-11-26 09:01", 2),
      ("2026-11-23 18:00", "2026-11-24 09:00", 0), ("2026-11-24 10:00", "2026-11-23 10:00", 0),
      ("2026-11-23 00:00", "2026-11-30 00:00", 5 * 540),
    ])
  func work(from: String, to: String, minutes: Int64) {
    #expect(clock.work(from: moment(from), to: moment(to)) == minutes * 60_000)
  }

  @Test(
    "leaves out of a pause only what is work time, also of one that has not ended",
    arguments: [
      // A night and a weekend in a pause cost nothing that was not work.
      ("2026-11-23 10:00", "2026-11-24 10:00", "2026-11-23 17:00", "2026-11-24 09:30", 540 - 90),
      ("2026-11-23 10:00", "2026-11-23 12:00", "2026-11-23 18:30", "2026-11-24 08:00", 120),
      ("2026-11-23 10:00", "2026-11-23 16:00", "2026-11-23 11:00", nil, 60),
      ("2026-11-23 10:00", "2026-11-27 10:00", "2026-11-23 12:00", nil, 120),
      ("2026-11-21 10:00", "2026-11-23 10:00", "2026-11-21 12:00", "2026-11-22 12:00", 60),
    ] as [(String, String, String, String?, Int64)])
  func pauses(from: String, to: String, pauseFrom: String, pauseTo: String?, minutes: Int64) {
    let pause = WorkClock.Pause(from: moment(pauseFrom), to: pauseTo.map(moment))
    #expect(clock.work(from: moment(from), to: moment(to), without: [pause]) == minutes * 60_000)
  }

  @Test(
    "finds when a target is used up",
    arguments: [
      ("2026-11-23 10:00", 60, nil, nil, "2026-11-23 11:00"), ("2026-11-22 10:00", 60, nil, nil, "2026-11-23 10:00"),
      ("2026-11-24 17:00", 120, nil, nil, "2026-11-26 10:00"),
      ("2026-11-23 10:00", 60, "2026-11-23 10:30", "2026-11-24 10:00", "2026-11-24 10:30"),
      ("2026-11-23 10:00", 240, "2026-11-23 12:00", "2026-11-23 13:00", "2026-11-23 15:00"),
      ("2026-11-23 10:00", 60, "2026-11-23 10:30", nil, nil),
    ] as [(String, Int64, String?, String?, String?)])
  func due(from: String, minutes: Int64, pauseFrom: String?, pauseTo: String?, expected: String?) {
    let pauses = pauseFrom.map { [WorkClock.Pause(from: moment($0), to: pauseTo.map(moment))] } ?? []
    let due = clock.due(after: minutes * 60_000, from: moment(from), without: pauses)
    #expect(due == expected.map(moment))
    if let due { #expect(clock.work(from: moment(from), to: due, without: pauses) == minutes * 60_000) }
  }

  @Test(
    "a target is the one that says most of a request",
    arguments: [
      (.repair, nil, 1620), (.repair, "urgent", 240), (.complaint, "urgent", 240), (.complaint, "low", 540),
      (.maintenance, nil, 3780),
    ] as [(ServiceKind, String?, Int)])
  func targets(kind: ServiceKind, severity: String?, minutes: Int) {
    #expect(ServiceTerms.standard.target(of: kind, severity: severity) == minutes)
  }

  @Test(
    "a time of day has two digits each",
    arguments: [("09:30", 570), ("24:00", 1440), ("24:01", nil), ("9:30", nil), ("09:60", nil), ("+1:00", nil)]
      as [(String, Int?)])
  func times(text: String, minutes: Int?) { #expect(ServiceTerms.minutes(text) == minutes) }
}
