import Contracts
import Kernel

/// Events as finance and sales would write them about what a customer owes, pays and gets.
enum MoneySamples {
  private static let never = Instant(milliseconds: 0)

  static func entry(_ day: String, _ debit: String, _ credit: String, _ amount: Money) -> LedgerEntry {
    let zero = Money.zero(amount.currency)
    return LedgerEntry(
      on: Samples.day(day),
      lines: [
        LedgerLine(account: debit, debit: amount, credit: zero),
        LedgerLine(account: credit, debit: zero, credit: amount),
      ])
  }

  static func receivable(
    _ id: String, of customer: String, order: String? = nil, _ amount: Money, on day: String, due: String
  ) -> ReceivableOpened {
    ReceivableOpened(
      receivableId: ID(id), customerId: ID(customer), kind: .order, orderId: order.map { ID($0) }, instalmentId: nil,
      requestId: nil, label: "首付", amount: amount, on: Samples.day(day), dueOn: Samples.day(due),
      salespersonId: "anna", shop: "s1", entry: entry(day, "receivable", "contract-liability", amount),
      occurredAt: never)
  }

  static func amendment(
    _ id: String, of customer: String, from old: Money, to new: Money, on day: String, due: String
  ) throws -> ReceivableAmended {
    ReceivableAmended(
      receivableId: ID(id), customerId: ID(customer), orderId: nil, label: "首付", previousAmount: old, amount: new,
      dueOn: Samples.day(due), on: Samples.day(day),
      entry: entry(day, "receivable", "contract-liability", try new.subtracting(old)), occurredAt: never)
  }

  static func cancellation(_ id: String, of customer: String, _ open: Money, on day: String) -> ReceivableCancelled {
    ReceivableCancelled(
      receivableId: ID(id), customerId: ID(customer), orderId: nil, amount: open, on: Samples.day(day),
      entry: entry(day, "contract-liability", "receivable", open), occurredAt: never)
  }

  static func receipt(
    _ id: String, of customer: String, _ amount: Money, _ method: PaymentMethod = .bank, on day: String
  ) -> ReceiptPosted {
    ReceiptPosted(
      receiptId: ID(id), number: "RC-\(id)", customerId: ID(customer), amount: amount, method: method,
      receivedOn: Samples.day(day), salespersonId: nil, orderId: nil, externalId: nil,
      entry: entry(day, method.account, "deposits", amount), occurredAt: never)
  }

  static func reversal(
    _ id: String, of customer: String, _ amount: Money, _ method: PaymentMethod = .bank, on day: String
  ) -> ReceiptReversed {
    ReceiptReversed(
      receiptId: ID(id), number: "RC-\(id)", customerId: ID(customer), amount: amount, method: method,
      on: Samples.day(day), reason: "退票", entry: entry(day, "deposits", method.account, amount), occurredAt: never)
  }

  static func allocation(
    _ credit: String, to receivable: String, of customer: String, order: String? = nil, _ amount: Money, on day: String
  ) -> CreditAllocated {
    CreditAllocated(
      allocationId: ID("\(credit)-\(receivable)"), customerId: ID(customer), creditId: credit,
      receivableId: ID(receivable), orderId: order.map { ID($0) }, amount: amount, on: Samples.day(day),
      salespersonId: "anna", shop: "s1", entry: entry(day, "deposits", "receivable", amount), occurredAt: never)
  }

  static func undoing(
    _ credit: String, to receivable: String, of customer: String, order: String? = nil, _ amount: Money, on day: String
  ) -> AllocationReversed {
    AllocationReversed(
      allocationId: ID("\(credit)-\(receivable)"), customerId: ID(customer), creditId: credit,
      receivableId: ID(receivable), orderId: order.map { ID($0) }, amount: amount, on: Samples.day(day),
      salespersonId: "anna", shop: "s1", entry: entry(day, "receivable", "deposits", amount), occurredAt: never)
  }

