import Persistence

/// Later tables around receivables.
enum ReceivablesSchema {
  /// `earned`: revenue of an order or a service charge with the tax in it. `receivable_terms`: label and due date from
  /// a day on.
  static let terms = Migration(
    """
    CREATE TABLE earned (
      subject TEXT PRIMARY KEY, amount INTEGER NOT NULL, tax INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    CREATE TABLE receivable_terms (
      receivable TEXT NOT NULL, on_day TEXT NOT NULL, place INTEGER NOT NULL, label TEXT NOT NULL, due_on TEXT NOT NULL,
      PRIMARY KEY (receivable, on_day, place)) STRICT;
    """)

  /// What keeps questions quick beside a million lines of the ledger. `ledger_months`: movements of an account in a
  /// month, so that a trial balance reads the lines of one month only.
  static let scale = Migration(
    """
    CREATE INDEX receivables_open ON receivables (id) WHERE open != 0;
    CREATE INDEX receivable_changes_day ON receivable_changes (on_day, receivable);
    CREATE INDEX receivable_changes_customer ON receivable_changes (customer, on_day);
    CREATE INDEX allocations_day ON allocations (on_day, receivable);
    CREATE INDEX credit_changes_day ON credit_changes (on_day);
    CREATE INDEX ledger_lines_posted ON ledger_lines (account);
    CREATE INDEX ledger_lines_day ON ledger_lines (on_day, account, currency, debit, credit);
    CREATE TABLE ledger_months (
      account TEXT NOT NULL, currency TEXT NOT NULL, month TEXT NOT NULL, debit INTEGER NOT NULL,
      credit INTEGER NOT NULL, PRIMARY KEY (account, currency, month)) STRICT;
    INSERT INTO ledger_months
      SELECT account, currency, substr(on_day, 1, 7), sum(debit), sum(credit) FROM ledger_lines GROUP BY 1, 2, 3;
    """)

  /// By what a bank statement names a customer.
  static let matching = Migration(
    """
    CREATE INDEX receivables_amount ON receivables (open) WHERE open != 0;
    CREATE INDEX customers_phone ON customers (phone);
    CREATE INDEX customers_name ON customers (name);
    CREATE INDEX orders_number ON orders (number);
    """)

  /// What is open is answered from an index alone. `amended`: label or due date have changed, so that those of a past
  /// day stand in `receivable_terms`. `commission_months`: as `ledger_months`.
  static let openItems = Migration(
    """
    ALTER TABLE receivables ADD COLUMN amended INTEGER NOT NULL DEFAULT 0;
    UPDATE receivables SET amended = 1
      WHERE id IN (SELECT receivable FROM receivable_terms GROUP BY receivable HAVING count(*) > 1);
    DROP INDEX receivables_open;
    CREATE INDEX receivables_open
      ON receivables (due_on, id, open, customer, currency, on_day, salesperson, shop, order_id, amended)
      WHERE open != 0;
    CREATE TABLE commission_months (
      salesperson TEXT NOT NULL, currency TEXT NOT NULL, month TEXT NOT NULL, kind TEXT NOT NULL,
      amount INTEGER NOT NULL, PRIMARY KEY (salesperson, currency, month, kind)) STRICT;
    INSERT INTO commission_months
      SELECT salesperson, currency, substr(on_day, 1, 7), kind, sum(amount) FROM commission_lines GROUP BY 1, 2, 3, 4;
    CREATE INDEX commission_lines_day ON commission_lines (on_day, salesperson, kind, amount, currency);
    """)
}
