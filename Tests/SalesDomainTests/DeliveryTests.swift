import Contracts
import Kernel
import SalesDomain
import Testing

/// Delivered ≤ ordered per line, complete in whole numbers, all parts add up to the whole (C9;
/// `Services/Sales/README.md#deliveries`).
@Suite("Deliveries of an order")
struct DeliveryTests {
  /// One line of so many units at so many fen each, with 13 % tax.
  static func order(_ quantity: Quantity, at price: Int64 = 3333) throws -> OrderState {
    let priced = try Pricing.price([
      LineDraft(description: "衣柜", quantity: quantity, unitPrice: try Money(price))
    ]) { _ in "a" }
    return OrderState(
      OrderConfirmed(
        orderId: "o", number: "SO-2026-000001", customerId: "c", quoteId: nil, leadId: nil, salespersonId: "s",
        designerId: nil, shop: "shop", signedOn: QuoteTests.today, signedAt: .home,
        terms: OrderTerms(
          lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: [], promisedOn: nil),
        erp: nil, occurredAt: QuoteTests.now))
  }

  static func quantity(_ value: Int64, _ scale: Int = 0) throws -> Quantity {
    try #require(Quantity(value, scale: scale))
  }

  static func deliver(_ order: OrderState, _ drafts: [DeliveryLineDraft]?) throws -> DeliveryNoted {
    try order.deliver(
      drafts, id: "d", number: "DN-2026-000001", on: QuoteTests.today, from: "佛山仓", at: QuoteTests.now)
  }

  static func deliver(_ order: inout OrderState, _ part: Quantity) throws -> DeliveryNoted {
    let event = try deliver(order, [DeliveryLineDraft(lineId: "a", quantity: part)])
    try order.apply(event)
    return event
  }

  static let splits: [(ordered: (Int64, Int), parts: [(Int64, Int)])] = [
    ((3, 0), [(1, 0), (1, 0), (1, 0)]),
    ((7, 0), [(3, 0), (4, 0)]),
    ((1250, 2), [(5, 0), (25, 1), (500, 2)]),
    ((1, 0), [(333_333, 6), (333_333, 6), (333_334, 6)]),
  ]

  @Test("parts add up to the line and to its tax, to the fen", arguments: splits)
  func adds(ordered: (Int64, Int), parts: [(Int64, Int)]) throws {
    var order = try Self.order(try Self.quantity(ordered.0, ordered.1))
    var (amount, tax) = (Int64(0), Int64(0))
    for (index, part) in parts.enumerated() {
      let event = try Self.deliver(&order, try Self.quantity(part.0, part.1))
      amount += event.amount.amount
      tax += event.taxes.reduce(0) { $0 + $1.tax.amount }
      #expect(event.isComplete == (index == parts.count - 1))
      #expect(event.taxes.reduce(0) { $0 + $1.gross.amount } == event.amount.amount)
    }
    #expect(amount == order.terms.total.amount)
    #expect(tax == order.terms.taxes[0].tax.amount)
    #expect(order.progress == .complete)
    #expect(throws: OrderError.nothingLeft) { try Self.deliver(order, nil) }
  }

  @Test("never above the order, and what is left is named")
  func above() throws {
    var order = try Self.order(try Self.quantity(1250, 2))
    _ = try Self.deliver(&order, try Self.quantity(12))
    let left = try Self.quantity(50, 2)
    for more in [try Self.quantity(1), try Self.quantity(500_001, 6)] {
      #expect(throws: OrderError.aboveOrder(pointer: "/lines/0/quantity", remaining: left)) {
        try Self.deliver(order, [DeliveryLineDraft(lineId: "a", quantity: more)])
      }
    }
    #expect(order.progress == .partial && order.remainingLines == [DeliveryLineDraft(lineId: "a", quantity: left)])
  }

  static let refusals: [(lines: [(String, Int64)], error: InvalidField)] = [
    ([("x", 1)], InvalidField("/lines/0/lineId", .notOfOrder)),
    ([("a", 1), ("a", 1)], InvalidField("/lines/1/lineId", .repeated)),
    ([("a", 0)], InvalidField("/lines/0/quantity/value", .notPositive)),
    ([("a", -1)], InvalidField("/lines/0/quantity/value", .notPositive)),
    ([], InvalidField("/lines", .noItems)),
  ]

  @Test("bad lines are refused by their place", arguments: refusals)
  func refused(lines: [(String, Int64)], error: InvalidField) throws {
    let order = try Self.order(try Self.quantity(5))
    let drafts = try lines.map { DeliveryLineDraft(lineId: ID($0.0), quantity: try Self.quantity($0.1)) }
    #expect(throws: error) { try Self.deliver(order, drafts) }
  }

  @Test("a cancelled note gives its quantity and its money back")
  func cancelled() throws {
    var order = try Self.order(try Self.quantity(3))
    let first = try Self.deliver(&order, try Self.quantity(2))
    try order.apply(
      DeliveryCancelled(
        deliveryId: first.deliveryId, orderId: "o", customerId: "c", salespersonId: nil, shop: nil, lines: first.lines,
        amount: first.amount, taxes: first.taxes, reason: "送错", cancelledOn: QuoteTests.today,
        occurredAt: QuoteTests.now))
    #expect(order.progress == .none)
    #expect(try Self.deliver(&order, try Self.quantity(3)).amount == order.terms.total)
  }

  @Test("nothing of a cancelled order is delivered, and nothing before it was signed")
  func impossible() throws {
    var order = try Self.order(try Self.quantity(3))
    #expect(throws: InvalidField("/deliveredOn", .before(QuoteTests.today))) {
      try order.deliver(
        nil, id: "d", number: "n", on: QuoteTests.today.adding(days: -1), from: "仓", at: QuoteTests.now)
    }
    order.apply(try order.cancel(reason: "不做了", at: QuoteTests.now))
    #expect(throws: OrderError.cancelled(QuoteTests.today)) { try Self.deliver(order, nil) }
  }

  @Test("an amendment keeps what is delivered")
  func amendment() throws {
    var order = try Self.order(try Self.quantity(3))
    _ = try Self.deliver(&order, try Self.quantity(2))
    let fewer = try Self.order(try Self.quantity(1)).terms.lines
    #expect(throws: InvalidField("/lines/0/quantity", .belowDelivered(try Self.quantity(2)))) {
      try order.checkDelivered(in: fewer)
    }
    #expect(throws: InvalidField("/lines", .deliveredLineMissing("a"))) { try order.checkDelivered(in: []) }
    try order.checkDelivered(in: try Self.order(try Self.quantity(2)).terms.lines)
    // The price of what is delivered stays: 2 × 3333.
    for price: Int64 in [3332, 3334] {
      let other = try Self.order(try Self.quantity(2), at: price).terms.lines
      #expect(throws: InvalidField("/lines/0/unitPrice", .deliveredAmount(try Money(6666)))) {
        try order.checkDelivered(in: other)
      }
    }
    try order.checkDelivered(in: try Self.order(try Self.quantity(3), at: 3334).terms.lines)
    #expect(throws: InvalidField("/lines/0/unitPrice", .deliveredAmount(try Money(6666)))) {
      try order.checkDelivered(in: try Self.order(try Self.quantity(3), at: 2221).terms.lines)
    }
    var otherRate = order.terms.lines
    otherRate[0].taxRatePercent = .zero
    #expect(throws: InvalidField("/lines/0/taxRatePercent", .deliveredTaxRate(Pricing.defaultTaxRate))) {
      try order.checkDelivered(in: otherRate)
    }
  }
}
