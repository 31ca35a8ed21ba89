import Contracts
import Kernel

/// Which facts earn commission, and which take it back (`Services/Finance/README.md#commission`).
extension CommissionAccount {
  // MARK: Signed

  public mutating func signed(_ event: OrderConfirmed) throws(MoneyError) -> [any DomainEvent] {
    try earn(
      Cause(
        id: event.orderId.text, trigger: .signed, receivable: nil, gross: event.terms.total, nets: nets(),
        on: event.signedOn, occurredAt: event.occurredAt))
  }

  /// What an amendment adds is earned by the plans and the owner of its day; what it takes away goes back to where it
  /// came from, category by category. `unsold`: of what the terms add, what the receivables do not, since credit notes
  /// have taken off more than the terms were. `sold`: what the receivables still come to: goods that take the place of
  /// others earn on no more than that.
  public mutating func amended(_ event: OrderAmended, unsold: Int64, sold left: Int64) throws(MoneyError)
    -> [any DomainEvent]
  {
    let (after, before) = (nets(version: event.version), nets(version: event.version - 1))
    var (added, events): ([Goods: Int64], [any DomainEvent]) = ([:], [])
    for goods in Set(after.keys).union(before.keys).sorted() {
      let delta = after[goods, default: 0] - before[goods, default: 0]
      if delta > 0 { added[goods] = delta }
      events += try takeBack(
        net: -delta, .signed(category: goods.category), cause: event.cause, on: event.amendedOn, at: event.occurredAt)
    }
    guard !added.isEmpty else { return events }
    let total = event.terms.total
    let unsoldNet = try Money(unsold, total.currency).scaled(after.values.reduce(0, +), over: max(1, total.amount))
    let leftNet = try Money(left, total.currency).scaled(after.values.reduce(0, +), over: max(1, total.amount))
    let sold = try Money(
      min(max(0, added.values.reduce(0, +) - unsoldNet.amount), max(0, leftNet.amount)), total.currency)
    events += try earn(
      Cause(
        id: event.cause, trigger: .signed, receivable: nil,
        gross: try Money(max(0, total.amount - event.previousTotal.amount - unsold), total.currency),
        nets: sold.split(by: added), on: event.amendedOn, occurredAt: event.occurredAt))
    return events
  }

  /// What was not delivered was not sold.
  public mutating func cancelled(
    undelivered: Int64, of total: Int64, cause: String, on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) -> [any DomainEvent] {
    try takeBack(undelivered, of: total, .trigger(.signed), cause: cause, on: day, at: occurredAt)
  }

  /// What a reinstatement brings back is sold again, by whoever the order belongs to now and by the plans of now; the
  /// amendment that comes with it follows. `restored`: what of the order's receivables is owed again.
  public mutating func reinstated(
    _ event: OrderReinstated, restored: Int64
  ) throws(MoneyError) -> [any DomainEvent] {
    let before = nets(version: event.version - 1)
    let total = event.previousTotal
    let gross = try Money(min(restored, total.amount), total.currency)
    guard gross.amount > 0 else { return [] }
    let net = try Money(before.values.reduce(0, +), total.currency).scaled(gross.amount, over: total.amount)
    return try earn(
      Cause(
        id: event.amendment.cause, trigger: .signed, receivable: nil, gross: gross, nets: net.split(by: before),
        on: event.reinstatedOn, occurredAt: event.occurredAt))
  }

  // MARK: Delivered

  /// Earned on what the delivery moved to revenue: a part that credit notes had taken off before earns nothing.
  public mutating func delivered(
    _ event: DeliveryNoted, revenue: Money
  ) throws(MoneyError) -> [any DomainEvent] {
    let tax = try Money.sum(event.taxes.map(\.tax), in: event.amount.currency)
    guard event.amount.amount > 0 else { return [] }
    let net = try event.amount.subtracting(tax).scaled(revenue.amount, over: event.amount.amount)
    var weights: [Goods: Int64] = [:]
    for delivered in event.lines {
      let line = facts.lines.filter { $0.id == delivered.lineId.text }.max { $0.version < $1.version }
      weights[line?.goods ?? Goods(category: nil), default: 0] +=
        try delivered.amount.scaled(line?.net ?? 1, over: max(1, line?.gross ?? 1)).amount
    }
    if weights.isEmpty { weights = nets() }
    return try earn(
      Cause(
        id: event.deliveryId.text, trigger: .delivered, receivable: nil, gross: revenue,
        nets: net.split(by: weights.mapValues { max(0, $0) }), on: event.deliveredOn, occurredAt: event.occurredAt))
  }

