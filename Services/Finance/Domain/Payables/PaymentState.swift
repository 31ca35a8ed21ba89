import Contracts
import Kernel

/// Money that went to a supplier (D2). What no bill takes of it is credit with the supplier.
public struct PaymentState: Hashable, Sendable {
  public let id: ID<Payment>
  public let number: String
  public let draft: PaymentDraft
  public let reversedOn: BusinessDate?
  public let reason: String?

  public init(
    id: ID<Payment>, number: String, _ draft: PaymentDraft, reversedOn: BusinessDate?, reason: String?
  ) {
    (self.id, self.number, self.draft, self.reversedOn, self.reason) = (id, number, draft, reversedOn, reason)
  }

  /// The same external id stands for the same content.
  public func requireSame(as other: PaymentDraft) throws(FinanceError) {
    guard draft == other else { throw .sameExternalIdOtherContent }
  }

  /// Pays chosen bills out of what is left of it.
  public func allocate(
    _ chosen: [Allocating.Choice], from lots: [CreditLot], _ books: Books, at occurredAt: Instant
  ) throws -> [PaymentAllocated] {
    try Allocating.lay(lots, on: chosen, of: ID(draft.supplier.text), .payables).map {
      PaymentAllocated($0, books, at: occurredAt)
    }
  }

  /// The money came back: its allocations are taken back on the reversal's own date, and the bills are open again.
  /// Never before it was paid, allocated, or came free.
  public func reverse(
    on day: BusinessDate, reason: String, paid: [StandingPayment], lots: [CreditLot], _ books: Books,
    at occurredAt: Instant
  ) throws(FinanceError) -> [any DomainEvent] {
    guard reversedOn == nil else { throw .alreadyReversed }
    var review = FieldReview()
    review.reason(reason)
    review.notBefore((paid.map(\.on) + lots.map(\.freeOn)).reduce(draft.paidOn, max), "/on", day)
    try review.finish()
    try books.requireOpen(day, "/on")
    var events: [any DomainEvent] = paid.map { $0.undo(on: day, at: occurredAt) }
    events.append(
      PaymentReversed(
        paymentId: id, number: number, supplierCode: draft.supplier, amount: draft.amount, method: draft.method,
        on: day, reason: reason,
        entry: .moving(
          on: day, debit: [(draft.method.account, draft.amount)], credit: [(Account.payable, draft.amount)],
          refersTo: books.reference(to: draft.paidOn)),
        occurredAt: occurredAt))
    return events
  }
}

/// What is told of money that went to a supplier.
public struct PaymentDraft: Hashable, Sendable {
  public var supplier: ID<Supplier>
  public var amount: Money
  public var method: PaymentMethod
  public var paidOn: BusinessDate
  public var externalID: String?

  public init(
    supplier: ID<Supplier>, amount: Money, method: PaymentMethod, paidOn: BusinessDate, externalID: String?
  ) {
    (self.supplier, self.amount, self.method) = (supplier, amount, method)
    (self.paidOn, self.externalID) = (paidOn, externalID)
  }

  public func review() throws(FinanceError) {
    var review = FieldReview()
    review.positive("/amount", amount)
    review.length("/externalId", externalID)
    try review.finish()
  }

  /// The payment, and what it pays: what was chosen, or what is due first of all that the supplier is owed. What no
  /// bill takes is credit with the supplier.
  public func post(
    _ chosen: [Allocating.Choice]?, open: [OpenReceivable], number: String, _ books: Books, at occurredAt: Instant
  ) throws -> (posted: PaymentPosted, paid: [PaymentAllocated]) {
    try books.requireOpen(paidOn, "/paidOn")
    let posted = PaymentPosted(
      paymentId: books.id(), number: number, supplierCode: supplier, amount: amount, method: method, paidOn: paidOn,
      externalId: externalID,
      entry: .moving(on: paidOn, debit: [(Account.payable, amount)], credit: [(method.account, amount)]),
      occurredAt: occurredAt)
    let lots = [CreditLot(creditID: posted.paymentId.text, freeOn: paidOn, amount: amount)]
    let drafts =
      if let chosen {
        try Allocating.lay(lots, on: chosen, of: ID(supplier.text), .payables)
      } else {
        try Allocating.lay(lots, on: open)
      }
    return (posted, drafts.map { PaymentAllocated($0, books, at: occurredAt) })
  }
}

/// An allocation of a payment that stands.
public struct StandingPayment: Hashable, Sendable {
  public var id: ID<Allocation>
  public var supplier: ID<Supplier>
  public var payment: ID<Payment>
  public var payable: ID<Payable>
  public var amount: Money
  public var on: BusinessDate

  public init(
    id: ID<Allocation>, supplier: ID<Supplier>, payment: ID<Payment>, payable: ID<Payable>, amount: Money,
    on: BusinessDate
  ) {
    (self.id, self.supplier, self.payment) = (id, supplier, payment)
    (self.payable, self.amount, self.on) = (payable, amount, on)
  }

  func undo(on day: BusinessDate, at occurredAt: Instant) -> PaymentAllocationReversed {
    PaymentAllocationReversed(
      allocationId: id, supplierCode: supplier, paymentId: payment, payableId: payable, amount: amount, on: day,
      occurredAt: occurredAt)
  }
}
