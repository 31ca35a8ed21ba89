import Contracts
import Kernel
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let expenses = FactTable(
    name: "expense", dimensions: ["category", "item", "salesperson", "shop", "campaign"], values: ["amount"])
}

extension Feature {
  /// What the company spent (D8).
  static let expenses = Feature(
    facts: .expenses,
    listens: EventHandler.onSpent { spent, origin, database in
      let keys = [
        "category": spent.category, "item": spent.item, "salesperson": spent.salesperson?.text,
        "shop": spent.shop?.text, "campaign": spent.campaign?.text,
      ]
      try FactTable.expenses.keep(
        FactTable.Fact(
          day: spent.day, currency: spent.amount.currency, keys: keys.compactMapValues { $0 },
          values: ["amount": spent.amount.amount]), origin, in: database)
    })
}

extension Migration {
  static let expenses = FactTable.expenses.creation
}

/// An expense, or the reversal of one: then below zero, on its own day.
struct Spent {
  let amount: Money
  let day: BusinessDate
  let category: String
  let item: String
  let salesperson: ID<Employee>?
  let shop: ID<Shop>?
  let campaign: ID<Campaign>?
  /// Whom it was for, such as a gift.
  let customer: ID<Customer>?
}

extension EventHandler {
  /// Both events of expenses.
  static func onSpent(
    _ write: @escaping @Sendable (Spent, EventOrigin, Database) throws -> Void
  ) -> [EventHandler] {
    [
      .on(ExpenseRecorded.self, copy: { try write(Spent($0), $1, $2) }),
      .on(ExpenseReversed.self, copy: { try write(Spent($0), $1, $2) }),
    ]
  }
}

extension Spent {
  fileprivate init(_ event: ExpenseRecorded) {
    self.init(
      amount: event.amount, day: event.spentOn, category: event.category, item: event.item,
      salesperson: event.salespersonId, shop: event.shop, campaign: event.campaignId, customer: event.customerId)
  }

  fileprivate init(_ event: ExpenseReversed) {
    self.init(
      amount: event.amount.negated, day: event.on, category: event.category, item: event.item,
      salesperson: event.salespersonId, shop: event.shop, campaign: event.campaignId, customer: event.customerId)
  }
}
