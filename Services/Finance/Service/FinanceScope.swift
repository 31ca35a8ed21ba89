import Persistence
import ServiceKit

/// Whose things of finance are (`Services/Finance/README.md#who-sees-what`).
extension Belonging {
  static let orders = Belonging(.employee("orders.salesperson"), .shop("orders.shop"))

  static let receivables = receivables(as: "receivables")

  /// As the order that it is of, whosesoever that is now; without one, of those that it names. `table`: what a query
  /// calls it.
  static func receivables(as table: String) -> Belonging {
    Belonging(
      .through("orders", where: "orders.id = \(table).order_id", .orders),
      .employee("iif(\(table).order_id IS NULL, \(table).salesperson, NULL)"),
      .shop("iif(\(table).order_id IS NULL, \(table).shop, NULL)"))
  }

  /// As the order that it names; without one, of the salesperson. What it pays makes it nobody's: a small order that it
  /// pays beside others would open all of it.
  static let receipts = Belonging(
    .through("orders", where: "orders.id = receipts.order_id", .orders),
    .employee("iif(receipts.order_id IS NULL, receipts.salesperson, NULL)"))

  private static let creditNotes = Belonging(
    .through("receivables", where: "receivables.id = credit_notes.receivable", .receivables))

  /// Money that is a customer's credit: as the receipt or the credit note whose id a column holds.
  static func credit(_ column: String) -> Belonging {
    Belonging(
      .through("receipts", where: "receipts.id = \(column)", .receipts),
      .through("credit_notes", where: "credit_notes.id = \(column)", .creditNotes))
  }

  /// A customer's account with the company, in which somebody has a part.
  static let accounts = Belonging(
    .through("receivables", where: "receivables.customer = customers.id", .receivables),
    .through("receipts", where: "receipts.customer = customers.id", .receipts))

  /// Of whoever works on a lead of theirs, or is named in an order.
  static let customers = Belonging(
    LeadOwners.tie("customers.id"), .through("orders", where: "orders.customer = customers.id", .orders))

  /// A wage is whose it is, also where a colleague is named as the one who caused it.
  static let expenses = Belonging(.employee("coalesce(expenses.employee, expenses.salesperson)"))

  static let recurringExpenses = Belonging(
    .employee("coalesce(recurring_expenses.employee, recurring_expenses.salesperson)"))

  /// What somebody earns or is to earn, whose code a column holds.
  static func commission(_ salesperson: String) -> Belonging { Belonging(.employee(salesperson)) }
}

extension Migration {
  /// Shops and where employees work, for what is a shop's; orders by their customer.
  static let scope = Migration(
    """
    ALTER TABLE employees ADD COLUMN name TEXT NOT NULL DEFAULT '';
    ALTER TABLE employees ADD COLUMN shop TEXT;
    ALTER TABLE employees ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
    CREATE INDEX employees_shop ON employees (shop) WHERE shop IS NOT NULL;
    CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX orders_customer ON orders (customer);
    """)
}
