import Contracts
import Kernel
import SalesDomain
import Testing

/// What the ERP's word makes of a product (`Shared/Contracts/README.md#products-and-prices`).
@Suite("Products of the ERP")
struct ERPProductTests {
  static let today: BusinessDate = QuoteTests.today
  static func day(_ days: Int) -> BusinessDate { today.adding(days: days) }

  private static func product(
    price: Int64 = 100, from: Int? = nil, next: (Int64, Int)? = nil, erp: String? = "/erp/gz"
  ) throws -> ProductState {
    ProductState(
      sku: "P", name: "柜", unit: "套", price: try Money(price), category: "柜", priceFrom: from.map(day),
      nextPrice: try next.map { ProductPrice(price: try Money($0.0), validFrom: day($0.1)) }, erpSource: erp)
  }

  private static func message(
    price: Int64? = nil, from: Int? = nil, category: String? = nil, unit: String? = nil, tax: Percent? = nil,
    active: Bool? = nil
  ) throws -> ERPProduct {
    ERPProduct(
      sku: "P", revision: 1, name: "新柜", category: category, unit: unit, price: try price.map { try Money($0) },
      validFrom: from.map(day), taxRatePercent: tax, active: active)
  }

  typealias Price = (price: Int64, from: Int?, next: (Int64, Int)?)
  /// Days are counted from today.
  static let prices: [(name: String, before: Price, message: (Int64?, Int?), after: Price)] = [
    ("none is given: all stays", (100, -9, (120, 5)), (nil, nil), (100, -9, (120, 5))),
    ("another at once", (100, -9, nil), (110, nil), (110, 0, nil)),
    ("another from a day of before", (100, -9, nil), (110, -2), (110, -2, nil)),
    ("from today", (100, -9, nil), (110, 0), (110, 0, nil)),
    ("another from tomorrow", (100, -9, nil), (110, 1), (100, -9, (110, 1))),
    ("a next price takes the place of another", (100, -9, (120, 5)), (130, 7), (100, -9, (130, 7))),
    ("a price at once takes the next one away", (100, -9, (120, 5)), (110, nil), (110, 0, nil)),
    ("the same price takes the next one away, and counts since then", (100, -9, (120, 5)), (100, nil), (100, -9, nil)),
    ("the next one has come", (100, -9, (120, 0)), (nil, nil), (120, 0, nil)),
    ("the next one came, and another follows", (100, -9, (120, -1)), (130, 3), (120, -1, (130, 3))),
  ]

  @Test("a price takes the place of another from its day on", arguments: prices)
  func price(each: (name: String, before: Price, message: (Int64?, Int?), after: Price)) throws {
    let before = try Self.product(price: each.before.price, from: each.before.from, next: each.before.next)
    let event = try Self.message(price: each.message.0, from: each.message.1).changed(
      before, from: "/erp/gz", on: Self.today)
    #expect(event.price.amount == each.after.price && event.priceFrom == each.after.from.map(Self.day), "\(each.name)")
    #expect(event.nextPrice?.price.amount == each.after.next?.0, "\(each.name)")
    #expect(event.nextPrice?.validFrom == each.after.next.map { Self.day($0.1) }, "\(each.name)")
  }

  @Test("what is left out stays, what is not said of being sold is sold, and the product is the ERP's")
  func merged() throws {
    var before = try Self.product(erp: nil)
    (before.active, before.taxRatePercent) = (false, Percent(hundredths: 900))
    let event = try Self.message().changed(before, from: "/erp/gz", on: Self.today)
    #expect(event.name == "新柜" && event.unit == "套" && event.category == "柜" && event.price.amount == 100)
    #expect(event.taxRatePercent == Percent(hundredths: 900) && event.active == nil && event.erpSource == "/erp/gz")
    #expect(try Self.message(active: false).changed(before, from: "/erp/gz", on: Self.today).active == false)
  }

