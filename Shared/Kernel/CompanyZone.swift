import Glibc

/// The one zone that decides "today", week and month (`Shared/ServiceRuntime/README.md#values`). It is the process's
/// own zone, from the C library's database, set once at start.
public enum CompanyZone {
  public struct Unknown: Error, Sendable, CustomStringConvertible {
    public let name: String
    public var description: String {
      "the time zone '\(name)' is not in this machine's database; install tzdata or use a name such as Asia/Shanghai"
    }
  }

  /// Makes `name` the company's zone for the whole process. Throws where the database does not have it, since the C
  /// library would take UTC without a word.
  public static func use(_ name: String) throws(Unknown) {
    let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    guard !name.isEmpty, !name.hasPrefix("/"), !name.contains(".."), access("\(folder)/\(name)", R_OK) == 0 else {
      throw Unknown(name: name)
    }
    setenv("TZ", name, 1)
    tzset()
  }

  /// Its name in the database; UTC where none was set.
  public static var name: String { getenv("TZ").map { String(cString: $0) } ?? "UTC" }

  /// The company's calendar day at that instant.
  public static func day(at instant: Instant) -> BusinessDate {
    BusinessDate(daysSince1970: Int(localSeconds(at: instant).flooredDivision(by: 86_400).quotient))
  }

  /// Day and time of day there, to the minute, for people: `2026-11-30 16:05`.
  public static func minute(at instant: Instant) -> String { String(second(at: instant).dropLast(3)) }

  /// The same to the second, as spreadsheets read it: `2026-11-30 16:05:09`.
  public static func second(at instant: Instant) -> String {
    let seconds = Int(localSeconds(at: instant).flooredDivision(by: 86_400).remainder)
    return "\(day(at: instant)) \(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
  }

  /// Seconds since 1970 as the company's clocks show them.
  private static func localSeconds(at instant: Instant) -> Int64 {
    let seconds = instant.milliseconds.flooredDivision(by: 1000).quotient
    var time = time_t(seconds)
    var local = tm()
    localtime_r(&time, &local)
    return seconds + Int64(local.tm_gmtoff)
  }

  /// The instant at which that day begins in the company's zone.
  public static func start(of day: BusinessDate) -> Instant {
    let (year, month, dayOfMonth) = day.parts
    var local = tm()
    local.tm_year = Int32(year - 1900)
    local.tm_mon = Int32(month - 1)
    local.tm_mday = Int32(dayOfMonth)
    local.tm_isdst = -1
    return Instant(milliseconds: Int64(mktime(&local)) * 1000)
  }
}
