import Kernel
import ReportingDomain
import Testing

/// A receiver in memory: what it answers is a table of the test's, time goes on as the queue asks for it.
private struct Receiver {
  var queue: PushQueue
  var now = Instant(milliseconds: 1_000_000)
  /// Events of the log, in order: key and place.
  let log: [(key: PushKey, place: Int64)]
  /// Everything that was asked of the receiver.
  var asked: [PushQueue.Sending] = []
  /// What it has taken, in the order in which it took it.
  var taken: [PushQueue.Sending] = []
  /// The most that were under way at once, and whether two of one key ever were.
  var most = 0

  init(_ log: [(PushKey, Int64)], _ policy: PushPolicy = PushPolicy()) {
    self.log = log.map { (key: $0.0, place: $0.1) }
    queue = PushQueue(from: 0, policy)
  }

  /// Offers, sends and answers, until there is nothing to do before so many seconds have passed.
  mutating func run(seconds: Int, _ answer: (PushQueue.Sending, Instant) -> PushOutcome) {
    let end = now.adding(seconds: seconds)
    while true {
      let places = log.filter { $0.place > queue.offered }.prefix(queue.room)
      if let last = places.last { queue.offer(Array(places), upTo: last.place) }
      let sendings = queue.next(at: now)
      most = max(most, queue.underWay.count)
      guard !sendings.isEmpty else {
        guard let due = queue.due(), due <= end else { return now = end }
        now = max(due, now.adding(milliseconds: 1))
        continue
      }
      asked += sendings
      // The last begun answers first.
      for sending in sendings.reversed() { answered(sending, answer(sending, now)) }
    }
  }

  private mutating func answered(_ sending: PushQueue.Sending, _ outcome: PushOutcome) {
    _ = queue.finished(sending, outcome, at: now, chance: 0.5)
    guard outcome == .delivered else { return }
    taken.append(sending)
    if queue.aside[sending.key] != nil {
      let next = log.first { $0.key == sending.key && $0.place > sending.place && $0.place <= queue.offered }
      _ = queue.follows(sending.key, next?.place, at: now)
    }
  }

  func places(of key: PushKey) -> [Int64] { taken.filter { $0.key == key }.map(\.place) }
}

@Suite("What a webhook is sent next")
struct PushQueueTests {
  private static let (a, b, c) = (PushKey("sales", "a"), PushKey("sales", "b"), PushKey("leads", "a"))

  private static func log(_ keys: Int, _ events: Int) -> [(PushKey, Int64)] {
    (0..<keys * events).map { (PushKey("sales", "k\($0 % keys)"), Int64($0 + 1)) }
  }

  @Test(
    "An answer's status says what is to be done",
    arguments: [
      (200, nil, PushOutcome.delivered), (204, nil, .delivered), (301, nil, .refused), (400, nil, .refused),
      (401, nil, .refused), (404, nil, .refused), (408, nil, .failed), (410, nil, .gone), (425, nil, .failed),
      (429, nil, .busy(nil)), (429, 7, .busy(7)), (500, nil, .failed), (503, nil, .failed), (503, 30, .busy(30)),
    ])
  func outcome(status: Int, retryAfter: Int?, expected: PushOutcome) {
    #expect(PushOutcome(status: status, retryAfter: retryAfter) == expected)
  }

  @Test("Of a key one event is under way, of all as many as are allowed, and each key's come in order")
  func order() {
    var receiver = Receiver(Self.log(20, 10))
    receiver.run(seconds: 1) { _, _ in .delivered }
    #expect(receiver.taken.count == 200)
    #expect(receiver.most == 8)
    #expect(receiver.queue.settled == 200)
    for key in 0..<20 {
      #expect(receiver.places(of: PushKey("sales", "k\(key)")) == (0..<10).map { Int64($0 * 20 + key + 1) })
    }
  }

  @Test("Events of two sources with one key are not in each other's way")
  func sources() {
    var receiver = Receiver([(Self.a, 1), (Self.c, 2), (Self.a, 3)])
    receiver.run(seconds: 1) { sending, _ in sending.key == Self.a ? .failed : .delivered }
    #expect(receiver.places(of: Self.c) == [2])
    #expect(receiver.places(of: Self.a).isEmpty)
  }

  @Test("A key that fails is tried again later and later; its later events wait behind, others go on")
  func retries() {
    var receiver = Receiver([(Self.a, 1), (Self.b, 2), (Self.a, 3), (Self.b, 4), (Self.a, 5)])
    var failures = 4
    receiver.run(seconds: 60) { sending, _ in
      guard sending.place == 1, failures > 0 else { return .delivered }
      failures -= 1
      return .failed
    }
    #expect(receiver.asked.prefix(3).map(\.place).contains(2))
    #expect(receiver.places(of: Self.a) == [1, 3, 5])
    #expect(receiver.places(of: Self.b) == [2, 4])
    // 1, 2, 4 and 8 s.
    #expect(receiver.asked.filter { $0.place == 1 }.count == 5)
    #expect(receiver.queue.aside.isEmpty)
    #expect(receiver.queue.settled == 5)
  }