  static let refused: [(ERPProduct, ProductState?, String)] = {
    // Literals of the tables below; a money of this size is always one.
    func money(_ amount: Int64) -> Money { (try? Money(amount)) ?? .zero() }
    func product(_ category: String?, _ unit: String?, _ price: Int64?, _ tax: Int? = nil) -> ERPProduct {
      ERPProduct(
        sku: "P", revision: 1, name: "柜", category: category, unit: unit, price: price.map(money), validFrom: nil,
        taxRatePercent: tax.map { Percent(hundredths: $0) }, active: nil)
    }
    let known = ProductState(sku: "P", name: "柜", unit: "套", price: money(1), category: "柜", erpSource: "/erp/gz")
    return [
      (product(nil, "套", 1), nil, "/category"), (product("柜", nil, 1), nil, "/unit"),
      (product("柜", "套", nil), nil, "/price"), (product("柜", "套", -1), nil, "/price/amount"),
      (product(" ", nil, nil), known, "/category"), (product(nil, nil, -1), known, "/price/amount"),
      (product(nil, nil, nil, 10_001), known, "/taxRatePercent"),
    ]
  }()

  @Test("what is missing of a new product, or is wrong, names its field", arguments: refused)
  func fields(message: ERPProduct, before: ProductState?, pointer: String) throws {
    let error = try #require(throws: InvalidField.self) {
      _ = try message.changed(before, from: "/erp/gz", on: Self.today)
    }
    #expect(error.pointer == pointer)
  }

  @Test("a price of a new product counts at once, whenever it was to begin", arguments: [nil, -3, 0, 8] as [Int?])
  func new(from: Int?) throws {
    let event = try Self.message(price: 5, from: from, category: "柜", unit: "套").changed(
      nil, from: "/erp/gz", on: Self.today)
    #expect(event.price.amount == 5 && event.nextPrice == nil && event.priceFrom == Self.day(min(from ?? 0, 0)))
  }

  @Test("a product is of one ERP, and no person edits it")
  func owners() throws {
    let product = try Self.product()
    #expect(throws: ProductError.ofOtherERP(owner: "/erp/gz")) {
      _ = try Self.message().changed(product, from: "/erp/sz", on: Self.today)
    }
    #expect(throws: ProductError.ofERP("/erp/gz")) {
      _ = try product.edited(name: "x", unit: nil, price: nil, category: nil, on: Self.today)
    }
    let own = try Self.product(from: -9, erp: nil)
    let edited = try own.edited(name: nil, unit: nil, price: try Money(7), category: nil, on: Self.today)
    #expect(edited.price.amount == 7 && edited.priceFrom == Self.today && edited.erpSource == nil)
    let renamed = try own.edited(name: "x", unit: nil, price: nil, category: nil, on: Self.today)
    #expect(renamed.priceFrom == Self.day(-9))
  }
}

@Suite("Stock of the ERP")
struct ERPStockTests {
  private static func stock(_ onHand: Int64, _ reserved: Int64?) throws -> ERPStock {
    ERPStock(
      sku: "P", warehouse: "gz", onHand: try DeliveryTests.quantity(onHand, 1),
      reserved: try reserved.map { try DeliveryTests.quantity($0, 1) }, asOf: QuoteTests.now)
  }

  @Test(
    "figures are not negative",
    arguments: [(-1, nil, "/onHand/value"), (1, -1, "/reserved/value")] as [(Int64, Int64?, String)]
  )
  func negative(onHand: Int64, reserved: Int64?, pointer: String) throws {
    let error = try #require(throws: InvalidField.self) { _ = try Self.stock(onHand, reserved).changed(from: "/erp") }
    #expect(error.pointer == pointer && error.rule == .negative)
  }

  @Test("nothing lies there, or more is promised than lies there", arguments: [(0, nil), (5, 9)] as [(Int64, Int64?)])
  func taken(onHand: Int64, reserved: Int64?) throws {
    let event = try Self.stock(onHand, reserved).changed(from: "/erp")
    #expect(event.onHand.value == onHand && event.reserved?.value == reserved && event.erpSource == "/erp")
  }

  @Test("too much promised in one warehouse takes nothing from another")
  func sums() {
    var sum = StockSum()
    sum.add(onHand: 5_000_000, reserved: 9_000_000, scale: 0)
    sum.add(onHand: 2_500_000, reserved: 500_000, scale: 1)
    sum.add(onHand: 1_000_000, reserved: nil, scale: 0)
    #expect(sum.onHand == 8_500_000 && sum.available == 3_000_000 && sum.scale == 1)
  }
}

