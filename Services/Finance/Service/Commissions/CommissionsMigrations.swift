import Persistence

extension Migration {
  /// `employees`, `products`, `order_lines` and `order_owners` are copies of leads' and sales' facts.
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
    """)

  /// Accruals that are matched again when a salesperson's role or a product comes.
  static let commissionAwaits = Migration(
    """
    CREATE TABLE commission_awaits (
      commission TEXT PRIMARY KEY, role INTEGER NOT NULL, sku TEXT, category TEXT, on_day TEXT NOT NULL) STRICT;
    CREATE INDEX commission_awaits_sku ON commission_awaits (sku) WHERE sku IS NOT NULL;
    """)

  /// As `ledger_months`.
  static let commissionMonths = Migration(
    """
    CREATE TABLE commission_months (
      salesperson TEXT NOT NULL, currency TEXT NOT NULL, month TEXT NOT NULL, kind TEXT NOT NULL,
      amount INTEGER NOT NULL, PRIMARY KEY (salesperson, currency, month, kind)) STRICT;
    INSERT INTO commission_months
      SELECT salesperson, currency, substr(on_day, 1, 7), kind, sum(amount) FROM commission_lines GROUP BY 1, 2, 3, 4;
    CREATE INDEX commission_lines_day ON commission_lines (on_day, salesperson, kind, amount, currency);
    """)
}
