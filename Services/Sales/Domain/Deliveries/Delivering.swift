import Contracts
import Kernel

/// A line of a delivery as somebody wants it.
public struct DeliveryLineDraft: Decodable, Hashable, Sendable {
  public var lineId: ID<OrderLine>
  public var quantity: Quantity

  public init(lineId: ID<OrderLine>, quantity: Quantity) {
    self.lineId = lineId
    self.quantity = quantity
  }
}

/// Deliveries of an order (C9; `Services/Sales/README.md#deliveries`): never above what is ordered, complete when
/// nothing is left in whole numbers, and worth to the fen what the order is worth.
extension OrderState {
  public func delivered(_ line: ID<OrderLine>) -> DeliveredLine? { delivered?.first { $0.lineId == line } }

  /// What is left to deliver of a line, in millionths of its unit; never negative.
  public func remaining(of line: PricedLine) -> Int64 {
    max(0, line.quantity.millionths - (delivered(line.lineId)?.millionths ?? 0))
  }

  public var progress: DeliveryProgress {
    guard delivered?.isEmpty == false else { return .none }
    return terms.lines.allSatisfy { remaining(of: $0) == 0 } ? .complete : .partial
  }

  /// What the part that is not delivered is worth.
  public func undelivered() throws(MoneyError) -> Money {
    try terms.total.subtracting(Money.sum((delivered ?? []).map(\.amount), in: terms.total.currency))
  }

  /// All that is left, as the lines of the next note.
  public var remainingLines: [DeliveryLineDraft] {
    terms.lines.compactMap { line in
      Quantity(millionths: remaining(of: line), scale: line.quantity.scale).flatMap {
        $0.value > 0 ? DeliveryLineDraft(lineId: line.lineId, quantity: $0) : nil
      }
    }
  }

  /// A delivery of these lines; without any, of all that is left. Throws `OrderError`, `InvalidField` with a pointer
  /// into `/lines`, or `MoneyError`.
  public func deliver(
    _ drafts: [DeliveryLineDraft]?, id: ID<DeliveryNote>, number: String, on day: BusinessDate, from warehouse: String,
    at time: Instant
  ) throws -> DeliveryNoted {
    try check()
    try TextRule.require(warehouse, at: "/warehouse")
    guard day >= signedOn else { throw InvalidField("/deliveredOn", .before(signedOn)) }
    let drafts = drafts ?? remainingLines
    guard !drafts.isEmpty else {
      if progress == .complete { throw OrderError.nothingLeft }
      throw InvalidField("/lines", .noItems)
    }
    var after = self
    var lines: [DeliveryNoted.Line] = []
    var seen: Set<ID<OrderLine>> = []
    for (index, draft) in drafts.enumerated() {
      let pointer = "/lines/\(index)"
      guard let line = terms.lines.first(where: { $0.lineId == draft.lineId }) else {
        throw InvalidField("\(pointer)/lineId", .notOfOrder)
      }
      guard seen.insert(draft.lineId).inserted else { throw InvalidField("\(pointer)/lineId", .repeated) }
      guard draft.quantity.value > 0 else { throw InvalidField("\(pointer)/quantity/value", .notPositive) }
      let left = remaining(of: line)
      guard draft.quantity.millionths <= left else {
        throw OrderError.aboveOrder(
          pointer: "\(pointer)/quantity",
          remaining: Quantity(millionths: left, scale: line.quantity.scale) ?? line.quantity)
      }
      let noted = DeliveryNoted.Line(
        lineId: line.lineId, description: line.description, quantity: draft.quantity,
        amount: try share(of: line, delivering: draft.quantity.millionths))
      lines.append(noted)
      try after.add(noted, times: 1)
    }
    let currency = terms.total.currency
    return DeliveryNoted(
      deliveryId: id, number: number, orderId: orderId, customerId: customerId, salespersonId: salespersonId,
      shop: shop,
      deliveredOn: day, warehouse: warehouse, lines: lines, amount: try Money.sum(lines.map(\.amount), in: currency),
      taxes: try taxes(of: lines), isComplete: after.progress == .complete, occurredAt: time)
  }

  /// A part of the line's amount such that all parts together are the whole: what is due after this delivery, less what
  /// earlier ones were worth.
  private func share(of line: PricedLine, delivering millionths: Int64) throws(MoneyError) -> Money {
    let earlier = delivered(line.lineId)
    let after = (earlier?.millionths ?? 0) + millionths
    let due =
      after == line.quantity.millionths ? line.amount : try line.amount.scaled(after, over: line.quantity.millionths)
    return try due.subtracting(earlier?.amount ?? .zero(line.amount.currency))
  }

