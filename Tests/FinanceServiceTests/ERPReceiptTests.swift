import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@testable import FinanceService
@testable import ServiceRuntime

@Suite("Receipts of the ERP")
struct ERPReceiptTests {
  private let folder = TemporaryFolder()
  private let clock: ManualClock
  private let broker = InMemoryBroker(
    topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
  private let finance: SteppedService
  private let sales: FakeSource
  private let leads: FakeSource
  private static let source = "/erp/gz"

  init() throws {
    try CompanyZone.use("Asia/Shanghai")
    clock = ManualClock(CompanyZone.start(of: try Scenario.day("2026-11-22")))
    finance = try SteppedService(FinanceService.definition(), in: folder.path, broker: broker, clock: clock)
    sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
    leads = try FakeSource(.leads, in: folder.path, broker: broker, clock: clock)
    try leads.publish(
      CustomerRegistered(
        customerId: "c1", name: "陈伟", phone: "13800138000", wechat: nil, email: nil, address: Address(),
        source: LeadSource(channel: .own), registeredOn: try Scenario.day("2026-01-01")))
    try settle()
  }

  private func settle() throws {
    for _ in 0..<4 {
      for source in [leads, sales] { try source.step() }
      try finance.step()
      clock.advance(milliseconds: 1_100)
    }
  }

  /// An order of 100, due in two parts.
  private func order(_ id: ID<Order>, erp number: String? = nil) throws {
    let half = try Money(50)
    try sales.publish(
      OrderConfirmed(
        orderId: id, number: id.text, customerId: "c1", quoteId: nil, leadId: nil, salespersonId: "s-1",
        designerId: nil, shop: nil, signedOn: try Scenario.day("2026-11-01"), signedAt: nil,
        terms: OrderTerms(
          lines: [], total: try Money(100), taxes: [],
          instalments: try [("1", "2026-11-05"), ("2", "2026-12-05")].map {
            InstalmentPlan(instalmentId: ID($0.0), label: "\(id)\($0.0)", amount: half, dueOn: try Scenario.day($0.1))
          }, promisedOn: nil),
        erp: number.map { ERPReference(source: Self.source, orderNumber: $0, revision: 1) }, occurredAt: clock.now))
    try settle()
  }

  private func send(_ verb: String, _ body: String, id: String) throws {
    broker.append(
      TopicPartition(ERPKind.receipt.topic, 3), key: nil, value: Array(body.utf8),
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", id), RecordHeader("ce_source", Self.source),
        RecordHeader("ce_type", "joinery.erp.receipt.\(verb).v1"), RecordHeader("content-type", "application/json"),
      ])
    try settle()
  }

  /// `whose`: the fields that say so.
  private func recorded(
    _ whose: String, _ amount: Int, revision: Int = 1, on day: String = "2026-11-10", method: String = "bank"
  ) -> String {
    """
    {"receiptNumber": "SK-1", "revision": \(revision), \(whose), "amount": {"amount": \(amount), "currency": "CNY"}, \
    "method": "\(method)", "receivedOn": "\(day)", "cashier": "王"}
    """
  }

  private static let ofOrder = #""orderNumber": "XS-1""#

  /// What is open by label, and the free credit.
  private func figures() throws -> String {
    try finance.rows("SELECT label, open FROM receivables ORDER BY label").map { "\($0[0]) \($0[1])" }
      .joined(separator: ", ")
      + "; credit "
      + (finance.rows("SELECT coalesce(sum(amount), 0) FROM credit_lots").first?[0] ?? "")
  }

  private func statuses() throws -> [ERPOrderStatus] {
    try broker.records(Catalog.erpStatus).map { try CompactJSON.decoded(ERPOrderStatus.self, from: $0.value ?? []) }
  }

  private func told() throws -> [String] { try statuses().map { "\($0.revision ?? -1) \($0.state.rawValue)" } }

  private func verify() throws {
    #expect(try finance.integer("SELECT sum(debit) - sum(credit) FROM ledger_lines") == 0)
    let check = try Verification(FinanceService.definition(), path: finance.store.path, at: clock.now)
    try check.foldOwn()
    try check.compare(own: true, copies: false)
    #expect(check.differences.isEmpty, "\(check.differences)")
  }

  @Test("money pays the order that it names, and not what is older; what is left over is a deposit")
  func allocated() throws {
    try order("o1")
    try order("o2", erp: "XS-1")
    try send("recorded", recorded(Self.ofOrder, 120), id: "1")
    #expect(try figures() == "o11 50, o12 50, o21 0, o22 0; credit 20")
    let receipt = try #require(try finance.rows("SELECT customer, order_id, external_id, method FROM receipts").first)
    #expect(receipt == ["c1", "o2", "/erp/gz#SK-1", "bank"])
    #expect(try told() == ["1 accepted"] && (try statuses().first?.about) == .receipt)
    // The same again, by another id, and an older one.
    try send("recorded", recorded(Self.ofOrder, 120), id: "2")
    try send("recorded", recorded(Self.ofOrder, 7, revision: 0), id: "3")
    try send("recorded", recorded(Self.ofOrder, 7), id: "4")
    #expect(try finance.integer("SELECT count(*) FROM receipts") == 1)
    #expect(try told() == ["1 accepted", "0 superseded", "1 conflict"])
    try verify()
  }

