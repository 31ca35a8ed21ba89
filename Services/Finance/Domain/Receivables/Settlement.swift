import Contracts
import Kernel

/// How a customer's money meets what the customer owes: receivables, credit in lots and the allocations between them,
/// as far as a move needs them. Each event changes it, so that the next rule sees what the one before did.
public struct Settlement {
  public private(set) var receivables: [OpenReceivable]
  public var lots: CreditLots
  public private(set) var allocations: [StandingAllocation]
  /// Of the orders whose receivables are paid or opened again.
  public var commissions: [ID<Order>: CommissionAccount]
  public let books: Books
  /// What has happened, in order.
  public private(set) var events: [any DomainEvent] = []

  public init(
    receivables: [OpenReceivable] = [], lots: CreditLots = CreditLots(), allocations: [StandingAllocation] = [],
    commissions: [ID<Order>: CommissionAccount] = [:], books: Books
  ) {
    (self.receivables, self.lots, self.allocations) = (receivables, lots, allocations)
    (self.commissions, self.books) = (commissions, books)
  }

  public func receivable(_ id: ID<Receivable>) -> OpenReceivable? { receivables.first { $0.id == id } }

  /// What stands of the allocations to a receivable, the latest first.
  public func allocations(to receivable: ID<Receivable>) -> [StandingAllocation] {
    allocations.filter { $0.receivableID == receivable && $0.amount.amount > 0 }
      .sorted(by: StandingAllocation.latestFirst)
  }

  /// What stands of the allocations of a credit, the latest first.
  public func allocations(of credit: String) -> [StandingAllocation] {
    allocations.filter { $0.creditID == credit && $0.amount.amount > 0 }.sorted(by: StandingAllocation.latestFirst)
  }

  // MARK: Moves

  /// Notes something that is neither an allocation nor its undoing; whoever notes it has changed what it changes.
  public mutating func record(_ event: any DomainEvent) { events.append(event) }

  /// Notes what a commission account says about an order, if there is one.
  public mutating func commission<Failure>(
    of order: ID<Order>?, _ move: (inout CommissionAccount) throws(Failure) -> [any DomainEvent]
  ) throws(Failure) {
    guard let order, var account = commissions[order] else { return }
    events += try move(&account)
    commissions[order] = account
  }

  public mutating func open(_ receivable: OpenReceivable) { receivables.append(receivable) }

  /// A receivable's open part changes on a day: an amendment, a cancellation.
  public mutating func move(_ receivable: ID<Receivable>, by amount: Money, on day: BusinessDate) throws(MoneyError) {
    guard !amount.isZero, let index = receivables.firstIndex(where: { $0.id == receivable }) else { return }
    receivables[index].open = try receivables[index].open.adding(amount)
    receivables[index].course?.add(amount.amount, on: day)
  }

  /// Lays credit on receivables as drafted; a day in a closed month becomes the first open one, which the entry says.
  public mutating func allocate(_ drafts: [AllocationDraft], at occurredAt: Instant) throws(MoneyError) {
    for draft in drafts {
      let day = books.firstOpen(from: draft.on)
      let allocated = CreditAllocated(
        allocationId: books.id(), customerId: draft.receivable.customerID, creditId: draft.creditID,
        receivableId: draft.receivable.id, orderId: draft.receivable.orderID, amount: draft.amount, on: day,
        salespersonId: draft.receivable.salespersonID, shop: draft.receivable.shop,
        entry: .moving(
          on: day, debit: [(Account.deposits, draft.amount)], credit: [(Account.receivable, draft.amount)],
          refersTo: draft.on),
        occurredAt: occurredAt)
      try apply(allocated)
      record(allocated)
      try commission(of: allocated.orderId) { (account) throws(MoneyError) in try account.received(allocated) }
    }
  }

  private mutating func apply(_ event: CreditAllocated) throws(MoneyError) {
    try move(event.receivableId, by: event.amount.negated, on: event.on)
    try lots.take(event.amount.amount, of: event.creditId, upTo: event.on, in: event.amount.currency)
    allocations.append(
      StandingAllocation(
        id: event.allocationId, creditID: event.creditId, receivableID: event.receivableId, amount: event.amount,
        on: event.on, lastOn: event.on))
  }

  /// Undoes allocations, the given ones in their order, up to an amount: the reverse record stands beside each, never
  /// before it (`Services/Finance/README.md#allocation`).
  public mutating func free(
    _ amount: Money, of standing: [StandingAllocation], on day: BusinessDate, at occurredAt: Instant
  ) throws(MoneyError) {
    var rest = amount.amount
    for allocation in standing where rest > 0 {
      guard let receivable = receivable(allocation.receivableID) else { continue }
      let part = try Money(min(rest, allocation.amount.amount), amount.currency)
      rest -= part.amount
      let day = books.firstOpen(from: max(day, allocation.on))
      let reversed = AllocationReversed(
        allocationId: allocation.id, customerId: receivable.customerID, creditId: allocation.creditID,
        receivableId: receivable.id, orderId: receivable.orderID, amount: part, on: day,
        salespersonId: receivable.salespersonID, shop: receivable.shop,
        entry: .moving(on: day, debit: [(Account.receivable, part)], credit: [(Account.deposits, part)]),
        occurredAt: occurredAt)
      try apply(reversed)
      record(reversed)
      try commission(of: reversed.orderId) { (account) throws(MoneyError) in
        try account.unreceived(reversed, standing: allocation.amount)
      }
    }
  }

  private mutating func apply(_ event: AllocationReversed) throws(MoneyError) {
    try move(event.receivableId, by: event.amount, on: event.on)
    if let index = receivables.firstIndex(where: { $0.id == event.receivableId }) {
      receivables[index].reopenedOn = max(receivables[index].reopenedOn ?? event.on, event.on)
    }
    if let index = allocations.firstIndex(where: { $0.id == event.allocationId }) {
      allocations[index].amount = try allocations[index].amount.subtracting(event.amount)
      allocations[index].lastOn = max(allocations[index].lastOn, event.on)
    }
    try lots.free(event.amount, of: event.creditId, on: event.on)
  }

  /// Lays the customer's credit on receivables that have just opened, and on these alone
  /// (`Services/Finance/README.md#allocation`).
  public mutating func applyCredit(to opened: [ID<Receivable>], at occurredAt: Instant) throws(MoneyError) {
    let fresh = receivables.filter { opened.contains($0.id) }.sorted(by: OpenReceivable.oldestDueFirst)
    try allocate(try Allocating.lay(lots.lots, on: fresh), at: occurredAt)
  }
}
