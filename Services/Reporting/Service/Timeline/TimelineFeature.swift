import Persistence
import ServiceRuntime

extension Feature {
  /// Every event of every customer, and those of nobody that figures are made of: what timelines show, and what figures
  /// are explained by (B1, B10, I2).
  static let timeline = Feature(
    tables: [.copy("customer_events")], listens: Timeline.lines.compactMap(\.handler),
    erases: Timeline.erases)
}

extension Migration {
  static let timeline = Migration(
    """
    CREATE TABLE customer_events (
      source TEXT NOT NULL, stream INTEGER NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL,
      type TEXT NOT NULL, time INTEGER NOT NULL, subject TEXT NOT NULL, customer_id TEXT NOT NULL,
      actor TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (source, stream, number)) STRICT, WITHOUT ROWID;
    CREATE INDEX customer_events_time ON customer_events (customer_id, time, source, number);
    """)
}
