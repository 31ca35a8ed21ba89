import Contracts
import Messaging
import Persistence
import ServiceRuntime

extension Feature {
  /// What after-sales keeps of sales' orders and measurements, for its jobs.
  static let orders = Feature(
    tables: [.copy("orders"), .copy("measurements")],
    listens: listens,
    secondReadings: [.init("orders", listens)],
    erases: [.texts("measurements", ["brief"], empty: "[]")])

  /// What writes the copies.
  private static let listens: [EventHandler] = [
    .on(OrderConfirmed.self, copy: OrderStore.copy), .on(OrderAmended.self, copy: OrderStore.copy),
    .on(OrderCancelled.self, copy: OrderStore.copy), .on(OrderReinstated.self, copy: OrderStore.copy),
    .on(SiteMeasured.self, copy: OrderStore.copy),
  ]
}

extension Migration {
  static let orders = Migration(
    """
    CREATE TABLE orders (
      id TEXT PRIMARY KEY, number TEXT NOT NULL, customer TEXT NOT NULL, salesperson TEXT,
      version INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
    CREATE TABLE measurements (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, order_id TEXT, brief TEXT NOT NULL) STRICT;
    CREATE INDEX measurements_customer ON measurements (customer, id);
    """)

  /// Whose orders are.
  static let orderOwners = Migration(
    """
    ALTER TABLE orders ADD COLUMN designer TEXT;
    ALTER TABLE orders ADD COLUMN shop TEXT;
    CREATE INDEX orders_customer ON orders (customer);
    """)
}
