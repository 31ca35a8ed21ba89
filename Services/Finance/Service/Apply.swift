import Contracts
import FinanceDomain
import Kernel
import SQLite

/// Writes the tables of finance for one of its own events: the only code that does.
func apply(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as ReceivableOpened: try open(event, database)
  case let event as ReceivableAmended:
    let delta = try event.amount.subtracting(event.previousAmount)
    try database.run(
      "UPDATE receivables SET amount = ?, open = open + ?, label = ?, due_on = ?, amended = 1 WHERE id = ?",
      event.amount.amount, delta.amount, event.label, event.dueOn.description, event.receivableId.text)
    try terms(event.receivableId, event.label, event.dueOn, event.on, database)
    try change(event.receivableId, event.customerId, delta, event.on, "amendment", event.receivableId.text, database)
    let (change, currency) = (event.revenue, delta.currency)
    try liability(event.orderId, try Money(delta.amount - change.amount, currency), database)
    if let order = event.orderId, change.amount != 0 {
      try earned(
        order.text, try Money(change.amount, currency), tax: try Money(change.tax, currency), database)
    }
    try post(event.entry, "amendment", event.receivableId.text, event.customerId, database)
  case let event as ReceivableCancelled:
    try database.run(
      "UPDATE receivables SET open = open - ?, cancelled = 1 WHERE id = ?", event.amount.amount,
      event.receivableId.text)
    try change(
      event.receivableId, event.customerId, event.amount.negated, event.on, "cancellation", event.receivableId.text,
      database)
    try liability(event.orderId, event.amount.negated, database)
    try post(event.entry, "cancellation", event.receivableId.text, event.customerId, database)
  case let event as ReceiptPosted:
    try number("RC", event.number, database)
    try database.run(
      "INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", event.receiptId.text, event.number,
      event.customerId.text, event.amount.amount, event.amount.currency.code, event.method.rawValue,
      event.receivedOn.description, event.salespersonId?.text, event.orderId?.text, event.externalId)
    try credit(
      event.receiptId.text, event.customerId, event.amount, event.receivedOn, "receipt", event.number, database)
    try post(event.entry, "receipt", event.receiptId.text, event.customerId, database)
  case let event as ReceiptReversed:
    try database.run(
      "UPDATE receipts SET reversed_on = ?, reason = ? WHERE id = ?", event.on.description, event.reason,
      event.receiptId.text)
    // What was refunded already is not the customer's credit any more: it becomes a receivable of its own.
    let left =
      try database.first("SELECT sum(amount) FROM credit_lots WHERE credit = ?", event.receiptId.text) { $0.integer(0) }
      ?? 0
    try database.run("DELETE FROM credit_lots WHERE credit = ?", event.receiptId.text)
    if left != 0 {
      try creditChange(
        event.receiptId.text, event.customerId, try Money(-left, event.amount.currency), event.on, "reversal",
        event.number, database)
    }
    try post(event.entry, "reversal", event.receiptId.text, event.customerId, database)
  case let event as CreditAllocated:
    try allocated(event, database)
  case let event as AllocationReversed:
    try reversed(event, database)
  case let event as RefundPosted: try refund(event, database)
  case let event as CreditNotePosted: try creditNote(event, database)
  case let event as RevenueRecognised:
    try liability(event.orderId, event.amount.negated, database)
    try earned(event.orderId.text, event.amount, tax: event.tax, database)
    try database.run(
      "INSERT OR REPLACE INTO delivery_revenue VALUES (?, ?, ?, ?, ?)", event.deliveryId.text, event.orderId.text,
      event.amount.amount, event.tax.amount, event.amount.currency.code)
    try post(event.entry, "delivery", event.deliveryId.text, event.customerId, database)
  case let event as CreditLimitSet:
    try database.run(
      "INSERT OR REPLACE INTO credit_limits VALUES (?, ?, ?, ?, ?)", event.customerId.text, event.limit?.amount,
      (event.limit ?? event.overdueLimit)?.currency.code, event.overdueLimit?.amount, event.overdueDays)
  case let event as CreditHeld:
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, 1, ?, NULL, NULL)", event.customerId.text,
      event.reasons.joined(separator: ","))
  case let event as CreditReleased:
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, 0, '', ?, ?)", event.customerId.text, event.releasedBy?.text,
      event.until?.description)
  case let event as ReceivableDue: try Dunning.apply(event, database)
  case let event as ReceivableOverdue: try Dunning.apply(event, database)
  case let event as DunningLevelsSet: try Dunning.apply(event, database)
  case let event as ExpenseRecorded: try Expenses.apply(event, to: database)
  case let event as ExpensePaid: try Expenses.apply(event, to: database)
  case let event as ExpenseReversed: try Expenses.apply(event, to: database)
  case let event as RecurringExpenseChanged: try RecurringExpenses.apply(event, to: database)
  case let event as AllocationOrderSet: try AllocationOrders.apply(event, to: database)
  default:
    try applyPayables(event, to: database)
    try applyPeriods(event, to: database)
    try applyCommissions(event, to: database)
    try applyRevenue(event, to: database)
  }
}

