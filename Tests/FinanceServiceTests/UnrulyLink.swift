import Kernel
import Messaging
import TestSupport

/// Carries records between the sources' broker and the service's, as late, as often and in as wrong an order as it
/// likes. Questions of the service go back at once. Both brokers have one partition a topic.
struct UnrulyLink {
  let far: InMemoryBroker
  let near: InMemoryBroker
  private let topics: [String]
  /// How many records of a topic were looked at, on either side.
  private var seen: [String: (far: Int, near: Int)] = [:]
  /// Offsets that the link itself has written, which do not go back: `topic offset`.
  private var written: (far: Set<String>, near: Set<String>) = ([], [])
  private var waiting: [Record] = []
  private var past: [Record] = []

  init(from far: InMemoryBroker, to near: InMemoryBroker, topics: [String]) {
    self.far = far
    self.near = near
    self.topics = topics
  }

  /// Carries a part of what waits, shuffled, some twice, now and then one of long ago; or all of it, in order.
  mutating func carry(all: Bool, using random: inout SplitMix64) {
    collect()
    if !all { waiting.shuffle(using: &random) }
    var kept: [Record] = []
    for record in waiting {
      if !all, Int.random(in: 0..<4, using: &random) == 0 {
        kept.append(record)
        continue
      }
      for _ in 0..<(Int.random(in: 0..<5, using: &random) == 0 ? 2 : 1) { put(record) }
      past.append(record)
    }
    waiting = kept
    if Int.random(in: 0..<10, using: &random) == 0, let old = past.randomElement(using: &random) { put(old) }
  }

  private mutating func put(_ record: Record) {
    let offset = near.append(record.partition, key: record.key, value: record.value, headers: record.headers)
    written.near.insert("\(record.partition.topic) \(offset)")
  }

  private mutating func collect() {
    for topic in topics {
      let (there, here) = (far.records(topic), near.records(topic))
      let (thereSeen, hereSeen) = seen[topic] ?? (0, 0)
      waiting += there[thereSeen...].filter { !written.far.contains("\(topic) \($0.offset)") }
      var count = there.count
      for record in here[hereSeen...] where !written.near.contains("\(topic) \(record.offset)") {
        let offset = far.append(record.partition, key: record.key, value: record.value, headers: record.headers)
        written.far.insert("\(topic) \(offset)")
        count += 1
      }
      seen[topic] = (count, here.count)
    }
  }
}
