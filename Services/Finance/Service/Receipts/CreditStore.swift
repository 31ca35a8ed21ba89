import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

/// Credit in the store: lots that are free, allocations, and what statements say of it.
enum CreditStore {
  /// A customer's unallocated credit, oldest first.
  static func lots(of customer: ID<Customer>, in database: Database) throws -> [CreditLot] {
    try lots("customer = ?", customer.text, in: database)
  }

  static func lots(ofCredit credit: String, in database: Database) throws -> [CreditLot] {
    try lots("credit = ?", credit, in: database)
  }

  private static func lots(_ condition: String, _ value: String, in database: Database) throws -> [CreditLot] {
    try database.all(
      """
      SELECT credit, free_on, amount, currency FROM credit_lots WHERE \(condition) AND amount > 0
      ORDER BY free_on, credit
      """, value
    ) {
      CreditLot(creditID: try $0.text("credit"), freeOn: try $0.date("free_on"), amount: try $0.money("amount"))
    }
  }

  /// Allocations that a condition holds for, with what stands of each.
  static func allocations(
    _ condition: String, _ value: String, in database: Database
  ) throws -> [StandingAllocation] {
    try database.all(
      """
      SELECT id, credit, receivable, sum(amount) AS amount, currency,
        max(CASE WHEN reversal = 0 THEN on_day END) AS made, max(on_day) AS last
      FROM allocations WHERE \(condition) GROUP BY id ORDER BY id
      """, value
    ) {
      StandingAllocation(
        id: try $0.id("id"), creditID: try $0.text("credit"), receivableID: try $0.id("receivable"),
        amount: try $0.money("amount"), on: try $0.date("made"), lastOn: try $0.date("last"))
    }
  }

  // MARK: Own events

  static func allocate(_ event: CreditAllocated, to database: Database) throws {
    try database.run(
      "INSERT INTO allocations VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, 0)", event.allocationId, event.customerId,
      event.creditId, event.receivableId, event.orderId, event.amount.amount, event.amount.currency, event.on)
    try ReceivableStore.settle(event.receivableId, by: event.amount, to: database)
    try take(event.amount, of: event.creditId, upTo: event.on, to: database)
    try LedgerStore.post(event.entry, "allocation", of: event.allocationId, event.customerId, to: database)
  }

  static func undo(_ event: AllocationReversed, to database: Database) throws {
    try database.run(
      """
      INSERT INTO allocations VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
        (SELECT count(*) FROM allocations WHERE id = ?1 AND reversal = 1))
      """, event.allocationId, event.customerId, event.creditId, event.receivableId, event.orderId,
      -event.amount.amount, event.amount.currency, event.on)
    try ReceivableStore.reopen(event.receivableId, by: event.amount, on: event.on, to: database)
    try free(event.amount, event.creditId, event.customerId, event.on, to: database)
    try LedgerStore.post(event.entry, "allocation-reversed", of: event.allocationId, event.customerId, to: database)
  }

  /// A credit begins: a receipt, the surplus of a credit note.
  static func begin(
    _ credit: String, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String, number: String,
    to database: Database
  ) throws {
    try free(amount, credit, customer, day, to: database)
    try note(credit, customer, amount, day, kind, number: number, to: database)
  }

  /// A line of the customer's statement.
  static func note(
    _ credit: String, _ customer: ID<Customer>, _ amount: Money, _ day: BusinessDate, _ kind: String, number: String,
    to database: Database
  ) throws {
    try database.run(
      "INSERT INTO credit_changes VALUES (?, ?, ?, ?, ?, ?, ?)", credit, customer, day, amount.amount,
      amount.currency, number, kind)
  }

  private static func free(
    _ amount: Money, _ credit: String, _ customer: ID<Customer>, _ day: BusinessDate, to database: Database
  ) throws {
    try database.run(
      "INSERT INTO credit_lots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
      credit, day, customer, amount.amount, amount.currency)
  }

  /// Takes an amount out of a credit, what has been free longest first.
  static func take(_ amount: Money, of credit: String, upTo day: BusinessDate, to database: Database) throws {
    var rest = amount.amount
    let lots = try database.all(
      "SELECT free_on, amount FROM credit_lots WHERE credit = ? AND free_on <= ? ORDER BY free_on", credit, day
    ) { (freeOn: try $0.date("free_on"), amount: try $0.integer("amount")) }
    for lot in lots where rest > 0 {
      let taken = min(rest, lot.amount)
      rest -= taken
      if taken == lot.amount {
        try database.run("DELETE FROM credit_lots WHERE credit = ? AND free_on = ?", credit, lot.freeOn)
      } else {
        try database.run(
          "UPDATE credit_lots SET amount = amount - ? WHERE credit = ? AND free_on = ?", taken, credit, lot.freeOn)
      }
    }
  }

  /// All that is left of a credit goes with it.
  static func end(_ credit: String, to database: Database) throws -> Int64 {
    let left =
      try database.first("SELECT coalesce(sum(amount), 0) FROM credit_lots WHERE credit = ?", credit) { $0.integer(0) }
      ?? 0
    try database.run("DELETE FROM credit_lots WHERE credit = ?", credit)
    return left
  }
}
