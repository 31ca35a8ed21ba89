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

  /// The company's calendar day at that instant.
  public static func day(at instant: Instant) -> BusinessDate {
    let seconds = instant.milliseconds.flooredDivision(by: 1000).quotient
    var time = time_t(seconds)
    var local = tm()
    localtime_r(&time, &local)
    return BusinessDate(
      daysSince1970: Int((seconds + Int64(local.tm_gmtoff)).flooredDivision(by: 86_400).quotient))
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
