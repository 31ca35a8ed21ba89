import Foundation
import Kernel
import ReportingDomain
import Testing

@Suite struct EventDetailTests {
  private func encoded(_ detail: EventDetail) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(detail), as: UTF8.self)
  }

  @Test("The text of what is kept is the one that JSONEncoder writes")
  func sameText() throws {
    var detail = EventDetail()
    #expect(detail.json == "{}")
    detail.count = -7
    #expect(try detail.json == encoded(detail))
    detail.day = BusinessDate("2026-11-28")
    detail.number = "SO-2026-000123"
    detail.version = 2
    detail.amount = try Money(-12_345, .cny)
    detail.channel = "walk-in"
    detail.from = "new"
    detail.to = "won"
    detail.salesperson = "E001"
    detail.shop = "S/1"
    detail.method = "bank"
    detail.label = "首付 50%"
    detail.orderId = "019f3a10-0000-7000-8000-000000000000"
    detail.until = BusinessDate("2027-01-31")
    detail.text = "他说：\"好\\不好\"\u{7f}\u{2028} 👩‍👩‍👧 é e\u{301}"
    #expect(try detail.json == encoded(detail))
    #expect(try JSONDecoder().decode(EventDetail.self, from: Data(detail.json.utf8)) == detail)
  }

  @Test("Every control character is written as JSONEncoder does", arguments: UInt8(0)..<33)
  func controls(byte: UInt8) throws {
    var detail = EventDetail()
    detail.text = "a\(Character(Unicode.Scalar(byte)))b"
    #expect(try detail.json == encoded(detail))
  }
}
