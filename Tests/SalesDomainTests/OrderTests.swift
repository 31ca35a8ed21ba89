import Contracts
import Kernel
import SalesDomain
import Testing

@Suite("Moves of orders")
struct OrderTests {
  static func terms(_ amounts: [(String, Int64)]) throws -> OrderTerms {
    let priced = try Pricing.price(amounts.map { try line($0.1) }) { ID(amounts[$0].0) }
    return OrderTerms(
      lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: [], promisedOn: nil)
  }

  static func order(erp: ERPReference? = nil) throws -> OrderState {
    OrderState(
      OrderConfirmed(
        orderId: "o", number: "SO-2026-000001", customerId: "c", quoteId: nil, leadId: nil, salespersonId: "s",
        designerId: nil, shop: "shop", signedOn: QuoteTests.today, signedAt: .home,
        terms: try terms([("a", 100), ("b", 200)]), erp: erp, occurredAt: QuoteTests.now))
  }

  @Test("an amendment is the next version and carries what it replaces")
  func amend() throws {
    var order = try Self.order()
    let event = try order.amend(
      try Self.terms([("a", 150)]), salespersonId: nil, shop: "other", reason: "少做一个柜子", at: QuoteTests.now)
    #expect(event.version == 2 && event.previousTotal.amount == 300 && event.terms.total.amount == 150)
    #expect(event.salespersonId == "s" && event.shop == "other" && event.signedAt == .home)
    order.apply(event)
    #expect(order.version == 2 && order.changes == 2 && order.terms.total.amount == 150)
  }

  @Test("nothing happens to a cancelled order")
  func cancelled() throws {
    var order = try Self.order()
    order.apply(try order.cancel(reason: "不做了", at: QuoteTests.now))
    let error = OrderError.cancelled(QuoteTests.today)
    #expect(throws: error) { try order.cancel(reason: "again", at: QuoteTests.now) }
    #expect(throws: error) {
      try order.amend(order.terms, salespersonId: nil, shop: nil, reason: "x", at: QuoteTests.now)
    }
  }

  @Test("a reinstated order goes on as its next version, with its deliveries, and can be cancelled again")
  func reinstate() throws {
    var order = try Self.order()
    #expect(throws: OrderError.notCancelled) { try order.reinstate(reason: "x", at: QuoteTests.now) }
    let whole = try #require(Quantity(1))
    try order.apply(
      order.deliver(
        [DeliveryLineDraft(lineId: "a", quantity: whole)], id: "d", number: "DN", on: QuoteTests.today, from: "w",
        at: QuoteTests.now))
    order.apply(try order.cancel(reason: "不做了", at: QuoteTests.now))
    let event = try order.reinstate(reason: "客户改变主意", at: QuoteTests.now)
    #expect(event.version == 2 && event.previousTotal == order.terms.total && event.terms == order.terms)
    #expect(event.salespersonId == "s" && event.shop == "shop" && event.erp == nil && event.onCreditHold == nil)
    let before = order.changes
    order.apply(event)
    #expect(order.stage == .confirmed && order.version == 2 && order.changes == before + 1)
    #expect(order.cancelledOn == nil && order.reason == nil && order.progress == .partial)
    #expect(try order.undelivered().amount == 200)
    _ = try order.cancel(reason: "again", at: QuoteTests.now)
  }

  @Test(
    "the ERP reinstates an order on its own terms, never before the day on which it was cancelled",
    arguments: [(0, 0), (-5, 0), (3, 3)])
  func reinstatedByERP(days: Int, expected: Int) throws {
    var order = try Self.order(erp: ERPReference(source: "/erp", orderNumber: "1", revision: 1))
    order.apply(try order.cancel(reason: "不做了", at: QuoteTests.now))
    var received = try ERPOrderDataTests.received(ERPOrderDataTests.json)
    received.salespersonId = nil
    received.occurredAt = Instant(milliseconds: QuoteTests.now.milliseconds + Int64(days) * 86_400_000)
    let event = try order.reinstate(received, isHeld: true)
    #expect(event.reinstatedOn == QuoteTests.today.adding(days: expected))
    #expect(event.terms == received.terms && event.salespersonId == "s" && event.shop == "foshan-1")
    #expect(event.erp == received.erp && event.onCreditHold == true && event.reason == nil)
    #expect(OrderChange(event, of: order).kind == .reinstated && OrderChange(event, of: order).diff != nil)
  }

  @Test(
    "an order has one number of one ERP", arguments: [("/erp", "1", true), ("/erp", "2", false), ("/sap", "1", false)])
  func number(source: String, number: String, isFree: Bool) throws {
    var order = try Self.order()
    let erp = ERPReference(source: source, orderNumber: number, revision: 0)
    #expect(order.isFree(for: erp))
    order.apply(order.register(as: ERPReference(source: "/erp", orderNumber: "1", revision: 0), at: QuoteTests.now))
    #expect(order.isFree(for: erp) == isFree && order.erp?.orderNumber == "1" && order.changes == 2)
  }

  @Test("a diff names lines that came, went and changed")
  func diff() throws {
    let diff = TermsDiff(
      from: try Self.terms([("a", 100), ("b", 200), ("c", 1)]), to: try Self.terms([("c", 1), ("b", 250), ("d", 5)]))
    #expect(diff.addedLines == ["d"] && diff.removedLines == ["a"] && diff.changedLines == ["b"])
    #expect(!diff.instalmentsChanged && !diff.promisedOnChanged)
  }
}
