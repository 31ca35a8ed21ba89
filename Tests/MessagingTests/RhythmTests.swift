import Kernel
import Testing

@testable import Messaging

@Suite("Now and then")
struct RhythmTests {
  @Test("it is due at first, then after its time, and sooner only when hurried")
  func due() {
    var rhythm = Rhythm(milliseconds: 500)
    let due = [(0, true), (499, false), (500, true), (900, false), (2_000, true), (2_499, false)].map {
      (at: Int64($0.0), expected: $0.1)
    }
    for (at, expected) in due {
      let isDue = rhythm.isDue(at: Instant(milliseconds: at))
      #expect(isDue == expected, "at \(at)")
    }
    rhythm.hurry(at: Instant(milliseconds: 2_499))
    let isDue = rhythm.isDue(at: Instant(milliseconds: 2_499))
    #expect(isDue)
    #expect(rhythm.next == Instant(milliseconds: 2_999))
  }
}
