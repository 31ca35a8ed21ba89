import Contracts
import Persistence
import ServiceKit
import ServiceRuntime

extension Feature {
  /// How ERPs call orders and customers, so that what they say of them finds them.
  static let erpNames = Feature(
    tables: [.copy("erp_order_numbers"), .copy("erp_customer_numbers")], listens: ERPNames.listens,
    secondReadings: [.init("erp-names", ERPNames.copies)])
}

extension Migration {
  static let erpNames = Migration(
    """
    CREATE TABLE erp_order_numbers (
      source TEXT NOT NULL, number TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (source, number))
      STRICT, WITHOUT ROWID;
    CREATE TABLE erp_customer_numbers (
      source TEXT NOT NULL, number TEXT NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (source, number))
      STRICT, WITHOUT ROWID;
    CREATE INDEX erp_customer_numbers_held ON erp_customer_numbers (customer);
    """)
}
