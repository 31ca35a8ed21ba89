import Testing

@testable import Console

struct RestartsTests {
  @Test func waitsEverLongerUpToTenSeconds() {
    var restarts = Restarts()
    let pauses = (0..<7).map { _ in restarts.ended(.signal(11), afterMilliseconds: 100) }
    #expect(pauses == [500, 1000, 2000, 4000, 8000, 10_000, 10_000].map { .again(afterMilliseconds: $0) })
  }

  @Test func beginsAnewAfterALongLife() {
    var restarts = Restarts()
    for _ in 0..<4 { _ = restarts.ended(.status(1), afterMilliseconds: 10) }
    #expect(restarts.ended(.status(1), afterMilliseconds: 29_999) == .again(afterMilliseconds: 8000))
    #expect(restarts.ended(.status(1), afterMilliseconds: 30_000) == .again(afterMilliseconds: 500))
    #expect(restarts.ended(.status(1), afterMilliseconds: 10) == .again(afterMilliseconds: 1000))
  }

  @Test func leavesDownWhatMustNotRun() {
    var restarts = Restarts()
    #expect(restarts.ended(.status(78), afterMilliseconds: 60_000) == .never)
  }

  @Test(
    arguments: [
      (0, Ending.status(0), "ended with status 0"), (78 << 8, .status(78), "ended with status 78"),
      (9, .signal(9), "was ended by signal 9 (Killed)"),
      (11 | 0x80, .signal(11), "was ended by signal 11 (Segmentation fault)"),
    ])
  func readsWaitStatuses(_ waitStatus: Int32, ending: Ending, words: String) {
    #expect(Ending(waitStatus: waitStatus) == ending)
    #expect(ending.description == words)
  }
}
