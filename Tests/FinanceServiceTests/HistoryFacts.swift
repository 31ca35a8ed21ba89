import Contracts
import Kernel
import TestSupport
import Testing

/// What other services tell.
extension History {
  private static let rate = Percent(hundredths: 1_300)

  private func one() throws -> Quantity { try #require(Quantity(1)) }

  private func taxes(of gross: Money) throws -> [TaxShare] {
    [TaxShare(ratePercent: Self.rate, gross: gross, tax: try gross.scaled(13, over: 113))]
  }

  private mutating func instalments(_ total: Money) -> [InstalmentPlan] {
    let count = Int.random(in: 1...3, using: &random)
    return total.split((0..<count).map { _ in Int64.random(in: 1...5, using: &random) }).enumerated().map {
      InstalmentPlan(
        instalmentId: ID("i\($0.offset)"), label: "\($0.offset)", amount: $0.element,
        dueOn: today.adding(days: Int.random(in: -20...120, using: &random)))
    }
  }

  private mutating func lines(_ total: Money) throws -> [PricedLine] {
    try total.split([Int64.random(in: 1...3, using: &random), 1]).enumerated().map {
      PricedLine(
        lineId: ID("l\($0.offset)"), sku: ["K", "D"][$0.offset], description: "", room: nil, quantity: try one(),
        unitPrice: $0.element, discountPercent: .zero, taxRatePercent: Self.rate, amount: $0.element)
    }
  }

  private mutating func terms(withLines: Bool) throws -> OrderTerms {
    let total = try amount(100...20_000)
    return OrderTerms(
      lines: withLines ? try lines(total) : [], total: total, taxes: try taxes(of: total),
      instalments: instalments(total), promisedOn: nil)
  }

  mutating func confirm() throws {
    let id = ID<Order>("o\(deals.count)")
    let deal = Deal(
      id: id, customer: customers.randomElement(using: &random) ?? "c1", signedOn: earlier(),
      terms: try terms(withLines: Bool.random(using: &random)))
    deals.append(deal)
    try sales.publish(
      OrderConfirmed(
        orderId: id, number: id.text, customerId: deal.customer, quoteId: nil, leadId: nil,
        salespersonId: chance(1, of: 5) ? nil : salespeople.randomElement(using: &random), designerId: nil,
        shop: chance(1, of: 3) ? nil : "h1", signedOn: deal.signedOn, signedAt: nil, terms: deal.terms, erp: nil,
        occurredAt: clock.now))
  }

  mutating func amend(_ index: Int) throws {
    let old = deals[index].terms
    var terms = try terms(withLines: !old.lines.isEmpty)
    // Sales never goes below what is delivered; what finance has credited it does not know.
    guard terms.total.amount >= deals[index].delivered else { return }
    if Bool.random(using: &random) {
      terms.instalments = zip(old.instalments, terms.total.split(old.instalments.map { $0.amount.amount + 1 })).map {
        InstalmentPlan(instalmentId: $0.instalmentId, label: $0.label, amount: $1, dueOn: $0.dueOn)
      }
    }
    deals[index].version += 1
    deals[index].terms = terms
    try sales.publish(
      OrderAmended(
        orderId: deals[index].id, customerId: deals[index].customer, version: deals[index].version,
        salespersonId: salespeople.randomElement(using: &random), shop: nil, signedOn: deals[index].signedOn,
        signedAt: nil, previousTotal: old.total, terms: terms, reason: nil, amendedOn: earlier(), erp: nil,
        occurredAt: clock.now))
  }

  mutating func cancel(_ index: Int) throws {
    let day = earlier()
    deals[index].cancelledOn = day
    try sales.publish(
      OrderCancelled(
        orderId: deals[index].id, customerId: deals[index].customer, reason: "x", cancelledOn: day, erp: nil,
        occurredAt: clock.now))
  }

  /// As it was, or on other terms.
  mutating func reinstate(_ index: Int) throws {
    let old = deals[index].terms
    var terms = Bool.random(using: &random) ? old : try terms(withLines: !old.lines.isEmpty)
    if terms.total.amount < deals[index].delivered { terms = old }
    let day = max(earlier(), deals[index].cancelledOn ?? today)
    deals[index].version += 1
    (deals[index].terms, deals[index].cancelledOn) = (terms, nil)
    try sales.publish(
      OrderReinstated(
        orderId: deals[index].id, customerId: deals[index].customer, version: deals[index].version,
        salespersonId: salespeople.randomElement(using: &random), shop: nil, signedOn: deals[index].signedOn,
        signedAt: nil, previousTotal: old.total, terms: terms, reason: nil, reinstatedOn: day, erp: nil,
        occurredAt: clock.now))
  }

  mutating func deliver(_ index: Int) throws {
    let left = deals[index].terms.total.amount - deals[index].delivered
    guard left > 0 else { return }
    let amount = try Money(Bool.random(using: &random) ? left : Int64.random(in: 1...left, using: &random))
    deals[index].delivered += amount.amount
    let lines = deals[index].terms.lines
    let event = DeliveryNoted(
      deliveryId: ID("d\(random.next())"), number: "DN", orderId: deals[index].id, customerId: deals[index].customer,
      salespersonId: nil, shop: nil, deliveredOn: max(deals[index].signedOn, earlier()), warehouse: "w",
      lines: try zip(lines, lines.isEmpty ? [] : amount.split(lines.map(\.amount.amount))).map {
        DeliveryNoted.Line(lineId: $0.lineId, description: "", quantity: try one(), amount: $1)
      }, amount: amount, taxes: try taxes(of: amount), isComplete: amount.amount == left, occurredAt: clock.now)
    notes.append((index, event))
    try sales.publish(event)
  }

  mutating func undeliver(_ day: BusinessDate) throws {
    guard let place = notes.indices.randomElement(using: &random) else { return }
    let (index, note) = notes.remove(at: place)
    deals[index].delivered -= note.amount.amount
    try sales.publish(
      DeliveryCancelled(
        deliveryId: note.deliveryId, orderId: note.orderId, customerId: note.customerId, salespersonId: nil, shop: nil,
        lines: note.lines, amount: note.amount, taxes: note.taxes, reason: "x",
        cancelledOn: max(note.deliveredOn, day), occurredAt: clock.now))
  }

  mutating func charge() throws {
    charges += 1
    try afterSales.publish(
      ServiceCharged(
        requestId: ID("r\(charges)"), number: "SR\(charges)",
        customerId: customers.randomElement(using: &random) ?? "c1", amount: try amount(), taxRatePercent: Self.rate,
        chargedOn: earlier(), dueOn: today.adding(days: 14),
        occurredAt: clock.now))
  }

  mutating func give() throws {
    try leads.publish(
      GiftGiven(
        giftId: ID("g\(random.next())"), customerId: customers.randomElement(using: &random) ?? "c1", description: "茶具",
        cost: try amount(), reason: nil, givenBy: "s1", givenOn: earlier(), occurredAt: clock.now))
  }

  /// Everything is taken back: deliveries, orders, receipts. Nothing is left of the commission on them.
  mutating func unwind() throws {
    try settle()
    while !notes.isEmpty { try undeliver(today) }
    for index in deals.indices where !deals[index].isCancelled { try cancel(index) }
    try settle()
    let last = today.adding(days: 400)
    for _ in 0..<(try finance.integer("SELECT count(*) FROM receipts WHERE reversed_on IS NULL")) {
      try reverse(on: last)
    }
  }
}
