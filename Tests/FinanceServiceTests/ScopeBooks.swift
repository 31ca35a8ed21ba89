import Contracts
import FinanceService
import JSON
import Kernel
import ServiceRuntime
import TestSupport
import Testing

/// The books of a company of two shops in which everybody needs a token: `me` and `colleague` work in `shop-1`,
/// `stranger` in `shop-2`. Each has a customer (`c-me`) with an order (`o-me`).
final class ScopeBooks {
  typealias Owner = ScopeWalk.Owner

  /// The ids of one owner's things.
  struct Things: Sendable {
    var receivable = ""
    /// Of the order: a part is allocated, a part not.
    var receipt = ""
    var allocation = ""
    var expense = ""
    var recurring = ""
    var payable = ""
    var payment = ""
  }

  let service: TestService
  let tokens: Tokens
  let clock = ManualClock()
  private let folder = TemporaryFolder()
  private let leads: FakeSource
  private let sales: FakeSource

  private init() throws {
    let broker = InMemoryBroker(
      topics: Dictionary(uniqueKeysWithValues: Catalog.topics.map { ($0.name, $0.partitions) }))
    tokens = try Tokens(secret: String(repeating: "k", count: 32), keySet: nil)
    service = try TestService(
      FinanceService.definition(), in: folder.path, broker: broker, clock: clock.source, tokens: tokens)
    leads = try FakeSource(.leads, in: folder.path, broker: broker, clock: clock)
    sales = try FakeSource(.sales, in: folder.path, broker: broker, clock: clock)
  }

  /// Runs a test with the customers and orders of all three.
  static func with(_ body: (ScopeBooks) async throws -> Void) async throws {
    let books = try ScopeBooks()
    let outcome: Result<Void, any Error>
    do {
      try await books.begin()
      outcome = .success(try await body(books))
    } catch {
      outcome = .failure(error)
    }
    await books.service.stop()
    try outcome.get()
  }

  private func begin() async throws {
    try await clock.until("finance takes commands") { try await self.service.send("GET", "/readyz").status == 200 }
    for owner in Owner.allCases {
      try leads.publish(
        EmployeeChanged(
          code: ID(owner.rawValue), name: owner.rawValue, role: "net-sales", shop: ID(owner.shop), active: true),
        ShopChanged(code: ID(owner.shop), name: owner.shop, address: nil),
        CustomerRegistered(
          customerId: ID("c-\(owner)"), name: "客户", phone: owner.phone, wechat: nil, email: nil,
          address: Address(), source: LeadSource(channel: .own), registeredOn: CompanyZone.day(at: clock.now)))
    }
    try leads.publish(EmployeeChanged(code: "gone", name: "走了", role: "net-sales", shop: "shop-1", active: false))
    let supplier = #"{"code": "V-1", "name": "板材厂"}"#
    #expect(try await post("/v1/suppliers", supplier).status == 201)
    #expect(try await post("/v1/commission-plans", Self.plan("P-1", "role", "net-sales", percent: 10)).status == 201)
    for owner in Owner.allCases {
      let plan = Self.plan("plan-\(owner)", "salespersonId", owner.rawValue, percent: 5)
      #expect(try await post("/v1/commission-plans", plan).status == 201)
    }
    try await until("finance knows the plans' people") {
      try await self.ask("/v1/customers/c-stranger").status == 200
    }
    for owner in Owner.allCases { try sign("o-\(owner)", of: "c-\(owner)", by: owner, fen: 500_000) }
    try await until("finance knows the orders") {
      try await self.ask("/v1/receivables").count("items") == Owner.allCases.count
    }
  }

  static func plan(_ code: String, _ whom: String, _ value: String, percent: Int) -> String {
    #"{"code": "\#(code)", "\#(whom)": "\#(value)", "trigger": "signed", "ratePercent": \#(percent), "#
      + #""validFrom": "2026-01-01"}"#
  }

