import Contracts
import FinanceDomain
import Kernel
import Messaging
import Persistence
import SQLite

/// What finance keeps of other services' facts, and what it does about them.
enum FinanceSubscriptions {
  static let all = Subscriptions(
    service: Source.finance.rawValue, to: [.leads, .sales, .aftersales],
    [
      .on(
        CustomerRegistered.self,
        copy: { event, _, database in
          try database.run(
            "INSERT OR REPLACE INTO customers VALUES (?, ?, ?)", event.customerId.text, event.name, event.phone)
        }),
      .on(CustomerUpdated.self, copy: { event, _, database in try update(event, database) }),
      .on(OrderConfirmed.self, copy: copy, react: confirm),
      .on(OrderAmended.self, copy: copy, react: amend),
      .on(OrderCancelled.self, copy: copy, react: cancel),
      .on(DeliveryNoted.self, copy: copy, react: deliver),
      .on(DeliveryCancelled.self, copy: copy, react: cancelDelivery),
      .on(EmployeeChanged.self, copy: CommissionCopies.copy, react: Commissions.match),
      .on(ProductChanged.self, copy: CommissionCopies.copy, react: Commissions.match),
      .on(ServiceCharged.self, react: charge),
      .on(GiftGiven.self, react: GiftExpense.record),
    ],
    catchUp: [
      DeliveryCancelled.type: .fromNowOn, EmployeeChanged.type: .fromNowOn, ProductChanged.type: .fromNowOn,
      GiftGiven.type: .fromNowOn,
    ])

  private static func update(_ event: CustomerUpdated, _ database: Database) throws {
    for change in event.changes where change.field == "name" || change.field == "phone" {
      try database.run(
        "UPDATE customers SET \(change.field) = ? WHERE id = ?", change.to ?? "", event.customerId.text)
    }
  }

  // MARK: Copies of orders