  @Test(
    "money waits for its order, or for whose number it is, and goes on by itself",
    arguments: ["order of the ERP", "our order", "registered order", "customer"])
  func waits(what: String) throws {
    let whose =
      switch what {
      case "our order": #""orderId": "o1""#
      case "customer": #""customer": {"number": "K-1"}"#
      default: Self.ofOrder
      }
    try send("recorded", recorded(whose, 30), id: "1")
    #expect(try finance.rows("SELECT state, source, key FROM held_keys") == [["waiting", "/erp/gz", "receipt:SK-1"]])
    switch what {
    case "order of the ERP": try order("o1", erp: "XS-1")
    case "our order": try order("o1")
    case "registered order":
      try order("o1")
      #expect(try finance.integer("SELECT count(*) FROM receipts") == 0)
      try sales.publish(
        OrderRegistered(
          orderId: "o1", customerId: "c1",
          erp: ERPReference(source: Self.source, orderNumber: "XS-1", revision: 0), occurredAt: clock.now))
    default:
      try order("o1")
      try leads.publish(
        CustomerNumbered(
          customerId: "c1", system: Self.source, number: "K-1", registered: false, occurredAt: clock.now))
    }
    try settle()
    #expect(try finance.integer("SELECT count(*) FROM held_keys") == 0)
    #expect(try figures() == "o11 20, o12 50; credit 0")
    #expect(try told() == ["1 waiting", "1 redriven", "1 accepted"])
    try verify()
  }

  @Test("a later revision that says something else reverses and posts anew; a reversal opens what was paid")
  func changed() throws {
    try order("o1", erp: "XS-1")
    try send("recorded", recorded(Self.ofOrder, 30), id: "1")
    try send("recorded", recorded(Self.ofOrder, 30, revision: 2), id: "2")
    #expect(try finance.integer("SELECT count(*) FROM receipts") == 1)
    try send("recorded", recorded(Self.ofOrder, 80, revision: 3), id: "3")
    #expect(try figures() == "o11 0, o12 20; credit 0")
    #expect(
      try finance.rows("SELECT amount, reversed_on IS NULL, external_id FROM receipts ORDER BY id") == [
        ["30", "0", "/erp/gz#SK-1"], ["80", "1", "/erp/gz#SK-1/3"],
      ])
    try send("reversed", #"{"receiptNumber": "SK-1", "revision": 4, "reason": "退票"}"#, id: "4")
    #expect(try figures() == "o11 50, o12 50; credit 0")
    try send("reversed", #"{"receiptNumber": "SK-1", "revision": 5, "reason": "退票"}"#, id: "5")
    try send("recorded", recorded(Self.ofOrder, 100, revision: 6), id: "6")
    #expect(try figures() == "o11 0, o12 0; credit 0")
    #expect(
      try told() == ["1 accepted", "2 amended", "3 amended", "4 cancelled", "5 cancelled", "6 accepted"])
    try verify()
  }

  @Test("a reversal that comes first is remembered, and the receipt of a lower revision is stale")
  func reversedFirst() throws {
    try order("o1", erp: "XS-1")
    try send("reversed", #"{"receiptNumber": "SK-1", "revision": 2, "reason": "退票"}"#, id: "2")
    try send("recorded", recorded(Self.ofOrder, 30), id: "1")
    #expect(try finance.integer("SELECT count(*) FROM receipts") == 0)
    #expect(try told() == ["2 cancelled", "1 superseded"])
  }

  @Test(
    "what cannot be taken is set aside with its field, alone",
    arguments: [
      (#""amount": {"amount": 30"#, #""amount": {"amount": 0"#, "'amount.amount'"),
      (#""method": "bank""#, #""method": "barter""#, "'method'"),
      (#""receivedOn": "2026-11-10""#, #""receivedOn": "2026-02-30""#, "'receivedOn'"),
      (#""orderNumber": "XS-1", "#, "", "'customer.number'"), (#""revision": 1"#, #""revision": -1"#, "'revision'"),
    ])
  func refused(_ right: String, _ wrong: String, field: String) throws {
    try order("o1", erp: "XS-1")
    let body = recorded(Self.ofOrder, 30)
    #expect(body.contains(right))
    try send("recorded", body.replacing(right, with: wrong), id: "1")
    #expect(try finance.integer("SELECT count(*) FROM receipts") == 0)
    let status = try #require(try statuses().last)
    #expect(status.state == .parked && status.reason?.contains(field) == true, "\(status.reason ?? "")")
    try send("recorded", recorded(Self.ofOrder, 30, revision: 2), id: "2")
    #expect(try figures() == "o11 20, o12 50; credit 0")
    #expect(try finance.integer("SELECT count(*) FROM held_keys") == 0)
  }
}
