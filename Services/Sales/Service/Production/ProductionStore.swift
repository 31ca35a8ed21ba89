import Contracts
import Kernel
import Persistence
import SQLite
import SalesDomain

/// The table of what the works said last.
enum ProductionStore {
  static func write(_ event: ProductionChanged, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO production VALUES (?, ?, ?, ?, ?)", event.orderId, event.lineId?.text ?? "",
      event.customerId, event.state.rawValue, try Document.text(ProductionStatus(event)))
  }

  /// Of one order: all of it first, then its lines.
  static func list(of order: ID<Order>, in database: Database) throws -> [ProductionStatus] {
    try database.all("SELECT document FROM production WHERE order_id = ? ORDER BY line", order) { try $0.document() }
  }
}
