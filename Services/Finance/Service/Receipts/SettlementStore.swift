import Contracts
import FinanceDomain
import Kernel
import SQLite

/// Settlements in the store.
enum SettlementStore {
  /// One in which allocations can be undone: with what they paid, and the commission on it.
  static func find(
    undoing allocations: [StandingAllocation], of customer: ID<Customer>, _ books: Books, in database: Database
  ) throws -> Settlement {
    let ids = Set(allocations.lazy.filter { $0.amount.amount > 0 }.map(\.receivableID))
    let receivables = try ids.sorted().compactMap { try ReceivableStore.find($0, in: database) }
    return Settlement(
      receivables: receivables, allocations: allocations,
      commissions: try CommissionStore.find(
        Set(receivables.compactMap(\.orderID)), of: customer, books, in: database), books: books)
  }
}