/// An order of the ERP of two lines: 10 (3 pieces, SKU `A`) and 20 (2 pieces, SKU `B`), promised in ten days. `isOurs`: it
/// came from here, and the ERP has registered it, with our names of its lines.
private func erpOrder(second sku: String = "B", isOurs: Bool = false) throws -> OrderState {
  let erp = ERPReference(source: "/erp/gz", orderNumber: "XS-1", revision: 1)
  let lines = try zip(["A", sku], [3, 2]).map { sku, count in
    LineDraft(sku: sku, description: sku, quantity: try DeliveryTests.quantity(count), unitPrice: try Money(1000))
  }
  let priced = try Pricing.price(lines) { isOurs ? ["l-1", "l-2"][$0] : ERPOrderData.lineID(erp, ["10", "20"][$0]) }
  return OrderState(
    OrderConfirmed(
      orderId: "o", number: "SO-1", customerId: "c", quoteId: nil, leadId: nil, salespersonId: "s", designerId: nil,
      shop: "shop", signedOn: QuoteTests.today, signedAt: nil,
      terms: OrderTerms(
        lines: priced.lines, total: priced.total, taxes: priced.taxes, instalments: [],
        promisedOn: QuoteTests.today.adding(days: 10)), erp: erp, occurredAt: QuoteTests.now))
}

@Suite("Production of an order")
struct ProducingTests {
  private static func message(
    _ state: ProductionState, line: String? = nil, expected: Int? = nil, reason: String? = nil
  ) -> ERPProduction {
    ERPProduction(
      orderNumber: "XS-1", orderId: nil, lineNumber: line, revision: 1, state: state,
      expectedOn: expected.map { QuoteTests.today.adding(days: $0) }, reason: reason)
  }

  @Test(
    "it is late by its own word, or where it will be ready after the promised day, until it is ready",
    arguments: [
      (.scheduled, nil, false), (.scheduled, 10, false), (.scheduled, 11, true), (.started, 11, true),
      (.started, 9, false), (.finished, 11, false), (.finished, nil, false), (.delayed, nil, true), (.delayed, 3, true),
    ] as [(ProductionState, Int?, Bool)])
  func late(state: ProductionState, expected: Int?, isLate: Bool) throws {
    let event = try erpOrder().produced(Self.message(state, expected: expected), at: QuoteTests.now)
    #expect(event.isLate == isLate && event.state == state && event.lineId == nil)
    #expect(event.orderId == "o" && event.customerId == "c" && event.salespersonId == "s")
  }

  @Test("a line is named by the ERP's number; one that the order does not have is refused, so is a blank reason")
  func lines() throws {
    let order = try erpOrder()
    let event = try order.produced(Self.message(.delayed, line: "20", reason: "板材"), at: QuoteTests.now)
    #expect(event.lineId == order.terms.lines[1].lineId && event.reason == "板材")
    for (message, pointer) in [
      (Self.message(.started, line: "30"), "/lineNumber"), (Self.message(.delayed, reason: " "), "/reason"),
    ] {
      let error = try #require(throws: InvalidField.self) { _ = try order.produced(message, at: QuoteTests.now) }
      #expect(error.pointer == pointer)
    }
  }

  @Test("a line of an order that came from here is named as here")
  func ours() throws {
    let event = try erpOrder(isOurs: true).produced(Self.message(.started, line: "l-2"), at: QuoteTests.now)
    #expect(event.lineId == "l-2")
  }

  @Test("of an order that is off nothing is made")
  func cancelled() throws {
    var order = try erpOrder()
    order.apply(try order.cancel(reason: "r", at: QuoteTests.now))
    #expect(throws: OrderError.self) { _ = try order.produced(Self.message(.started), at: QuoteTests.now) }
  }
}

@Suite("Shipments of an order")
struct ShippingTests {
  typealias Line = (number: String?, sku: String?, count: Int64)

  private static func shipment(_ lines: [Line], day: Int = 1) throws -> ERPShipment {
    ERPShipment(
      shipmentNumber: "CK-1", revision: 1, orderNumber: "XS-1", orderId: nil,
      dispatchedOn: QuoteTests.today.adding(days: day), carrier: nil, trackingNumber: nil, warehouse: nil,
      lines: try lines.map {
        ERPShipment.Line(lineNumber: $0.number, sku: $0.sku, quantity: try DeliveryTests.quantity($0.count))
      })
  }

  private static func ship(_ order: OrderState, _ shipment: ERPShipment) throws -> DeliveryNoted {
    try order.ship(shipment, from: "/erp/gz", id: "d", number: "DN-1", at: QuoteTests.now)
  }

