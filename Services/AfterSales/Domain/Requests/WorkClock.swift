import Kernel

/// Counts work time: on work days, between opening and closing (`Services/AfterSales/README.md#work-time`; H10).
public struct WorkClock: Sendable {
  /// A time in which nobody of the service works on a request: until now where it has no end.
  public struct Pause: Codable, Hashable, Sendable {
    public var from: Instant
    public var to: Instant?

    public init(from: Instant, to: Instant?) {
      self.from = from
      self.to = to
    }
  }

  private let weekdays: Set<Int>
  private let opens: Int64
  private let closes: Int64
  private let holidays: Set<BusinessDate>
  private let workdays: Set<BusinessDate>

  public init(_ terms: ServiceTerms) {
    weekdays = Set(terms.weekdays)
    opens = Int64(ServiceTerms.minutes(terms.opens) ?? 0) * 60_000
    closes = Int64(ServiceTerms.minutes(terms.closes) ?? 0) * 60_000
    holidays = Set(terms.holidays)
    workdays = Set(terms.workdays)
  }

  /// A make-up day is one also on a weekend, a holiday is none whatever the weekday; a day that is both is a work day.
  public func isWorkday(_ day: BusinessDate) -> Bool {
    // 1970-01-01 was a Thursday.
    let weekday = ((day.daysSince1970 + 3) % 7 + 7) % 7 + 1
    return workdays.contains(day) || (weekdays.contains(weekday) && !holidays.contains(day))
  }

  /// Milliseconds of work time from one instant until another; 0 where they are the wrong way round.
  public func work(from start: Instant, to end: Instant) -> Int64 {
    guard start < end else { return 0 }
    var total: Int64 = 0
    var day = CompanyZone.day(at: start)
    let last = CompanyZone.day(at: end)
    while day <= last {
      if isWorkday(day) {
        let midnight = CompanyZone.start(of: day).milliseconds
        total += max(
          0, min(end.milliseconds, midnight + closes) - max(start.milliseconds, midnight + opens))
      }
      day = day.adding(days: 1)
    }
    return total
  }

  /// The same without pauses: only what of a pause is work time is left out, and one that has not ended counts until
  /// the end, so that resolving straight from a pause leaves it out too.
  public func work(from start: Instant, to end: Instant, without pauses: [Pause]) -> Int64 {
    pauses.reduce(work(from: start, to: end)) { rest, pause in
      rest - work(from: max(pause.from, start), to: min(pause.to ?? end, end))
    }
  }

  /// When so much work time has passed since then, pauses left out; nil within ten years, or while a pause is open.
  public func due(after milliseconds: Int64, from start: Instant, without pauses: [Pause]) -> Instant? {
    guard pauses.allSatisfy({ $0.to != nil }) else { return nil }
    var rest = milliseconds
    var day = CompanyZone.day(at: start)
    for _ in 0..<3650 {
      let midnight = CompanyZone.start(of: day)
      let end = midnight.adding(milliseconds: closes)
      let begin = max(start, midnight.adding(milliseconds: opens))
      if isWorkday(day), begin < end {
        let today = work(from: begin, to: end, without: pauses)
        if today >= rest { return instant(rest, after: begin, until: end, without: pauses) }
        rest -= today
      }
      day = day.adding(days: 1)
    }
    return nil
  }

  /// Steps over the pauses of one day.
  private func instant(_ rest: Int64, after begin: Instant, until end: Instant, without pauses: [Pause]) -> Instant {
    var due = begin.adding(milliseconds: rest)
    for pause in pauses.sorted(by: { $0.from < $1.from }) where pause.from < due {
      let left = work(from: max(pause.from, begin), to: min(pause.to ?? end, end))
      due = due.adding(milliseconds: left)
    }
    return due
  }
}
