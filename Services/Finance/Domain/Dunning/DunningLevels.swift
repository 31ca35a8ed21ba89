import Contracts
import Kernel

/// How many days after the due date each dunning level begins (H8).
public struct DunningLevels: Hashable, Sendable {
  /// Ascending, each once, none below one.
  public let days: [Int]

  /// Without anything set: the day after, half a month, a month, two months.
  public static let standard = DunningLevels(sorted: FinancePolicy.standard.dunningDays)

  /// Nil for days that are not ascending or begin before the day after the due date.
  public init?(_ days: [Int]) {
    guard days.allSatisfy({ $0 >= 1 }), zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    self.days = days
  }

  private init(sorted days: [Int]) { self.days = days }

  /// Sets the levels; some must be named in order, and not too many.
  public static func set(_ days: [Int], at occurredAt: Instant) throws(FinanceError) -> DunningLevelsSet {
    guard DunningLevels(days) != nil, days.count <= FinancePolicy.standard.dunningLevels else {
      throw .invalid([InvalidField(pointer: "/days", rule: .notAscendingDays)])
    }
    return DunningLevelsSet(days: days, occurredAt: occurredAt)
  }

  /// What is to be raised of an instalment on a day: 0 on its due date, the highest level that it has reached after it.
  /// Nil before, and where there is no level yet. Levels that were passed while nobody looked are not raised
  /// afterwards.
  public func stage(due: BusinessDate, on day: BusinessDate) -> Int? {
    if due == day { return 0 }
    let level = level(due: due, on: day)
    return level > 0 ? level : nil
  }

  /// The level that is reached on a day: 1 for the first, 0 before it.
  public func level(due: BusinessDate, on day: BusinessDate) -> Int {
    let age = day.days(since: due)
    return days.lastIndex { $0 <= age }.map { $0 + 1 } ?? 0
  }
}

/// When something is due, seen from a day (D4). The week begins on Monday (`Services/Finance/README.md#days`).
public enum DueWhen: String, CaseIterable, Codable, Sendable {
  case overdue, today
  case thisWeek = "this-week"

  /// Nil for what is due after this week's Sunday.
  public init?(due: BusinessDate, asOf day: BusinessDate) {
    switch due.days(since: day) {
    case ..<0: self = .overdue
    case 0: self = .today
    case ...Self.lastDay(ofWeek: day).days(since: day): self = .thisWeek
    default: return nil
    }
  }

  /// The Sunday of a day's week.
  public static func lastDay(ofWeek day: BusinessDate) -> BusinessDate {
    // 1970-01-01 was a Thursday: Mondays are the days whose number + 3 is a multiple of 7.
    let weekday = ((day.daysSince1970 + 3) % 7 + 7) % 7
    return day.adding(days: 6 - weekday)
  }
}
