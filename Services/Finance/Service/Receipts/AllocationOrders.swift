import Contracts
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// How a receipt is allocated when its client chooses nothing, as the company has set it (H6).
enum AllocationOrders {
  /// `PUT /v1/allocation-order`.
  struct Set: Command {
    var order: AllocationOrder
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      try unit.record(AllocationOrderSet(order: request.body.order, occurredAt: request.occurredAt(in: unit)))
      return Answer(View(order: request.body.order))
    }
  }

  struct View: Codable, Sendable {
    var order: AllocationOrder
  }

  static func present(in database: Database) throws -> AllocationOrder {
    try database.first("SELECT name FROM allocation_order") { try $0.choice("name") } ?? .oldestDue
  }

  static func set(_ event: AllocationOrderSet, to database: Database) throws {
    try database.run("INSERT OR REPLACE INTO allocation_order VALUES (1, ?)", event.order.rawValue)
  }
}