  @Test(
    "An event that is refused is parked after three tries, one that fails after a day, while others go through",
    arguments: [(PushOutcome.refused, 60, true), (.failed, 3600, false), (.failed, 86_400 + 3_600, true)])
  func parking(outcome: PushOutcome, seconds: Int, isParked: Bool) throws {
    var receiver = Receiver([(Self.a, 1), (Self.b, 2), (Self.a, 3)] + (4...200).map { (Self.b, $0) })
    receiver.run(seconds: seconds) { sending, _ in sending.place == 1 ? outcome : .delivered }
    let aside = try #require(receiver.queue.aside[Self.a])
    #expect(aside.isParked == isParked)
    #expect(aside.first == 1)
    #expect(receiver.places(of: Self.a).isEmpty)
    #expect(receiver.places(of: Self.b).count == 198)
    if outcome == .refused { #expect(receiver.asked.filter { $0.place == 1 }.count == 3) }
    // What is parked is not in the way of what is kept track of.
    #expect(receiver.queue.settled == 200)
  }

  @Test("A receiver that nobody reaches is asked one event at a time, and no event is to blame")
  func away() {
    var receiver = Receiver(Self.log(50, 4))
    let back = receiver.now.adding(seconds: 3 * 86_400)
    receiver.run(seconds: 3 * 86_400 + 120) { _, now in now < back ? .unreachable : .delivered }
    #expect(receiver.taken.count == 200)
    #expect(Set(receiver.taken.map(\.place)).count == 200)
    // Eight at first, then one a minute.
    #expect(receiver.asked.count < 200 + 8 + 3 * 1440 * 5 / 4 + 20)
    #expect(receiver.queue.aside.isEmpty)
    #expect(receiver.queue.away == nil)
    for key in 0..<50 {
      #expect(receiver.places(of: PushKey("sales", "k\(key)")) == (0..<4).map { Int64($0 * 50 + key + 1) })
    }
  }

  @Test("A receiver that refuses everything parks nothing", arguments: [PushOutcome.refused, .failed])
  func refusesAll(outcome: PushOutcome) {
    var receiver = Receiver(Self.log(30, 2))
    let mended = receiver.now.adding(seconds: 7_200)
    receiver.run(seconds: 7_000) { _, _ in outcome }
    #expect(receiver.queue.away != nil)
    #expect(receiver.queue.aside.values.allSatisfy { !$0.isParked })
    receiver.run(seconds: 1_000) { _, now in now < mended ? outcome : .delivered }
    #expect(receiver.taken.count == 60)
    #expect(receiver.queue.aside.isEmpty)
  }

  @Test("Where several events fail and nothing else comes, one that is good shows that the receiver is there")
  func poisonAlone() {
    let bad = (0..<5).map { (PushKey("sales", "bad\($0)"), Int64($0 + 1)) }
    var receiver = Receiver(bad + [(Self.a, 6)])
    receiver.run(seconds: 300) { sending, _ in sending.key == Self.a ? .delivered : .refused }
    #expect(receiver.places(of: Self.a) == [6])
  }

  @Test("Who asks to be left alone is, for as long as it says", arguments: [1, 30, 600])
  func busy(seconds: Int) {
    var receiver = Receiver([(Self.a, 1), (Self.b, 2)])
    let begun = receiver.now
    var answers = 0
    receiver.run(seconds: seconds * 2) { _, now in
      answers += 1
      return now.seconds(since: begun) < Double(seconds) ? .busy(seconds) : .delivered
    }
    #expect(receiver.taken.count == 2)
    #expect(answers == 4)
  }

  @Test("What was begun for another state keeps its key waiting until it has ended")
  func earlier() {
    var queue = PushQueue(from: 0, PushPolicy())
    queue.wait(for: [Self.a])
    queue.offer([(Self.a, 1), (Self.b, 2)], upTo: 2)
    #expect(queue.next(at: Instant(milliseconds: 0)).map(\.place) == [2])
    queue.ended(Self.a)
    #expect(queue.next(at: Instant(milliseconds: 0)).map(\.place) == [1])
  }

  @Test("Whatever a receiver answers, each key's events are taken once and in order in the end", arguments: 0..<200)
  func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let log = (1...120).map { (PushKey("sales", "k\(random.next() % 9)"), Int64($0)) }
    var policy = PushPolicy()
    policy.window = 16
    var receiver = Receiver(log, policy)
    receiver.run(seconds: 200) { _, _ in
      switch random.next() % 8 {
      case 0: .failed
      case 1: .unreachable
      case 2: .busy(Int(random.next() % 9))
      case 3: .refused
      default: .delivered
      }
    }
    for key in receiver.queue.aside.keys where receiver.queue.aside[key]?.isParked == true {
      // As a person has it sent again.
      _ = receiver.queue.follows(key, receiver.queue.aside[key]?.first, at: receiver.now)
    }
    receiver.run(seconds: 20_000) { _, _ in .delivered }
    #expect(receiver.taken.count == 120)
    for (key, events) in Dictionary(grouping: log, by: \.0) {
      #expect(receiver.places(of: key) == events.map(\.1))
    }
    #expect(receiver.queue.settled == 120)
  }
}
