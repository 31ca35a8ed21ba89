import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let commissions = FactTable(
    name: "commission", dimensions: ["salesperson"], values: ["accrued", "adjusted", "paid"])
}

extension Feature {
  /// What salespeople earned, lost again and were paid (C15).
  static let commissions = Feature(
    facts: .commissions,
    listens: [
      .on(CommissionAccrued.self, copy: { try keep("accrued", $0.amount, $0.salespersonId, on: $0.on, $1, in: $2) }),
      .on(CommissionAdjusted.self, copy: { try keep("adjusted", $0.amount, $0.salespersonId, on: $0.on, $1, in: $2) }),
      .on(CommissionPaid.self, copy: { try keep("paid", $0.amount, $0.salespersonId, on: $0.paidOn, $1, in: $2) }),
    ])
}

extension Migration {
  static let commissions = FactTable.commissions.creation
}

@Sendable private func keep(
  _ column: String, _ amount: Money, _ salesperson: ID<Employee>, on day: BusinessDate, _ origin: EventOrigin,
  in database: Database
) throws {
  try FactTable.commissions.keep(
    FactTable.Fact(
      day: day, currency: amount.currency, keys: ["salesperson": salesperson.text], values: [column: amount.amount]),
    origin, in: database)
}
