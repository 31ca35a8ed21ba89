import Contracts
import Kernel
import Persistence
import SQLite
import ServiceKit

extension DocumentNumbers {
  /// `RC-2026-000012`, each series without gaps per year.
  static let finance = DocumentNumbers(table: "number_series")
}

/// Entries in the store: never changed, a correction is another one.
enum LedgerStore {
  static func post(
    _ entry: LedgerEntry, _ kind: String, of document: some CustomStringConvertible, _ customer: ID<Customer>?,
    to database: Database
  ) throws {
    let document = document.description
    let place =
      try database.first("SELECT coalesce(max(place) + 1, 0) FROM ledger_lines WHERE document = ?", document) {
        $0.int(0)
      } ?? 0
    for (index, line) in entry.lines.enumerated() {
      try database.run(
        """
        INSERT INTO ledger_lines (document, line, kind, customer, on_day, account, debit, credit, currency, place,
          refers_to) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, document, index, kind, customer, entry.on, line.account, line.debit.amount, line.credit.amount,
        line.debit.currency, place, entry.refersTo)
      try database.run(
        """
        INSERT INTO ledger_months VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit
        """, line.account, line.debit.currency, entry.on.month, line.debit.amount, line.credit.amount)
    }
    guard !entry.lines.isEmpty else { return }
    try database.run(
      "INSERT INTO periods (month, closed, entries) VALUES (?, 0, 1) ON CONFLICT DO UPDATE SET entries = entries + 1",
      entry.on.month)
  }
}
