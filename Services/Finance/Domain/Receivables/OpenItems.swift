import Contracts
import Kernel

/// A receivable as the rules of allocation see it.
public struct OpenReceivable: Hashable, Sendable {
  public var id: ID<Receivable>
  public var customerID: ID<Customer>
  public var orderID: ID<Order>?
  public var salespersonID: ID<Employee>?
  public var shop: ID<Shop>?
  /// What is not paid, credited or cancelled.
  public var open: Money
  /// Its own date (`Services/Finance/README.md#allocation`).
  public var on: BusinessDate
  public var dueOn: BusinessDate
  /// The day on which a payment of it was last undone.
  public var reopenedOn: BusinessDate?
  /// What is open of it day by day, where that was not the same all along; nil: `open` from its date on.
  public var course: OpenCourse?

  public init(
    id: ID<Receivable>, customerID: ID<Customer>, orderID: ID<Order>?, salespersonID: ID<Employee>?, shop: ID<Shop>?,
    open: Money, on: BusinessDate, dueOn: BusinessDate, reopenedOn: BusinessDate?, course: OpenCourse? = nil
  ) {
    (self.id, self.customerID, self.orderID, self.salespersonID) = (id, customerID, orderID, salespersonID)
    (self.shop, self.open, self.on) = (shop, open, on)
    (self.dueOn, self.reopenedOn, self.course) = (dueOn, reopenedOn, course)
  }

  /// As it opens: open from its date on.
  public init(_ event: ReceivableOpened) {
    self.init(
      id: event.receivableId, customerID: event.customerId, orderID: event.orderId,
      salespersonID: event.salespersonId, shop: event.shop, open: event.amount, on: event.on, dueOn: event.dueOn,
      reopenedOn: nil, course: OpenCourse([(event.on, event.amount.amount)]))
  }

  /// Oldest due first; ties by document date, then id (`Services/Finance/README.md#allocation`).
  public static func oldestDueFirst(_ left: OpenReceivable, _ right: OpenReceivable) -> Bool {
    (left.dueOn, left.on, left.id) < (right.dueOn, right.on, right.id)
  }

  /// Order by order, the one with the earliest document first, each of them oldest due first. What belongs to no order
  /// is one of its own.
  public static func byOrder(_ items: [OpenReceivable]) -> [OpenReceivable] {
    func order(_ item: OpenReceivable) -> String { item.orderID?.text ?? item.id.text }
    let first = Dictionary(items.map { (order($0), $0.on) }, uniquingKeysWith: min)
    return items.sorted { left, right in
      let (one, other) = (order(left), order(right))
      guard one == other else { return (first[one] ?? left.on, one) < (first[other] ?? right.on, other) }
      return oldestDueFirst(left, right)
    }
  }
}

/// A part of a credit that came free on one day: a receipt on its date, what an undone allocation gave back on that of
/// its undoing.
public struct CreditLot: Hashable, Sendable {
  public var creditID: String
  public var freeOn: BusinessDate
  public var amount: Money

  public init(creditID: String, freeOn: BusinessDate, amount: Money) {
    (self.creditID, self.freeOn, self.amount) = (creditID, freeOn, amount)
  }
}

/// A part of a credit that pays a part of a receivable.
public struct AllocationDraft: Hashable, Sendable {
  public var creditID: String
  public var receivable: OpenReceivable
  public var amount: Money
  public var on: BusinessDate
}

/// How credit is laid on receivables (`Services/Finance/README.md#allocation`).
public enum Allocating {
  /// The day of an allocation: the latest of the day that the credit came free, the receivable's date and the day that
  /// it was reopened; so no open part and no credit is negative on any day.
  public static func day(of lot: CreditLot, on receivable: OpenReceivable) -> BusinessDate {
    max(lot.freeOn, receivable.on, receivable.reopenedOn ?? receivable.on)
  }

  /// Lays credit on receivables in the order given, each lot as far as it goes. Only equal currencies meet. What an
  /// amendment adds later is paid on that later day.
  public static func lay(_ lots: [CreditLot], on receivables: [OpenReceivable]) throws(MoneyError) -> [AllocationDraft]
  {
    var lots = lots
    var drafts: [AllocationDraft] = []
    for receivable in receivables {
      var open = receivable.open.amount
      var course = receivable.course ?? OpenCourse([(receivable.on, open)])
      for index in lots.indices where lots[index].amount.currency == receivable.open.currency {
        let amount = min(open, lots[index].amount.amount)
        guard amount > 0 else { continue }
        for part in course.leaving(amount, from: day(of: lots[index], on: receivable)) {
          course.add(-part.amount, on: part.on)
          open -= part.amount
          let money = try Money(part.amount, receivable.open.currency)
          lots[index].amount = try lots[index].amount.subtracting(money)
          try add(
            AllocationDraft(creditID: lots[index].creditID, receivable: receivable, amount: money, on: part.on),
            to: &drafts)
        }
      }
    }
    return drafts
  }

  /// Parts of one credit for one receivable on one day are one allocation.
  private static func add(_ draft: AllocationDraft, to drafts: inout [AllocationDraft]) throws(MoneyError) {
    guard let last = drafts.last, last.creditID == draft.creditID, last.receivable.id == draft.receivable.id,
      last.on == draft.on
    else {
      drafts.append(draft)
      return
    }
    drafts[drafts.count - 1].amount = try last.amount.adding(draft.amount)
  }

  // MARK: Chosen

  /// Which side of the books is paid.
  public enum Side: Sendable {
    case receivables, payables
  }

  /// A part of a credit for something open, as a client chooses it.
  public struct Choice: Sendable {
    /// What was chosen; nil where there is no such thing.
    public var item: OpenReceivable?
    public var amount: Money

    public init(item: OpenReceivable?, amount: Money) {
      self.item = item
      self.amount = amount
    }
  }

  /// Lays credit on what was chosen, in that order; nothing above what either side has, nothing on what is another's
  /// (`Services/Finance/README.md#allocation`). Fields are named by their place in `allocations`.
  public static func lay(
    _ lots: [CreditLot], on chosen: [Choice], of owner: ID<Customer>, _ side: Side = .receivables
  ) throws -> [AllocationDraft] {
    var lots = CreditLots(lots)
    var drafts: [AllocationDraft] = []
    var used: [ID<Receivable>: Int64] = [:]
    for (place, choice) in chosen.enumerated() {
      let field = "/allocations/\(place)"
      guard var item = choice.item else { throw side.unknown(field) }
      guard item.customerID == owner else { throw side.ofAnother(field) }
      let (amount, currency) = (choice.amount, choice.amount.currency)
      let open = item.open.currency == currency ? item.open.amount - used[item.id, default: 0] : 0
      let available = try Money(min(open, try lots.total(in: currency).amount), currency)
      guard amount.amount > 0, amount.amount <= available.amount else {
        throw FinanceError.tooMuchAllocated(field: "\(field)/amount", available: available)
      }
      item.open = amount
      drafts += try lay(lots.lots, on: [item])
      used[item.id, default: 0] += amount.amount
      try lots.take(amount.amount, in: currency)
    }
    return drafts
  }
}

extension Allocating.Side {
  fileprivate func unknown(_ field: String) -> FinanceError {
    switch self {
    case .receivables: .unknownReceivable(field: "\(field)/receivableId")
    case .payables: .unknownPayable(field: "\(field)/payableId")
    }
  }

  fileprivate func ofAnother(_ field: String) -> FinanceError {
    switch self {
    case .receivables: .receivableOfAnother(field: "\(field)/receivableId")
    case .payables: .payableOfAnother(field: "\(field)/payableId")
    }
  }
}