  /// The tax of each rate in the same way, so that the taxes of all deliveries are those of the order.
  private func taxes(of lines: [DeliveryNoted.Line]) throws(MoneyError) -> [TaxShare] {
    var shares: [TaxShare] = []
    for group in terms.taxes {
      let ofRate = Set(terms.lines.filter { $0.taxRatePercent == group.ratePercent }.map(\.lineId))
      let parts = lines.filter { ofRate.contains($0.lineId) }
      guard !parts.isEmpty else { continue }
      let currency = group.gross.currency
      let gross = try Money.sum(parts.map(\.amount), in: currency)
      let earlier = deliveredTaxes?.first { $0.ratePercent == group.ratePercent }
      let grossAfter = try (earlier?.gross ?? .zero(currency)).adding(gross)
      let due = group.gross.isZero ? group.tax : try group.tax.scaled(grossAfter.amount, over: group.gross.amount)
      shares.append(
        TaxShare(
          ratePercent: group.ratePercent, gross: gross, tax: try due.subtracting(earlier?.tax ?? .zero(currency))))
    }
    return shares
  }

  public mutating func apply(_ event: DeliveryNoted) throws(MoneyError) {
    changes += 1
    for line in event.lines { try add(line, times: 1) }
    try add(event.taxes, times: 1)
  }

  public mutating func apply(_ event: DeliveryCancelled) throws(MoneyError) {
    changes += 1
    for line in event.lines { try add(line, times: -1) }
    try add(event.taxes, times: -1)
  }

  private mutating func add(_ line: DeliveryNoted.Line, times sign: Int64) throws(MoneyError) {
    var all = delivered ?? []
    let amount = sign < 0 ? line.amount.negated : line.amount
    if let index = all.firstIndex(where: { $0.lineId == line.lineId }) {
      all[index].millionths += sign * line.quantity.millionths
      all[index].amount = try all[index].amount.adding(amount)
      if all[index].millionths == 0, all[index].amount.isZero { all.remove(at: index) }
    } else {
      all.append(DeliveredLine(lineId: line.lineId, millionths: sign * line.quantity.millionths, amount: amount))
    }
    delivered = all
  }

  private mutating func add(_ taxes: [TaxShare], times sign: Int64) throws(MoneyError) {
    var all = deliveredTaxes ?? []
    for share in taxes {
      let (gross, tax) = sign < 0 ? (share.gross.negated, share.tax.negated) : (share.gross, share.tax)
      if let index = all.firstIndex(where: { $0.ratePercent == share.ratePercent }) {
        all[index].gross = try all[index].gross.adding(gross)
        all[index].tax = try all[index].tax.adding(tax)
      } else {
        all.append(TaxShare(ratePercent: share.ratePercent, gross: gross, tax: tax))
      }
    }
    deliveredTaxes = all
  }

  /// Refuses terms that take back what is delivered already: a line keeps at least its delivered quantity, the
  /// money of that, its currency and its tax rate. Throws `InvalidField` with a pointer into `/lines`.
  public func checkDelivered(in lines: [PricedLine]) throws(InvalidField) {
    for done in delivered ?? [] where done.millionths > 0 {
      guard let index = lines.firstIndex(where: { $0.lineId == done.lineId }) else {
        throw InvalidField("/lines", .deliveredLineMissing(done.lineId))
      }
      let line = lines[index]
      guard line.quantity.millionths >= done.millionths else {
        throw InvalidField(
          "/lines/\(index)/quantity",
          .belowDelivered(Quantity(millionths: done.millionths, scale: line.quantity.scale) ?? line.quantity))
      }
      guard line.amount.currency == done.amount.currency else {
        throw InvalidField(
          "/lines/\(index)/unitPrice/currency", .otherCurrency(line.amount.currency, expected: done.amount.currency))
      }
      let isWhole = line.quantity.millionths == done.millionths
      guard isWhole ? line.amount.amount == done.amount.amount : line.amount.amount >= done.amount.amount else {
        throw InvalidField("/lines/\(index)/unitPrice", .deliveredAmount(done.amount))
      }
      if let was = terms.lines.first(where: { $0.lineId == done.lineId }), was.taxRatePercent != line.taxRatePercent {
        throw InvalidField("/lines/\(index)/taxRatePercent", .deliveredTaxRate(was.taxRatePercent))
      }
    }
  }
}

/// How far an order is delivered.
public enum DeliveryProgress: String, Codable, CaseIterable, Hashable, Sendable {
  case none, partial, complete
}
