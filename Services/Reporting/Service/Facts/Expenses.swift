import Contracts
import Kernel
import Messaging
import ReportingDomain
import SQLite

/// What the company spent (D8), also for campaigns (A12) and for customers that it has (B19, B22).
enum ExpenseCopies {
  static func record(_ event: ExpenseRecorded, _ origin: EventOrigin, in database: Database) throws {
    let keys = [
      "category": event.category, "item": event.item, "salesperson": event.salespersonId?.text,
      "shop": event.shop?.text, "campaign": event.campaignId?.text,
    ]
    try keep(
      event.amount, on: event.spentOn, keys.compactMapValues { $0 }, gift: event.customerId != nil, origin, database)
    if let method = event.method {
      try CashCopies.move(out: event.amount, method, on: event.spentOn, origin, in: database)
    }
  }

  static func pay(_ event: ExpensePaid, _ origin: EventOrigin, in database: Database) throws {
    try CashCopies.move(out: event.amount, event.method, on: event.paidOn, origin, in: database)
  }

  static func reverse(_ event: ExpenseReversed, _ origin: EventOrigin, in database: Database) throws {
    let keys = [
      "category": event.category, "item": event.item, "salesperson": event.salespersonId?.text,
      "shop": event.shop?.text, "campaign": event.campaignId?.text,
    ]
    try keep(
      event.amount.negated, on: event.on, keys.compactMapValues { $0 }, gift: event.customerId != nil, origin, database)
    if let method = event.method {
      try CashCopies.move(in: event.amount, method, on: event.on, origin, in: database)
    }
  }

  private static func keep(
    _ amount: Money, on day: BusinessDate, _ keys: [String: String], gift: Bool, _ origin: EventOrigin,
    _ database: Database
  ) throws {
    try FactTable.expenses.keep(
      FactTable.Fact(day: day, currency: amount.currency, keys: keys, values: ["amount": amount.amount]), part: 0,
      origin, in: database)
    if let campaign = keys["campaign"] {
      try database.run(
        """
        INSERT INTO lead_facts (source, stream, number, part, lead_id, day, known, currency, leads, in_profile, valid,
          won, won_amount, cohort, campaign, cost) VALUES (?, ?, ?, 0, '', ?, ?, ?, 0, 0, 0, 0, 0, ?, ?, ?)
        """, origin.source.rawValue, origin.stream, origin.number, day.description, origin.time.milliseconds,
        amount.currency.code, day.description, campaign, amount.amount)
    }
    guard gift || keys["campaign"] != nil else { return }
    try FactTable.retention.keep(
      FactTable.Fact(
        day: day, currency: amount.currency, keys: keys.filter { $0.key == "shop" },
        values: [gift ? "spent_kept" : "spent_new": amount.amount]),
      part: 0, origin, in: database)
  }
}

/// What salespeople earned, lost again and were paid (C15).
enum CommissionCopies {
  static func keep(
    _ column: String, _ amount: Money, _ salesperson: ID<Employee>, on day: BusinessDate, _ origin: EventOrigin,
    in database: Database
  ) throws {
    try FactTable.commissions.keep(
      FactTable.Fact(
        day: day, currency: amount.currency, keys: ["salesperson": salesperson.text], values: [column: amount.amount]),
      part: 0, origin, in: database)
  }
}
