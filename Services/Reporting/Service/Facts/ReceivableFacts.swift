import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension Feature {
  /// What customers owe and what they have paid ahead, as dated changes of each receivable and of each customer's
  /// unallocated credit (D5, `Services/Reporting/README.md#money`). All events of a customer come in one stream, so these
  /// never wait.
  static let receivables = Feature(
    tables: [
      .copy("receivables"), .copy("receivable_facts"), .copy("receivable_sums"), .copy("customer_credits"),
    ],
    listens: [
      .on(ReceivableOpened.self, copy: ReceivableFacts.open), .on(ReceivableAmended.self, copy: ReceivableFacts.amend),
      .on(ReceivableCancelled.self, copy: ReceivableFacts.cancel),
      .on(ReceivableReinstated.self, copy: ReceivableFacts.reinstate),
      .on(ReceiptPosted.self, copy: { try ReceivableFacts.credit($0.customerId, $0.entry, $1, $2) }),
      .on(ReceiptReversed.self, copy: { try ReceivableFacts.credit($0.customerId, $0.entry, $1, $2) }),
      .on(RefundPosted.self, copy: { try ReceivableFacts.credit($0.customerId, $0.entry, $1, $2) }),
      .on(CreditNotePosted.self, copy: ReceivableFacts.credit),
    ] + EventHandler.onAllocated(ReceivableFacts.allocate))
}

enum ReceivableFacts {
  @Sendable static func open(_ event: ReceivableOpened, _ origin: EventOrigin, in database: Database) throws {
    try change(event.receivableId, event.customerId, event.amount, event.on, due: event.dueOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run(
      "INSERT INTO receivables VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", event.receivableId, event.customerId,
      event.orderId?.text, event.kind.rawValue, event.label, event.dueOn, event.amount.amount, event.amount.currency)
  }

  @Sendable static func amend(_ event: ReceivableAmended, _ origin: EventOrigin, in database: Database) throws {
    let change = try event.amount.subtracting(event.previousAmount)
    try self.change(event.receivableId, event.customerId, change, event.on, due: event.dueOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run(
      "UPDATE receivables SET label = ?, due_on = ?, amount = amount + ? WHERE receivable_id = ?", event.label,
      event.dueOn, change.amount, event.receivableId)
  }

  @Sendable static func cancel(_ event: ReceivableCancelled, _ origin: EventOrigin, in database: Database) throws {
    try change(event.receivableId, event.customerId, event.amount.negated, event.on, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run("UPDATE receivables SET cancelled = 1 WHERE receivable_id = ?", event.receivableId)
  }

  @Sendable static func reinstate(
    _ event: ReceivableReinstated, _ origin: EventOrigin, in database: Database
  ) throws {
    try change(event.receivableId, event.customerId, event.amount, event.on, origin, database)
    try credit(event.customerId, event.entry, origin, database)
    try database.run("UPDATE receivables SET cancelled = 0 WHERE receivable_id = ?", event.receivableId)
  }

  @Sendable static func allocate(_ part: AllocatedPart, _ origin: EventOrigin, in database: Database) throws {
    try change(part.receivableId, part.customerId, part.amount.negated, part.on, origin, database)
    try credit(part.customerId, part.entry, origin, database)
  }

  @Sendable static func credit(_ event: CreditNotePosted, _ origin: EventOrigin, in database: Database) throws {
    let applied = try event.amount.subtracting(event.surplus)
    try change(event.receivableId, event.customerId, applied.negated, event.creditedOn, origin, database)
    try credit(event.customerId, event.entry, origin, database)
  }

  /// Unallocated credit is what stands on the account `deposits` (`Services/Reporting/README.md#money`).
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
      origin.number, part, receivable, customer, day, origin.time, amount.currency, amount.amount, due)
    guard !receivable.isEmpty else {
      try database.run(
        "INSERT INTO customer_credits VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        customer, amount.currency, amount.amount)
      return
    }
    // The due date in force is the one of the last day, and on that day of the last event.
    let digits = String(origin.number)
    let rank = due.map { _ in day.description + String(repeating: "0", count: max(0, 20 - digits.count)) + digits }
    try database.run(
      """
      INSERT INTO receivable_sums VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET open = open + excluded.open,
        due = iif(excluded.due_rank > due_rank, excluded.due, due), due_rank = max(due_rank, excluded.due_rank)
      """, receivable, customer, amount.currency, amount.amount, due?.daysSince1970, rank ?? "")
  }
}

extension Migration {
  static let receivables = Migration(
    """
    CREATE TABLE receivables (
      receivable_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, order_id TEXT, kind TEXT NOT NULL,
      label TEXT NOT NULL, due_on TEXT NOT NULL, amount INTEGER NOT NULL, open INTEGER NOT NULL,
      currency TEXT NOT NULL, cancelled INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX receivables_customer ON receivables (customer_id, due_on);
    -- Changes of a receivable's open part, and where the receivable is empty, of the customer's unallocated credit.
    -- A change that sets the due date tells it.
    CREATE TABLE receivable_facts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
      receivable_id TEXT NOT NULL, customer_id TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
      currency TEXT NOT NULL, amount INTEGER NOT NULL, due_on TEXT,
      PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
    CREATE INDEX receivable_facts_item ON receivable_facts (receivable_id, day, known, amount, due_on);
    CREATE INDEX receivable_facts_customer ON receivable_facts (customer_id, day);
    """)

  static let receivableSums = Migration(
    """
    ALTER TABLE receivable_facts RENAME TO receivable_facts_before;
    CREATE TABLE receivable_facts (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
      receivable_id TEXT NOT NULL, customer_id TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
      currency TEXT NOT NULL, amount INTEGER NOT NULL, due_on TEXT) STRICT;
    INSERT INTO receivable_facts SELECT * FROM receivable_facts_before;
    DROP TABLE receivable_facts_before;
    CREATE INDEX receivable_facts_item ON receivable_facts (receivable_id, day, known, amount, due_on);
    CREATE INDEX receivable_facts_customer ON receivable_facts (customer_id, day);
    CREATE INDEX receivable_facts_day ON receivable_facts (day);
    -- What is open of each, and its due date in days since 1970 by the last day and event that set it.
    CREATE TABLE receivable_sums (
      receivable_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, currency TEXT NOT NULL, open INTEGER NOT NULL,
      due INTEGER, due_rank TEXT NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO receivable_sums
    SELECT receivable_id, customer_id, currency, sum(amount),
      CAST(julianday(substr(max(CASE WHEN due_on IS NOT NULL THEN day || printf('%020d', number) || due_on END), -10))
        - julianday('1970-01-01') AS INTEGER),
      coalesce(substr(max(CASE WHEN due_on IS NOT NULL THEN day || printf('%020d', number) || due_on END), 1, 30), '')
    FROM receivable_facts WHERE receivable_id != '' GROUP BY receivable_id;
    CREATE INDEX receivable_sums_open ON receivable_sums (customer_id, currency, open, due) WHERE open != 0;
    CREATE TABLE customer_credits (
      customer_id TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (customer_id, currency))
      STRICT, WITHOUT ROWID;
    INSERT INTO customer_credits
    SELECT customer_id, currency, sum(amount) FROM receivable_facts WHERE receivable_id = '' GROUP BY 1, 2;
    CREATE INDEX customer_credits_open ON customer_credits (customer_id, currency, amount) WHERE amount != 0;
    ALTER TABLE receivables DROP COLUMN open;
    """)
}
