import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension Feature {
  /// What was ordered, line by line, for analysts (`AnalyticsView`). What a line is called stays with sales.
  static let orderLines = Feature(
    tables: [.copy("order_lines")], listens: OrderLines.handlers,
    secondReadings: [SecondReading("order-lines", OrderLines.handlers)])
}

enum OrderLines {
  static let handlers: [EventHandler] = [
    .on(OrderConfirmed.self, copy: { try keep($0.terms, of: $0.orderId, $1, in: $2) }),
    .on(OrderAmended.self, copy: { try keep($0.terms, of: $0.orderId, $1, in: $2) }),
    .on(OrderReinstated.self, copy: { try keep($0.terms, of: $0.orderId, $1, in: $2) }),
  ]

  /// All of an order's events come in one stream; read a second time, an earlier one leaves what a later one has said.
  private static func keep(
    _ terms: OrderTerms, of order: ID<Order>, _ origin: EventOrigin, in database: Database
  ) throws {
    let isOld = try database.exists(
      "SELECT 1 FROM order_lines WHERE order_id = ? AND number > ?", order, origin.number)
    guard !isOld else { return }
    try database.run("DELETE FROM order_lines WHERE order_id = ?", order)
    for line in terms.lines {
      try database.run(
        "INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", order, line.lineId, origin.number, line.sku,
        line.quantity.value, line.quantity.scale, line.amount.currency, line.unitPrice.amount, line.amount.amount)
    }
  }
}

extension Migration {
  static let orderLines = Migration(
    """
    -- As the event of that number of the order's stream has left them.
    CREATE TABLE order_lines (
      order_id TEXT NOT NULL, line_id TEXT NOT NULL, number INTEGER NOT NULL, sku TEXT, quantity INTEGER NOT NULL,
      scale INTEGER NOT NULL, currency TEXT NOT NULL, unit_price INTEGER NOT NULL, amount INTEGER NOT NULL,
      PRIMARY KEY (order_id, line_id)) STRICT, WITHOUT ROWID;
    """)
}
