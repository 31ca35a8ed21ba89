import Kernel
import Testing

@testable import Messaging

@Suite("A client that gets nothing")
struct StuckDetectorTests {
  private static let place = TopicPartition("t", 0)

  struct Look: Sendable {
    var end: Int64
    var next: Int64?
    var isRead = true
    var finding = StuckDetector.Finding.fine
  }

  @Test(
    "it is stuck when it has not moved since a look at which it was not at the end",
    arguments: [
      [Look(end: 5, next: 5), Look(end: 5, next: 5)],
      [Look(end: 9, next: 5), Look(end: 9, next: 6), Look(end: 9, next: 9)],
      [Look(end: 9, next: 5), Look(end: 12, next: 5, finding: .stuck)],
      // What has come since the last look may still be under way.
      [Look(end: 5, next: 5), Look(end: 12, next: 5), Look(end: 12, next: 5, finding: .stuck)],
      [Look(end: 9, next: 5, isRead: false), Look(end: 9, next: 5, isRead: false)],
      [Look(end: 5, next: 6, finding: .otherLog)],
      [Look(end: 5, next: nil, finding: .otherLog)],
    ])
  func looks(_ looks: [Look]) {
    var detector = StuckDetector()
    for look in looks {
      let finding = detector.look(Self.place, end: look.end, next: look.next, isRead: look.isRead)
      #expect(finding == look.finding, "\(look)")
    }
  }

  @Test("a new assignment begins anew")
  func begins() {
    var detector = StuckDetector()
    _ = detector.look(Self.place, end: 9, next: 5, isRead: true)
    detector.begin()
    let finding = detector.look(Self.place, end: 9, next: 5, isRead: true)
    #expect(finding == .fine)
  }

  @Test(
    "it looks every 5 s while nothing comes, and once a minute while something does",
    arguments: [
      [(0, true, true), (4_999, true, false), (5_000, true, true)],
      [(0, true, true), (4_999, false, false), (9_000, true, false), (9_999, true, true)],
      [(0, true, true)] + (1..<60).map { ($0 * 1_000, false, false) } + [(60_000, false, true)],
    ] as [[(Int64, Bool, Bool)]])
  func rhythm(_ steps: [(at: Int64, isIdle: Bool, isDue: Bool)]) {
    var detector = StuckDetector()
    for step in steps {
      let isDue = detector.isDue(isIdle: step.isIdle, at: Instant(milliseconds: step.at))
      #expect(isDue == step.isDue, "\(step)")
    }
  }
}
