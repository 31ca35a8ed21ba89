import Contracts
import Kernel
import LeadsDomain
import Messaging
import SQLite

/// What leads keeps of open money and warranties, to tell before a person is erased.
enum OpenMattersStore {
  static let listens: [EventHandler] = [
    .on(ReceivableOpened.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(ReceivableAmended.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(ReceivableCancelled.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(ReceivableReinstated.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(ReceiptPosted.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(ReceiptReversed.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(CreditAllocated.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(AllocationReversed.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(CreditNotePosted.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(RefundPosted.self) { try post($0.entry, of: $0.customerId, to: $1) },
    .on(InstallationCompleted.self) { event, database in
      for item in event.items { try extend(event.customerId, until: item.warrantyUntil, in: database) }
    },
    .on(ServiceResolved.self) { event, database in
      for part in event.parts {
        if let until = part.warrantyUntil { try extend(event.customerId, until: until, in: database) }
      }
    },
  ]

  static func matters(of customer: ID<Customer>, in database: Database) throws -> OpenMatters {
    OpenMatters(
      owed: try database.all(
        "SELECT amount, currency FROM customer_dues WHERE customer = ? AND amount != 0 ORDER BY currency", customer
      ) { row in
        guard let currency = Currency(try row.text("currency")) else { throw row.corrupt("currency") }
        return try Money(try row.integer("amount"), currency)
      },
      warrantyUntil: try database.first("SELECT until FROM customer_warranties WHERE customer = ?", customer) {
        try $0.date("until")
      })
  }

  private static func post(_ entry: LedgerEntry, of customer: ID<Customer>, to database: Database) throws {
    for line in entry.lines where line.account == "receivable" {
      try database.run(
        "INSERT INTO customer_dues VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
        customer, line.debit.currency, line.debit.amount - line.credit.amount)
    }
  }

  private static func extend(_ customer: ID<Customer>, until day: BusinessDate, in database: Database) throws {
    try database.run(
      "INSERT INTO customer_warranties VALUES (?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
      customer, day)
  }
}
