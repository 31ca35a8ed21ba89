import Persistence

/// The read models. All of them hold what other services' events say, and give the same rows for every interleaving of
/// the sources: keys come from the events, and a row whose other half is missing is completed by whichever comes second.
///
/// No row holds an epoch: a restore gives its sources new ones, and an event keeps its stream and number. Whoever names
/// an event reads the source's present epoch.
enum ReadModels {
  static let schema = Schema(
    "reporting",
    [
      Migration(
        """
        CREATE TABLE employees (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE customers (
          customer_id TEXT PRIMARY KEY, search INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, phone TEXT NOT NULL,
          wechat TEXT, email TEXT, city TEXT, community TEXT, building TEXT, room TEXT, channel TEXT NOT NULL,
          registered_on TEXT NOT NULL) STRICT;
        CREATE INDEX customers_fragments ON customers (customer_id, name, community, phone);
        CREATE VIRTUAL TABLE customers_fts USING fts5(
          name, community, phone, content = 'customers', content_rowid = 'search', tokenize = 'trigram');
        CREATE TRIGGER customers_fts_insert AFTER INSERT ON customers BEGIN
          INSERT INTO customers_fts (rowid, name, community, phone)
            VALUES (new.search, new.name, new.community, new.phone);
        END;
        CREATE TRIGGER customers_fts_delete AFTER DELETE ON customers BEGIN
          INSERT INTO customers_fts (customers_fts, rowid, name, community, phone)
            VALUES ('delete', old.search, old.name, old.community, old.phone);
        END;
        CREATE TABLE customer_events (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL,
          type TEXT NOT NULL, time INTEGER NOT NULL, subject TEXT NOT NULL, customer_id TEXT NOT NULL,
          actor TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (source, stream, number)) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_events_time ON customer_events (customer_id, time, source, number);

        CREATE TABLE leads (
          lead_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, channel TEXT NOT NULL, captured_on TEXT NOT NULL,
          known INTEGER NOT NULL, stage TEXT NOT NULL, owner_id TEXT, in_profile INTEGER NOT NULL) STRICT,
          WITHOUT ROWID;
        CREATE INDEX leads_customer ON leads (customer_id, lead_id);
        CREATE TABLE orders (
          order_id TEXT PRIMARY KEY, number TEXT NOT NULL, customer_id TEXT NOT NULL, lead_id TEXT, salesperson TEXT,
          shop TEXT, signed_on TEXT NOT NULL, total INTEGER NOT NULL, currency TEXT NOT NULL, cancelled_on TEXT)
          STRICT, WITHOUT ROWID;
        CREATE INDEX orders_customer ON orders (customer_id, order_id);

        -- A fact whose lead is not known yet has no channel and no cohort, and counts nowhere.
        CREATE TABLE lead_facts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
          lead_id TEXT NOT NULL, channel TEXT, cohort TEXT, day TEXT NOT NULL, known INTEGER NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL, PRIMARY KEY (source, stream, number, part)) STRICT,
          WITHOUT ROWID;
        CREATE INDEX lead_facts_waiting ON lead_facts (lead_id) WHERE channel IS NULL;
        CREATE INDEX lead_facts_cell ON lead_facts (channel, cohort, day);
        -- The same facts added up for months (grain 1) and days (grain 2) of the event; of captures by month in the
        -- first table, by day in the second. A few days of capture are found fast only where they stand first.
        CREATE TABLE lead_month_sums (
          grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, channel TEXT NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL,
          PRIMARY KEY (grain, period, cohort, channel, currency)) STRICT, WITHOUT ROWID;
        CREATE TABLE lead_day_sums (
          grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, channel TEXT NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL,
          PRIMARY KEY (grain, cohort, period, channel, currency)) STRICT, WITHOUT ROWID;

        CREATE TABLE order_facts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
          salesperson TEXT NOT NULL, shop TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
          currency TEXT NOT NULL, orders INTEGER NOT NULL, signed INTEGER NOT NULL,
          PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
        CREATE INDEX order_facts_salesperson ON order_facts (salesperson, day);
        CREATE INDEX order_facts_shop ON order_facts (shop, day);
        CREATE INDEX order_facts_day ON order_facts (day);
        CREATE TABLE order_sums (
          dimension TEXT NOT NULL, grain INTEGER NOT NULL, period TEXT NOT NULL, key TEXT NOT NULL,
          currency TEXT NOT NULL, orders INTEGER NOT NULL, signed INTEGER NOT NULL,
          PRIMARY KEY (dimension, grain, period, key, currency)) STRICT, WITHOUT ROWID;
        """)
    ])

  static let tables: Set = [
    "employees", "shops", "customers", "customer_events", "leads", "orders", "lead_facts", "lead_month_sums",
    "lead_day_sums", "order_facts",
    "order_sums",
  ]

  /// The key of what has no salesperson or no shop.
  static let none = "none"
}
