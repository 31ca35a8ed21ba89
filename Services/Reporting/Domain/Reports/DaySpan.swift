import Kernel

/// Days of which the first may be open, both included; cut into whole months and single days, so that sums kept per
/// month and per day answer any span by few rows.
public struct DaySpan: Hashable, Sendable {
  public enum Grain: Int, Sendable {
    case month = 1
    case day = 2
  }

  /// Periods of one grain from `first` to `last`, both included, as texts that sort by time.
  public struct Piece: Hashable, Sendable {
    public let grain: Grain
    public let first: String
    public let last: String
  }

  public let first: BusinessDate?
  public let last: BusinessDate

  public init(from first: BusinessDate?, through last: BusinessDate) {
    self.first = first
    self.last = last
  }

  /// Disjoint, and together the whole span; none where it is empty.
  public var pieces: [Piece] {
    if let first, first > last { return [] }
    var pieces: [Piece] = []
    let endsMonth = Self.isFirstOfMonth(last.adding(days: 1))
    let startsMonth = first.map(Self.isFirstOfMonth) ?? true
    let startMonth = first?.month ?? ""
    if let first, startMonth == last.month {
      return startsMonth && endsMonth ? [months(startMonth, startMonth)] : [days(first, last)]
    }
    if let first, !startsMonth { pieces.append(days(first, Self.endOfMonth(first))) }
    let firstMonth = first.map { startsMonth ? $0.month : Self.endOfMonth($0).adding(days: 1).month } ?? ""
    let start = last.adding(days: 1 - last.parts.day)
    let lastMonth = endsMonth ? last.month : start.adding(days: -1).month
    if firstMonth <= lastMonth { pieces.append(months(firstMonth, lastMonth)) }
    if !endsMonth { pieces.append(days(start, last)) }
    return pieces
  }

  private func months(_ first: String, _ last: String) -> Piece { Piece(grain: .month, first: first, last: last) }

  private func days(_ first: BusinessDate, _ last: BusinessDate) -> Piece {
    Piece(grain: .day, first: first.description, last: last.description)
  }

  private static func isFirstOfMonth(_ day: BusinessDate) -> Bool { day.parts.day == 1 }

  private static func endOfMonth(_ day: BusinessDate) -> BusinessDate {
    day.adding(days: 1 - day.parts.day).adding(months: 1).adding(days: -1)
  }
}
