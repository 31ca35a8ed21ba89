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
        """),
      Migration(
        """
        CREATE TABLE crews (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        ALTER TABLE order_facts ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_facts ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_sums ADD COLUMN delivered INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE order_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN promised_on TEXT;
        ALTER TABLE orders ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE lead_facts ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE lead_facts ADD COLUMN campaign TEXT;
        ALTER TABLE lead_facts ADD COLUMN partner TEXT;
        ALTER TABLE lead_facts ADD COLUMN referrer TEXT;
        ALTER TABLE lead_facts ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX lead_facts_campaign ON lead_facts (campaign, cohort, day) WHERE campaign IS NOT NULL;
        CREATE INDEX lead_facts_referrer ON lead_facts (referrer, cohort, day) WHERE referrer IS NOT NULL;
        ALTER TABLE lead_month_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE lead_day_sums ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE leads ADD COLUMN campaign TEXT;
        ALTER TABLE leads ADD COLUMN partner TEXT;
        ALTER TABLE leads ADD COLUMN referrer TEXT;
        ALTER TABLE leads ADD COLUMN stage_since TEXT;
        CREATE TABLE order_receipts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, order_id TEXT NOT NULL,
          day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL,
          PRIMARY KEY (order_id, source, stream, number)) STRICT, WITHOUT ROWID;

        CREATE TABLE receivables (
          receivable_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, order_id TEXT, kind TEXT NOT NULL,
          label TEXT NOT NULL, due_on TEXT NOT NULL, amount INTEGER NOT NULL, open INTEGER NOT NULL,
          currency TEXT NOT NULL, cancelled INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX receivables_customer ON receivables (customer_id, due_on);
        -- Changes of a receivable's open part, and where the receivable is empty, of the customer's unallocated credit.
        -- A change that sets the due date tells it.
        CREATE TABLE receivable_facts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
          receivable_id TEXT NOT NULL, customer_id TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
          currency TEXT NOT NULL, amount INTEGER NOT NULL, due_on TEXT,
          PRIMARY KEY (source, stream, number, part)) STRICT, WITHOUT ROWID;
        CREATE INDEX receivable_facts_item ON receivable_facts (receivable_id, day, known, amount, due_on);
        CREATE INDEX receivable_facts_customer ON receivable_facts (customer_id, day);

        CREATE TRIGGER customers_fts_update AFTER UPDATE OF name, community, phone ON customers BEGIN
          INSERT INTO customers_fts (customers_fts, rowid, name, community, phone)
            VALUES ('delete', old.search, old.name, old.community, old.phone);
          INSERT INTO customers_fts (rowid, name, community, phone)
            VALUES (new.search, new.name, new.community, new.phone);
        END;
        \(FactTable.cash.creation)
        """),
      Migration(
        """
        \(FactTable.expenses.creation)\(FactTable.commissions.creation)\(FactTable.service.creation)
        \(FactTable.quality.creation)\(FactTable.activities.creation)\(FactTable.funnel.creation)
        \(FactTable.customers.creation)\(FactTable.retention.creation)
        CREATE TABLE suppliers (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE evaluations (
          installation_id TEXT PRIMARY KEY, sum INTEGER NOT NULL, answers INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE problems (
          problem_id TEXT PRIMARY KEY, cause TEXT NOT NULL, crew TEXT NOT NULL, found_on TEXT NOT NULL)
          STRICT, WITHOUT ROWID;
        CREATE TABLE requests (request_id TEXT PRIMARY KEY, crew TEXT NOT NULL) STRICT, WITHOUT ROWID;
        -- Orders of a customer that were ever confirmed.
        CREATE TABLE buyers (customer_id TEXT PRIMARY KEY, orders INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        -- Where a customer came from, and what other services told of it before.
        CREATE TABLE customer_origins (
          customer_id TEXT PRIMARY KEY, registered_on TEXT NOT NULL, known INTEGER NOT NULL, channel TEXT NOT NULL,
          campaign TEXT, partner TEXT, referrer TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE waiting_facts (
          customer_id TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
          part INTEGER NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL, currency TEXT NOT NULL,
          figure TEXT NOT NULL, value INTEGER NOT NULL,
          PRIMARY KEY (customer_id, source, stream, number, part)) STRICT, WITHOUT ROWID;
        """),
      Migration(
        """
        \(FactTable.segments.creation)
        CREATE TABLE segments (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """),
      Migration(
        """
        -- The columns of the key come first: SQLite 3.40's integrity_check finds NULLs in a table that has others between.
        CREATE TABLE lead_merges (
          lead_id TEXT NOT NULL, source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL,
          into_id TEXT NOT NULL, undone INTEGER NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
          PRIMARY KEY (lead_id, source, stream, number)) STRICT, WITHOUT ROWID;
        CREATE INDEX lead_merges_into ON lead_merges (into_id);
        DROP INDEX lead_facts_waiting;
        CREATE INDEX lead_facts_lead ON lead_facts (lead_id);
        """),
      Migration(
        """
        -- How many of the facts are in the sums.
        CREATE TABLE facts_counted (facts TEXT PRIMARY KEY, through INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        \(FactTable.all.map(\.renewal).joined())

        ALTER TABLE lead_facts RENAME TO lead_facts_before;
        CREATE TABLE lead_facts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
          lead_id TEXT NOT NULL, channel TEXT, cohort TEXT, day TEXT NOT NULL, known INTEGER NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0, campaign TEXT,
          partner TEXT, referrer TEXT, cost INTEGER NOT NULL DEFAULT 0) STRICT;
        INSERT INTO lead_facts SELECT * FROM lead_facts_before;
        DROP TABLE lead_facts_before;
        CREATE INDEX lead_facts_lead ON lead_facts (lead_id);
        CREATE INDEX lead_facts_cell ON lead_facts (channel, cohort, day);
        CREATE INDEX lead_facts_campaign ON lead_facts (campaign, currency, cohort, day) WHERE campaign IS NOT NULL;
        -- The report of referrals has a row for each referrer, which is about as many as there are facts: an index that
        -- has all that it needs.
        CREATE INDEX lead_facts_referrer ON lead_facts (
          referrer, currency, cohort, day, known, leads, valid, won, won_amount, received) WHERE referrer IS NOT NULL;
        -- As the sums of leads, by campaign; costs are among the sums of expenses.
        CREATE TABLE campaign_month_sums (
          grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, campaign TEXT NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL,
          PRIMARY KEY (grain, period, cohort, campaign, currency)) STRICT, WITHOUT ROWID;
        CREATE TABLE campaign_day_sums (
          grain INTEGER NOT NULL, period TEXT NOT NULL, cohort TEXT NOT NULL, campaign TEXT NOT NULL,
          currency TEXT NOT NULL, leads INTEGER NOT NULL, in_profile INTEGER NOT NULL, valid INTEGER NOT NULL,
          won INTEGER NOT NULL, won_amount INTEGER NOT NULL, received INTEGER NOT NULL,
          PRIMARY KEY (grain, cohort, period, campaign, currency)) STRICT, WITHOUT ROWID;
        INSERT INTO campaign_month_sums
        SELECT 1, substr(day, 1, 7), substr(cohort, 1, 7), campaign, currency, sum(leads), sum(in_profile), sum(valid),
          sum(won), sum(won_amount), sum(received)
        FROM lead_facts WHERE campaign IS NOT NULL AND channel IS NOT NULL GROUP BY 2, 3, 4, 5;
        INSERT INTO campaign_month_sums
        SELECT 2, substr(day, 1, 10), substr(cohort, 1, 7), campaign, currency, sum(leads), sum(in_profile), sum(valid),
          sum(won), sum(won_amount), sum(received)
        FROM lead_facts WHERE campaign IS NOT NULL AND channel IS NOT NULL GROUP BY 2, 3, 4, 5;
        INSERT INTO campaign_day_sums
        SELECT 1, substr(day, 1, 7), substr(cohort, 1, 10), campaign, currency, sum(leads), sum(in_profile), sum(valid),
          sum(won), sum(won_amount), sum(received)
        FROM lead_facts WHERE campaign IS NOT NULL AND channel IS NOT NULL GROUP BY 2, 3, 4, 5;
        INSERT INTO campaign_day_sums
        SELECT 2, substr(day, 1, 10), substr(cohort, 1, 10), campaign, currency, sum(leads), sum(in_profile), sum(valid),
          sum(won), sum(won_amount), sum(received)
        FROM lead_facts WHERE campaign IS NOT NULL AND channel IS NOT NULL GROUP BY 2, 3, 4, 5;

        ALTER TABLE receivable_facts RENAME TO receivable_facts_before;
        CREATE TABLE receivable_facts (
          source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, part INTEGER NOT NULL,
          receivable_id TEXT NOT NULL, customer_id TEXT NOT NULL, day TEXT NOT NULL, known INTEGER NOT NULL,
          currency TEXT NOT NULL, amount INTEGER NOT NULL, due_on TEXT) STRICT;
        INSERT INTO receivable_facts SELECT * FROM receivable_facts_before;
        DROP TABLE receivable_facts_before;
        CREATE INDEX receivable_facts_item ON receivable_facts (receivable_id, day, known, amount, due_on);
        CREATE INDEX receivable_facts_customer ON receivable_facts (customer_id, day);
        CREATE INDEX receivable_facts_day ON receivable_facts (day);
        -- What is open of each, and its due date in days since 1970 by the last day and event that set it.
        CREATE TABLE receivable_sums (
          receivable_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, currency TEXT NOT NULL, open INTEGER NOT NULL,
          due INTEGER, due_rank TEXT NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO receivable_sums
        SELECT receivable_id, customer_id, currency, sum(amount),
          CAST(julianday(substr(max(CASE WHEN due_on IS NOT NULL THEN day || printf('%020d', number) || due_on END), -10))
            - julianday('1970-01-01') AS INTEGER),
          coalesce(substr(max(CASE WHEN due_on IS NOT NULL THEN day || printf('%020d', number) || due_on END), 1, 30), '')
        FROM receivable_facts WHERE receivable_id != '' GROUP BY receivable_id;
        CREATE INDEX receivable_sums_open ON receivable_sums (customer_id, currency, open, due) WHERE open != 0;
        CREATE TABLE customer_credits (
          customer_id TEXT NOT NULL, currency TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (customer_id, currency))
          STRICT, WITHOUT ROWID;
        INSERT INTO customer_credits
        SELECT customer_id, currency, sum(amount) FROM receivable_facts WHERE receivable_id = '' GROUP BY 1, 2;
        CREATE INDEX customer_credits_open ON customer_credits (customer_id, currency, amount) WHERE amount != 0;
        ALTER TABLE receivables DROP COLUMN open;
        """),
    ])

  static let tables: Set<String> = Set(
    [
      "employees", "shops", "crews", "customers", "customer_events", "leads", "orders", "lead_facts", "lead_month_sums",
      "lead_day_sums", "order_receipts", "receivables", "receivable_facts", "suppliers", "segments", "evaluations",
      "problems", "requests", "buyers", "lead_merges", "customer_origins", "waiting_facts",
      "facts_counted", "receivable_sums", "customer_credits", "campaign_month_sums", "campaign_day_sums",
    ] + FactTable.all.flatMap(\.tables))

  /// The key of what has no salesperson or no shop.
  static let none = "none"
}
