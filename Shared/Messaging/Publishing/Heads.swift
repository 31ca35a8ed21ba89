import Contracts
import Kernel

/// How far a relay is in each stream, when it says so, and in which words.
struct Heads: Sendable {
  /// After changes, at most one a second.
  private static let busyMilliseconds: Int64 = 1_000

  let instance: String
  private let idleMilliseconds: Int64
  private(set) var epoch = ""
  private var left: [String] = []
  /// Last number of each stream that was given to the producer.
  private var numbers = [Int64](repeating: 0, count: Catalog.streamCount)
  /// When the last event that was given to the producer was written.
  private(set) var lastSent = Instant(milliseconds: 0)
  /// Whether something has changed since the last heads.
  private var isOwed = true
  private var earliest = Instant(milliseconds: 0)
  private var written = Instant(milliseconds: 0)

  init(instance: String, idleMilliseconds: Int64) {
    self.instance = instance
    self.idleMilliseconds = idleMilliseconds
  }

  /// What the store says at start.
  mutating func begin(epoch: String, left: [String], from last: LastSent) {
    self.epoch = epoch
    self.left = left
    resume(from: last)
  }

  /// Only what is acknowledged counts as sent.
  mutating func resume(from last: LastSent) {
    for stream in 0..<Catalog.streamCount { numbers[stream] = last.numbers[stream] ?? 0 }
    lastSent = last.time ?? Instant(milliseconds: 0)
  }

  /// An event was given to the producer.
  mutating func sent(_ number: Int64, of stream: Int, writtenAt time: Instant) {
    numbers[stream] = number
    lastSent = time
    isOwed = true
  }

  /// Something else has changed that heads speak of.
  mutating func owe() { isOwed = true }

  /// The topic was emptied or made anew: heads at once, so that everybody learns what is missing.
  mutating func hurry(at now: Instant) {
    isOwed = true
    earliest = now
  }

  func isDue(at now: Instant) -> Bool {
    now >= earliest && (isOwed || now >= written.adding(milliseconds: idleMilliseconds))
  }

  /// When they will be due if nothing happens.
  var next: Instant { isOwed ? earliest : written.adding(milliseconds: idleMilliseconds) }

  /// All of them were given to the producer.
  mutating func wrote(at now: Instant) {
    isOwed = false
    written = now
    earliest = now.adding(milliseconds: Self.busyMilliseconds)
  }

  /// The head of one partition of so many; `answers` names the questions that it answers.
  func head(of partition: Int32, of partitions: Int32, answers: [String]?) -> Head {
    Head(
      epoch: epoch, instance: instance, partition: partition, partitions: partitions, numbers: numbers,
      answers: answers, left: left)
  }

  /// A head promises that no later event is earlier: while some are not sent yet, the last one sent is the limit.
  func time(clock: Instant, isLevel: Bool) -> Instant { isLevel ? clock : lastSent }
}

/// How far an event journal was published: the last number of each stream, and when the last event was written.
struct LastSent: Hashable, Sendable {
  var numbers: [Int: Int64] = [:]
  var time: Instant?
}
