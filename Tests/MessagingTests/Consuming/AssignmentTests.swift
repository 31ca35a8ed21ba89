import Kernel
import Testing

@testable import Messaging

@Suite("From where partitions are read")
struct AssignmentTests {
  private static let place = TopicPartition("t", 0)

  struct Case: Sendable {
    let says: String
    let log: Range<Int64>
    var stored: Int64?
    var isSameLog = true
    var fromNow = false
    let start: Int64
    var moves = true
    var lost: Range<Int64>?
    var renews = false
  }

  @Test(
    "each from its stored offset, as far as that still means something",
    arguments: [
      Case(says: "never read", log: 3..<9, start: 3, renews: true),
      Case(says: "in the middle", log: 3..<9, stored: 5, start: 5, moves: false),
      Case(says: "at the end", log: 3..<9, stored: 9, start: 9, moves: false),
      Case(says: "evicted", log: 3..<9, stored: 1, start: 3, lost: 1..<3),
      Case(says: "beyond the end: another log", log: 0..<9, stored: 10, start: 0, renews: true),
      Case(says: "another cluster", log: 0..<9, stored: 5, isSameLog: false, start: 0, renews: true),
      Case(says: "another cluster, the same offset", log: 5..<9, stored: 5, isSameLog: false, start: 5, renews: true),
      Case(says: "waiting for an epoch", log: 0..<9, stored: 5, fromNow: true, start: 9),
      Case(says: "waiting for an epoch, at the end", log: 0..<9, stored: 9, fromNow: true, start: 9, moves: false),
      Case(says: "waiting, another cluster", log: 0..<9, stored: 9, isSameLog: false, fromNow: true, start: 9),
    ])
  func plan(_ one: Case) {
    let plan = Assignment.plan(
      [Self.place: one.log], stored: one.stored.map { [Self.place: $0] } ?? [:], isSameLog: one.isSameLog,
      fromNow: one.fromNow ? ["t"] : [], forgetful: "replays")
    #expect(plan.start == [Self.place: one.start], "\(one.says)")
    #expect(plan.moved == (one.moves ? [Self.place: one.start] : [:]), "\(one.says)")
    #expect(plan.lost == (one.lost.map { [Self.place: $0] } ?? [:]), "\(one.says)")
    #expect(plan.renewed == (one.renews ? ["t"] : []), "\(one.says)")
  }

  @Test("nobody keeps where questions are read, which are from now on only")
  func forgetful() {
    let replays = TopicPartition("replays", 0)
    let plan = Assignment.plan(
      [replays: 2..<7], stored: [:], isSameLog: false, fromNow: ["replays"], forgetful: "replays")
    #expect(plan == Assignment.Plan(start: [replays: 7]))
  }

  enum Step: Sendable {
    case due(Bool)
    case made, revoke, revokeNow
  }

  @Test(
    "it is made once, tried again after a second, and sooner where nothing speaks against it",
    arguments: [
      [(0, .due(true)), (1, .due(false)), (999, .due(false)), (1_000, .due(true))],
      [(0, .due(true)), (0, .made), (5_000, .due(false))],
      [(0, .due(true)), (0, .made), (10, .revoke), (11, .due(false)), (1_000, .due(true))],
      [(0, .due(true)), (0, .made), (10, .revokeNow), (10, .due(true)), (11, .due(false))],
    ] as [[(Int64, Step)]])
  func due(_ steps: [(at: Int64, step: Step)]) {
    var assignment = Assignment()
    for (at, step) in steps {
      let now = Instant(milliseconds: at)
      switch step {
      case .due(let expected):
        let isDue = assignment.isDue(at: now)
        #expect(isDue == expected, "at \(at)")
      case .made: assignment.made()
      case .revoke: assignment.revoke()
      case .revokeNow: assignment.revoke(at: now)
      }
    }
  }
}
