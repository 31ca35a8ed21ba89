import Contracts
import JSON
import Kernel
import Messaging
import Persistence
import TestSupport
import Testing

@testable import LeadsService

@Suite("Customers' numbers in the ERP")
struct ERPCustomerTests {
  private let folder = TemporaryFolder()
  private let clock = ManualClock()
  private let broker = InMemoryBroker(
    topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
  private let leads: SteppedService
  private let sales: FakeSource

  init() throws {
    leads = try SteppedService(LeadsService.definition(), in: folder.path, broker: broker, clock: clock)
    sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
    try settle()
  }

  private func settle() throws {
    for _ in 0..<4 {
      try sales.step()
      try leads.step()
      clock.advance(milliseconds: 1_100)
    }
  }

  private func send(
    _ number: String, _ phone: String?, revision: Int = 1, source: String = "/erp/gz", name: String = "陈伟"
  ) throws {
    let body: JSON = [
      "number": .string(number), "revision": JSON(revision), "name": .string(name),
      "phone": phone.map(JSON.string) ?? .null, "address": ["city": "佛山"], "grade": "A",
    ]
    broker.append(
      TopicPartition(ERPKind.customer.topic, 3), key: nil, value: body.bytes,
      headers: [
        RecordHeader("ce_specversion", "1.0"), RecordHeader("ce_id", "\(source) \(number) \(revision)"),
        RecordHeader("ce_source", source), RecordHeader("ce_type", ERPCustomer.type),
        RecordHeader("content-type", "application/json"),
      ])
    try settle()
  }

  /// In the order in which they were told, which is that of each key alone in the topic.
  private func told() throws -> [ERPOrderStatus] {
    try broker.records(Catalog.erpStatus).map { try CompactJSON.decoded(ERPOrderStatus.self, from: $0.value ?? []) }
      .sorted { $0.at < $1.at }
  }

  private func customers() throws -> [[String]] {
    try leads.rows("SELECT name, phone, channel, detail FROM customers ORDER BY id")
  }

  private func numbers(of customer: String) throws -> [String] {
    try leads.store.read { try ERPCustomers.numbers(of: ID(customer), in: $0) }.map {
      "\($0.externalSystem) \($0.externalId)"
    }
  }

  private func events() throws -> [CustomerNumbered] {
    try leads.rows(
      "SELECT CAST(data AS TEXT) FROM event_journal WHERE type = '\(CustomerNumbered.type)' ORDER BY position"
    )
    .map { try CustomerNumbered.decoded(Array($0[0].utf8)) }
  }

  @Test("a customer is who has the number, else who has the phone, else is registered; the number is kept")
  func matched() throws {
    try send("K-1", "138 0013 8000")
    #expect(try customers() == [["陈伟", "13800138000", "department", "/erp/gz"]])
    let id = try #require(try told().last?.entityId)
    #expect(try told().map(\.state) == [.accepted] && (try numbers(of: id)) == ["/erp/gz K-1"])
    // Another ERP's, by the phone; another number of the same one; and the same number, which changes nothing here.
    try send("7", "13800138000", source: "/erp/sz")
    try send("K-2", "13800138000")
    try send("K-1", nil, revision: 2, name: "陈先生")
    #expect(try customers() == [["陈伟", "13800138000", "department", "/erp/gz"]])
    #expect(try numbers(of: id) == ["/erp/gz K-1", "/erp/gz K-2", "/erp/sz 7"])
    #expect(try events().map(\.registered) == [true, false, false])
    #expect(try told().map(\.state) == [.accepted, .accepted, .accepted, .amended])
    #expect(try Set(told().map(\.entityId)) == [id])
    // An order of that number is this customer's.
    let erp = ERPReference(source: "/erp/gz", orderNumber: "XS-1", revision: 1)
    try sales.publish(
      ERPOrderReceived(
        erp: erp,
        customer: .init(number: "K-1", name: "陈", phone: "13900139000", wechat: nil, email: nil, address: nil),
        salespersonId: nil, shop: nil, signedOn: CompanyZone.day(at: clock.now), signedAt: nil,
        terms: OrderTerms(lines: [], total: try Money(1), taxes: [], instalments: [], promisedOn: nil),
        occurredAt: clock.now))
    try settle()
    #expect(try customers().count == 1)
  }

  @Test("without a phone it is who has the number, or somebody new")
  func noPhone() throws {
    try send("K-1", nil)
    try send("K-2", nil)
    try send("K-1", nil, revision: 2)
    #expect(try customers().count == 2)
  }

  @Test("a number that is one person's and a phone that is another's are set aside, until they are one")
  func contradiction() throws {
    try send("K-1", "13800138000")
    try send("K-2", "13900139000")
    try send("K-1", "13900139000", revision: 2)
    let status = try #require(try told().last)
    #expect(status.state == .parked && status.reason?.contains("'phone'") == true)
    #expect(status.reason?.contains("merge the two") == true && status.reason?.contains("139") == false)
    #expect(try customers().count == 2)
    try send("K-1", "13800138000", revision: 3)
    #expect(try leads.integer("SELECT count(*) FROM held_keys") == 0)
  }

  @Test(
    "what cannot be taken names its field",
    arguments: [("", "13800138000", "'name'"), ("陈伟", "abc", "'phone'")])
  func refused(name: String, phone: String, field: String) throws {
    try send("K-1", phone, name: name)
    let status = try #require(try told().last)
    #expect(status.state == .parked && status.reason?.contains(field) == true, "\(status.reason ?? "")")
    #expect(try customers().isEmpty)
  }

  @Test("the number of a person who was erased registers nobody, and nothing is kept of the message")
  func erased() throws {
    try send("K-1", "13800138000")
    let id: ID<Customer> = ID(try #require(try told().last?.entityId))
    _ = try leads.command { unit in try EraseCustomer.record(id, because: .request, in: unit) }
    try settle()
    try send("K-1", "13800138000", revision: 2)
    #expect(try told().last?.state == .parked)
    #expect(try customers().count == 1 && (try customers()[0][1]) == "")
    let kept = try leads.rows("SELECT CAST(value AS TEXT) FROM kept_records").joined().joined()
    #expect(!kept.contains("13800138000") && !kept.contains("陈伟"))
  }
}