  private static func copy(_ event: OrderConfirmed, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 'confirmed')", event.orderId.text, event.number,
      event.customerId.text, event.salespersonId?.text, event.shop?.text, event.signedOn.description,
      event.terms.total.amount, event.terms.total.currency.code)
    try CommissionCopies.copy(
      event.terms, of: event.orderId, version: 1, from: event.signedOn, event.salespersonId, to: database)
  }

  private static func copy(_ event: OrderAmended, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET salesperson = ?, shop = ?, signed_on = ?, total = ? WHERE id = ?", event.salespersonId?.text,
      event.shop?.text, event.signedOn.description, event.terms.total.amount, event.orderId.text)
    try CommissionCopies.copy(
      event.terms, of: event.orderId, version: event.version, from: event.amendedOn, event.salespersonId, to: database)
  }

  private static func copy(_ event: OrderCancelled, _: EventOrigin, _ database: Database) throws {
    try database.run("UPDATE orders SET state = 'cancelled' WHERE id = ?", event.orderId.text)
  }

  private static func copy(_ event: DeliveryNoted, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET delivered = delivered + ? WHERE id = ?", event.amount.amount, event.orderId.text)
  }

  private static func copy(_ event: DeliveryCancelled, _: EventOrigin, _ database: Database) throws {
    try database.run(
      "UPDATE orders SET delivered = delivered - ? WHERE id = ?", event.amount.amount, event.orderId.text)
  }

  // MARK: Reactions

  /// Confirming an order posts receivable against contract liability, an instalment each (`rules.md`, Money).
  private static func confirm(_ event: OrderConfirmed, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    let opened = try event.terms.instalments.filter { !$0.amount.isZero }.map { instalment in
      try open(
        instalment, of: event.orderId, event.customerId, on: event.signedOn, event.salespersonId, event.shop,
        at: event.occurredAt, in: unit)
    }
    try Commissions.signed(event, in: unit)
    try unit.applyCredit(of: event.customerId, to: opened, at: event.occurredAt)
    try CreditHolds.review(event.customerId, in: unit)
  }

  private static func open(
    _ instalment: InstalmentPlan, of order: ID<Order>, _ customer: ID<Customer>, on day: BusinessDate,
    _ salesperson: ID<Employee>?, _ shop: ID<Shop>?, at occurredAt: Instant, in unit: borrowing UnitOfWork
  ) throws -> ID<Receivable> {
    let id: ID<Receivable> = unit.newID()
    let posted = try Periods.firstOpen(from: day, in: unit.database)
    try unit.record(
      ReceivableOpened(
        receivableId: id, customerId: customer, kind: .order, orderId: order, instalmentId: instalment.instalmentId,
        requestId: nil, label: instalment.label, amount: instalment.amount, on: posted, dueOn: instalment.dueOn,
        salespersonId: salesperson, shop: shop,
        entry: .moving(
          on: posted, debit: [(Account.receivable, instalment.amount)],
          credit: [(Account.contractLiability, instalment.amount)], refersTo: day),
        occurredAt: occurredAt))
    return id
  }

  private static func amend(_ event: OrderAmended, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    let standing = try unit.database.all(
      """
      SELECT id, instalment, label, amount, currency, due_on, credited FROM receivables
      WHERE order_id = ? AND kind = 'order' AND cancelled = 0 ORDER BY place
      """, event.orderId.text
    ) {
      AmendedPlan.Standing(
        id: ID($0.text(0)), instalmentID: $0.optionalText(1).map { ID($0) }, label: $0.text(2),
        amount: try Items.money($0.integer(3), $0.text(4)), dueOn: try Items.day($0.text(5)),
        credited: $0.integer(6))
    }
    let outcome = try AmendedPlan.outcome(of: event.terms.instalments, standing: standing, on: event.amendedOn)
    let added = event.terms.total.amount - event.previousTotal.amount
    try Commissions.amended(event, unsold: max(0, added - max(0, outcome.increase)), in: unit)
    // Less first, so that what is freed can pay what is added.
    for change in outcome.changes.sorted(by: {
      $0.amount.amount - $0.standing.amount.amount < $1.amount.amount - $1.standing.amount.amount
    }) {
      try amend(change, by: event, in: unit)
    }
    let opened = try outcome.added.filter { !$0.amount.isZero }.map { instalment in
      try open(
        instalment, of: event.orderId, event.customerId, on: event.amendedOn, event.salespersonId, event.shop,
        at: event.occurredAt, in: unit)
    }
    try unit.applyCredit(of: event.customerId, to: opened, at: event.occurredAt)
    try CreditHolds.review(event.customerId, in: unit)
  }

  private static func amend(
    _ change: AmendedPlan.Change, by event: OrderAmended, in unit: borrowing UnitOfWork
  ) throws {
    guard let item = try Items.receivable(change.standing.id, in: unit.database) else { return }
    let day = max(event.amendedOn, item.on)
    let delta = try change.amount.subtracting(change.standing.amount)
    // What was paid beyond the new amount is the customer's again.
    let excess = -(item.open.amount + delta.amount)
    if excess > 0 {
      try unit.free(
        try Money(excess, delta.currency), of: try Items.allocations(toReceivable: item.id, in: unit.database),
        on: day, at: event.occurredAt)
    }
    var parts = [(on: day, amount: delta.amount)]
    if delta.amount < 0, let course = try Items.receivable(item.id, in: unit.database)?.course {
      parts = course.leaving(-delta.amount, from: day).map { ($0.on, -$0.amount) }
    }
    var amount = change.standing.amount
    for part in parts {
      let (previous, delta) = (amount, try Money(part.amount, delta.currency))
      let posted = try Periods.firstOpen(from: part.on, in: unit.database)
      amount = try amount.adding(delta)
      let entry = try amending(event.orderId, by: delta, posted, refersTo: part.on, in: unit)
      try unit.record(
        ReceivableAmended(
          receivableId: item.id, customerId: event.customerId, orderId: event.orderId, label: change.label,
          previousAmount: previous, amount: amount, dueOn: change.dueOn, on: posted, entry: entry,
          occurredAt: event.occurredAt))
      try Commissions.amendedBelowRevenue(entry, event, in: unit)
    }
  }

  /// What is added is contract liability. What is taken away leaves that first; where credit notes have used it up,
  /// revenue and tax, as with a credit note.
  private static func amending(
    _ order: ID<Order>, by delta: Money, _ posted: BusinessDate, refersTo day: BusinessDate,
    in unit: borrowing UnitOfWork
  ) throws -> LedgerEntry {
    let undelivered = try Items.liability(of: order, in: unit.database)
    guard delta.amount < -undelivered else {
      return .moving(
        on: posted, debit: [(Account.receivable, delta)], credit: [(Account.contractLiability, delta)], refersTo: day)
    }
    let liability = try Money(undelivered, delta.currency)
    let earned = try delta.negated.subtracting(liability)
    let tax = try Items.taxShare(of: earned, earnedBy: order.text, in: unit.database)
    return .moving(
      on: posted,
      debit: [
        (Account.contractLiability, liability), (Account.revenue, try earned.subtracting(tax)), (Account.tax, tax),
      ],
      credit: [(Account.receivable, delta.negated)], refersTo: day)
  }

  private static func cancel(_ event: OrderCancelled, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    try closeUndelivered(
      of: event.orderId, event.customerId, cause: event.orderId.text, on: event.cancelledOn, at: event.occurredAt,
      in: unit)
  }

  /// Closes what is open of the part that was not delivered; what was received for that part becomes unallocated
  /// credit (`rules.md`, Allocation). Last instalment first.
  static func closeUndelivered(
    of order: ID<Order>, _ customer: ID<Customer>, cause: String, on day: BusinessDate, at occurredAt: Instant,
    in unit: borrowing UnitOfWork
  ) throws {
    let items = try unit.database.all(
      "SELECT id, currency FROM receivables WHERE order_id = ? AND kind = 'order' ORDER BY place DESC", order.text
    ) { (ID<Receivable>($0.text(0)), $0.text(1)) }
    let amounts = try items.map { try Items.creditable($0.0, in: unit.database) }
    let total = amounts.reduce(0, +)
    // What is not revenue: deliveries and credit notes do not say which of them a part belongs to.
    var undelivered = min(total, try Items.liability(of: order, in: unit.database))
    try Commissions.cancelled(
      undelivered: undelivered, of: total, order: order, customer: customer, cause: cause, on: day, at: occurredAt,
      in: unit)
    for ((id, currency), amount) in zip(items, amounts) where undelivered > 0 && amount > 0 {
      guard let item = try Items.receivable(id, in: unit.database) else { continue }
      let day = max(day, item.on)
      let part = min(undelivered, amount)
      undelivered -= part
      if part > item.open.amount {
        try unit.free(
          try Items.money(part - item.open.amount, currency),
          of: try Items.allocations(toReceivable: id, in: unit.database), on: day, at: occurredAt)
      }
      // A payment that bounced after the day of cancellation stood on that day.
      let course = try Items.receivable(id, in: unit.database)?.course ?? OpenCourse()
      for step in course.leaving(part, from: day) {
        let closed = try Items.money(step.amount, currency)
        let posted = try Periods.firstOpen(from: step.on, in: unit.database)
        try unit.record(
          ReceivableCancelled(
            receivableId: id, customerId: customer, orderId: order, amount: closed, on: posted,
            entry: .moving(
              on: posted, debit: [(Account.contractLiability, closed)], credit: [(Account.receivable, closed)],
              refersTo: step.on),
            occurredAt: occurredAt))
      }
    }
    try CreditHolds.review(customer, in: unit)
  }

  /// A delivery moves its share from contract liability to revenue and tax; the last one all that is left.
  private static func deliver(_ event: DeliveryNoted, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    let liability = try Items.liability(of: event.orderId, in: unit.database)
    let amount = try Money(
      event.isComplete ? liability : min(liability, event.amount.amount), event.amount.currency)
    guard !amount.isZero else { return }
    let contained = try Money.sum(event.taxes.map(\.tax), in: event.amount.currency)
    let tax =
      amount == event.amount ? contained : try amount.scaled(contained.amount, over: max(1, event.amount.amount))
    let posted = try Periods.firstOpen(from: event.deliveredOn, in: unit.database)
    try unit.record(
      RevenueRecognised(
        deliveryId: event.deliveryId, orderId: event.orderId, customerId: event.customerId, amount: amount, tax: tax,
        on: posted,
        entry: .moving(
          on: posted, debit: [(Account.contractLiability, amount)],
          credit: [(Account.revenue, try amount.subtracting(tax)), (Account.tax, tax)], refersTo: event.deliveredOn),
        occurredAt: event.occurredAt))
    try Commissions.delivered(event, revenue: amount, in: unit)
  }

  /// A delivery that was taken back: what it moved to revenue and tax is contract liability again, less its share of
  /// what credit notes have taken off since. Where the order is cancelled, nobody owes it any more.
  private static func cancelDelivery(
    _ event: DeliveryCancelled, _: EventOrigin, _ unit: borrowing UnitOfWork
  ) throws {
    let database = unit.database
    let moved = try database.first(
      "SELECT amount, tax FROM delivery_revenue WHERE delivery = ?", event.deliveryId.text
    ) { ($0.integer(0), $0.integer(1)) }
    let standing = try database.first(
      """
      SELECT e.amount, (SELECT sum(amount) FROM delivery_revenue WHERE order_id = ?1) FROM earned e WHERE e.subject = ?1
      """, event.orderId.text
    ) { (earned: $0.integer(0), delivered: $0.integer(1)) }
    if let (revenue, contained) = moved, let standing, revenue > 0, standing.earned > 0 {
      let amount = try Money(revenue, event.amount.currency).scaled(
        min(standing.earned, standing.delivered), over: standing.delivered)
      let tax =
        amount.amount == revenue
        ? try Money(contained, amount.currency)
        : try Items.taxShare(of: amount, earnedBy: event.orderId.text, in: database)
      let posted = try Periods.firstOpen(from: event.cancelledOn, in: database)
      try unit.record(
        RevenueReversed(
          deliveryId: event.deliveryId, orderId: event.orderId, customerId: event.customerId, amount: amount, tax: tax,
          on: posted,
          entry: .moving(
            on: posted, debit: [(Account.revenue, try amount.subtracting(tax)), (Account.tax, tax)],
            credit: [(Account.contractLiability, amount)], refersTo: event.cancelledOn),
          occurredAt: event.occurredAt))
    }
    try Commissions.takeBack(
      1, of: 1, .cause(event.deliveryId.text), order: event.orderId, customer: event.customerId,
      cause: event.deliveryId.text, on: event.cancelledOn, at: event.occurredAt, in: unit)
    let state = try database.first("SELECT state FROM orders WHERE id = ?", event.orderId.text) { $0.text(0) }
    guard state == "cancelled" else { return }
    try closeUndelivered(
      of: event.orderId, event.customerId, cause: event.deliveryId.text, on: event.cancelledOn, at: event.occurredAt,
      in: unit)
  }

  /// Service charges are revenue at once (`rules.md`, Money).
  private static func charge(_ event: ServiceCharged, _: EventOrigin, _ unit: borrowing UnitOfWork) throws {
    guard event.amount.amount > 0 else { return }
    let rate = Int64(event.taxRatePercent.hundredths)
    let tax = try event.amount.scaled(rate, over: 10_000 + rate)
    let id: ID<Receivable> = unit.newID()
    let posted = try Periods.firstOpen(from: event.chargedOn, in: unit.database)
    try unit.record(
      ReceivableOpened(
        receivableId: id, customerId: event.customerId, kind: .service, orderId: nil, instalmentId: nil,
        requestId: event.requestId, label: event.number, amount: event.amount, on: posted,
        dueOn: event.dueOn, salespersonId: nil, shop: nil,
        entry: .moving(
          on: posted, debit: [(Account.receivable, event.amount)],
          credit: [(Account.revenue, try event.amount.subtracting(tax)), (Account.tax, tax)],
          refersTo: event.chargedOn),
        occurredAt: event.occurredAt))
    try unit.applyCredit(of: event.customerId, to: [id], at: event.occurredAt)
    try CreditHolds.review(event.customerId, in: unit)
  }
}
