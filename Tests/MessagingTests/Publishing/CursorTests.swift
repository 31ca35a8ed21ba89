import Kernel
import Testing

@testable import Messaging

@Suite("The cursor of a relay")
struct CursorTests {
  struct Step: Sendable {
    var at: Int64
    var acknowledged: Int64
    var isLast = false
    /// What is to be written then, and when there is something to write after it.
    var saves: Int64?
    var next: Int64?
  }

  @Test(
    "is written five times a second at most, only where it has moved, and always at the end",
    arguments: [
      [Step(at: 1_000, acknowledged: 10)],
      [
        Step(at: 1_000, acknowledged: 11, saves: 11), Step(at: 1_100, acknowledged: 12, next: 1_200),
        Step(at: 1_199, acknowledged: 15, next: 1_200), Step(at: 1_200, acknowledged: 15, saves: 15),
        Step(at: 5_000, acknowledged: 15),
      ],
      [
        Step(at: 1_000, acknowledged: 11, saves: 11), Step(at: 1_001, acknowledged: 12, isLast: true, saves: 12),
        Step(at: 1_002, acknowledged: 12, isLast: true),
      ],
    ])
  func saves(_ steps: [Step]) {
    var cursor = Cursor(saved: 10)
    for step in steps {
      let saved = cursor.save(step.acknowledged, at: Instant(milliseconds: step.at), isLast: step.isLast)
      #expect(saved == step.saves, "\(step)")
      #expect(cursor.next(step.acknowledged) == step.next.map(Instant.init), "\(step)")
    }
  }
}
