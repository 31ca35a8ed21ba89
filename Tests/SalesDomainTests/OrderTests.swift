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

  @Test("a diff names lines that came, went and changed")
  func diff() throws {
    let diff = TermsDiff(
      from: try Self.terms([("a", 100), ("b", 200), ("c", 1)]), to: try Self.terms([("c", 1), ("b", 250), ("d", 5)]))
    #expect(diff.addedLines == ["d"] && diff.removedLines == ["a"] && diff.changedLines == ["b"])
    #expect(!diff.instalmentsChanged && !diff.promisedOnChanged)
  }
}
