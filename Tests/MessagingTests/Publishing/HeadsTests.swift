import Contracts
import Kernel
import Testing

@testable import Messaging

@Suite("When heads are due, and what they say")
struct HeadsTests {
  enum Step: Sendable {
    case sent(Int64, stream: Int, writtenAt: Int64)
    case owe, hurry, wrote
    case due(Bool)
    case next(Int64)
  }

  @Test(
    "they are due at start, a second after a change, half a minute without one, and at once in another log",
    arguments: [
      [(0, .due(true)), (0, .wrote), (0, .due(false)), (29_999, .due(false)), (30_000, .due(true))],
      [
        (0, .wrote), (0, .sent(1, stream: 3, writtenAt: 0)), (999, .due(false)), (999, .next(1_000)),
        (1_000, .due(true)),
      ],
      [(0, .wrote), (10, .owe), (999, .due(false)), (1_000, .due(true)), (1_000, .wrote), (1_999, .due(false))],
      [(0, .wrote), (10, .hurry), (10, .due(true)), (10, .wrote), (11, .due(false)), (11, .next(30_010))],
    ] as [[(Int64, Step)]])
  func due(_ steps: [(at: Int64, step: Step)]) {
    var heads = Heads(instance: "i", idleMilliseconds: 30_000)
    for (at, step) in steps { take(step, at: at, &heads) }
  }

  private func take(_ step: Step, at milliseconds: Int64, _ heads: inout Heads) {
    let now = Instant(milliseconds: milliseconds)
    switch step {
    case .sent(let number, let stream, let time):
      heads.sent(number, of: stream, writtenAt: Instant(milliseconds: time))
    case .owe: heads.owe()
    case .hurry: heads.hurry(at: now)
    case .wrote: heads.wrote(at: now)
    case .due(let expected): #expect(heads.isDue(at: now) == expected, "at \(milliseconds)")
    case .next(let expected): #expect(heads.next.milliseconds == expected, "at \(milliseconds)")
    }
  }

  @Test("a head tells the last number of each stream of its partition, and the epochs that were left")
  func says() {
    var heads = Heads(instance: "i", idleMilliseconds: 30_000)
    heads.begin(epoch: "e", left: ["old"], from: LastSent(numbers: [1: 7, 9: 2, 2: 5]))
    heads.sent(8, of: 1, writtenAt: Instant(milliseconds: 50))
    let head = heads.head(of: 1, of: 8, answers: ["q"])
    #expect(head.numbers == ["1": 8, "9": 2])
    #expect(head.epoch == "e" && head.instance == "i" && head.left == ["old"] && head.answers == ["q"])
    #expect(heads.head(of: 3, of: 8, answers: nil).numbers.isEmpty)
  }

  @Test("its time is the store's clock only while all events are sent; else that of the last one sent")
  func time() {
    var heads = Heads(instance: "i", idleMilliseconds: 30_000)
    let clock = Instant(milliseconds: 90)
    heads.sent(1, of: 0, writtenAt: Instant(milliseconds: 50))
    #expect(heads.time(clock: clock, isLevel: true) == clock)
    #expect(heads.time(clock: clock, isLevel: false) == Instant(milliseconds: 50))
  }

  @Test("after a failure they speak only of what is acknowledged")
  func resumes() {
    var heads = Heads(instance: "i", idleMilliseconds: 30_000)
    for number in Int64(1)...5 { heads.sent(number, of: 0, writtenAt: Instant(milliseconds: number)) }
    heads.resume(from: LastSent(numbers: [0: 3], time: Instant(milliseconds: 3)))
    #expect(heads.head(of: 0, of: 1, answers: nil).numbers == ["0": 3])
    #expect(heads.lastSent == Instant(milliseconds: 3))
    heads.resume(from: LastSent())
    #expect(heads.head(of: 0, of: 1, answers: nil).numbers.isEmpty)
  }
}