  /// Sales tells of an order, due on 10 November.
  func sign(_ order: String, of customer: String, by owner: Owner, fen: Int64) throws {
    guard let signed = BusinessDate("2026-11-01"), let due = BusinessDate("2026-11-10") else { return }
    let total = try Money(fen)
    try sales.publish(
      OrderConfirmed(
        orderId: ID(order), number: "SO-\(order)", customerId: ID(customer), quoteId: nil, leadId: nil,
        salespersonId: ID(owner.rawValue), designerId: nil, shop: ID(owner.shop), signedOn: signed, signedAt: nil,
        terms: OrderTerms(
          lines: [], total: total, taxes: [TaxShare(ratePercent: Percent(hundredths: 0), gross: total, tax: .zero())],
          instalments: [InstalmentPlan(instalmentId: ID("\(order)-1"), label: "首款", amount: total, dueOn: due)],
          promisedOn: nil), erp: nil, occurredAt: clock.now))
  }

  /// A lead of a customer that somebody works on.
  func capture(_ lead: String, of customer: String, ownedBy owner: ID<Employee>) throws {
    let today = CompanyZone.day(at: clock.now)
    try leads.publish(
      LeadCaptured(
        leadId: ID(lead), customerId: ID(customer),
        profile: LeadProfile(name: "陈", phone: "1", source: LeadSource(channel: .own)), ownerId: owner,
        protectedUntil: today, inProfile: true, failedRules: [], capturedOn: today, occurredAt: clock.now))
  }

  /// What each owner's money comes to: a receipt, an expense, a wage of each month, a bill.
  func furnish() async throws -> [Owner: Things] {
    var things: [Owner: Things] = [:]
    for owner in Owner.allCases {
      var some = Things()
      some.receivable = try #require(try await ask("/v1/receivables?orderId=o-\(owner)").text("items/0/id"))
      let receipt = Reply(try await post("/v1/receipts", Self.receipt(of: owner, paying: some.receivable)))
      some.receipt = try #require(receipt.text("id"))
      some.allocation = try #require(receipt.text("allocations/0/allocationId"))
      some.expense = try await made("/v1/expenses", Self.expense(of: owner))
      some.recurring = try await made("/v1/recurring-expenses", Self.wage(of: owner))
      some.payable = try await made("/v1/payables", Self.bill)
      some.payment = try await made("/v1/payments", Self.payment)
      things[owner] = some
    }
    return things
  }

  private func made(_ path: String, _ body: String) async throws -> String {
    try #require(Reply(try await post(path, body)).text("id"))
  }

  static func money(_ fen: Int) -> String { #"{"amount": \#(fen), "currency": "CNY"}"# }

  static func receipt(of owner: Owner, paying receivable: String? = nil) -> String {
    let allocations = receivable.map { #"{"receivableId": "\#($0)", "amount": \#(money(30_000))}"# } ?? ""
    return #"{"customerId": "c-\#(owner)", "orderId": "o-\#(owner)", "amount": \#(money(50_000)), "method": "bank", "#
      + #""receivedOn": "2026-11-20", "allocations": [\#(allocations)]}"#
  }

  static func expense(of owner: Owner) -> String {
    #"{"category": "travel", "item": "车费", "amount": \#(money(900)), "spentOn": "2026-11-20", "salespersonId": "\#(owner)"}"#
  }

  static func wage(of owner: Owner) -> String {
    #"{"category": "payroll", "item": "工资", "amount": \#(money(900_000)), "startsOn": "2026-12-20", "#
      + #""employeeId": "\#(owner)"}"#
  }

  static let bill =
    #"{"supplierCode": "V-1", "amount": \#(money(700)), "billedOn": "2026-11-20", "dueOn": "2026-12-20"}"#
  static let payment =
    #"{"supplierCode": "V-1", "amount": \#(money(70)), "method": "bank", "paidOn": "2026-11-20", "allocations": []}"#

  // MARK: Requests

  /// Somebody with all that finance asks for.
  static let boss = Caller(subject: "boss", name: "boss", roles: [.manager, .finance, .operations])

  func headers(of caller: Caller) throws -> [String: String] {
    ["Authorization": "Bearer \(try tokens.sign(caller, at: clock.now, validFor: 86_400 * 30))"]
  }

  func ask(_ path: String, as caller: Caller = boss) async throws -> Reply {
    Reply(try await service.send("GET", path, headers: headers(of: caller)))
  }

  func post(
    _ path: String, _ body: String, as caller: Caller = boss, _ method: String = "POST"
  ) async throws -> TestClient.Answer {
    try await service.send(method, path, body, headers: headers(of: caller))
  }

  func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    try await clock.until(what) {
      try self.leads.step()
      try self.sales.step()
      return try await condition()
    }
  }
}
