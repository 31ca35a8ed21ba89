import Kernel

/// When a report is sent again and again, by the company's clocks.
public struct ReportSchedule: Codable, Hashable, Sendable {
  public enum Every: String, Codable, CaseIterable, Sendable {
    case day, week, month
  }

  public var every: Every
  /// The day of the week (1 is Monday) or of the month (1 to 28); of no meaning for each day.
  public var on: Int
  /// Minutes after midnight.
  public var minute: Int

  public init(every: Every, on: Int, minute: Int) { (self.every, self.on, self.minute) = (every, on, minute) }

  /// The days that `on` may name.
  public static func days(of every: Every) -> ClosedRange<Int> {
    switch every {
    case .day: 1...1
    case .week: 1...7
    case .month: 1...28
    }
  }

  /// `08:30` as minutes after midnight; nil where the text is no time.
  public static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
    else { return nil }
    return hours * 60 + minutes
  }

  /// The next moment after this one.
  public func next(after now: Instant) -> Instant {
    var day = CompanyZone.day(at: now)
    while true {
      let moment = CompanyZone.start(of: day).adding(seconds: 60 * minute)
      if fits(day), moment > now { return moment }
      day = day.adding(days: 1)
    }
  }

  /// Of the moments from one that was due on up to now: the last, and how many came before it. After an absence one
  /// report tells more than all that were missed.
  public func last(from due: Instant, upTo now: Instant) -> (due: Instant, missed: Int) {
    var (last, missed) = (due, 0)
    while true {
      let next = next(after: last)
      guard next <= now else { return (last, missed) }
      (last, missed) = (next, missed + 1)
    }
  }

  /// The days that a report due at that moment is about: the day, the week from Monday on, or the month that is over.
  public func period(before due: Instant) -> (from: BusinessDate, to: BusinessDate) {
    let today = CompanyZone.day(at: due)
    switch every {
    case .day: return (today.adding(days: -1), today.adding(days: -1))
    case .week:
      let monday = today.adding(days: 1 - Self.weekday(of: today))
      return (monday.adding(days: -7), monday.adding(days: -1))
    case .month:
      let last = today.adding(days: -Self.dayOfMonth(today))
      return (last.adding(days: 1 - Self.dayOfMonth(last)), last)
    }
  }

  private func fits(_ day: BusinessDate) -> Bool {
    switch every {
    case .day: true
    case .week: Self.weekday(of: day) == on
    case .month: Self.dayOfMonth(day) == on
    }
  }

  /// 1970-01-01 was a Thursday.
  private static func weekday(of day: BusinessDate) -> Int { (day.daysSince1970 + 3) % 7 + 1 }

  private static func dayOfMonth(_ day: BusinessDate) -> Int { day.parts.day }
}