  /// An amendment that takes revenue away takes its share of what was earned by delivery.
  public mutating func revenueAmended(
    _ event: OrderAmended, taken: Int64, of before: Int64, on day: BusinessDate
  ) throws(MoneyError) -> [any DomainEvent] {
    try takeBack(taken, of: before, .trigger(.delivered), cause: event.cause, on: day, at: event.occurredAt)
  }

  /// A delivery was taken back, and with it all that it earned.
  public mutating func takenBack(_ event: DeliveryCancelled) throws(MoneyError) -> [any DomainEvent] {
    try takeBack(
      1, of: 1, .cause(event.deliveryId.text), cause: event.deliveryId.text, on: event.cancelledOn,
      at: event.occurredAt)
  }

  // MARK: Received

  /// Pro rata to net money, when it is allocated and dated like the allocation: a deposit earns nothing before it is
  /// applied (OCA/commission #385).
  public mutating func received(_ event: CreditAllocated) throws(MoneyError) -> [any DomainEvent] {
    let before = facts.allocated.values.reduce(0, +)
    facts.allocated[event.receivableId, default: 0] += event.amount.amount
    let balance = netReceived(of: event.receivableId)
    let earned = max(0, balance) - max(0, balance - event.amount.amount)
    guard earned > 0, facts.total > 0 else { return [] }
    var shares: [Goods: Int64] = [:]
    for (goods, net) in nets() {
      shares[goods] =
        try CommissionRule.net(
          of: earned, after: before, of: facts.total, net: try Money(net, event.amount.currency)
        ).amount
    }
    return try earn(
      Cause(
        id: event.allocationId.text, trigger: .received, receivable: event.receivableId,
        gross: try Money(earned, event.amount.currency), nets: shares, on: event.on, occurredAt: event.occurredAt))
  }

  /// An allocation, or a part of it, was undone; `standing` is what stood of it before.
  public mutating func unreceived(
    _ event: AllocationReversed, standing: Money
  ) throws(MoneyError) -> [any DomainEvent] {
    facts.allocated[event.receivableId, default: 0] -= event.amount.amount
    let cause = event.allocationId.text
    var events = try takeBack(
      event.amount.amount, of: standing.amount, .cause(cause), cause: cause, on: event.on, at: event.occurredAt)
    // Where a credit note had made credit of a part, the other allocations bring in that much less now.
    guard facts.surplus[event.receivableId, default: 0] > 0 else { return events }
    let left = max(0, netReceived(of: event.receivableId))
    let causes = facts.accruals.filter { $0.receivable == event.receivableId }.map { ($0.cause, $0.gross.amount) }
    let earned = Dictionary(causes, uniquingKeysWith: max).values.reduce(0, +)
    events += try takeBack(
      left == 0 ? 1 : earned - left, of: left == 0 ? 1 : earned, .receivable(event.receivableId), cause: cause,
      on: event.on, at: event.occurredAt)
    return events
  }

  // MARK: Credit notes

  /// Never adds commission (OCA/commission #555): it takes back its share of what was signed, of what was delivered,
  /// and of what was received where money is credit again. `left`: what can still be credited of the order;
  /// `revenue`: what the note has taken of it, and what there was.
  public mutating func credited(
    _ event: CreditNotePosted, left: Int64, revenue: (taken: Int64, before: Int64)
  ) throws(MoneyError) -> [any DomainEvent] {
    let (cause, day, occurredAt) = (event.creditNoteId.text, event.creditedOn, event.occurredAt)
    var events = try takeBack(
      event.amount.amount, of: left + event.amount.amount, .trigger(.signed), cause: cause, on: day, at: occurredAt)
    events += try takeBack(
      revenue.taken, of: revenue.before, .trigger(.delivered), cause: cause, on: day, at: occurredAt)
    let received = netReceived(of: event.receivableId)
    facts.surplus[event.receivableId, default: 0] += event.surplus.amount
    events += try takeBack(
      event.surplus.amount, of: received, .receivable(event.receivableId), cause: cause, on: day, at: occurredAt)
    return events
  }
}

extension OrderAmended {
  /// What its commission names as its cause.
  fileprivate var cause: String { "\(orderId)#\(version)" }
}

extension Money {
  /// Parts in proportion to weights, by largest remainder.
  fileprivate func split(by weights: [CommissionAccount.Goods: Int64]) -> [CommissionAccount.Goods: Int64] {
    let goods = weights.keys.sorted()
    let parts = split(goods.map { weights[$0] ?? 0 })
    return Dictionary(uniqueKeysWithValues: zip(goods, parts.map(\.amount)))
  }
}
