import Persistence

/// The tables of after-sales. `document` is the state as JSON; the other columns are what it is found by.
enum AfterSalesSchema {
  static let schema = Schema(
    "after-sales",
    [
      Migration(
        """
        CREATE TABLE customers (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE TABLE orders (
          id TEXT PRIMARY KEY, number TEXT NOT NULL, customer TEXT NOT NULL, salesperson TEXT,
          version INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
        CREATE TABLE measurements (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT, brief TEXT NOT NULL) STRICT;
        CREATE INDEX measurements_customer ON measurements (customer, id);
        CREATE TABLE crews (
          code TEXT PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
        CREATE TABLE outlets (code TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE TABLE maintenance_plans (
          code TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE TABLE terms (name TEXT PRIMARY KEY, version INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE TABLE installations (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT NOT NULL, delivery TEXT NOT NULL UNIQUE,
          state TEXT NOT NULL, delivered_on TEXT NOT NULL, completed_on TEXT, document TEXT NOT NULL) STRICT;
        CREATE INDEX installations_customer ON installations (customer, id);
        CREATE INDEX installations_order ON installations (order_id);
        CREATE INDEX installations_state ON installations (state, delivered_on);
        CREATE TABLE appointments (
          job TEXT PRIMARY KEY, crew TEXT NOT NULL, on_day TEXT NOT NULL, slot TEXT NOT NULL) STRICT;
        CREATE INDEX appointments_crew ON appointments (crew, on_day);
        CREATE TABLE evaluation_links (
          hash TEXT PRIMARY KEY, installation TEXT NOT NULL, expires_on TEXT NOT NULL, used INTEGER NOT NULL) STRICT;
        CREATE TABLE evaluations (
          installation TEXT NOT NULL, version INTEGER NOT NULL, document TEXT NOT NULL,
          PRIMARY KEY (installation, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE installed_items (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, installation TEXT NOT NULL, component TEXT NOT NULL,
          in_use INTEGER NOT NULL, maintained_on TEXT NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE INDEX installed_items_customer ON installed_items (customer, id);
        CREATE INDEX installed_items_installation ON installed_items (installation);
        CREATE TABLE problems (
          id TEXT PRIMARY KEY, installation TEXT NOT NULL, customer TEXT NOT NULL, cause TEXT NOT NULL,
          state TEXT NOT NULL, owner TEXT, document TEXT NOT NULL) STRICT;
        CREATE INDEX problems_installation ON problems (installation);
        CREATE TABLE requests (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, kind TEXT NOT NULL,
          state TEXT NOT NULL, assignees TEXT NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE INDEX requests_customer ON requests (customer, id);
        CREATE INDEX requests_state ON requests (state, id);
        CREATE TABLE request_steps (
          request TEXT NOT NULL, step INTEGER NOT NULL, document TEXT NOT NULL, PRIMARY KEY (request, step)) STRICT,
          WITHOUT ROWID;
        CREATE TABLE document_numbers (
          series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (series, year)) STRICT,
          WITHOUT ROWID;
        CREATE TABLE maintenance_raised (
          installation TEXT NOT NULL, plan TEXT NOT NULL, due_on TEXT NOT NULL,
          PRIMARY KEY (installation, plan, due_on)) STRICT, WITHOUT ROWID;
        """)
    ])

  /// Fed by leads and sales.
  static let copies: Set<String> = ["customers", "orders", "measurements"]
}