  static let taken: [(lines: [Line], quantities: [Int64], isComplete: Bool)] = [
    ([("10", nil, 3), ("20", nil, 2)], [3, 2], true), ([("10", nil, 1)], [1], false), ([(nil, "B", 2)], [2], false),
    ([("20", "A", 1)], [1], false), ([(nil, "A", 3), ("20", nil, 2)], [3, 2], true),
  ]

  @Test("a shipment is a delivery of the lines that it names", arguments: taken)
  func notes(lines: [Line], quantities: [Int64], isComplete: Bool) throws {
    let note = try Self.ship(erpOrder(), Self.shipment(lines))
    #expect(note.lines.map(\.quantity.value) == quantities && note.isComplete == isComplete)
    #expect(note.warehouse == "/erp/gz" && note.deliveredOn == QuoteTests.today.adding(days: 1))
    #expect(note.shipment == ERPShipmentReference(source: "/erp/gz", shipmentNumber: "CK-1"))
    #expect(note.amount.amount == quantities.reduce(0) { $0 + $1 * 1000 })
  }

  static let refused: [(lines: [Line], day: Int, pointer: String, rule: FieldRule)] = [
    ([], 1, "/lines", .noItems), ([("30", nil, 1)], 1, "/lines/0/lineNumber", .notOfOrder),
    ([("10", nil, 1), (nil, "C", 1)], 1, "/lines/1/sku", .notOfOrder),
    ([("10", nil, 1), (nil, nil, 1)], 1, "/lines/1/lineNumber", .lineNumberOrSKU),
    ([("10", nil, 1), (nil, "A", 1)], 1, "/lines/1/sku", .repeated),
    ([("10", nil, 1), ("10", nil, 1)], 1, "/lines/1/lineNumber", .repeated),
    ([("10", nil, 0)], 1, "/lines/0/quantity/value", .notPositive),
    ([("10", nil, 1)], -1, "/dispatchedOn", .before(QuoteTests.today)),
  ]

  @Test("what cannot be shipped names its field", arguments: refused)
  func fields(lines: [Line], day: Int, pointer: String, rule: FieldRule) throws {
    let error = try #require(throws: InvalidField.self) {
      _ = try Self.ship(erpOrder(), Self.shipment(lines, day: day))
    }
    #expect(error == InvalidField(pointer, rule))
  }

  @Test("more than is left is refused, and a SKU of two lines says nothing")
  func limits() throws {
    #expect(throws: OrderError.self) { _ = try Self.ship(erpOrder(), Self.shipment([("10", nil, 4)])) }
    let error = try #require(throws: InvalidField.self) {
      _ = try Self.ship(erpOrder(second: "A"), Self.shipment([(nil, "A", 1)]))
    }
    #expect(error == InvalidField("/lines/0/sku", .ofSeveralLines))
  }

  static let others: [(lines: [Line], day: Int, isSame: Bool)] = [
    ([("10", nil, 2)], 1, true), ([(nil, "A", 2)], 1, true), ([("10", nil, 3)], 1, false), ([("20", nil, 2)], 1, false),
    ([("10", nil, 2)], 2, false), ([("10", nil, 2), ("20", nil, 1)], 1, false),
  ]

  @Test("a shipment that says the same of the goods is the note that is there", arguments: others)
  func same(lines: [Line], day: Int, isSame: Bool) throws {
    let order = try erpOrder()
    var note = DeliveryState(try Self.ship(order, Self.shipment([("10", nil, 2)])))
    #expect(try order.isShipped(Self.shipment(lines, day: day), from: "/erp/gz", as: note) == isSame)
    note.apply(try note.cancel(reason: "r", at: QuoteTests.now))
    #expect(try !order.isShipped(Self.shipment(lines, day: day), from: "/erp/gz", as: note))
  }

  @Test("who carries it is news where it differs")
  func tracked() throws {
    var note = DeliveryState(try Self.ship(erpOrder(), Self.shipment([("10", nil, 2)])))
    #expect(try note.tracked(carrier: nil, trackingNumber: nil, at: QuoteTests.now) == nil)
    let event = try #require(try note.tracked(carrier: "德邦", trackingNumber: "1", at: QuoteTests.now))
    note.apply(event)
    #expect(try note.tracked(carrier: "德邦", trackingNumber: "1", at: QuoteTests.now) == nil)
    #expect(try note.tracked(carrier: "德邦", trackingNumber: "2", at: QuoteTests.now) != nil)
    #expect(throws: InvalidField.self) { _ = try note.tracked(carrier: " ", trackingNumber: nil, at: QuoteTests.now) }
  }
}
