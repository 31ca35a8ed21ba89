import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite

extension UnitOfWork {
  /// What postings ask of the ledger now, with ids of this transaction.
  func books() throws -> Books {
    Books(
      closed: Set(try database.all("SELECT month FROM periods WHERE closed = 1") { $0.text(0) }), newID: ids)
  }

  /// Records what a move has decided, in order.
  func record(all events: [any DomainEvent]) throws {
    for event in events { try record(event) }
  }
}
