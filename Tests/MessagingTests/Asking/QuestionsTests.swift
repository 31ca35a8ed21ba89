import Kernel
import Testing

@testable import Messaging

@Suite("What a consumer lacks and asks for")
struct QuestionsTests {
  enum Step: Sendable {
    /// These partitions lack something; those whose ends are wanted first.
    case see(Set<Int32>, isSuspect: Bool = false, new: Set<Int32> = [])
    /// New gaps wait until this offset is read in partition 0.
    case wait(Set<Int32>, until: Int64)
    case begin
    /// Partition 0 was read up to this offset: which ones are asked about then, each under the name of its number.
    case ask(readUpTo: Int64, Set<Int32>)
    case answered(Int32, missing: Int64)
    case closeUnasked, closeAll
    case open(Set<String>)
    case places(Set<Int32>)
  }

  @Test(
    "one question a partition, from the gap to the answer",
    arguments: [
      // A gap waits for what is on its way, is asked about, answered, and gone.
      [
        (0, .see([1, 2], new: [1, 2])), (0, .wait([1, 2], until: 7)), (0, .ask(readUpTo: 6, [])),
        (5, .see([1, 2])), (5, .ask(readUpTo: 7, [1, 2])), (5, .open(["1", "2"])),
        (6, .answered(1, missing: 3)), (6, .open(["2"])), (6, .see([2])), (6, .places([2])),
        (7, .answered(2, missing: 0)), (7, .see([])), (7, .places([])), (7, .open([])),
      ],
      // A gap that closes by itself is not asked about.
      [
        (0, .see([1], new: [1])), (0, .wait([1], until: 7)), (5, .see([])), (5, .ask(readUpTo: 9, [])),
        (5, .places([])),
      ],
      // A question whose gap has closed is given up, and its answer no longer one.
      [
        (0, .see([1], new: [1])), (0, .wait([1], until: 0)), (0, .ask(readUpTo: 0, [1])), (1, .see([])), (1, .open([])),
      ],
      // It is repeated until it is answered.
      [
        (0, .see([1], new: [1])), (0, .wait([1], until: 0)), (0, .ask(readUpTo: 0, [1])),
        (400, .ask(readUpTo: 0, [])), (1_000, .ask(readUpTo: 0, [1])), (1_000, .open(["1"])),
      ],
      // A suspect source is asked at once about its first partition, until it says what is true.
      [
        (0, .see([], isSuspect: true)), (0, .places([0])), (0, .ask(readUpTo: 0, [0])), (0, .closeUnasked),
        (1, .see([])), (1, .places([0])), (1, .closeUnasked), (1, .places([0])),
        (2, .answered(0, missing: 0)), (2, .closeUnasked), (2, .places([])),
      ],
      // Suspicion that could not be written down is dropped, and comes again with the next record.
      [(0, .see([], isSuspect: true)), (0, .closeUnasked), (0, .places([]))],
      // Whose epoch is not known yet is asked at once.
      [(0, .begin), (0, .ask(readUpTo: 0, [0])), (0, .closeAll), (0, .places([])), (0, .open([]))],
    ] as [[(Int64, Step)]])
  func table(_ steps: [(at: Int64, step: Step)]) {
    var questions = Questions()
    var random = SplitMix64(seed: 11)
    for (at, step) in steps { take(step, at: Instant(milliseconds: at), &questions, &random) }
  }

  private func place(_ partition: Int32) -> TopicPartition { TopicPartition("t", partition) }

  private func take(_ step: Step, at now: Instant, _ questions: inout Questions, _ random: inout SplitMix64) {
    let says: Comment = "\(step) at \(now.milliseconds)"
    switch step {
    case .see(let missing, let isSuspect, let expected):
      let new = questions.see(missing: Set(missing.map(place)), of: "t", isSuspect: isSuspect, at: now)
      #expect(Set(new.map(\.partition)) == expected, says)
    case .wait(let places, let end):
      questions.wait(places.map(place), until: [place(0): end], at: now)
    case .begin:
      questions.begin(place(0), at: now)
    case .ask(let offset, let expected):
      var asked: Set<Int32> = []
      for place in questions.places(of: "t")
      where questions.isDue(place, offsets: [self.place(0): offset], at: now) {
        questions.willAsk(place)
        questions.asked(String(place.partition), about: place, at: now, using: &random)
        asked.insert(place.partition)
      }
      #expect(asked == expected, says)
    case .answered(let partition, let missing):
      questions.answered([String(partition), "somebody else's"], at: now) { _ in missing }
    case .closeUnasked: questions.closeUnasked("t")
    case .closeAll: questions.close("t")
    case .open(let expected): #expect(questions.open == expected, says)
    case .places(let expected): #expect(Set(questions.places(of: "t").map(\.partition)) == expected, says)
    }
  }

  @Test("the oldest gap of a topic is told")
  func since() {
    var questions = Questions()
    #expect(questions.since("t") == nil)
    questions.begin(place(3), at: Instant(milliseconds: 20))
    questions.begin(place(1), at: Instant(milliseconds: 10))
    questions.begin(TopicPartition("u", 0), at: Instant(milliseconds: 5))
    #expect(questions.since("t") == Instant(milliseconds: 10))
  }
}
