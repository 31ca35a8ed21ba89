import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import SalesService
import TestSupport
import Testing

@Suite("What the ERP's bridge is told")
struct ERPStatusTests {
  private let folder = TemporaryFolder()
  private let clock = ManualClock()
  private let broker = InMemoryBroker(
    topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
  private let sales: SteppedService
  private let leads: FakeSource

  init() throws {
    sales = try SteppedService(SalesService.definition(), in: folder.path, broker: broker, clock: clock)
    leads = try FakeSource(.leads, in: folder.path, broker: broker, clock: clock)
    try leads.publish(
      CustomerRegistered(
        customerId: "c-1", name: "陈伟", phone: "13800138000", wechat: nil, email: nil, address: Address(city: "佛山"),
        source: LeadSource(channel: .department), registeredOn: CompanyZone.day(at: clock.now)))
    try settle()
  }

  private func settle() throws {
    for _ in 0..<4 {
      try leads.step()
      try sales.step()
      clock.advance(milliseconds: 1_100)
    }
  }

  private func send(_ id: String, _ body: String, type: String = "placed") throws {
    broker.append(
      TopicPartition(Catalog.erpOrders, 3), key: nil, value: Array(body.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", "/erp/gz"),
        RecordHeader("ce_type", "joinery.erp.order.\(type).v1"), RecordHeader("content-type", "application/json"),
      ])
    try settle()
  }

  private func statuses() throws -> [ERPOrderStatus] {
    try broker.records(Catalog.erpStatus).map { try CompactJSON.decoded(ERPOrderStatus.self, from: $0.value ?? []) }
  }

  /// Order, revision and state of each answer so far.
  private func told() throws -> [String] {
    try statuses().map { "\($0.orderNumber ?? "-") \($0.revision ?? -1) \($0.state.rawValue)" }
  }

  private static let bad = #""percent": 7"#
  private func order(_ number: String, _ revision: Int, isBad: Bool = false, amount: Int = 10_001) -> String {
    let body = Bodies.erpOrder(number, revision: revision, amount: amount)
    return isBad ? body.replacing(#""percent": 70"#, with: Self.bad) : body
  }

  @Test("each step of an order is told, with what it is here, in the order in which it happened")
  func steps() throws {
    try send("1", order("XS-1", 1))
    try leads.publish(
      SalesSuite.answer(ERPReference(source: "/erp/gz", orderNumber: "XS-1", revision: 1)))
    try settle()
    try send("2", order("XS-1", 2, amount: 500))
    try send("3", Bodies.erpCancellation("XS-1", revision: 3), type: "cancelled")
    #expect(try told() == ["XS-1 1 waiting", "XS-1 1 accepted", "XS-1 2 amended", "XS-1 3 cancelled"])
    let statuses = try statuses()
    #expect(statuses.map(\.messageId) == ["1", "1", "2", "3"])
    #expect(statuses[0].orderId == nil && statuses[1].orderId != nil && statuses[3].orderId == statuses[1].orderId)
    let record = try #require(broker.records(Catalog.erpStatus).first)
    #expect(record.key?.text == "/erp/gz#XS-1")
    #expect(record.headers.first { $0.name == "ce_type" }?.value?.text == ERPOrderStatus.type)
    // Nothing is left to be sent, and nothing is sent again.
    try settle()
    #expect(try sales.integer("SELECT count(*) FROM announcements") == 0)
    #expect(try told().count == 4)
  }

  @Test("what cannot be taken is told with the reason, and what becomes of it")
  func parked() throws {
    try send("1", order("XS-1", 1, isBad: true))
    let parked = try #require(try statuses().last)
    #expect(parked.state == .parked && parked.messageId == "1")
    #expect(parked.reason == "the field 'instalments' is refused: The percents sum to 37.00, not to 100.")
    _ = try sales.command { unit in try unit.database.run("UPDATE held_keys SET due = 1") }
    try settle()
    try send("2", order("XS-1", 2))
    try send("3", "{}")
    #expect(
      try told() == [
        "XS-1 1 parked", "XS-1 1 redriven", "XS-1 1 parked", "XS-1 2 waiting", "XS-1 1 superseded", "- -1 parked",
      ])
    #expect(try statuses()[4].supersededBy == 2)
  }

  @Test("the same id, or the same revision, with other content is a conflict, shown on the order")
  func conflicts() throws {
    try send("1", order("XS-1", 1))
    try send("1", order("XS-1", 1))
    try send("other id", order("XS-1", 1))
    try send("1", order("XS-1", 1, amount: 7))
    try send("2", order("XS-1", 1, amount: 8))
    // Once the revision is dropped again, nothing is left to be decided of what was set aside.
    #expect(try told() == ["XS-1 1 waiting", "XS-1 1 conflict", "XS-1 1 conflict", "XS-1 1 superseded"])
    let reasons = try statuses().compactMap(\.reason)
    try #require(reasons.count == 2)
    #expect(reasons[0].contains("'1' of /erp/gz came on") && reasons[1].contains("revision 1 of the order was taken"))
    #expect(try sales.rows("SELECT revision, state FROM erp_orders") == [["1", "waiting"]])
    #expect(try sales.rows("SELECT conflict FROM erp_messages") == [[reasons[1]]])
    try send("3", order("XS-1", 2, amount: 8))
    #expect(try sales.integer("SELECT count(*) FROM erp_messages WHERE conflict IS NULL") == 1)
  }

  @Test("a lower revision that comes late is superseded")
  func late() throws {
    try send("2", order("XS-1", 2))
    try send("1", order("XS-1", 1))
    #expect(try told() == ["XS-1 2 waiting", "XS-1 1 superseded"])
  }

  @Test("a discarded record is taken when it is sent again with the same id")
  func discarded() throws {
    try send("1", order("XS-1", 1, isBad: true))
    let key = try #require(try sales.store.read { try HeldKeys.list(in: $0) }.first)
    _ = try sales.command { unit in
      try HeldKeys.discard(
        key.id, who: "m-01", why: "假单", telling: SalesService.definition().subscriptions, in: unit)
    }
    try settle()
    #expect(try told() == ["XS-1 1 parked", "XS-1 1 discarded"])
    #expect(try statuses().last?.reason == "假单")
    try send("1", order("XS-1", 1))
    #expect(try told().last == "XS-1 1 waiting")
  }

  @Test("a topic of answers that is not there holds nothing up, and gets them once it is")
  func noTopic() throws {
    let topics = Catalog.topics.filter { $0.name != Catalog.erpStatus }
    let broker = InMemoryBroker(topics: Dictionary(uniqueKeysWithValues: topics.map { ($0.name, $0.partitions) }))
    let other = TemporaryFolder()
    let sales = try SteppedService(SalesService.definition(), in: other.path, broker: broker, clock: clock)
    broker.append(
      TopicPartition(Catalog.erpOrders, 3), key: nil, value: Array(order("XS-1", 1).utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "1"), RecordHeader("ce_source", "/erp/gz"),
        RecordHeader("ce_type", "joinery.erp.order.placed.v1"),
      ])
    for _ in 0..<5 {
      try sales.step()
      clock.advance(milliseconds: 2_000)
    }
    #expect(
      broker.records(Source.sales.topic).contains { $0.headers.contains { $0.value?.text == ERPOrderReceived.type } })
    #expect(try sales.integer("SELECT count(*) FROM announcements") == 1)
  }
}

extension [UInt8] {
  fileprivate var text: String? { String(validating: self, as: UTF8.self) }
}
