import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// Money that came in and went out, on its own day (`rules.md`, Cash).
enum CashCopies {
  static func move(
    in received: Money, _ method: PaymentMethod, on day: BusinessDate, _ origin: EventOrigin, in database: Database
  ) throws {
    try keep("money_in", received, method, day, origin, database)
  }

  static func move(
    out paid: Money, _ method: PaymentMethod, on day: BusinessDate, _ origin: EventOrigin, in database: Database
  ) throws {
    try keep("money_out", paid, method, day, origin, database)
  }

  private static func keep(
    _ side: String, _ amount: Money, _ method: PaymentMethod, _ day: BusinessDate, _ origin: EventOrigin,
    _ database: Database
  ) throws {
    let fact = FactTable.Fact(
      day: day, currency: amount.currency, keys: ["method": method.rawValue], values: [side: amount.amount])
    try FactTable.cash.keep(fact, part: 0, origin, in: database)
  }
}

/// What customers owe and what they have paid ahead, as dated changes of each receivable and of each customer's
/// unallocated credit (D5, `rules.md`, Aging). All events of a customer come in one stream, so these never wait.
enum ReceivableCopies {
  static func open(_ event: ReceivableOpened, _ origin: EventOrigin, in database: Database) throws {
    try change(event.receivableId, event.customerId, event.amount, event.on, due: event.dueOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run(
      "INSERT INTO receivables VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", event.receivableId.text, event.customerId.text,
      event.orderId?.text, event.kind.rawValue, event.label, event.dueOn.description, event.amount.amount,
      event.amount.currency.code)
  }

  static func amend(_ event: ReceivableAmended, _ origin: EventOrigin, in database: Database) throws {
    let change = try event.amount.subtracting(event.previousAmount)
    try self.change(event.receivableId, event.customerId, change, event.on, due: event.dueOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run(
      "UPDATE receivables SET label = ?, due_on = ?, amount = amount + ? WHERE receivable_id = ?", event.label,
      event.dueOn.description, change.amount, event.receivableId.text)
  }

  static func cancel(_ event: ReceivableCancelled, _ origin: EventOrigin, in database: Database) throws {
    try change(event.receivableId, event.customerId, event.amount.negated, event.on, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run("UPDATE receivables SET cancelled = 1 WHERE receivable_id = ?", event.receivableId.text)
  }

  static func allocate(
    _ part: AllocatedPart, _ entry: LedgerEntry, _ origin: EventOrigin, in database: Database
  ) throws {
    try change(part.receivableId, part.customerId, part.amount.negated, part.on, origin, database)
    try credit(part.customerId, entry, origin, database)
  }

  static func credit(_ event: CreditNotePosted, _ origin: EventOrigin, in database: Database) throws {
    let applied = try event.amount.subtracting(event.surplus)
    try change(event.receivableId, event.customerId, applied.negated, event.creditedOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
  }

  /// Unallocated credit is what stands on the account `deposits` (`http.md`).
  static func credit(
    _ customer: ID<Customer>, _ entry: LedgerEntry, _ origin: EventOrigin, _ database: Database
  ) throws {
    for (part, line) in entry.lines.enumerated() where line.account == "deposits" {
      try keep(
        "", customer, try line.credit.subtracting(line.debit), entry.on, part: part + 1, origin, database)
    }
  }

  private static func change(
    _ receivable: ID<Receivable>, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate,
    due: BusinessDate? = nil, _ origin: EventOrigin, _ database: Database
  ) throws {
    try keep(receivable.text, customer, amount, day, due: due, part: 0, origin, database)
  }

  private static func keep(
    _ receivable: String, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, due: BusinessDate? = nil,
    part: Int, _ origin: EventOrigin, _ database: Database
  ) throws {
    guard !amount.isZero || due != nil else { return }
    try database.run(
      "INSERT INTO receivable_facts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", origin.source.rawValue, origin.stream,
      origin.number, part, receivable, customer.text, day.description, origin.time.milliseconds, amount.currency.code,
      amount.amount, due?.description)
    guard !receivable.isEmpty else {
      try database.run(
        "INSERT INTO customer_credits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        customer.text, amount.currency.code, amount.amount)
      return
    }
    // The due date in force is the one of the last day, and on that day of the last event.
    let digits = String(origin.number)
    let rank = due.map { _ in day.description + String(repeating: "0", count: max(0, 20 - digits.count)) + digits }
    try database.run(
      """
      INSERT INTO receivable_sums VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET open = open + excluded.open,
        due = iif(excluded.due_rank > due_rank, excluded.due, due), due_rank = max(due_rank, excluded.due_rank)
      """, receivable, customer.text, amount.currency.code, amount.amount, due?.daysSince1970, rank ?? "")
  }
}
