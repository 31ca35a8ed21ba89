import Foundation
import JSON
import Kernel
import ReportingDomain
import Testing

@Suite("What is kept of an event")
struct TimelineDetailTests {
  @Test("Its text leaves out what is not there, and is read back")
  func text() throws {
    var detail = TimelineDetail()
    #expect(try CompactJSON.encoded(detail) == Array("{}".utf8))
    detail = TimelineDetail(
      day: BusinessDate("2026-11-28"), number: "SO-2026-000123", version: 2, amount: try Money(-12_345, .cny),
      channel: "walk-in", from: "new", to: "won", salesperson: "E001", shop: "S/1", method: .bank, label: "首付 50%",
      order: "019f3a10-0000-7000-8000-000000000000", until: BusinessDate("2027-01-31"), count: -7,
      text: "他说：\"好\\不好\"\u{7f}\u{2028} 👩‍👩‍👧 é e\u{301}")
    let text = try CompactJSON.encoded(detail)
    #expect(
      String(decoding: text, as: UTF8.self).hasPrefix(#"{"amount":{"amount":-12345,"currency":"CNY"},"channel":"#))
    #expect(try CompactJSON.decoded(TimelineDetail.self, from: text) == detail)
  }
}
