import Kernel
import Contracts
import LeadsDomain
import Messaging
import Persistence
import ServiceKit
import ServiceRuntime

private let resource = Resource("customers", scope: .customer, readers: .everyone, writers: .field)

extension Feature {
  /// The customer master: people and households with their contacts, homes and days (B1 to B4, B9, B11), and whom the
  /// ERP's customers are.
  static let customers = Feature(
    tables: ["customers", "erp_customers"],
    routes: {
      resource.list(Localized(zh: "客户", en: "Customers"), parameters: CustomerList.parameters, by: \.id.text) {
        query, page, database in
        try CustomerList(query).customers(page, in: database)
      }
      resource.add(Localized(zh: "登记客户", en: "Register a customer"), scope: .company, AddCustomer.run)
      resource.item(Localized(zh: "一位客户", en: "A customer")) { query, database in
        let visibility = query.visibility
        let customer = try CustomerStore.find(query.id(), for: visibility, in: database)
        return try .customer(customer, for: visibility, in: database)
      }
      resource.edit(Localized(zh: "修改客户", en: "Change a customer"), EditCustomer.run)
    },
    writes: [
      .on(CustomerRegistered.self, CustomerStore.register), .on(CustomerUpdated.self, CustomerStore.update),
      .on(ERPCustomerIdentified.self, IdentifyERPCustomer.note), .on(CustomerNumbered.self, ERPCustomers.note),
    ],
    listens: [.on(ERPOrderReceived.self, react: IdentifyERPCustomer.identify)],
    names: NameTable.people(.customers), erases: [CustomerStore.erasure])
}

extension Migration {
  static let customers = Migration(
    """
    CREATE TABLE customers (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL, phone TEXT NOT NULL, wechat TEXT, email TEXT,
      city TEXT, community TEXT, building TEXT, room TEXT, channel TEXT NOT NULL, detail TEXT,
      registered_on TEXT NOT NULL, address_key TEXT) STRICT;
    CREATE UNIQUE INDEX customers_phone ON customers (phone) WHERE phone != '';
    CREATE INDEX customers_name ON customers (name_key);
    CREATE INDEX customers_address ON customers (address_key) WHERE address_key IS NOT NULL;
    """)

  static let erpCustomers = Migration(
    """
    CREATE TABLE erp_customers (
      source TEXT NOT NULL, name TEXT NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (source, name)) STRICT;
    """)

  static let customerRecords = Migration(
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
    """)
}
