import Contracts
import Kernel

/// A supplier's bill (D2).
public struct PayableState: Hashable, Sendable {
  public let id: ID<Payable>
  public let number: String
  public let draft: PayableDraft
  public let category: String
  /// The day on which a payment of it was last undone.
  public private(set) var reopenedOn: BusinessDate?
  public private(set) var isCancelled: Bool

  public init(
    id: ID<Payable>, number: String, _ draft: PayableDraft, category: String, reopenedOn: BusinessDate?,
    isCancelled: Bool
  ) {
    (self.id, self.number, self.draft) = (id, number, draft)
    (self.category, self.reopenedOn, self.isCancelled) = (category, reopenedOn, isCancelled)
  }

  /// The bill was wrong, or the supplier took it back: what was paid of it is credit with the supplier. Never before an
  /// allocation of it was made or undone.
  public func cancel(
    on day: BusinessDate, reason: String, paid: [StandingPayment], _ books: Books, at occurredAt: Instant
  ) throws(FinanceError) -> [any DomainEvent] {
    guard !isCancelled else { throw .nothingOpen }
    var review = FieldReview()
    review.reason(reason)
    review.notBefore(
      paid.reduce(max(draft.billedOn, reopenedOn ?? draft.billedOn)) { max($0, $1.on) }, "/on", day)
    try review.finish()
    try books.requireOpen(day, "/on")
    var events: [any DomainEvent] = paid.map { $0.undo(on: day, at: occurredAt) }
    events.append(
      PayableCancelled(
        payableId: id, number: number, supplierCode: draft.supplier, category: category, amount: draft.amount, on: day,
        reason: reason,
        entry: .moving(
          on: day, debit: [(Account.payable, draft.amount)], credit: [(Account.expense(category), draft.amount)],
          refersTo: books.reference(to: draft.billedOn)),
        occurredAt: occurredAt))
    return events
  }
}

/// What is told of a bill.
public struct PayableDraft: Hashable, Sendable {
  public var supplier: ID<Supplier>
  public var amount: Money
  public var billedOn: BusinessDate
  public var dueOn: BusinessDate
  /// The supplier's own number.
  public var reference: String?

  public init(
    supplier: ID<Supplier>, amount: Money, billedOn: BusinessDate, dueOn: BusinessDate, reference: String?
  ) {
    (self.supplier, self.amount, self.billedOn) = (supplier, amount, billedOn)
    (self.dueOn, self.reference) = (dueOn, reference)
  }

  /// The bill, and what credit with the supplier pays of it: it is laid on the new bill, and on it alone, as on the
  /// customers' side.
  public func post(
    as category: String?, paidFrom credit: [CreditLot], number: String, _ books: Books, at occurredAt: Instant
  ) throws -> (opened: PayableOpened, paid: [PaymentAllocated]) {
    let category = category ?? FinancePolicy.standard.purchases
    var review = FieldReview()
    review.positive("/amount", amount)
    review.length("/reference", reference)
    review.category("/category", category)
    try review.finish()
    try books.requireOpen(billedOn, "/billedOn")
    let opened = PayableOpened(
      payableId: books.id(), number: number, supplierCode: supplier, category: category, amount: amount,
      billedOn: billedOn, dueOn: dueOn, reference: reference,
      entry: .moving(
        on: billedOn, debit: [(Account.expense(category), amount)], credit: [(Account.payable, amount)]),
      occurredAt: occurredAt)
    let drafts = try Allocating.lay(credit, on: [OpenReceivable(opened)])
    return (opened, drafts.map { PaymentAllocated($0, books, at: occurredAt) })
  }
}

extension OpenReceivable {
  /// Bills have the shape of receivables in the rules of allocation, which are the same on both sides: the supplier
  /// stands where a customer does.
  public init(_ event: PayableOpened) {
    self.init(
      id: ID(event.payableId.text), customerID: ID(event.supplierCode.text), orderID: nil, salespersonID: nil,
      shop: nil, open: event.amount, on: event.billedOn, dueOn: event.dueOn, reopenedOn: nil)
  }
}

extension PaymentAllocated {
  /// Of a draft between a payment and a bill; a day in a closed month becomes the first open one.
  init(_ draft: AllocationDraft, _ books: Books, at occurredAt: Instant) {
    self.init(
      allocationId: books.id(), supplierCode: ID(draft.receivable.customerID.text), paymentId: ID(draft.creditID),
      payableId: ID(draft.receivable.id.text), amount: draft.amount, on: books.firstOpen(from: draft.on),
      occurredAt: occurredAt)
  }
}
