import Contracts
import FinanceService
import Kernel
import ServiceRuntime
import TestSupport
import Testing

@Suite("Who sees and does what in finance", .serialized)
struct ScopeTests {
  private typealias Owner = ScopeWalk.Owner

  private static func sample(
    _ route: RouteDescription, _ owner: Owner, _ things: ScopeBooks.Things
  ) -> ScopeWalk.Sample? {
    let undo = #"{"on": "2026-11-21", "reason": "错"}"#
    let customer = ["customerId": "c-\(owner)"]
    let phone = owner.phone
    return switch "\(route.method) \(route.pattern)" {
    case let text where text.hasPrefix("GET /v1/customers/{id}"): .init(["id": "c-\(owner)"], secret: phone)
    case "GET /v1/receivables", "GET /v1/receivables.csv": .init(marker: things.receivable, secret: phone)
    case let text where text.hasPrefix("GET /v1/aging") || text.hasPrefix("GET /v1/concentration"):
      .init(marker: "c-\(owner)", secret: phone)
    case let text where text.hasPrefix("GET /v1/statements"): .init(customer, secret: phone)
    case "GET /v1/reminders", "GET /v1/reminders.csv": .init(marker: things.receivable, secret: phone)
    case "GET /v1/receipts", "GET /v1/receipts.csv": .init(marker: things.receipt, secret: phone)
    case let text where text.contains("/v1/audit/reads"): .init(query: "subject=c-1")
    case "POST /v1/receipts": .init(body: ScopeBooks.receipt(of: owner))
    case "POST /v1/receipts/{id}/allocate": .init(["id": things.receipt], body: #"{"allocations": []}"#)
    case let text where text.contains("/v1/receipts/{id}"): .init(["id": things.receipt], body: undo, secret: phone)
    case "POST /v1/allocations/{id}/reverse": .init(["id": things.allocation], body: undo)
    case let text where text.contains("/v1/allocation-order"): .init(body: #"{"order": "oldest-due"}"#)
    case let text where text.contains("/v1/dunning-levels"): .init(body: #"{"days": [1, 15]}"#)
    case "POST /v1/refunds":
      .init(
        body: #"{"customerId": "c-\#(owner)", "amount": \#(ScopeBooks.money(10)), "method": "cash", "#
          + #""refundedOn": "2026-11-21", "reason": "多付"}"#)
    case "POST /v1/credit-notes":
      .init(
        body: #"{"receivableId": "\#(things.receivable)", "amount": \#(ScopeBooks.money(10)), "#
          + #""creditedOn": "2026-11-21", "reason": "划痕"}"#)
    case "POST /v1/credit/{customerId}/release": .init(customer, body: #"{"reason": "老客户"}"#)
    case let text where text.contains("/v1/credit/"): .init(customer, body: #"{"overdueDays": 30}"#, secret: phone)
    default: suppliers(route, things) ?? people(route, owner, things) ?? ledger(route)
    }
  }

  private static func suppliers(_ route: RouteDescription, _ things: ScopeBooks.Things) -> ScopeWalk.Sample? {
    let undo = #"{"on": "2026-11-21", "reason": "错"}"#
    return switch "\(route.method) \(route.pattern)" {
    case "POST /v1/suppliers": .init(body: #"{"code": "V-1", "name": "板材厂"}"#)
    case let text where text.contains("/v1/suppliers"): .init(["code": "V-1"], body: #"{"name": "板材"}"#)
    case "POST /v1/payables": .init(body: ScopeBooks.bill)
    case let text where text.contains("/v1/payables"): .init(["id": things.payable], body: undo)
    case "POST /v1/payments": .init(body: ScopeBooks.payment)
    case "POST /v1/payments/{id}/allocate": .init(["id": things.payment], body: #"{"allocations": []}"#)
    case let text where text.contains("/v1/payments"): .init(["id": things.payment], body: undo)
    default: nil
    }
  }

  /// What employees earn and spend.
  private static func people(
    _ route: RouteDescription, _ owner: Owner, _ things: ScopeBooks.Things
  ) -> ScopeWalk.Sample? {
    switch "\(route.method) \(route.pattern)" {
    case "GET /v1/expenses", "GET /v1/expenses.csv": .init(marker: things.expense)
    case "POST /v1/expenses": .init(body: ScopeBooks.expense(of: owner))
    case "POST /v1/expenses/{id}/pay":
      .init(["id": things.expense], body: #"{"method": "cash", "paidOn": "2026-11-21"}"#)
    case let text where text.contains("/v1/expenses/{id}"):
      .init(["id": things.expense], body: #"{"on": "2026-11-21", "reason": "错"}"#)
    case "GET /v1/recurring-expenses", "GET /v1/recurring-expenses.csv": .init(marker: things.recurring)
    case "POST /v1/recurring-expenses": .init(body: ScopeBooks.wage(of: owner))
    case "POST /v1/recurring-expenses/{id}/end": .init(["id": things.recurring], body: #"{"endsOn": "2026-12-31"}"#)
    case "GET /v1/commission-plans", "GET /v1/commission-plans.csv": .init(marker: "plan-\(owner)")
    case "POST /v1/commission-plans":
      .init(body: ScopeBooks.plan("plan-\(owner)", "salespersonId", owner.rawValue, percent: 5))
    case "GET /v1/commissions": .init(marker: #""salespersonId":"\#(owner)""#)
    case "GET /v1/commissions.csv": .init(marker: "\n\(owner),")
    case "GET /v1/commissions/lines", "GET /v1/commissions/lines.csv": .init(marker: "o-\(owner)")
    case "POST /v1/commissions/payouts":
      .init(
        body: #"{"salespersonId": "\#(owner)", "amount": \#(ScopeBooks.money(1)), "paidOn": "2026-11-21", "#
          + #""method": "bank"}"#)
    default: nil
    }
  }

  private static func ledger(_ route: RouteDescription) -> ScopeWalk.Sample? {
    switch "\(route.method) \(route.pattern)" {
    case "POST /v1/erp/receipts":
      .init(
        body: #"{"source": "/erp", "receiptNumber": "SK-9", "revision": 1, "orderId": "nowhere", "amount": "#
          + "\(ScopeBooks.money(1)), " + #""method": "bank", "receivedOn": "2026-11-21"}"#)
    case let text where text.hasPrefix("GET /v1/erp-messages"): .init()
    case let text where text.hasPrefix("GET /v1/ledger") || text.hasPrefix("GET /v1/trial-balance"): .init()
    case "POST /v1/periods/{month}/reopen": .init(["month": "2025-01"], body: #"{"reason": "补记"}"#)
    case let text where text.contains("/v1/periods"): .init(["month": "2025-01"])
    default: nil
    }
  }

  @Test("every role meets its own, its shop's and others' things at every route as the table says")
  func walk() async throws {
    try await ScopeBooks.with { books in
      let things = try await books.furnish()
      let approvals = try ApprovalSamples(in: books.service, as: FinanceOwner.self, at: books.clock.now)
      let walk = ScopeWalk(books.service, books.tokens, at: books.clock.now) { route, owner in
        approvals.sample(route, owner) ?? things[owner].flatMap { Self.sample(route, owner, $0) }
      }
      // Files are not JSON, and nobody's.
      let routes = FinanceService.definition().routes.filter { !$0.description.pattern.hasPrefix("/v1/imports") }
      for deviation in try await walk.deviations(in: routes) { Issue.record("\(deviation)") }
    }
  }

  @Test("files are taken from finance and operations", arguments: Role.allCases)
  func imports(role: Role) async throws {
    let routes = FinanceService.definition().routes.map(\.description).filter {
      $0.pattern.hasPrefix("/v1/imports")
    }
    #expect(routes.count == 2)
    for route in routes { #expect(route.roles?.contains(role) == [.finance, .operations].contains(role)) }
  }

  /// Found by an attacker: an order of CNY 1 opened finance's whole view of a customer.
  @Test("an order of CNY 1 opens no more of a customer's money than itself, on no page")
  func smallOrder() async throws {
    try await ScopeBooks.with { books in
      try books.sign("o-one", of: "c-stranger", by: .me, fen: 100)
      try await books.until("finance knows the order") {
        try await books.ask("/v1/receivables?orderId=o-one").count("items") == 1
      }
      let things = try await books.furnish()
      let (mine, theirs) = (try #require(things[.me]), try #require(things[.stranger]))
      let one = try #require(try await books.ask("/v1/receivables?orderId=o-one").text("items/0/id"))
      let transfer =
        #"{"customerId": "c-stranger", "amount": \#(ScopeBooks.money(800)), "method": "bank", "#
        + #""receivedOn": "2026-11-21", "allocations": [{"receivableId": "\#(one)", "amount": \#(ScopeBooks.money(40))}, "#
        + #"{"receivableId": "\#(theirs.receivable)", "amount": \#(ScopeBooks.money(760))}]}"#
      let paid = try await books.post("/v1/receipts", transfer)
      #expect(paid.status == 201)
      let me = Caller(subject: "me", name: "我", roles: [.netSales], shop: "shop-1")

      let list = try await books.ask("/v1/receivables?customerId=c-stranger", as: me)
      #expect(list.count("items") == 1 && list.text("items/0/id") == one && list.number("items/0/open/amount") == 60)
      let receipts = try await books.ask("/v1/receipts", as: me)
      #expect(receipts.count("items") == 1 && receipts.text("items/0/id") == mine.receipt)
      #expect(try await books.ask("/v1/receipts/\(paid.json["id"]?.string ?? "")", as: me).status == 404)
      let aging = try await books.ask("/v1/aging?customerId=c-stranger", as: me)
      #expect(aging.number("items/0/total/amount") == 60 && aging.number("items/0/unallocated/amount") == 0)
      #expect(aging.text("items/0/scope") == "own")
      let statement = try await books.ask("/v1/statements/c-stranger", as: me)
      #expect(statement.text("scope") == "own" && statement.number("closing/amount") == 60)
      #expect(statement.number("aging/total/amount") == 60 && statement.count("lines") == 2)
      #expect(statement.number("lines/0/debit/amount") == 100 && statement.text("lines/1/kind") == "allocation")
      #expect(statement.number("lines/1/credit/amount") == 40)
      for (language, words) in [("zh", "仅本人订单"), ("en", "Own orders only")] {
        let page = try await books.ask("/v1/statements/c-stranger.html?lang=\(language)", as: me)
        #expect(page.plain.contains(words) && !page.plain.contains("5,000.00"))
      }
      // How a customer has paid all the company is not told with the hold.
      let credit = try await books.ask("/v1/credit/c-stranger", as: me)
      #expect(credit.status == 200 && credit["hold"] == false && credit["history"] == nil)

      let whole = try await books.ask("/v1/statements/c-stranger")
      #expect(whole.text("scope") == "all" && whole.count("lines") == 4)
      #expect(whole.number("closing/amount") == 500_000 + 100 - 50_000 - 800)
      #expect(try await books.ask("/v1/credit/c-stranger")["history"] != nil)
    }
  }

  @Test("a part of an account balances: what is open of the own orders less the own credit, whatever paid for whom")
  func part() async throws {
    try await ScopeBooks.with { books in
      try books.sign("o-two", of: "c-stranger", by: .me, fen: 1_000)
      try await books.until("finance knows the order") {
        try await books.ask("/v1/receivables?orderId=o-two").count("items") == 1
      }
      // Named as for the stranger's order, it pays mine in part; named as for mine, it pays the stranger's.
      for (order, fen, part) in [("o-stranger", 700, "o-two"), ("o-two", 90, "o-stranger")] {
        let id = try #require(try await books.ask("/v1/receivables?orderId=\(part)").text("items/0/id"))
        let body =
          #"{"customerId": "c-stranger", "orderId": "\#(order)", "amount": \#(ScopeBooks.money(fen)), "#
          + #""method": "bank", "receivedOn": "2026-11-20", "#
          + #""allocations": [{"receivableId": "\#(id)", "amount": \#(ScopeBooks.money(fen - 50))}]}"#
        #expect(try await books.post("/v1/receipts", body).status == 201)
      }
      let me = Caller(subject: "me", name: "我", roles: [.netSales], shop: "shop-1")
      let mine = try await books.ask("/v1/statements/c-stranger", as: me)
      #expect(mine.number("aging/total/amount") == 350 && mine.number("aging/unallocated/amount") == 50)
      #expect(mine.number("closing/amount") == 300)
      let receipt = try await books.ask("/v1/receipts", as: me)
      #expect(receipt.count("items") == 1 && receipt.count("items/0/allocations") == 0)
      #expect(receipt.number("items/0/elsewhere/amount") == 40 && receipt.number("items/0/unallocated/amount") == 50)
      let page = try await books.ask("/v1/receipts/\(receipt.text("items/0/id") ?? "").html?lang=en", as: me)
      #expect(page.plain.contains("Other orders"))
      let shop = Caller(subject: "boss-2", name: "店长", roles: [.shop], shop: "shop-2")
      let others = try await books.ask("/v1/statements/c-stranger", as: shop)
      #expect(others.text("scope") == "shop" && others.number("closing/amount") == 500_000 - 700 - 40 + 650)
      #expect(try await books.ask("/v1/statements/c-stranger").number("closing/amount") == 501_000 - 790)
    }
  }

  @Test("who works on a lead sees the customer and whether the company gives credit, and no money")
  func leadOwner() async throws {
    try await ScopeBooks.with { books in
      let me = Caller(subject: "me", name: "我", roles: [.netSales], shop: "shop-1")
      #expect(try await books.ask("/v1/customers/c-stranger", as: me).status == 404)
      #expect(try await books.ask("/v1/credit/c-stranger", as: me).status == 404)
      try books.capture("l-1", of: "c-stranger", ownedBy: "me")
      try await books.until("finance knows the lead") {
        try await books.ask("/v1/customers/c-stranger", as: me).status == 200
      }
      #expect(try await books.ask("/v1/customers/c-stranger", as: me).text("phone") == ScopeWalk.Owner.stranger.phone)
      #expect(try await books.ask("/v1/credit/c-stranger", as: me).status == 200)
      #expect(try await books.ask("/v1/statements/c-stranger", as: me).status == 404)
      #expect(try await books.ask("/v1/receivables?customerId=c-stranger", as: me).count("items") == 0)
    }
  }

  @Test("finance reaches customers by phone in dunning alone; operations nowhere")
  func phones() async throws {
    try await ScopeBooks.with { books in
      let phone = ScopeWalk.Owner.me.phone
      let masked = "138****0001"
      for (role, dunning) in [(Role.finance, true), (.operations, false)] {
        let caller = Caller(subject: "f-1", name: "f", roles: [role])
        let reminders = try await books.ask("/v1/reminders", as: caller).plain
        #expect(reminders.contains(phone) == dunning && reminders.contains(masked) != dunning, "\(role)")
        for path in ["/v1/customers/c-me", "/v1/statements/c-me.html"] {
          let page = try await books.ask(path, as: caller).plain
          #expect(!page.contains(phone) && page.contains(masked), "\(role) \(path)")
        }
      }
      let auditor = Caller(subject: "a-1", name: "a", roles: [.auditor])
      #expect(try await books.ask("/v1/statements/c-me.html", as: auditor).plain.contains(phone))
    }
  }

  /// Money is written with role finance, whatever other roles there are.
  @Test(
    "a manager and a shop write money with role finance besides",
    arguments: [
      ([.manager], 403), ([.shop], 403), ([.netSales, .shop], 403), ([.manager, .finance], 201),
      ([.shop, .finance], 201),
    ] as [(Set<Role>, Int)])
  func writers(roles: Set<Role>, status: Int) async throws {
    try await ScopeBooks.with { books in
      let caller = Caller(subject: "me", name: "我", roles: roles, shop: "shop-1")
      for (path, body) in [
        ("/v1/receipts", ScopeBooks.receipt(of: .me)), ("/v1/expenses", ScopeBooks.expense(of: .me)),
        ("/v1/payables", ScopeBooks.bill), ("/v1/payments", ScopeBooks.payment),
        ("/v1/recurring-expenses", ScopeBooks.wage(of: .me)),
      ] {
        let answer = try await books.post(path, body, as: caller)
        #expect(answer.status == status, "\(path) \(answer.text)")
      }
    }
  }

  @Test(
    "names that nobody has registered are refused, and brought by operations alone",
    arguments: [
      ("/v1/receipts", #""orderId": "o-me""#, #""orderId": "o-stranger""#, "/orderId"),
      ("/v1/receipts", #""orderId": "o-me""#, #""salespersonId": "nobody""#, "/salespersonId"),
      ("/v1/receipts", #""orderId": "o-me""#, #""salespersonId": "gone""#, "/salespersonId"),
      ("/v1/expenses", #""salespersonId": "me""#, #""salespersonId": "nobody""#, "/salespersonId"),
      ("/v1/expenses", #""salespersonId": "me""#, #""shop": "shop-9""#, "/shop"),
      ("/v1/expenses", #""salespersonId": "me""#, #""customerId": "c-9""#, "/customerId"),
      ("/v1/recurring-expenses", #""employeeId": "me""#, #""employeeId": "gone""#, "/employeeId"),
      ("/v1/payables", "V-1", "V-9", "/supplierCode"), ("/v1/payments", "V-1", "V-9", "/supplierCode"),
      ("/v1/commission-plans", #""salespersonId": "me""#, #""salespersonId": "nobody""#, "/salespersonId"),
    ])
  func names(path: String, good: String, bad: String, pointer: String) async throws {
    try await ScopeBooks.with { books in
      let body =
        switch path {
        case "/v1/receipts": ScopeBooks.receipt(of: .me)
        case "/v1/expenses": ScopeBooks.expense(of: .me)
        case "/v1/recurring-expenses": ScopeBooks.wage(of: .me)
        case "/v1/payables": ScopeBooks.bill
        case "/v1/payments": ScopeBooks.payment
        default: ScopeBooks.plan("P-2", "salespersonId", "me", percent: 1)
        }
      let wrong = body.replacing(good, with: bad)
      #expect(wrong != body)
      let finance = Caller(subject: "f-1", name: "f", roles: [.finance])
      let refused = try await books.post(path, wrong, as: finance)
      #expect(refused.status == 422 && refused.pointers == [pointer], "\(refused.text)")
      #expect(try await books.post(path, body, as: finance).status == 201)
      let operations = Caller(subject: "op", name: "op", roles: [.operations])
      #expect(try await books.post(path, wrong.replacing("P-2", with: "P-3"), as: operations).status == 201)
    }
  }
}