private func open(_ event: ReceivableOpened, _ database: Database) throws {
  let place =
    try database.first(
      "SELECT count(*) FROM receivables WHERE customer = ?", event.customerId.text
    ) { $0.int(0) } ?? 0
  try database.run(
    "INSERT INTO receivables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, NULL, ?, 0, 0)",
    event.receivableId.text,
    event.customerId.text, event.kind.rawValue, event.orderId?.text, event.instalmentId?.text, event.requestId?.text,
    event.label, event.amount.amount, event.amount.amount, event.amount.currency.code, event.on.description,
    event.dueOn.description, event.salespersonId?.text, event.shop?.text, place)
  try change(
    event.receivableId, event.customerId, event.amount, event.on, event.kind.rawValue, event.receivableId.text, database
  )
  try terms(event.receivableId, event.label, event.dueOn, event.on, database)
  if event.kind == .order { try liability(event.orderId, event.amount, database) }
  if event.kind == .service {
    try earned(event.receivableId.text, event.amount, tax: event.entry.credit(of: "tax"), database)
  }
  try post(event.entry, "receivable", event.receivableId.text, event.customerId, database)
}

private func allocated(_ event: CreditAllocated, _ database: Database) throws {
  try database.run(
    "INSERT INTO allocations VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, 0)", event.allocationId.text, event.customerId.text,
    event.creditId, event.receivableId.text, event.orderId?.text, event.amount.amount, event.amount.currency.code,
    event.on.description)
  try database.run(
    "UPDATE receivables SET open = open - ? WHERE id = ?", event.amount.amount, event.receivableId.text)
  try take(event.amount.amount, ofLotsOf: event.creditId, upTo: event.on, database)
  try post(event.entry, "allocation", event.allocationId.text, event.customerId, database)
}

private func reversed(_ event: AllocationReversed, _ database: Database) throws {
  try database.run(
    """
    INSERT INTO allocations VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
      (SELECT count(*) FROM allocations WHERE id = ?1 AND reversal = 1))
    """, event.allocationId.text, event.customerId.text, event.creditId, event.receivableId.text, event.orderId?.text,
    -event.amount.amount, event.amount.currency.code, event.on.description)
  try database.run(
    "UPDATE receivables SET open = open + ?, reopened_on = max(coalesce(reopened_on, ''), ?) WHERE id = ?",
    event.amount.amount, event.on.description, event.receivableId.text)
  try free(event.amount, event.creditId, event.customerId, event.on, database)
  try post(event.entry, "allocation-reversed", event.allocationId.text, event.customerId, database)
}

private func refund(_ event: RefundPosted, _ database: Database) throws {
  try number("RF", event.number, database)
  try database.run(
    "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.refundId.text, event.number, event.customerId.text,
    event.amount.amount, event.amount.currency.code, event.method.rawValue, event.refundedOn.description, event.reason)
  for part in event.parts {
    try database.run(
      "INSERT INTO refund_parts VALUES (?, ?, ?)", event.refundId.text, part.creditId, part.amount.amount)
    try take(part.amount.amount, ofLotsOf: part.creditId, upTo: event.refundedOn, database)
    try creditChange(
      part.creditId, event.customerId, part.amount.negated, event.refundedOn, "refund", event.number, database)
  }
  try post(event.entry, "refund", event.refundId.text, event.customerId, database)
}

private func creditNote(_ event: CreditNotePosted, _ database: Database) throws {
  try number("CN", event.number, database)
  try database.run(
    "INSERT INTO credit_notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", event.creditNoteId.text, event.number,
    event.customerId.text, event.receivableId.text, event.amount.amount, event.surplus.amount,
    event.amount.currency.code, event.creditedOn.description, event.reason)
  let applied = try event.amount.subtracting(event.surplus)
  try database.run(
    "UPDATE receivables SET open = open - ?, credited = credited + ? WHERE id = ?", applied.amount,
    event.amount.amount, event.receivableId.text)
  try change(
    event.receivableId, event.customerId, applied.negated, event.creditedOn, "credit-note", event.number, database)
  if !event.surplus.isZero {
    try credit(
      event.creditNoteId.text, event.customerId, event.surplus, event.creditedOn, "credit-note", event.number, database)
  }
  try liability(event.orderId, event.entry.debit(of: "contract-liability").negated, database)
  let tax = event.entry.debit(of: "tax")
  let earnings = try event.entry.debit(of: "revenue").adding(tax)
  if !earnings.isZero {
    try earned(
      event.orderId?.text ?? event.receivableId.text, earnings.negated, tax: tax.negated, database)
  }
  try post(event.entry, "credit-note", event.creditNoteId.text, event.customerId, database)
}

