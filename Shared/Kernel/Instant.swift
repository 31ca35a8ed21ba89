/// A point in time in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Written as RFC 3339 in UTC with three decimals: `2026-11-22T08:30:00.000Z`.
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

  public func adding(seconds: Int) -> Instant { adding(milliseconds: Int64(seconds) * 1000) }

  public func adding(milliseconds more: Int64) -> Instant { Instant(milliseconds: milliseconds + more) }

  /// Seconds from `earlier` to this instant; negative when `earlier` is the later one.
  public func seconds(since earlier: Instant) -> Double {
    Double(milliseconds - earlier.milliseconds) / 1000
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339, UTC, milliseconds.
  public var description: String {
    let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
    let (second, millisecond) = Int(rest).quotientAndRemainder(dividingBy: 1000)
    let day = BusinessDate(daysSince1970: Int(days))
    return String(unsafeUninitializedCapacity: day.room + 14) { buffer in
      var end = day.write(to: buffer)
      func put(_ separator: Unicode.Scalar, _ value: Int, _ width: Int) {
        buffer[end] = UInt8(ascii: separator)
        writeDigits(of: value, width, to: buffer, at: end + 1)
        end += 1 + width
      }
      put("T", second / 3600, 2)
      put(":", second / 60 % 60, 2)
      put(":", second % 60, 2)
      put(".", millisecond, 3)
      buffer[end] = UInt8(ascii: "Z")
      return end + 1
    }
  }

  /// Reads RFC 3339 with `Z` or a numeric offset and any number of decimals (more than three are cut).
  /// Nil where the text is no such instant, a date that does not exist included.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let instant = text.withUTF8({ Self(utf8: $0) }) else { return nil }
    self = instant
  }

  private init?(utf8 text: UnsafeBufferPointer<UInt8>) {
    guard text.count > 10, text[10] | 32 == UInt8(ascii: "t"),
      let date = BusinessDate(utf8: UnsafeBufferPointer(rebasing: text[..<10]))
    else { return nil }
    let time = UnsafeBufferPointer(rebasing: text[11...])
    func digits(_ range: Range<Int>) -> Int64? {
      guard range.upperBound <= time.count else { return nil }
      var value: Int64 = 0
      for byte in time[range] {
        guard (48...57).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 48)
      }
      return value
    }
    guard time.count >= 9, time[2] == 58, time[5] == 58,
      let hour = digits(0..<2), let minute = digits(3..<5), let second = digits(6..<8),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var index = 8
    var fraction: Int64 = 0
    if time[index] == UInt8(ascii: ".") {
      var scale: Int64 = 100
      index += 1
      let first = index
      while index < time.count, (48...57).contains(time[index]) {
        fraction += Int64(time[index] - 48) * scale
        scale /= 10
        index += 1
      }
      guard index > first else { return nil }
    }
    guard index < time.count else { return nil }
    var offset: Int64 = 0
    switch time[index] {
    case UInt8(ascii: "Z"), UInt8(ascii: "z"):
      guard index + 1 == time.count else { return nil }
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      guard time.count == index + 6, time[index + 3] == 58,
        let hours = digits(index + 1..<index + 3), let minutes = digits(index + 4..<index + 6),
        hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (time[index] == UInt8(ascii: "-") ? -1 : 1)
    default: return nil
    }
    let seconds = hour * 3600 + minute * 60 + second - offset * 60
    milliseconds = Int64(date.daysSince1970) * 86_400_000 + seconds * 1000 + fraction
  }
}

extension Instant: TextCoded {
  public static func refusal(of text: String) -> String {
    "'\(text)' is no RFC 3339 instant such as 2026-11-22T08:30:00.000Z"
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity, with the remainder that is never negative.
  func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}

/// `value` in decimal with leading zeros up to `width` digits.
func padded(_ value: some BinaryInteger, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

/// The last `width` decimal digits of a value, without its sign.
func writeDigits(of value: Int, _ width: Int, to buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int) {
  var rest = value.magnitude
  for place in (index..<index + width).reversed() {
    buffer[place] = 48 + UInt8(rest % 10)
    rest /= 10
  }
}
