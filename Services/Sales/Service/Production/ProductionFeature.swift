import Contracts
import Persistence
import ServiceRuntime

extension Feature {
  /// How far orders are in the works, as the ERP tells it (C11); shown on the order and in the reminders.
  static let production = Feature(
    tables: ["production"],
    writes: [.on(ProductionChanged.self, ProductionStore.write)],
    erases: [.documents("production", ProductionChanged.personal)])
}

extension Migration {
  /// An empty `line` is the whole order.
  static let production = Migration(
    """
    CREATE TABLE production (
      order_id TEXT NOT NULL, line TEXT NOT NULL, customer TEXT NOT NULL, state TEXT NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (order_id, line)) STRICT, WITHOUT ROWID;
    CREATE INDEX production_customer ON production (customer);
    CREATE INDEX production_open ON production (order_id) WHERE state != 'finished';
    """)
}