// MARK: Parts

private func change(
  _ receivable: ID<Receivable>, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String,
  _ document: String, _ database: Database
) throws {
  guard !amount.isZero else { return }
  try database.run(
    "INSERT INTO receivable_changes VALUES (?, ?, ?, ?, ?, ?, ?)", receivable.text, customer.text, day.description,
    amount.amount, amount.currency.code, document, kind)
}

private func credit(
  _ credit: String, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String,
  _ document: String, _ database: Database
) throws {
  try free(amount, credit, customer, day, database)
  try creditChange(credit, customer, amount, day, kind, document, database)
}

private func creditChange(
  _ credit: String, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String,
  _ document: String, _ database: Database
) throws {
  try database.run(
    "INSERT INTO credit_changes VALUES (?, ?, ?, ?, ?, ?, ?)", credit, customer.text, day.description, amount.amount,
    amount.currency.code, document, kind)
}

private func free(
  _ amount: Money, _ credit: String, _ customer: ID<Customer>, _ day: BusinessDate, _ database: Database
) throws {
  try database.run(
    """
    INSERT INTO credit_lots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
    """, credit, day.description, customer.text, amount.amount, amount.currency.code)
}

/// Takes an amount out of a credit, what has been free longest first.
private func take(_ amount: Int64, ofLotsOf credit: String, upTo day: BusinessDate, _ database: Database) throws {
  var rest = amount
  let lots = try database.all(
    "SELECT free_on, amount FROM credit_lots WHERE credit = ? AND free_on <= ? ORDER BY free_on", credit,
    day.description
  ) { ($0.text(0), $0.integer(1)) }
  for (freeOn, available) in lots where rest > 0 {
    let taken = min(rest, available)
    rest -= taken
    if taken == available {
      try database.run("DELETE FROM credit_lots WHERE credit = ? AND free_on = ?", credit, freeOn)
    } else {
      try database.run(
        "UPDATE credit_lots SET amount = amount - ? WHERE credit = ? AND free_on = ?", taken, credit, freeOn)
    }
  }
}

func liability(_ order: ID<Order>?, _ amount: Money, _ database: Database) throws {
  guard let order else { return }
  try database.run(
    "INSERT INTO order_liability VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
    order.text, amount.amount, amount.currency.code)
}

/// Revenue of an order or a service charge, with the tax in it: what a credit note takes back in the same proportion.
func earned(_ subject: String, _ amount: Money, tax: Money, _ database: Database) throws {
  try database.run(
    """
    INSERT INTO earned VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET amount = amount + excluded.amount, tax = tax + excluded.tax
    """, subject, amount.amount, tax.amount, amount.currency.code)
}

/// What a receivable is called and when it is due from a day on, so that a past day is answered as it was.
private func terms(
  _ receivable: ID<Receivable>, _ label: String, _ dueOn: BusinessDate, _ day: BusinessDate, _ database: Database
) throws {
  try database.run(
    """
    INSERT INTO receivable_terms VALUES (?1, ?2,
      (SELECT count(*) FROM receivable_terms WHERE receivable = ?1 AND on_day = ?2), ?3, ?4)
    """, receivable.text, day.description, label, dueOn.description)
}

func post(
  _ entry: LedgerEntry, _ kind: String, _ document: String, _ customer: ID<Customer>?, _ database: Database
) throws {
  let place =
    try database.first("SELECT coalesce(max(place) + 1, 0) FROM ledger_lines WHERE document = ?", document) {
      $0.int(0)
    } ?? 0
  for (index, line) in entry.lines.enumerated() {
    try database.run(
      """
      INSERT INTO ledger_lines (document, line, kind, customer, on_day, account, debit, credit, currency, place,
        refers_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, document, index, kind, customer?.text, entry.on.description, line.account, line.debit.amount,
      line.credit.amount, line.debit.currency.code, place, entry.refersTo?.description)
    try database.run(
      """
      INSERT INTO ledger_months VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit
      """, line.account, line.debit.currency.code, entry.on.month, line.debit.amount, line.credit.amount)
  }
  guard !entry.lines.isEmpty else { return }
  try database.run(
    "INSERT INTO periods (month, closed, entries) VALUES (?, 0, 1) ON CONFLICT DO UPDATE SET entries = entries + 1",
    entry.on.month)
}

/// `RC-2026-000012` is the twelfth of its year: the series goes on from the numbers that events carry.
func number(_ series: String, _ number: String, _ database: Database) throws {
  let parts = number.split(separator: "-")
  guard parts.count == 3, let year = Int(parts[1]), let last = Int(parts[2]) else { return }
  try database.run(
    "INSERT INTO number_series VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)", series,
    year, last)
}
