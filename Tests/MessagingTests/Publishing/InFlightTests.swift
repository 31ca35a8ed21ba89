import Kernel
import Testing

@testable import Messaging

@Suite("What is in flight")
struct InFlightTests {
  @Test("only what all before it have moves the cursor, in whatever order acknowledgements come")
  func order() {
    var random = SplitMix64(seed: 7)
    for round in 0..<20 {
      var inFlight = InFlight(acknowledged: 10)
      // Positions of the event journal go up, with gaps.
      var positions: [Int64] = []
      var next: Int64 = 10
      for _ in 0..<(round == 0 ? 10_000 : 200) {
        next += Int64.random(in: 0..<10, using: &random) == 0 ? 3 : 1
        positions.append(next)
      }
      for position in positions { inFlight.send(position) }
      #expect(inFlight.count == positions.count && inFlight.sent == next)
      var open = Set(positions)
      for position in positions.shuffled(using: &random) {
        inFlight.acknowledge(position)
        inFlight.acknowledge(position)
        open.remove(position)
        if positions.count < 1_000 {
          let expected = positions.last { last in !open.contains { $0 <= last } } ?? 10
          #expect(inFlight.acknowledged == expected)
        }
      }
      #expect(inFlight.acknowledged == next && inFlight.count == 0)
      inFlight.acknowledge(next + 5)
      #expect(inFlight.acknowledged == next)
    }
  }

  @Test("after a restart nothing is in flight, and it goes on behind the cursor")
  func restart() {
    var inFlight = InFlight(acknowledged: 0)
    for position in Int64(1)...5 { inFlight.send(position) }
    inFlight.acknowledge(1)
    inFlight.acknowledge(3)
    inFlight.restart()
    #expect(inFlight.acknowledged == 1 && inFlight.sent == 1 && inFlight.count == 0)
    inFlight.acknowledge(3)
    #expect(inFlight.acknowledged == 1)
  }

  @Test("heads and repeated events are counted by tags of their own, and move no cursor")
  func controls() {
    var inFlight = InFlight(acknowledged: 5)
    inFlight.send(6)
    let tags = (0..<3).map { _ in inFlight.nextTag() }
    #expect(Set(tags).count == 3 && tags.allSatisfy { $0 > UInt64(Int64.max) })
    inFlight.sendControls(3)
    #expect(!inFlight.isQuiet && !inFlight.allowsReplay)
    inFlight.persisted(tags[1])
    inFlight.persisted(6)
    #expect(inFlight.acknowledged == 6 && inFlight.controls == 2)
    #expect(!inFlight.isQuiet && inFlight.allowsReplay)
    inFlight.restart()
    let next = inFlight.nextTag()
    #expect(inFlight.isQuiet && !tags.contains(next))
  }

  @Test("there is room for so many events, and for so many repeated ones")
  func room() {
    var inFlight = InFlight(acknowledged: 0)
    for position in 1..<Int64(InFlight.limit) { inFlight.send(position) }
    #expect(inFlight.hasRoom)
    inFlight.send(Int64(InFlight.limit))
    #expect(!inFlight.hasRoom)
    inFlight.restart()
    inFlight.sendControls(InFlight.controlLimit - 1)
    #expect(inFlight.allowsReplay)
    inFlight.sendControls(1)
    #expect(!inFlight.allowsReplay)
  }
}