  static func refund(
    _ id: String, of customer: String, from credit: String, _ amount: Money, _ method: PaymentMethod = .bank,
    on day: String
  ) -> RefundPosted {
    RefundPosted(
      refundId: ID(id), number: "RF-\(id)", customerId: ID(customer), amount: amount, method: method,
      refundedOn: Samples.day(day), reason: "取消", parts: [RefundPosted.Part(creditId: credit, amount: amount)],
      entry: entry(day, "deposits", method.account, amount), occurredAt: never)
  }

  static func creditNote(
    _ id: String, of customer: String, for receivable: String, _ amount: Money, surplus: Money, on day: String
  ) throws -> CreditNotePosted {
    let applied = try amount.subtracting(surplus)
    let zero = Money.zero(amount.currency)
    return CreditNotePosted(
      creditNoteId: ID(id), number: "CN-\(id)", customerId: ID(customer), receivableId: ID(receivable), orderId: nil,
      amount: amount, surplus: surplus, creditedOn: Samples.day(day), reason: "划痕",
      entry: LedgerEntry(
        on: Samples.day(day),
        lines: [
          LedgerLine(account: "revenue", debit: amount, credit: zero),
          LedgerLine(account: "receivable", debit: zero, credit: applied),
        ] + (surplus.isZero ? [] : [LedgerLine(account: "deposits", debit: zero, credit: surplus)])),
      occurredAt: never)
  }

  static func delivery(
    _ id: String, of customer: String, order: String, by salesperson: String? = "anna", in shop: String? = "s1",
    _ amount: Money, on day: String
  ) -> DeliveryNoted {
    DeliveryNoted(
      deliveryId: ID(id), number: "DN-\(id)", orderId: ID(order), customerId: ID(customer),
      salespersonId: salesperson.map { ID($0) }, shop: shop.map { ID($0) }, deliveredOn: Samples.day(day),
      warehouse: "w1", lines: [], amount: amount, taxes: [], isComplete: false, occurredAt: never)
  }

  /// What an order leads to, from a seed: instalments, receipts, some taken back, deliveries.
  static func history(
    of customer: String, order: String, _ total: Money, from start: BusinessDate, to feed: inout Feed,
    using random: inout some RandomNumberGenerator
  ) throws {
    var today = start
    func later() -> String {
      today = today.adding(days: Int.random(in: 0..<25, using: &random))
      return today.description
    }
    let half = try Money(total.amount / 2, total.currency)
    let (first, second) = ("\(order)-1", "\(order)-2")
    let due = start.adding(days: Int.random(in: -120..<30, using: &random))
    try feed.add(receivable(first, of: customer, order: order, half, on: start.description, due: due.description))
    try feed.add(
      receivable(
        second, of: customer, order: order, try total.subtracting(half), on: start.description,
        due: due.adding(days: 45).description))
    let paid = try Money(Int64.random(in: 1...half.amount, using: &random), total.currency)
    let method = PaymentMethod.allCases.randomElement(using: &random) ?? .bank
    let credit = "r-\(order)"
    try feed.add(receipt(credit, of: customer, total, method, on: later()))
    try feed.add(allocation(credit, to: first, of: customer, order: order, paid, on: today.description))
    try feed.add(delivery("d-\(order)", of: customer, order: order, half, on: later()))
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      try feed.add(undoing(credit, to: first, of: customer, order: order, paid, on: later()))
      try feed.add(reversal(credit, of: customer, total, method, on: today.description))
    case 1:
      let rest = try total.subtracting(paid)
      try feed.add(refund("f-\(order)", of: customer, from: credit, rest, method, on: later()))
    case 2:
      let fewer = try Money(total.amount - half.amount + 100, total.currency)
      try feed.add(
        amendment(
          second, of: customer, from: try total.subtracting(half), to: fewer, on: later(),
          due: today.adding(days: 10).description))
    default: try feed.add(cancellation(second, of: customer, try total.subtracting(half), on: later()))
    }
  }
}
