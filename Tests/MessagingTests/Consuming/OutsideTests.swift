import Contracts
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@Suite("Events from outside")
struct OutsideTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()
  let place = TopicPartition(Catalog.erpOrders, 3)

  /// Applies `<order>:<revision>[:bad]`, held by order.
  static let handler = OutsideHandler(
    topic: Catalog.erpOrders,
    identify: { envelope in
      let parts = (envelope.data?.text ?? "").trimming.split(separator: ":").map(String.init)
      return parts.count > 1 ? Int(parts[1]).map { (parts[0], $0) } : nil
    },
    handle: { envelope, unit in
      let text = (envelope.data?.text ?? "").trimming
      guard text.split(separator: ":").count == 2 else { throw CannotApply("'\(text)' is bad") }
      try unit.database.run("INSERT INTO applied (key, name, id) VALUES ('o', ?, ?)", text, envelope.id)
    })

  func sales() throws -> Node {
    try Node("sales", in: "\(folder.path)/sales", broker: broker, clock: clock, outside: [Self.handler])
  }

  func send(_ id: String, _ text: String, structured: Bool = false) {
    if structured {
      let json = #"{"specversion":"1.0","id":"\#(id)","source":"/erp","type":"t","data":"\#(text)"}"#
      broker.append(
        place, key: nil, value: Array(json.utf8),
        headers: [RecordHeader("content-type", "application/cloudevents+json; charset=UTF-8")])
    } else {
      broker.append(
        place, key: nil, value: Array("\"\(text)\"".utf8),
        headers: [
          RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", "/erp"),
          RecordHeader("ce_type", "t"),
        ])
    }
  }

  func held(_ node: Node) throws -> [HeldKey] { try node.store.read { try HeldKeys.list(in: $0) } }

  @Test("equal ids with equal content are dropped, in both modes; other content is an error that is kept")
  func duplicates() throws {
    let sales = try sales()
    for structured in [false, true, false] { send("1", "a:1", structured: structured) }
    send("1", "b:1")
    send("2", "c:1")
    try Node.settle([sales], rounds: 3)
    #expect(try sales.applied() == ["o=a:1", "o=c:1"])
    #expect(try held(sales).map(\.state) == [.parked])
    #expect(try held(sales).first?.reason.contains("other content") == true)
  }

  @Test(
    "what an event causes goes on with its trace, or begins one", arguments: [nil, "00-\(trace)-00f067aa0ba902b7-01"])
  func traces(given: String?) throws {
    let handler = OutsideHandler(
      topic: Catalog.erpOrders, identify: { _ in nil },
      handle: { _, unit in
        try unit.record(EmployeeChanged(code: "e", name: "n", role: "shop", shop: nil, active: true))
      })
    let sales = try Node("sales", in: "\(folder.path)/sales", broker: broker, clock: clock, outside: [handler])
    broker.append(
      place, key: nil, value: Array("{}".utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "1"), RecordHeader("ce_source", "/erp"),
        RecordHeader("ce_type", "t"),
      ] + (given.map { [RecordHeader("traceparent", $0)] } ?? []))
    try Node.settle([sales], rounds: 3)
    let found = try sales.store.read { try EventJournal.entries(after: 0, limit: 9, in: $0) }.map(\.cause.traceparent)
    #expect(found.count == 1)
    let trace = try #require(found.first ?? nil)
    #expect(trace.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]/) != nil)
    #expect(given == nil || trace == given)
  }

  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

  @Test("an id is remembered for a year")
  func memory() throws {
    let sales = try sales()
    send("1", "a:1")
    try Node.settle([sales], rounds: 3)
    clock.advance(milliseconds: 364 * 86_400_000)
    send("1", "a:1")
    send("2", "b:1")
    try Node.settle([sales], rounds: 3)
    #expect(try sales.applied() == ["o=a:1", "o=b:1"])
    clock.advance(milliseconds: 2 * 86_400_000)
    send("3", "c:1")
    try Node.settle([sales], rounds: 3)
    #expect(try sales.count("SELECT count(*) FROM outside_events WHERE id = '1'") == 0)
  }

  @Test("what cannot be applied holds its own order; a later revision takes its place")
  func superseded() throws {
    let sales = try sales()
    send("1", "a:1:bad")
    send("2", "b:1")
    try Node.settle([sales], rounds: 3)
    #expect(try held(sales).map(\.key) == ["a"])
    send("3", "a:2")
    try Node.settle([sales], rounds: 3)
    #expect(try held(sales).isEmpty)
    #expect(try sales.applied() == ["o=b:1", "o=a:2"])
    #expect(try sales.count("SELECT count(*) FROM discards WHERE why = 'superseded by revision 2'") == 1)
  }

  @Test(
    "poison is kept byte for byte, alone",
    arguments: [
      (
        Array("\"a:1\"".utf8),
        [
          RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", String(repeating: "x", count: 100_000)),
          RecordHeader("ce_source", "/erp"), RecordHeader("ce_type", "t"),
        ]
      ),
      (nil, []),
      ([0xff, 0xfe, 0x00], []),
      (Array("{\"specversion\":\"1.0\"".utf8), []),
      (Array("[1]".utf8), [RecordHeader("content-type", "application/cloudevents+json")]),
      (Array("{}".utf8), [RecordHeader("ce_id", "1")]),
      (Array("{}".utf8), [RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", [0xff])]),
      (Array(String(repeating: "[", count: 100_000).utf8), []),
    ] as [([UInt8]?, [RecordHeader])])
  func poison(value: [UInt8]?, headers: [RecordHeader]) throws {
    let sales = try sales()
    broker.append(place, key: [0xc3, 0x28], value: value, headers: headers)
    send("2", "b:1")
    try Node.settle([sales], rounds: 3)
    #expect(try sales.applied() == ["o=b:1"])
    let key = try #require(try held(sales).first)
    let kept = try #require(try sales.store.read { try HeldKeys.records(of: key.id, in: $0) }.first)
    #expect(kept.record.value == value && kept.record.headers == headers && kept.record.key == [0xc3, 0x28])
    let copy = try #require(broker.records("\(Catalog.erpOrders).dead-letters").first)
    #expect(copy.value == value && copy.key == [0xc3, 0x28])
  }

  @Test("a broker that lost its log is read from the beginning, also when the new log is longer already")
  func anotherCluster() throws {
    let sales = try sales()
    send("1", "a:1")
    send("2", "b:1")
    try Node.settle([sales], rounds: 3)
    broker.restartEmpty()
    for index in 3..<9 { send("\(index)", "x:\(index)") }
    try Node.settle([sales], rounds: 3)
    try Node.settle([sales], rounds: 20)
    #expect(try sales.applied().count == 2 + 6)
  }

  @Test("records that were gone before they were read are shown as lost")
  func lost() throws {
    do {
      let sales = try sales()
      send("1", "a:1")
      try Node.settle([sales], rounds: 3)
      sales.store.close()
    }
    for index in 2..<10 { send("\(index)", "x:\(index)") }
    broker.evict(place, before: 5)
    let sales = try sales()
    try Node.settle([sales], rounds: 3)
    #expect(try sales.count("SELECT first * 100 + upto FROM lost_records") == 105)
    #expect(try sales.applied().count == 1 + 4)
  }
}

extension String {
  var trimming: String { filter { $0 != "\"" } }
}

extension [UInt8] {
  var text: String? { String(validating: self, as: UTF8.self) }
}
