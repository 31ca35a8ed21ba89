import Persistence

/// The tables of leads. All of them are written by `apply` alone.
enum LeadsSchema {
  static let schema = Schema(
    "leads",
    [
      Migration(
        """
        CREATE TABLE employees (
          code TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, shop TEXT, active INTEGER NOT NULL,
          version INTEGER NOT NULL) STRICT;
        CREATE TABLE shops (code TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT, version INTEGER NOT NULL) STRICT;
        CREATE TABLE customers (
          id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, phone TEXT NOT NULL, wechat TEXT, email TEXT,
          city TEXT, community TEXT, building TEXT, room TEXT, channel TEXT NOT NULL, detail TEXT,
          registered_on TEXT NOT NULL, address_key TEXT) STRICT;
        CREATE UNIQUE INDEX customers_phone ON customers (phone) WHERE phone != '';
        CREATE INDEX customers_name ON customers (name_key);
        CREATE INDEX customers_address ON customers (address_key) WHERE address_key IS NOT NULL;
        CREATE TABLE leads (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL, stage TEXT NOT NULL,
          owner TEXT, first_owner TEXT, channel TEXT NOT NULL, source TEXT NOT NULL, interests TEXT NOT NULL,
          budget INTEGER, currency TEXT, home_stage TEXT, notes TEXT, custom TEXT NOT NULL,
          in_profile INTEGER NOT NULL, failed_rules TEXT NOT NULL, protected_until TEXT NOT NULL,
          captured_on TEXT NOT NULL, order_id TEXT, reason TEXT, version INTEGER NOT NULL, wechat TEXT, email TEXT,
          address TEXT) STRICT;
        CREATE INDEX leads_customer ON leads (customer);
        CREATE INDEX leads_owner ON leads (owner, id);
        CREATE TABLE protected_phones (phone TEXT PRIMARY KEY, lead TEXT NOT NULL, until TEXT NOT NULL) STRICT;
        CREATE INDEX protected_phones_lead ON protected_phones (lead);
        CREATE TABLE activities (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, lead TEXT, employee TEXT NOT NULL, channel TEXT NOT NULL,
          at INTEGER NOT NULL, summary TEXT NOT NULL, next_contact_on TEXT) STRICT;
        CREATE INDEX activities_customer ON activities (customer, id);
        CREATE TABLE erp_customers (
          source TEXT NOT NULL, name TEXT NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (source, name)) STRICT;
        """),
      growth,
    ])

  /// What other services' events say here: orders and quotes of sales, money of finance, installations of after-sales.
  static let copies: Set = ["orders", "quotes", "money", "order_money", "installations"]
}
