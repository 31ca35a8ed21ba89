import Contracts
import Kernel
import TestSupport
import Testing

@Suite("Credit holds, reminders and links of sales", .serialized)
struct CreditHoldTests {
  private func deposit(_ fen: Int64, of customer: ID<Customer>, _ suite: SalesSuite) throws {
    let (day, amount) = (CompanyZone.day(at: suite.clock.now), try Money(fen))
    let zero = Money.zero(.cny)
    try suite.say(
      ReceiptPosted(
        receiptId: "r-1", number: "RC-1", customerId: customer, amount: amount, method: .bank, receivedOn: day,
        salespersonId: nil, orderId: nil, externalId: nil,
        entry: LedgerEntry(
          on: day,
          lines: [
            LedgerLine(account: "money.bank", debit: amount, credit: zero),
            LedgerLine(account: "deposits", debit: zero, credit: amount),
          ]), occurredAt: suite.clock.now), as: suite.finance)
  }

  @Test("a held customer orders only what is paid for already, until finance releases the hold")
  func hold() async throws {
    try await SalesSuite.with { suite in
      let (now, day) = (suite.clock.now, CompanyZone.day(at: suite.clock.now))
      try suite.say(
        CreditHeld(customerId: "c-1", reasons: ["overdue-days"], on: day, occurredAt: now), as: suite.finance)
      // Not by orders: one that is taken before the hold comes would have to be paid for too.
      try await suite.until("the hold has come") {
        try suite.sales.running.store.read { try $0.exists("SELECT 1 FROM credit_holds") }
      }
      let held = try await suite.post("/v1/orders", Bodies.order)
      #expect(held.text("type") == "/problems/credit-hold" && held.text("detail")?.contains("overdue-days") == true)

      // The order is 1 163 750 fen: one is paid for, and not a second.
      try deposit(1_163_750, of: "c-1", suite)
      try await suite.until("the deposit has come") {
        try await suite.post("/v1/orders", Bodies.order).status == 201
      }
      #expect(try await suite.post("/v1/orders", Bodies.order).status == 409)
      let other = Bodies.order.replacing("c-1", with: "c-2").replacing("\"leadId\": \"l-1\", ", with: "")
      #expect(try await suite.post("/v1/orders", other).status == 201)

      suite.erp("placed", Bodies.erpOrder("XS-1", revision: 1))
      let taken = try await suite.erpOrder("XS-1", is: "accepted", revision: 1)
      #expect(taken.text("orderId") != nil)

      try suite.say(
        CreditReleased(customerId: "c-1", releasedBy: "m-1", reason: "已付", until: nil, on: day, occurredAt: now),
        as: suite.finance)
      try await suite.until("the release has come") {
        try await suite.post("/v1/orders", Bodies.order).status == 201
      }
      try await suite.expectNoDifferences()
    }
  }

  @Test("an undelivered order is remembered from some days before its day on, and forgotten when it is delivered")
  func reminders() async throws {
    try await SalesSuite.with { suite in
      let id = try #require(try await suite.post("/v1/orders", Bodies.order).text("id"))
      for (query, count) in [
        ("asOf=2026-12-23", 0), ("asOf=2026-12-24", 1), ("asOf=2026-12-29&days=1", 0), ("asOf=2027-01-03", 1),
        ("asOf=2027-01-03&salespersonId=x", 0),
      ] {
        #expect(try await suite.call("GET", "/v1/reminders?\(query)").count("items") == count, "\(query)")
      }
      let late = try await suite.call("GET", "/v1/reminders?asOf=2027-01-03")
      #expect(late.number("items/0/overdueDays") == 3 && late.number("items/0/lines/0/remaining/value") == 1250)
      #expect(try await suite.call("GET", "/v1/reminders?days=x").status == 422)
      _ = try await suite.post(
        "/v1/orders/\(id)/deliveries", #"{"deliveredOn": "2026-11-22", "warehouse": "佛山仓"}"#)
      #expect(try await suite.call("GET", "/v1/reminders?asOf=2027-01-03").count("items") == 0)
    }
  }

  @Test(
    "quotes and orders are found by item, day and total",
    arguments: [
      ("item=wd-24", 1), ("item=%E8%A1%A3", 1), ("item=table", 0), ("from=2026-11-22", 1), ("from=2026-11-23", 0),
      ("to=2026-11-21", 0), ("minTotal=1163750&maxTotal=1163750", 1), ("minTotal=1163751", 0), ("maxTotal=1", 0),
    ])
  func search(query: String, count: Int) async throws {
    try await SalesSuite.with { suite in
      _ = try await suite.post("/v1/quotes", Bodies.quote)
      _ = try await suite.post("/v1/orders", Bodies.order)
      #expect(try await suite.call("GET", "/v1/quotes?\(query)").count("items") == count)
      #expect(try await suite.call("GET", "/v1/orders?\(query)").count("items") == count)
    }
  }
}
