import Kernel
import Testing

@testable import Messaging

@Suite("A question about one partition")
struct AskingTests {
  private static let place = TopicPartition("t", 0)
  private static let other = TopicPartition("t", 1)

  @Test("a gap is waited out until all that stood in the topic is read")
  func waits() {
    var asking = Asking(seenAt: [Self.place: 5, Self.other: 3], since: Instant(milliseconds: 0))
    let offsets: [([TopicPartition: Int64], Bool)] = [
      ([:], false), ([Self.place: 5], false), ([Self.place: 5, Self.other: 2], false),
      ([Self.place: 5, Self.other: 3], true), ([:], true),
    ]
    for (offsets, expected) in offsets {
      let isDue = asking.isDue(at: Instant(milliseconds: 10), offsets: offsets)
      #expect(isDue == expected, "\(offsets)")
    }
    #expect(asking.question == nil)
  }

  @Test("it is repeated after 1 s, 2 s, 4 s, at most 30 s, less up to a half")
  func backsOff() {
    var random = SplitMix64(seed: 3)
    var asking = Asking(since: Instant(milliseconds: 0))
    var now = Instant(milliseconds: 0)
    for limit in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] as [Int64] {
      let isDue = asking.isDue(at: now, offsets: [:])
      asking.asked("q", at: now, using: &random)
      let early = asking.isDue(at: now.adding(milliseconds: limit / 2 - 1), offsets: [:])
      now = now.adding(milliseconds: limit)
      #expect(isDue && !early && asking.question == "q")
    }
  }

  @Test("an answer that brought something is followed by the next question at once, another one is waited out")
  func answered() {
    var random = SplitMix64(seed: 3)
    var asking = Asking(since: Instant(milliseconds: 0))
    let now = Instant(milliseconds: 10)
    // How much is missing after each answer, and whether to ask again at once.
    for (missing, expected) in [(50, true), (20, true), (20, false)] as [(Int64, Bool)] {
      asking.asked("q", at: now, using: &random)
      asking.answered(at: now, missing: missing)
      let isDue = asking.isDue(at: now, offsets: [:])
      #expect(isDue == expected && asking.question == nil, "\(missing)")
    }
    let later = asking.isDue(at: now.adding(milliseconds: 1_000), offsets: [:])
    #expect(later)
  }
}
