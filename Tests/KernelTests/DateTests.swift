import Foundation
import Kernel
import Testing

@Suite("Days and instants")
struct DateTests {
  @Test(
    "days that exist are read and written",
    arguments: ["2026-11-22", "2024-02-29", "2000-02-29", "1970-01-01", "0001-01-01", "9999-12-31", "1969-12-31"])
  func days(text: String) {
    #expect(BusinessDate(text)?.description == text)
  }

  @Test(
    "days that do not exist are refused",
    arguments: [
      "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "2026-01-01T00:00:00Z", "",
      "2026/01/01", "二〇二六", "-001-01-01",
    ])
  func noDays(text: String) {
    #expect(BusinessDate(text) == nil)
  }

  @Test("every day of four centuries has the next one after it")
  func calendar() throws {
    var day = try #require(BusinessDate("1900-01-01"))
    var components = DateComponents(year: 1900, month: 1, day: 1)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    var date = try #require(calendar.date(from: components))
    for _ in 0..<146_100 / 100 {
      components = calendar.dateComponents([.year, .month, .day], from: date)
      #expect(day.parts == (components.year ?? 0, components.month ?? 0, components.day ?? 0))
      day = day.adding(days: 100)
      date = try #require(calendar.date(byAdding: .day, value: 100, to: date))
    }
  }

  @Test(
    "months clamp",
    arguments: [
      ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-12-15", 1, "2027-01-15"),
      ("2026-03-31", -1, "2026-02-28"), ("2026-01-01", -13, "2024-12-01"), ("2026-05-31", 12, "2027-05-31"),
    ])
  func months(start: String, months: Int, expected: String) {
    #expect(BusinessDate(start)?.adding(months: months).description == expected)
  }

  @Test("what is written is read again the same, for all years that have four digits")
  func thereAndBack() throws {
    var random = SplitMix64(seed: 20_261_128)
    let (first, last) = (
      try #require(Instant("0001-01-01T00:00:00Z")), try #require(Instant("9999-12-31T23:59:59.999Z"))
    )
    for _ in 0..<10_000 {
      let instant = Instant(milliseconds: .random(in: first.milliseconds...last.milliseconds, using: &random))
      #expect(instant.description.utf8.count == 24 && Instant(instant.description) == instant)
      #expect(Instant(instant.description[...]) == instant)
    }
    #expect(first.description == "0001-01-01T00:00:00.000Z" && last.description == "9999-12-31T23:59:59.999Z")
    #expect(Instant(milliseconds: last.milliseconds + 1).description == "10000-01-01T00:00:00.000Z")
  }

  @Test("texts are made of valid UTF-8 only")
  func validText() {
    let texts: [[UInt8]] = [[], Array("a".utf8), Array("客户 😀 with more than fifteen bytes".utf8)]
    for text in texts {
      #expect(String(utf8: text, in: text.indices) == String(validating: text, as: UTF8.self))
      for wrong: [UInt8] in [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f]] {
        #expect(String(utf8: text + wrong, in: 0..<text.count) != nil)
        #expect(String(utf8: text + wrong, in: 0..<text.count + wrong.count) == nil)
      }
    }
    let replaced = Array("\u{fffd}".utf8)
    #expect(String(utf8: replaced, in: replaced.indices) == "\u{fffd}")
  }

  @Test(
    "instants are read in every offset and written in UTC with milliseconds",
    arguments: [
      ("2026-11-22T08:30:00Z", "2026-11-22T08:30:00.000Z"), ("2026-11-22T16:30:00.5+08:00", "2026-11-22T08:30:00.500Z"),
      ("2026-11-21T23:30:00.123456-09:00", "2026-11-22T08:30:00.123Z"),
      ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
      ("2026-11-22t08:30:00z", "2026-11-22T08:30:00.000Z"),
    ])
  func instants(text: String, expected: String) {
    #expect(Instant(text)?.description == expected)
  }

  @Test(
    "what is no instant is refused",
    arguments: [
      "2026-02-30T00:00:00Z", "2026-11-22", "2026-11-22T24:00:00Z", "2026-11-22T08:60:00Z", "2026-11-22T08:30:00",
      "2026-11-22T08:30:00.Z", "2026-11-22T08:30:00+8:00", "2026-11-22 08:30:00Z", "T", "",
    ])
  func noInstants(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test("the company's zone decides the day")
  func zone() throws {
    try CompanyZone.use("Asia/Shanghai")
    let lateEvening = try #require(Instant("2026-11-22T15:59:59.999Z"))
    #expect(CompanyZone.day(at: lateEvening).description == "2026-11-22")
    #expect(CompanyZone.day(at: lateEvening.adding(milliseconds: 1)).description == "2026-11-23")
    #expect(CompanyZone.start(of: try #require(BusinessDate("2026-11-23"))) == lateEvening.adding(milliseconds: 1))
    for name in ["Asia/Nowhere", "", "../etc/passwd", "/etc/localtime"] {
      #expect(throws: CompanyZone.Unknown.self) { try CompanyZone.use(name) }
    }
  }

  @Test("UUIDv7 texts are valid, sort by time and differ")
  func identifiers() throws {
    var random = SplitMix64(seed: 1)
    var texts: [String] = []
    for index in 0..<2000 {
      texts.append(uuidv7(at: Instant(milliseconds: 1_795_000_000_000 + Int64(index)), using: &random))
    }
    #expect(texts == texts.sorted() && Set(texts).count == 2000)
    for text in texts {
      #expect(
        UUID(uuidString: text) != nil && text.dropFirst(14).first == "7"
          && "89ab".contains(text.dropFirst(19).prefix(1)))
    }
  }

  @Test(
    "FNV-1a has the published values",
    arguments: [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
      as [(String, UInt64)])
  func fnv(text: String, expected: UInt64) {
    #expect(fnv1a64(text.utf8) == expected)
  }
}
