import Kernel

/// When what was installed is to be looked after (E9, E13).
public enum MaintenanceSchedule {
  /// The first due day: so many months after the installation, or after the last maintenance.
  public static func first(since base: BusinessDate, every months: Int) -> BusinessDate { base.adding(months: months) }

  /// The newest due day that has come; nil where none has. Each counts from the first day, so that a clamped end of a
  /// month does not drift.
  public static func newest(since base: BusinessDate, every months: Int, upTo day: BusinessDate) -> BusinessDate? {
    guard months > 0, first(since: base, every: months) <= day else { return nil }
    let (from, to) = (base.parts, day.parts)
    var count = max(1, ((to.year - from.year) * 12 + to.month - from.month) / months)
    if base.adding(months: count * months) > day { count -= 1 }
    return base.adding(months: max(1, count) * months)
  }
}
