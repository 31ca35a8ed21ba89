import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit

/// Refunds and credit notes in the store.
enum RefundStore {
  static func post(_ event: RefundPosted, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try database.run(
      "INSERT INTO refunds VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.refundId, event.number, event.customerId,
      event.amount.amount, event.amount.currency, event.method.rawValue, event.refundedOn, event.reason)
    for part in event.parts {
      try database.run(
        "INSERT INTO refund_parts VALUES (?, ?, ?)", event.refundId, part.creditId, part.amount.amount)
      try CreditStore.take(part.amount, of: part.creditId, upTo: event.refundedOn, to: database)
      try CreditStore.note(
        part.creditId, event.customerId, part.amount.negated, event.refundedOn, "refund", number: event.number,
        to: database)
    }
    try LedgerStore.post(event.entry, "refund", of: event.refundId, event.customerId, to: database)
  }

  static func credit(_ event: CreditNotePosted, to database: Database) throws {
    try DocumentNumbers.finance.take(event.number, to: database)
    try database.run(
      "INSERT INTO credit_notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", event.creditNoteId, event.number,
      event.customerId, event.receivableId, event.amount.amount, event.surplus.amount, event.amount.currency,
      event.creditedOn, event.reason)
    try ReceivableStore.credit(event, to: database)
    if !event.surplus.isZero {
      try CreditStore.begin(
        event.creditNoteId.text, event.customerId, event.surplus, event.creditedOn, "credit-note",
        number: event.number, to: database)
    }
    try OrderAccountStore.owe(
      event.entry.debit(of: Account.contractLiability).negated, event.orderId, to: database)
    let tax = event.entry.debit(of: Account.tax)
    let taken = try event.entry.debit(of: Account.revenue).adding(tax)
    if !taken.isZero {
      try OrderAccountStore.earn(
        OrderAccount.Earned(amount: -taken.amount, tax: -tax.amount), event.amount.currency,
        by: event.orderId?.text ?? event.receivableId.text, to: database)
    }
    try LedgerStore.post(event.entry, "credit-note", of: event.creditNoteId, event.customerId, to: database)
  }
}
