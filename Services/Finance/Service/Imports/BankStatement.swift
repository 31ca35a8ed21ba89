import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// `POST /v1/imports/bank-statement`: each line that came in and whose customer is certain becomes a receipt; for the
/// others the report suggests customers by reference, phone, name and amount.
enum BankStatement {
  static let take = ImportFormat<ImportedRow>(
    columns: [
      "on": ["交易日期", "日期"], "amount": ["金额", "收入金额", "贷方金额"], "currency": ["货币", "币种"],
      "payer": ["对方户名", "付款人"], "reference": ["摘要", "附言"], "externalId": ["流水号", "交易流水号"],
    ], required: ["on", "amount", "externalId"], identity: ["externalId"],
    take: { row, unit in try take(row, in: unit) })

  private static func take(_ row: CSVTable.Row, in unit: borrowing UnitOfWork) throws -> ImportedRow {
    let (amount, day, externalID) = (try row.money("amount"), try row.day("on"), try row.required("externalId"))
    guard amount.amount > 0 else { return ImportedRow(row: row.number, outcome: .ignored) }
    if let earlier = try ReceiptStore.find(external: externalID, in: unit.database) {
      guard earlier.draft.amount == amount, earlier.draft.receivedOn == day else {
        throw FinanceError.sameExternalIdOtherContent
      }
      return ImportedRow(
        row: row.number, outcome: .known, id: earlier.id.text, customerId: earlier.draft.customerID)
    }
    let match = try match(row, amount, in: unit.database)
    guard let best = match.certain else {
      return ImportedRow(
        row: row.number, outcome: .unmatched,
        suggestions: try match.candidates.prefix(FinancePolicy.standard.suggestions).map {
          try ImportedRow.Suggestion($0, in: unit.database)
        })
    }
    let receipt = try PostReceipt.post(
      ReceiptDraft(
        customerID: best.customerID, amount: amount, method: .bank, receivedOn: day, orderID: best.orderID,
        externalID: externalID), at: unit.now, in: unit)
    return ImportedRow(
      row: row.number, outcome: .taken, id: receipt.text, customerId: best.customerID,
      suggestions: [try ImportedRow.Suggestion(best, in: unit.database)])
  }

  /// By an order's number or a phone in the text, by the payer's name, and by what is open to the fen.
  private static func match(_ row: CSVTable.Row, _ amount: Money, in database: Database) throws -> StatementMatch {
    var match = StatementMatch()
    let text = "\(row["reference"]?.prefix(500) ?? "") \(row["payer"]?.prefix(500) ?? "")"
    for word in StatementMatch.words(in: text) {
      try database.each("SELECT customer, id FROM orders WHERE number = ?", [word]) {
        match.note(.reference, ID($0.text(0)), order: ID($0.text(1)))
      }
      guard StatementMatch.mayBePhone(word) else { continue }
      try database.each("SELECT id FROM customers WHERE phone = ?", [word]) { match.note(.phone, ID($0.text(0))) }
    }
    if let payer = row["payer"] {
      try database.each("SELECT id FROM customers WHERE name = ?", [payer]) { match.note(.name, ID($0.text(0))) }
    }
    try database.each(
      """
      SELECT customer, order_id, id FROM receivables WHERE open = ? AND open != 0 AND currency = ?
      ORDER BY due_on, id LIMIT 20
      """,
      [amount.amount, amount.currency.code]
    ) {
      match.note(.amount, ID($0.text(0)), order: $0.optionalText(1).map { ID($0) }, receivable: ID($0.text(2)))
    }
    return match
  }
}
