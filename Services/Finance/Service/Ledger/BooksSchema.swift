import Persistence

/// Tables of payables, expenses, periods and commissions.
enum BooksSchema {
  /// `employees`, `products`, `order_lines` and `order_owners` are copies of leads' and sales' facts.
  static let books = Migration(
    """
    ALTER TABLE ledger_lines ADD COLUMN refers_to TEXT;
    CREATE TABLE periods (
      month TEXT PRIMARY KEY, closed INTEGER NOT NULL, entries INTEGER NOT NULL, closed_on TEXT, closed_by TEXT,
      reopened_on TEXT, reopened_by TEXT, reason TEXT) STRICT;
    INSERT INTO periods (month, closed, entries)
      SELECT substr(on_day, 1, 7), 0, count(*) FROM (SELECT DISTINCT document, place, on_day FROM ledger_lines) GROUP BY 1;
    CREATE TABLE suppliers (
      code TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL, registered INTEGER NOT NULL,
      version INTEGER NOT NULL) STRICT;
    CREATE TABLE payables (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, supplier TEXT NOT NULL, category TEXT NOT NULL,
      amount INTEGER NOT NULL, open INTEGER NOT NULL, currency TEXT NOT NULL, billed_on TEXT NOT NULL,
      due_on TEXT NOT NULL, reference TEXT, reopened_on TEXT, cancelled_on TEXT, reason TEXT) STRICT;
    CREATE INDEX payables_supplier ON payables (supplier, due_on);
    CREATE TABLE payments (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, supplier TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, method TEXT NOT NULL, paid_on TEXT NOT NULL, external_id TEXT, reversed_on TEXT,
      reason TEXT) STRICT;
    CREATE UNIQUE INDEX payments_external ON payments (external_id) WHERE external_id IS NOT NULL;
    CREATE TABLE payment_lots (
      payment TEXT NOT NULL, free_on TEXT NOT NULL, supplier TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, PRIMARY KEY (payment, free_on)) STRICT;
    CREATE INDEX payment_lots_supplier ON payment_lots (supplier, free_on);
    CREATE TABLE payment_allocations (
      id TEXT NOT NULL, reversal INTEGER NOT NULL, supplier TEXT NOT NULL, payment TEXT NOT NULL,
      payable TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, on_day TEXT NOT NULL,
      PRIMARY KEY (id, reversal)) STRICT;
    CREATE INDEX payment_allocations_payable ON payment_allocations (payable, on_day, amount);
    CREATE INDEX payment_allocations_payment ON payment_allocations (payment, on_day, amount);
    CREATE TABLE expenses (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, category TEXT NOT NULL, item TEXT NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, spent_on TEXT NOT NULL, method TEXT, paid_on TEXT,
      salesperson TEXT, shop TEXT, campaign TEXT, customer TEXT, reversed_on TEXT, reason TEXT) STRICT;
    CREATE INDEX expenses_category ON expenses (category, spent_on);
    """)

  static let commissions = Migration(
    """
    CREATE TABLE employees (code TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT;
    CREATE TABLE products (sku TEXT PRIMARY KEY, category TEXT NOT NULL) STRICT;
    CREATE TABLE order_lines (
      order_id TEXT NOT NULL, version INTEGER NOT NULL, line TEXT NOT NULL, sku TEXT, gross INTEGER NOT NULL,
      net INTEGER NOT NULL, PRIMARY KEY (order_id, version, line)) STRICT;
    CREATE TABLE order_owners (
      order_id TEXT NOT NULL, version INTEGER NOT NULL, from_day TEXT NOT NULL, salesperson TEXT,
      PRIMARY KEY (order_id, version)) STRICT;
    CREATE TABLE commission_plans (
      code TEXT NOT NULL, version INTEGER NOT NULL, salesperson TEXT, role TEXT, category TEXT, trigger TEXT NOT NULL,
      rate INTEGER NOT NULL, valid_from TEXT NOT NULL, PRIMARY KEY (code, version)) STRICT;
    CREATE TABLE commissions (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT NOT NULL, salesperson TEXT NOT NULL,
      plan TEXT NOT NULL, version INTEGER NOT NULL, trigger TEXT NOT NULL, rate INTEGER NOT NULL, cause TEXT NOT NULL,
      receivable TEXT, gross INTEGER NOT NULL, base INTEGER NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      on_day TEXT NOT NULL, place INTEGER NOT NULL) STRICT;
    CREATE INDEX allocations_order ON allocations (order_id, amount) WHERE order_id IS NOT NULL;
    CREATE INDEX commissions_order ON commissions (order_id, trigger, place);
    CREATE TABLE commission_lines (
      commission TEXT, salesperson TEXT NOT NULL, kind TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      on_day TEXT NOT NULL, cause TEXT NOT NULL) STRICT;
    CREATE INDEX commission_lines_salesperson ON commission_lines (salesperson, on_day, kind, amount, currency);
    CREATE TABLE commission_payouts (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, salesperson TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, method TEXT NOT NULL, paid_on TEXT NOT NULL) STRICT;
    CREATE TABLE delivery_revenue (
      delivery TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount INTEGER NOT NULL, tax INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    """)

  /// Accruals that are matched again when a salesperson's role or a product comes.
  static let commissionAwaits = Migration(
    """
    CREATE TABLE commission_awaits (
      commission TEXT PRIMARY KEY, role INTEGER NOT NULL, sku TEXT, category TEXT, on_day TEXT NOT NULL) STRICT;
    CREATE INDEX commission_awaits_sku ON commission_awaits (sku) WHERE sku IS NOT NULL;
    """)
}
