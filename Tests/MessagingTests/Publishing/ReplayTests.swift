import Testing

@testable import Messaging

@Suite("The event journal, sent again")
struct ReplayTests {
  enum Step: Sendable {
    case begin(Int64)
    case sent(upTo: Int64?)
    case end
  }

  @Test(
    "goes on behind what the producer took, and begins anew when asked again",
    arguments: [
      ([], nil), ([.begin(0)], 0), ([.begin(0), .sent(upTo: 500)], 500), ([.begin(0), .sent(upTo: nil)], 0),
      ([.begin(0), .sent(upTo: 500), .sent(upTo: nil), .sent(upTo: 612)], 612),
      ([.begin(0), .sent(upTo: 500), .begin(7)], 7), ([.begin(0), .sent(upTo: 500), .end], nil),
    ] as [([Step], Int64?)])
  func position(_ steps: [Step], _ expected: Int64?) {
    var replay = Replay()
    for step in steps {
      switch step {
      case .begin(let position): replay.begin(after: position)
      case .sent(let taken): replay.sent(upTo: taken)
      case .end: replay.end()
      }
    }
    #expect(replay.position == expected)
  }
}
