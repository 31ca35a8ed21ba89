import Contracts
import Messaging
import Persistence
import SQLite
import ServiceRuntime

extension FactTable {
  static let retention = FactTable(
    name: "retention", dimensions: ["shop"],
    values: ["buyers", "second_orders", "orders", "repeats", "spent_new", "spent_kept"])
}

extension Feature {
  /// Who bought for the first time and who came back, and what it cost to win and to keep them (B19, B21, B22).
  static let retention = Feature(
    facts: .retention, tables: [.copy("buyers")],
    listens: [
      .on(
        OrderConfirmed.self,
        copy: { event, origin, database in
          try database.run(
            "INSERT INTO buyers VALUES (?, 1) ON CONFLICT DO UPDATE SET orders = orders + 1", event.customerId.text)
          let count =
            try database.first("SELECT orders FROM buyers WHERE customer_id = ?", event.customerId.text) { $0.int(0) }
            ?? 1
          try FactTable.retention.keep(
            FactTable.Fact(
              day: event.signedOn, currency: event.terms.total.currency,
              keys: ["shop": event.shop?.text].compactMapValues { $0 },
              values: [
                "orders": 1, "buyers": count == 1 ? 1 : 0, "second_orders": count == 2 ? 1 : 0,
                "repeats": count > 1 ? 1 : 0,
              ]), origin, in: database)
        })
    ]
      + EventHandler.onSpent { spent, origin, database in
        guard spent.customer != nil || spent.campaign != nil else { return }
        try FactTable.retention.keep(
          FactTable.Fact(
            day: spent.day, currency: spent.amount.currency, keys: ["shop": spent.shop?.text].compactMapValues { $0 },
            values: [spent.customer != nil ? "spent_kept" : "spent_new": spent.amount.amount]), origin, in: database)
      })
}

extension Migration {
  static let retention = Migration([
    FactTable.retention.creation,
    Migration(
      """
      -- Orders of a customer that were ever confirmed.
      CREATE TABLE buyers (customer_id TEXT PRIMARY KEY, orders INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      """),
  ])
}
