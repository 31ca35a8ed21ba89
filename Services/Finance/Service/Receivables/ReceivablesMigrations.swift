import Persistence

extension Migration {
  static let receivables = Migration(
    """
    CREATE TABLE receivables (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, order_id TEXT, instalment TEXT, request TEXT,
      label TEXT NOT NULL, amount INTEGER NOT NULL, open INTEGER NOT NULL, credited INTEGER NOT NULL DEFAULT 0,
      currency TEXT NOT NULL, on_day TEXT NOT NULL, due_on TEXT NOT NULL, salesperson TEXT, shop TEXT,
      reopened_on TEXT, place INTEGER NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE INDEX receivables_customer ON receivables (customer, due_on);
    CREATE INDEX receivables_order ON receivables (order_id) WHERE order_id IS NOT NULL;
    CREATE TABLE receivable_changes (
      receivable TEXT NOT NULL, customer TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, document TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
    CREATE INDEX receivable_changes_receivable ON receivable_changes (receivable, on_day, amount);
    """)

  /// Label and due date from a day on.
  static let receivableTerms = Migration(
    """
    CREATE TABLE receivable_terms (
      receivable TEXT NOT NULL, on_day TEXT NOT NULL, place INTEGER NOT NULL, label TEXT NOT NULL, due_on TEXT NOT NULL,
      PRIMARY KEY (receivable, on_day, place)) STRICT;
    """)

  /// What keeps questions quick beside a million lines of the ledger.
  static let receivablesByDay = Migration(
    """
    CREATE INDEX receivables_open ON receivables (id) WHERE open != 0;
    CREATE INDEX receivable_changes_day ON receivable_changes (on_day, receivable);
    CREATE INDEX receivable_changes_customer ON receivable_changes (customer, on_day);
    """)

  /// By what a bank statement names a customer.
  static let receivablesByAmount = Migration(
    "CREATE INDEX receivables_amount ON receivables (open) WHERE open != 0;")

  /// What is open is answered from an index alone. `amended`: label or due date have changed, so that those of a past
  /// day stand in `receivable_terms`.
  static let openReceivables = Migration(
    """
    ALTER TABLE receivables ADD COLUMN amended INTEGER NOT NULL DEFAULT 0;
    UPDATE receivables SET amended = 1
      WHERE id IN (SELECT receivable FROM receivable_terms GROUP BY receivable HAVING count(*) > 1);
    DROP INDEX receivables_open;
    CREATE INDEX receivables_open
      ON receivables (due_on, id, open, customer, currency, on_day, salesperson, shop, order_id, amended)
      WHERE open != 0;
    """)
}
