import Contracts
import Kernel
import Persistence
import TestSupport
import Testing

@testable import Messaging

@Suite("Traces of events")
struct TracingTests {
  let folder = TemporaryFolder()
  let clock = ManualClock()
  let broker = makeBroker()
  let spans = Latest<[EventSpan]>([])

  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let request = "00-\(trace)-00f067aa0ba902b7-01"

  private var traces: EventTraces {
    let ticks = Latest<Int64>(0)
    return EventTraces(
      now: {
        ticks.update {
          $0 += 1
          return $0
        }
      }, isSampled: { _, decided in decided ?? true }, take: { [spans] span in spans.update { $0.append(span) } })
  }

  private func nodes(
    _ traces: EventTraces?, _ handlers: [EventHandler] = [Node.copyEmployees, Node.copyShops]
  ) throws -> [Node] {
    [
      try Node("leads", in: "\(folder.path)/leads", broker: broker, clock: clock, publishes: .leads, traces: traces),
      try Node(
        "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, reads: [.leads], handlers: handlers,
        traces: traces, seed: 2),
    ]
  }

  private func write(_ name: String, _ traceparent: String?, to node: Node) throws {
    let cause = Cause(actor: "test", correlationID: "command", traceparent: traceparent)
    try node.store.perform(for: cause) { unit in
      _ = try unit.record(EmployeeChanged(code: "k1", name: name, role: "shop", shop: nil, active: true))
    }
  }

  private func headers() throws -> [String?] {
    broker.records("joinery.leads").compactMap { try? Envelope($0) }.filter { $0.type == EmployeeChanged.type }
      .map(\.traceparent)
  }

  @Test("an event's sending follows from what wrote it, and its handling from the sending")
  func chain() throws {
    let nodes = try nodes(traces)
    try write("a", Self.request, to: nodes[0])
    try Node.settle(nodes)
    let (sent, handled) = (
      spans.get().filter { $0.operation == .send }, spans.get().filter { $0.operation == .process }
    )
    #expect(sent.count == 1 && handled.count == 1)
    #expect(sent[0].parent?.text == Self.request && sent[0].context.traceID == Self.trace)
    #expect(handled[0].parent == sent[0].context && handled[0].context.traceID == Self.trace)
    #expect(Set([Self.request, sent[0].context.text, handled[0].context.text]).count == 3)
    #expect(handled[0].place == sent[0].place && handled[0].offset == sent[0].offset && sent[0].offset != nil)
    #expect(sent[0].begun < sent[0].ended && handled[0].begun < handled[0].ended && handled[0].held == nil)
    #expect(try headers() == [sent[0].context.text])
  }

  @Test("an event that is sent again is the same, and no second span")
  func again() throws {
    let nodes = try nodes(traces)
    try write("a", Self.request, to: nodes[0])
    try Node.settle(nodes)
    nodes[0].relay?.inbox.replay(after: 0)
    try Node.settle(nodes)
    let found = try headers()
    #expect(found.count == 2 && Set(found).count == 1 && spans.get().count == 2)
  }

  @Test("one that is not sampled, or of a build without traces, goes on as it came", arguments: [true, false])
  func unsampled(isTracing: Bool) throws {
    let nodes = try nodes(isTracing ? traces : nil)
    let given = isTracing ? "00-\(Self.trace)-00f067aa0ba902b7-00" : Self.request
    try write("a", given, to: nodes[0])
    try Node.settle(nodes)
    #expect(try headers() == [given] && spans.get().isEmpty)
  }

  @Test("what a handler causes goes on from the handling; where nobody began a trace, one begins there")
  func caused() throws {
    let handler = OutsideHandler(
      topic: Catalog.erpOrders, identify: { _ in nil },
      handle: { _, unit in
        try unit.record(EmployeeChanged(code: "e", name: "n", role: "shop", shop: nil, active: true))
      })
    let sales = try Node(
      "sales", in: "\(folder.path)/sales", broker: broker, clock: clock, outside: [handler], traces: traces)
    broker.append(
      TopicPartition(Catalog.erpOrders, 0), key: nil, value: Array("{}".utf8),
      headers: [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/erp"), ("ce_type", "t")].map {
        RecordHeader($0, $1)
      })
    try Node.settle([sales], rounds: 3)
    let handled = try #require(spans.get().first)
    #expect(handled.parent == nil && handled.operation == .process && handled.context.isSampled)
    let causes = try sales.store.read { try EventJournal.entries(after: 0, limit: 9, in: $0) }.map(\.cause.traceparent)
    #expect(causes == [handled.context.text])
  }

  @Test("a handling that holds its key says so; a redrive is a handling of its own")
  func held() throws {
    let nodes = try nodes(traces)
    try write("poison", Self.request, to: nodes[0])
    try Node.settle(nodes)
    let key = try #require(try nodes[1].store.read { try HeldKeys.list(in: $0) }.first)
    try nodes[1].store.perform(for: Cause(actor: "test", correlationID: "redrive")) { unit in
      try HeldKeys.redrive(key.id, in: unit.database)
    }
    try Node.settle(nodes)
    #expect(spans.get().filter { $0.operation == .process }.map(\.held) == [.parked, .parked])
  }

  @Test(
    "a trace context is read as it was written",
    arguments: [
      (request, true), ("00-\(trace)-00f067aa0ba902b7-00", true), ("00-\(trace)-0000000000000000-01", false),
      ("", false),
    ])
  func parsing(text: String, isGood: Bool) {
    let found = TraceParent(text)
    #expect((found != nil) == isGood)
    guard let found else { return }
    #expect(found.traceID == Self.trace && found.spanID == "00f067aa0ba902b7")
    #expect(found.isSampled == text.hasSuffix("1") && found.sending("x") == found.sending("x"))
    #expect(TraceParent(found.sending("x").text) == found.sending("x") && found.sending("x") != found.sending("y"))
  }
}
