import Contracts
import FoundationEssentials
import Inbound
import Kernel
import Messaging
import Persistence
import SalesService
import ServiceKit
import TestSupport
import Testing

@Suite("What is kept of the ERP's messages about a person who was erased")
struct ERPErasureTests {
  private let folder = TemporaryFolder()
  private let clock = ManualClock()
  private let broker = InMemoryBroker(
    topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
  private let sales: SteppedService
  private let leads: FakeSource

  private static let compose = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../compose/erp").path

  init() throws {
    let mappings = try MappingFolder.read(Self.compose)
    sales = try SteppedService(
      SalesService.definition(reading: ERPBridge(sources: .all, mappings: mappings)), in: folder.path, broker: broker,
      clock: clock)
    leads = try FakeSource(.leads, in: folder.path, broker: broker, clock: clock)
  }

  private func settle() throws {
    for _ in 0..<4 {
      try leads.step()
      try sales.step()
      clock.advance(milliseconds: 1_100)
    }
  }

  /// A vendor's message without the day of the contract, so that it is set aside.
  private func send(_ modified: String) throws {
    let text = try String(contentsOf: URL(filePath: "\(Self.compose)/samples/kingdee-cloud.json"), encoding: .utf8)
      .replacing("\"2026-11-01T00:00:00\",\n  \"FModifyDate\"", with: "\"\",\n  \"FModifyDate\"")
      .replacing("2026-11-01T10:20:30.457", with: modified)
    broker.append(
      TopicPartition(Catalog.erpOrders, 3), key: Array("13800138000".utf8), value: Array(text.utf8),
      headers: [RecordHeader("contact", "陈伟")])
    try settle()
  }

  /// What of the person stands in what was set aside, remembered or discarded.
  private func words() throws -> [String] {
    let kept = try sales.rows(
      """
      SELECT CAST(coalesce(key, '') AS TEXT) || CAST(coalesce(value, '') AS TEXT) || CAST(headers AS TEXT)
      FROM kept_records
      UNION ALL SELECT CAST(coalesce(record, '') AS TEXT) FROM outside_events
      """
    ).joined()
    return ["13800138000", "陈伟", "保利花园"].filter { word in kept.contains { $0.contains(word) } }
  }

  private func erase() throws {
    try leads.publish(
      CustomerErased(
        customerId: "c-1", otherKeys: ["/erp/kingdee#XSDD000482"], reason: .request,
        erasedOn: CompanyZone.day(at: clock.now), occurredAt: clock.now))
    try settle()
  }

  @Test("in vendors' words too nothing is left but order, revision and id, before and after; the order stays set aside")
  func vendor() throws {
    try settle()
    try send("2026-11-01T10:20:30.457")
    #expect(try words().count == 3)
    try erase()
    #expect(try words().isEmpty)
    try send("2026-11-02T10:20:30.457")
    #expect(try words().isEmpty)
    let held = "SELECT k.source, k.key, count(*) FROM held_keys k JOIN kept_records r ON r.held = k.id GROUP BY k.id"
    #expect(try sales.rows(held) == [["/erp/kingdee", "XSDD000482", "1"]])
    // What is left can be read, and cannot be taken.
    _ = try sales.command { unit in try unit.database.run("UPDATE held_keys SET due = 1") }
    try settle()
    #expect(try sales.rows(held) == [["/erp/kingdee", "XSDD000482", "1"]])
  }

  /// A shipment of an order that has not come, so that it waits; what else the ERP says of the recipient stands beside.
  private func ship(_ revision: Int) throws {
    let text = """
      {"shipmentNumber": "CK-1", "orderNumber": "XSDD000482", "revision": \(revision), "dispatchedOn": "2026-11-20", \
      "lines": [{"lineNumber": "1", "quantity": {"value": 1, "scale": 0}}], "recipient": "陈伟", "phone": "13800138000", \
      "to": "保利花园 3-1702"}
      """
    broker.append(
      TopicPartition(ERPKind.shipment.topic, 3), key: Array("13800138000".utf8), value: Array(text.utf8),
      headers: [RecordHeader("source", "/erp/kingdee")])
    try settle()
  }

  @Test("of a shipment nothing is left but its number, before and after", arguments: [1, 2])
  func shipment(first: Int) throws {
    try settle()
    try ship(first)
    #expect(try words().count == 3)
    try erase()
    #expect(try words().isEmpty)
    try ship(first + 1)
    #expect(try words().isEmpty)
    #expect(try sales.rows("SELECT key, state FROM held_keys") == [["shipment:CK-1", "waiting"]])
  }
}
