import Kernel

/// What is open of a receivable on each day, in minor units: what opens it adds, what pays or closes it takes away.
public struct OpenCourse: Hashable, Sendable {
  /// Net movement of each day.
  private var movements: [BusinessDate: Int64] = [:]

  public init(_ movements: [(on: BusinessDate, amount: Int64)] = []) {
    for movement in movements { add(movement.amount, on: movement.on) }
  }

  public mutating func add(_ amount: Int64, on day: BusinessDate) { movements[day, default: 0] += amount }

  /// The least that is open on any day from this one on: no more can leave it on that day, or a later one would be
  /// negative.
  public func least(from day: BusinessDate) -> Int64 {
    var open = movements.filter { $0.key <= day }.reduce(Int64(0)) { $0 + $1.value }
    var least = open
    for next in movements.keys.filter({ $0 > day }).sorted() {
      open += movements[next] ?? 0
      least = min(least, open)
    }
    return max(0, least)
  }

  /// The days on which an amount can leave, from a day on, each part as early as it fits, so that no open part is
  /// negative on any day (`Services/Finance/README.md#allocation`). What never fits is left out.
  public func leaving(_ amount: Int64, from day: BusinessDate) -> [(on: BusinessDate, amount: Int64)] {
    var parts: [(on: BusinessDate, amount: Int64)] = []
    var gone: Int64 = 0
    for candidate in [day] + movements.keys.filter({ $0 > day }).sorted() where gone < amount {
      let part = min(amount, least(from: candidate)) - gone
      guard part > 0 else { continue }
      parts.append((candidate, part))
      gone += part
    }
    return parts
  }
}
