/// A plain calendar day without a time or a zone: `2026-11-22`. It never shifts by zone.
public struct BusinessDate: Hashable, Comparable, Sendable {
  /// Whole days since 1970-01-01.
  public let daysSince1970: Int

  public init(daysSince1970: Int) {
    self.daysSince1970 = daysSince1970
  }

  /// Nil where that day does not exist (31 April, 29 February of a common year) or the year is not 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(year: year, month: month)).contains(day)
    else { return nil }
    daysSince1970 = Self.days(year: year, month: month, day: day)
  }

  public static func < (left: BusinessDate, right: BusinessDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

  /// Year, month (1 to 12) and day (1 to 31). The civil-from-days algorithm of Howard Hinnant.
  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  public func adding(days: Int) -> BusinessDate { BusinessDate(daysSince1970: daysSince1970 + days) }

  /// The same day `months` later, or the last one of that month where it is shorter: 31 January + 1 month is 28 or
  /// 29 February.
  public func adding(months: Int) -> BusinessDate {
    let (year, month, day) = parts
    let index = year * 12 + (month - 1) + months
    let (newYear, newMonth) = (index / 12, index % 12 + 1)
    return BusinessDate(
      daysSince1970: Self.days(
        year: newYear, month: newMonth, day: min(day, Self.daysInMonth(year: newYear, month: newMonth))))
  }

  /// Whole days from `earlier` to this day; negative when `earlier` is the later one.
  public func days(since earlier: BusinessDate) -> Int { daysSince1970 - earlier.daysSince1970 }

  /// `2026-11`: the key of the month in reports.
  public var month: String { String(description.prefix(7)) }

  static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension BusinessDate: CustomStringConvertible {
  public var description: String {
    String(unsafeUninitializedCapacity: room) { write(to: $0) }
  }

  /// Bytes that the description needs at most: ten for years of four digits (the year 0 begins 719,528 days before
  /// 1970), and a year has 17 digits at most.
  var room: Int { (-719_528..<2_932_897).contains(daysSince1970) ? 10 : 32 }

  /// Writes the description, ten bytes for years of four digits, and gives its length. Days and instants stand in every
  /// event: made of pieces of text they would cost as much as many a statement.
  func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (year, month, day) = parts
    var end = 4
    if (0...9999).contains(year) {
      writeDigits(of: year, 4, to: buffer, at: 0)
    } else {
      end = 0
      for digit in padded(year, 4).utf8 {
        buffer[end] = digit
        end += 1
      }
    }
    buffer[end] = UInt8(ascii: "-")
    writeDigits(of: month, 2, to: buffer, at: end + 1)
    buffer[end + 3] = UInt8(ascii: "-")
    writeDigits(of: day, 2, to: buffer, at: end + 4)
    return end + 6
  }

  /// Reads exactly `YYYY-MM-DD`; nil for anything else and for a day that does not exist.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let date = text.withUTF8({ Self(utf8: $0) }) else { return nil }
    self = date
  }

  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int(byte - 48)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

extension BusinessDate: TextCoded {
  public static func refusal(of text: String) -> String {
    "'\(text)' is no day that exists; write it as 2026-11-22"
  }
}
