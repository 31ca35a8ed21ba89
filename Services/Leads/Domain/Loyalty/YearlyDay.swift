import Kernel

/// The day of each year on which something comes again (B11).
public enum YearlyDay {
  /// The first anniversary of `date` on or after `day`, after the date itself; 29 February is kept on the 28th in
  /// common
  /// years (`Services/Leads/README.md#care`). Always counted from the date itself, so that leap years have the 29th
  /// again.
  public static func next(of date: BusinessDate, from day: BusinessDate) -> BusinessDate? {
    let years = max(1, day.parts.year - date.parts.year)
    return [years, years + 1].map { date.adding(months: 12 * $0) }.first { $0 >= day }
  }
}
