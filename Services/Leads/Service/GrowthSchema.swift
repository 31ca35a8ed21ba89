import Persistence

extension LeadsSchema {
  /// The customer's whole record; partners, campaigns, reviews, merges, imports, segments, tiers, care, points; copies.
  static let growth = Migration(
    """
    ALTER TABLE customers ADD COLUMN type TEXT NOT NULL DEFAULT 'home-owner';
    ALTER TABLE customers ADD COLUMN status TEXT NOT NULL DEFAULT 'prospect';
    ALTER TABLE customers ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE customers ADD COLUMN contacts TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE customers ADD COLUMN properties TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE customers ADD COLUMN dates TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE customers ADD COLUMN opt_out TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE customers ADD COLUMN custom TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE customers ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE leads ADD COLUMN review_on TEXT;
    ALTER TABLE leads ADD COLUMN contact_status TEXT;
    ALTER TABLE leads ADD COLUMN contact_on TEXT;
    ALTER TABLE leads ADD COLUMN merged_into TEXT;
    ALTER TABLE leads ADD COLUMN counted_source TEXT;
    ALTER TABLE leads ADD COLUMN import_id TEXT;
    CREATE INDEX leads_phone ON leads (phone);
    CREATE INDEX leads_review ON leads (review_on) WHERE review_on IS NOT NULL;
    CREATE INDEX leads_merged ON leads (merged_into) WHERE merged_into IS NOT NULL;
    CREATE INDEX leads_import ON leads (import_id) WHERE import_id IS NOT NULL;
    CREATE INDEX activities_at ON activities (customer, at);
    CREATE INDEX activities_next ON activities (next_contact_on) WHERE next_contact_on IS NOT NULL;
    CREATE TABLE reminders (
      rule TEXT NOT NULL, customer TEXT NOT NULL, raised_on TEXT NOT NULL, due_on TEXT NOT NULL, owner TEXT,
      PRIMARY KEY (rule, customer, raised_on)) STRICT;
    CREATE TABLE partners (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, contact_name TEXT, phone TEXT, owner TEXT,
      active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
    CREATE TABLE campaigns (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, goal TEXT, channel TEXT, budget INTEGER,
      currency TEXT, starts_on TEXT NOT NULL, ends_on TEXT NOT NULL, segment TEXT, state TEXT NOT NULL,
      attributes TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
    CREATE TABLE campaign_responses (
      campaign TEXT NOT NULL, customer TEXT NOT NULL, response TEXT NOT NULL, lead TEXT, channel TEXT,
      on_day TEXT NOT NULL, PRIMARY KEY (campaign, customer, response)) STRICT;
    CREATE TABLE touches (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, employee TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL,
      is_new INTEGER NOT NULL, inbound INTEGER NOT NULL, notes TEXT) STRICT;
    CREATE TABLE custom_fields (
      entity TEXT NOT NULL, name TEXT NOT NULL, label TEXT, kind TEXT NOT NULL, required INTEGER NOT NULL,
      options TEXT NOT NULL, active INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (entity, name)) STRICT;
    CREATE TABLE imports (
      id TEXT PRIMARY KEY, created INTEGER NOT NULL, updated INTEGER NOT NULL, refused INTEGER NOT NULL,
      reverted INTEGER NOT NULL, imported_by TEXT NOT NULL, on_day TEXT NOT NULL) STRICT;
    CREATE TABLE import_edits (
      import_id TEXT NOT NULL, lead TEXT NOT NULL, version INTEGER NOT NULL, changes TEXT NOT NULL,
      PRIMARY KEY (import_id, lead)) STRICT;
    CREATE TABLE lead_reviews_due (lead TEXT NOT NULL, due_on TEXT NOT NULL, PRIMARY KEY (lead, due_on)) STRICT;
    CREATE TABLE referrals (
      lead TEXT PRIMARY KEY, customer TEXT NOT NULL, referrer TEXT NOT NULL, recorded_on TEXT NOT NULL, state TEXT
      NOT NULL, received INTEGER NOT NULL, currency TEXT, changed_on TEXT) STRICT;
    CREATE INDEX referrals_referrer ON referrals (referrer);
    CREATE TABLE referral_orders (
      order_id TEXT PRIMARY KEY, lead TEXT NOT NULL, received INTEGER NOT NULL, currency TEXT NOT NULL) STRICT;
    CREATE TABLE segments (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, rules TEXT NOT NULL, active INTEGER NOT NULL,
      version INTEGER NOT NULL) STRICT;
    CREATE TABLE segment_members (
      segment TEXT NOT NULL, customer TEXT NOT NULL, from_day TEXT NOT NULL, number INTEGER NOT NULL, until_day TEXT,
      PRIMARY KEY (segment, customer, number)) STRICT;
    CREATE TABLE tiers (
      customer TEXT PRIMARY KEY, tier TEXT NOT NULL, reason TEXT NOT NULL, recency INTEGER NOT NULL,
      frequency INTEGER NOT NULL, monetary INTEGER NOT NULL, received INTEGER NOT NULL, currency TEXT NOT NULL,
      share INTEGER NOT NULL, on_day TEXT NOT NULL) STRICT;
    CREATE TABLE care_plans (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, date_kind TEXT NOT NULL, lead_days INTEGER NOT NULL, tier TEXT,
      active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
    CREATE TABLE care_due (
      plan TEXT NOT NULL, customer TEXT NOT NULL, date_kind TEXT NOT NULL, due_on TEXT NOT NULL, raised_on TEXT NOT NULL,
      owner TEXT, PRIMARY KEY (plan, customer, date_kind, due_on)) STRICT;
    CREATE TABLE gifts (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, description TEXT NOT NULL, cost INTEGER NOT NULL,
      currency TEXT NOT NULL, reason TEXT, given_by TEXT NOT NULL, given_on TEXT NOT NULL) STRICT;
    CREATE TABLE points (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, kind TEXT NOT NULL, points INTEGER NOT NULL, reason TEXT,
      refers_to TEXT, on_day TEXT NOT NULL, expires_on TEXT) STRICT;
    CREATE INDEX points_customer ON points (customer, id);
    CREATE TABLE reactivations (customer TEXT NOT NULL, on_day TEXT NOT NULL, lapsed_on TEXT NOT NULL, by TEXT NOT NULL,
      PRIMARY KEY (customer, on_day)) STRICT;
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, customer TEXT, lead TEXT, signed_on TEXT, total INTEGER, currency TEXT,
      cancelled_on TEXT) STRICT;
    CREATE INDEX orders_customer ON orders (customer);
    CREATE TABLE quotes (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, salesperson TEXT NOT NULL, issued_on TEXT NOT NULL,
      valid_until TEXT NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE INDEX quotes_customer ON quotes (customer);
    CREATE TABLE money (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    CREATE INDEX money_customer ON money (customer, on_day);
    CREATE TABLE order_money (
      id TEXT PRIMARY KEY, order_id TEXT NOT NULL, on_day TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL) STRICT;
    CREATE INDEX order_money_order ON order_money (order_id);
    CREATE TABLE installations (id TEXT PRIMARY KEY, customer TEXT NOT NULL, on_day TEXT NOT NULL) STRICT;
    """)
}
