import Persistence

/// The tables of finance. `customers`, `orders` and `deliveries` are copies of leads' and sales' facts; all others are
/// written by `apply` alone.
enum FinanceSchema {
  static let schema = Schema(
    "finance",
    [
      Migration(
        """
        CREATE TABLE customers (id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL) STRICT;
        CREATE TABLE orders (
          id TEXT PRIMARY KEY, number TEXT NOT NULL, customer TEXT NOT NULL, salesperson TEXT, shop TEXT,
          signed_on TEXT NOT NULL, total INTEGER NOT NULL, currency TEXT NOT NULL, delivered INTEGER NOT NULL,
          state TEXT NOT NULL) STRICT;
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
        CREATE TABLE allocations (
          id TEXT NOT NULL, reversal INTEGER NOT NULL, customer TEXT NOT NULL, credit TEXT NOT NULL,
          receivable TEXT NOT NULL, order_id TEXT, amount INTEGER NOT NULL, currency TEXT NOT NULL,
          on_day TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (id, reversal, place)) STRICT;
        CREATE INDEX allocations_receivable ON allocations (receivable, on_day, amount);
        CREATE INDEX allocations_credit ON allocations (credit, on_day, amount);
        CREATE INDEX allocations_customer ON allocations (customer, on_day, amount, currency);
        CREATE TABLE credit_lots (
          credit TEXT NOT NULL, free_on TEXT NOT NULL, customer TEXT NOT NULL, amount INTEGER NOT NULL,
          currency TEXT NOT NULL, PRIMARY KEY (credit, free_on)) STRICT;
        CREATE INDEX credit_lots_customer ON credit_lots (customer, free_on);
        CREATE TABLE credit_changes (
          credit TEXT NOT NULL, customer TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
          currency TEXT NOT NULL, document TEXT NOT NULL, kind TEXT NOT NULL) STRICT;
        CREATE INDEX credit_changes_customer ON credit_changes (customer, on_day, amount, currency);
        CREATE TABLE receipts (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, amount INTEGER NOT NULL,
          currency TEXT NOT NULL, method TEXT NOT NULL, received_on TEXT NOT NULL, salesperson TEXT, order_id TEXT,
          external_id TEXT, reversed_on TEXT, reason TEXT) STRICT;
        CREATE INDEX receipts_customer ON receipts (customer, id);
        CREATE UNIQUE INDEX receipts_external ON receipts (external_id) WHERE external_id IS NOT NULL;
        CREATE TABLE refunds (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, amount INTEGER NOT NULL,
          currency TEXT NOT NULL, method TEXT NOT NULL, refunded_on TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
        CREATE TABLE refund_parts (refund TEXT NOT NULL, credit TEXT NOT NULL, amount INTEGER NOT NULL) STRICT;
        CREATE INDEX refund_parts_credit ON refund_parts (credit);
        CREATE TABLE credit_notes (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, receivable TEXT NOT NULL,
          amount INTEGER NOT NULL, surplus INTEGER NOT NULL, currency TEXT NOT NULL, credited_on TEXT NOT NULL,
          reason TEXT NOT NULL) STRICT;
        CREATE TABLE number_series (
          series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (series, year)) STRICT;
        CREATE TABLE ledger_lines (
          document TEXT NOT NULL, line INTEGER NOT NULL, kind TEXT NOT NULL, customer TEXT, on_day TEXT NOT NULL,
          account TEXT NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL, currency TEXT NOT NULL,
          place INTEGER NOT NULL, PRIMARY KEY (document, place, line)) STRICT;
        CREATE INDEX ledger_lines_account ON ledger_lines (account, on_day, currency, debit, credit);
        CREATE TABLE order_liability (
          order_id TEXT PRIMARY KEY, amount INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
        CREATE TABLE credit_limits (
          customer TEXT PRIMARY KEY, amount INTEGER, currency TEXT, overdue_amount INTEGER, overdue_days INTEGER) STRICT;
        CREATE TABLE credit_holds (
          customer TEXT PRIMARY KEY, held INTEGER NOT NULL, reasons TEXT NOT NULL, released_by TEXT, until TEXT) STRICT;
        """),
      ReceivablesSchema.terms,
      Dunning.schema,
      BooksSchema.books,
      BooksSchema.commissions,
      RecurringExpenses.schema,
      AllocationOrders.schema,
      ReceivablesSchema.scale,
      ReceivablesSchema.matching,
      BooksSchema.commissionAwaits,
      ReceivablesSchema.openItems,
    ])

  static let copies: Set = ["customers", "orders", "employees", "products", "order_lines", "order_owners"]
}
