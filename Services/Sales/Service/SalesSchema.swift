import Persistence

/// The tables of sales. `document` is the state as JSON; the other columns are what it is found by.
enum SalesSchema {
  static let schema = Schema(
    "sales",
    [
      Migration(
        """
        CREATE TABLE products (
          sku TEXT PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, amount INTEGER NOT NULL,
          currency TEXT NOT NULL, category TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
        CREATE TABLE quotes (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, salesperson TEXT NOT NULL,
          stage TEXT NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE INDEX quotes_customer ON quotes (customer, id);
        CREATE TABLE orders (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, salesperson TEXT,
          stage TEXT NOT NULL, quote TEXT UNIQUE, erp_number TEXT, document TEXT NOT NULL) STRICT;
        CREATE INDEX orders_customer ON orders (customer, id);
        CREATE TABLE order_changes (
          order_id TEXT NOT NULL, change INTEGER NOT NULL, document TEXT NOT NULL,
          PRIMARY KEY (order_id, change)) STRICT, WITHOUT ROWID;
        CREATE TABLE document_numbers (
          series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (series, year)) STRICT, WITHOUT ROWID;
        CREATE TABLE erp_orders (
          source TEXT NOT NULL, order_number TEXT NOT NULL, revision INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'cancelled')), order_id TEXT, reason TEXT,
          received TEXT, PRIMARY KEY (source, order_number)) STRICT;
        CREATE INDEX erp_orders_order ON erp_orders (order_id) WHERE order_id IS NOT NULL;
        CREATE TABLE erp_stale (
          source TEXT NOT NULL, order_number TEXT NOT NULL, count INTEGER NOT NULL, last_revision INTEGER NOT NULL,
          last_at INTEGER NOT NULL, PRIMARY KEY (source, order_number)) STRICT, WITHOUT ROWID;
        CREATE TABLE customers (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, phone TEXT NOT NULL, document TEXT NOT NULL) STRICT;
        CREATE TABLE customer_leads (lead TEXT PRIMARY KEY, customer TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_leads_customer ON customer_leads (customer, lead);
        """),
      Migration(
        """
        CREATE TABLE deliveries (
          id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, customer TEXT NOT NULL,
          delivered_on TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('noted', 'cancelled')),
          document TEXT NOT NULL) STRICT;
        CREATE INDEX deliveries_order ON deliveries (order_id, id);
        CREATE INDEX deliveries_customer ON deliveries (customer, id);
        CREATE TABLE measurements (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT, document TEXT NOT NULL) STRICT;
        CREATE INDEX measurements_customer ON measurements (customer, id);
        CREATE TABLE credit_holds (customer TEXT PRIMARY KEY, reasons TEXT NOT NULL) STRICT;
        """),
      Migration(
        """
        CREATE TABLE order_skus (
          order_id TEXT NOT NULL, sku TEXT NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (order_id, sku)) STRICT,
          WITHOUT ROWID;
        CREATE INDEX order_skus_sku ON order_skus (sku, customer);
        CREATE INDEX order_skus_customer ON order_skus (customer, sku);
        INSERT OR IGNORE INTO order_skus
          SELECT o.id, json_extract(line.value, '$.sku'), o.customer
          FROM orders o, json_each(o.document, '$.terms.lines') line
          WHERE json_extract(line.value, '$.sku') IS NOT NULL;
        CREATE TABLE recommendation_answers (
          customer TEXT NOT NULL, sku TEXT NOT NULL, outcome TEXT NOT NULL, answered_on TEXT NOT NULL,
          PRIMARY KEY (customer, sku)) STRICT, WITHOUT ROWID;
        """),
      Migration(
        """
        CREATE TABLE customer_credit (
          customer TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
          PRIMARY KEY (customer, currency)) STRICT, WITHOUT ROWID;
        CREATE TABLE billed_orders (order_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        CREATE TABLE quote_links (
          hash TEXT PRIMARY KEY, quote TEXT NOT NULL, version INTEGER NOT NULL, expires_on TEXT NOT NULL,
          used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX orders_promised ON orders (json_extract(document, '$.terms.promisedOn'))
          WHERE stage = 'confirmed';
        """),
    ])

  /// Fed by leads; `credit_holds`, `customer_credit` and `billed_orders` by finance.
  static let copies: Set<String> = ["customers", "customer_leads", "credit_holds", "customer_credit", "billed_orders"]
  /// Figures about the ERP's topic, no business state.
  static let unverified: Set<String> = ["erp_stale"]
}
