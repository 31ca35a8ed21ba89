import Contracts
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("What is missing is asked for")
struct HealingTests: TwoServices {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()

  @Test("an evicted tail is noticed by the head, asked for and healed, with nothing written after")
  func evictedTail() throws {
    let (leads, sales) = try settled(10)
    try publish(leads, 10..<20)
    try evict(leads, keeping: 0)
    try Node.settle([leads, sales])
    try expect(sales, 20)
  }

  @Test(
    "a broker that comes back empty is filled by asking",
    arguments: [true, false])
  func emptyBroker(underNewCluster: Bool) throws {
    let (leads, sales) = try settled(10)
    try publish(leads, 10..<30)
    if underNewCluster { broker.restartEmpty() } else { broker.recreate("joinery.leads") }
    try Node.settle([leads, sales])
    try expect(sales, 30)
    try write(leads, 30..<40)
    try Node.settle([leads, sales])
    try expect(sales, 40)
  }

  @Test("a new log that is already longer than the stored offset is healed, though no error is ever given")
  func longerLog() throws {
    let (leads, sales) = try settled(5)
    broker.recreate("joinery.leads")
    try publish(leads, 5..<200)
    try Node.settle([leads, sales])
    try expect(sales, 200)
  }

  @Test("a consumer that starts late gets what the topic no longer has")
  func lateConsumer() throws {
    let leads = try leads()
    try write(leads, 0..<30)
    try Node.settle([leads], rounds: 3)
    broker.recreate("joinery.leads")
    try write(leads, 30..<35)
    let sales = try sales()
    try Node.settle([leads, sales])
    try expect(sales, 35)
  }

  @Test("an answer larger than its limit comes in several parts")
  func longAnswer() throws {
    let leads = try leads()
    let text = String(repeating: "长", count: 20_000)
    for index in 0..<60 { try leads.write("k0", "\(index)\(text)") }
    try Node.settle([leads], rounds: 3)
    broker.recreate("joinery.leads")
    let sales = try sales()
    try Node.settle([leads, sales])
    #expect(try sales.count("SELECT count(*) FROM applied") == 60)
    #expect(leads.relay?.status.get().answers ?? 0 >= 8)
  }

  @Test("records out of order are asked for again, never held in memory, never stepped over")
  func outOfOrder() throws {
    let (leads, sales) = try settled(5)
    try publish(leads, 5..<30)
    let records = broker.records("joinery.leads")
    broker.recreate("joinery.leads")
    var random = SplitMix64(seed: 4)
    for record in records.shuffled(using: &random) + records.shuffled(using: &random) {
      broker.append(record.partition, key: record.key, value: record.value, headers: record.headers)
    }
    try Node.settle([leads, sales])
    try expect(sales, 30)
    #expect(sales.consumer?.status.get().gaps ?? 0 > 0)
  }

  @Test("questions and heads with impossible numbers hurt nobody")
  func impossibleNumbers() throws {
    let (leads, sales) = try settled(5)
    let epoch = try #require(sales.consumer?.status.get().sources[.leads]?.epoch)
    for numbers in [#"{"0":9223372036854775807}"#, #"{"0":-9223372036854775808}"#, #"{"999":1,"-1":1,"x":2}"#] {
      for partition in ["0", "-1", "2147483648"] {
        let question =
          #"{"id":"q","consumer":"x","source":"leads","epoch":"\#(epoch)","partition":\#(partition),"#
          + #""partitions":8,"numbers":\#(numbers)}"#
        broker.append(TopicPartition("joinery.replays", 0), key: nil, value: Array(question.utf8), headers: [])
      }
    }
    let head = #"{"epoch":"\#(epoch)","instance":"i","partition":0,"partitions":8,"numbers":{"0":9223372036854775807}}"#
    broker.append(
      TopicPartition("joinery.leads", 0), key: nil, value: Array(head.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "h"), RecordHeader("ce_source", "joinery/leads"),
        RecordHeader("ce_type", "joinery.leads.heads.v1"), RecordHeader("ce_time", "2026-11-22T00:00:00.000Z"),
        RecordHeader("ce_streamepoch", epoch),
      ])
    try Node.settle([leads, sales], rounds: 10)
    try write(leads, 5..<20)
    try Node.settle([leads, sales])
    try expect(sales, 20)
    #expect(sales.consumer?.status.get().sources[.leads]?.missing.isEmpty == true)
  }

  @Test("a gap that was waited out in a log that is lost is asked for in the next one")
  func gapInALostLog() throws {
    let (leads, sales) = try settled(400)
    // A gap is seen while much of the log is still to be read, and then the log is gone.
    try publish(leads, 400..<420)
    try evict(leads, keeping: 1)
    _ = try sales.consumer?.step(at: clock.now)
    broker.restartEmpty()
    try Node.settle([leads, sales])
    try expect(sales, 420)
  }
}
