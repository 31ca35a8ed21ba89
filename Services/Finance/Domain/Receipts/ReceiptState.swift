import Contracts
import Kernel

/// Money that came in (D1, H6). What a reversal undoes beside it stands in the settlement.
public struct ReceiptState: Hashable, Sendable {
  public let id: ID<Receipt>
  public let number: String
  public let draft: ReceiptDraft
  public private(set) var reversedOn: BusinessDate?
  public private(set) var reason: String?

  public init(
    id: ID<Receipt>, number: String, _ draft: ReceiptDraft, reversedOn: BusinessDate? = nil, reason: String? = nil
  ) {
    (self.id, self.number, self.draft, self.reversedOn, self.reason) = (id, number, draft, reversedOn, reason)
  }

  public init(_ event: ReceiptPosted) {
    self.init(
      id: event.receiptId, number: event.number,
      ReceiptDraft(
        customerID: event.customerId, amount: event.amount, method: event.method, receivedOn: event.receivedOn,
        salespersonID: event.salespersonId, orderID: event.orderId, externalID: event.externalId))
  }

  public mutating func apply(_ event: ReceiptReversed) {
    reversedOn = event.on
    reason = event.reason
  }

  /// The same external id stands for the same content; other content is an error to show
  /// (`Services/Finance/README.md#allocation`).
  public func requireSame(as other: ReceiptDraft) throws(FinanceError) {
    guard draft == other else { throw .sameExternalIdOtherContent }
  }

  /// Whether it can be reversed on a day: never before it came in, and never before the day on which an allocation of
  /// it was undone, since that would take back the same money twice.
  public func review(reversalOn day: BusinessDate, reason: String, lastUndone: BusinessDate?) throws(FinanceError) {
    guard reversedOn == nil else { throw .alreadyReversed }
    var review = FieldReview()
    review.reason(reason)
    if day < draft.receivedOn { review.refuse("/on", .beforeReceipt) }
    if let lastUndone, day < lastUndone { review.refuse("/on", .beforeUndoing(lastUndone)) }
    try review.finish()
  }

  /// It bounced, or was another customer's: its allocations are taken back on the reversal's own date; a part of it
  /// already refunded turns into a receivable of its own, dated and due that day
  /// (`Services/Finance/README.md#allocation`).
  public func reverse(
    on day: BusinessDate, reason: String, _ settlement: inout Settlement, at occurredAt: Instant
  ) throws(MoneyError) {
    for allocation in settlement.allocations(of: id.text) {
      try settlement.free(allocation.amount, of: [allocation], on: day, at: occurredAt)
    }
    let refunded = try draft.amount.subtracting(try settlement.lots.total(of: id.text, in: draft.amount.currency))
    settlement.record(
      ReceiptReversed(
        receiptId: id, number: number, customerId: draft.customerID, amount: draft.amount, method: draft.method,
        on: day, reason: reason,
        entry: .moving(
          on: day, debit: [(Account.deposits, draft.amount)], credit: [(draft.method.account, draft.amount)],
          refersTo: settlement.books.reference(to: draft.receivedOn)),
        occurredAt: occurredAt))
    guard refunded.amount > 0 else { return }
    settlement.record(
      ReceivableOpened(
        receivableId: settlement.books.id(), customerId: draft.customerID, kind: .correction, orderId: nil,
        instalmentId: nil, requestId: nil, label: number, amount: refunded, on: day, dueOn: day,
        salespersonId: draft.salespersonID, shop: nil,
        entry: .moving(on: day, debit: [(Account.receivable, refunded)], credit: [(Account.deposits, refunded)]),
        occurredAt: occurredAt))
  }
}
