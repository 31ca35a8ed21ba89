import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/imports/bank-statement`: each line that came in and whose customer is certain becomes a receipt; for the
/// others the report suggests customers by reference, phone, name and amount.
enum BankStatement {
  static let take = Imports.Format(
    columns: [
      "on": ["交易日期", "日期"], "amount": ["金额", "收入金额", "贷方金额"], "currency": ["货币", "币种"],
      "payer": ["对方户名", "付款人"], "reference": ["摘要", "附言"], "externalId": ["流水号", "交易流水号"],
    ], required: ["on", "amount", "externalId"], identity: ["externalId"],
    take: { row, unit in try take(row, in: unit) })

  private static func take(_ row: CSVTable.Row, in unit: borrowing UnitOfWork) throws -> Imports.RowResult {
    let (amount, day, externalID) = (try row.money("amount"), try row.day("on"), try row.required("externalId"))
    guard amount.amount > 0 else { return Imports.RowResult(row: row.number, outcome: .ignored) }
    if let earlier = try Receipts.find(external: externalID, in: unit.database) {
      guard earlier.amount == amount, earlier.receivedOn == day else { throw FinanceError.sameExternalIdOtherContent }
      return Imports.RowResult(
        row: row.number, outcome: .known, id: earlier.id.text, customerId: earlier.customerId)
    }
    let scored = try suggestions(for: row, amount, in: unit.database)
    guard let best = scored.first, best.score >= certain, best.score > (scored.dropFirst().first?.score ?? 0) else {
      return Imports.RowResult(
        row: row.number, outcome: .unmatched, suggestions: scored.prefix(5).map(\.suggestion))
    }
    let receipt = try recordReceipt(
      PostReceipt(
        customerId: best.suggestion.customerId, amount: amount, method: .bank, receivedOn: day,
        orderId: best.suggestion.orderId, externalId: externalID),
      at: unit.now, in: unit)
    return Imports.RowResult(
      row: row.number, outcome: .taken, id: receipt.id.text, customerId: receipt.customerId,
      suggestions: [best.suggestion])
  }

  /// A document's number or a phone says it alone; a name and an amount say it together.
  private static let certain = 50
  private static let weights = ["reference": 60, "phone": 50, "name": 30, "amount": 20]

  private static func suggestions(
    for row: CSVTable.Row, _ amount: Money, in database: Database
  ) throws -> [(suggestion: Imports.Suggestion, score: Int)] {
    var found: [String: Imports.Suggestion] = [:]
    func note(_ because: String, _ customer: String, _ order: String?, _ receivable: String?) throws {
      var suggestion =
        try found[customer]
        ?? Imports.Suggestion(
          customerId: ID(customer), name: FinanceCustomers.find(ID(customer), in: database)?.name ?? "", because: [])
      if !suggestion.because.contains(because) { suggestion.because.append(because) }
      suggestion.orderId = suggestion.orderId ?? order.map { ID($0) }
      suggestion.receivableId = suggestion.receivableId ?? receivable.map { ID($0) }
      found[customer] = suggestion
    }
    let words = Self.words(in: "\(row["reference"]?.prefix(500) ?? "") \(row["payer"]?.prefix(500) ?? "")")
    for word in words {
      try database.each("SELECT customer, id FROM orders WHERE number = ?", [word]) {
        try note("reference", $0.text(0), $0.text(1), nil)
      }
      guard word.count >= 7 else { continue }
      try database.each("SELECT id FROM customers WHERE phone = ?", [word]) {
        try note("phone", $0.text(0), nil, nil)
      }
    }
    if let payer = row["payer"] {
      try database.each("SELECT id FROM customers WHERE name = ?", [payer]) { try note("name", $0.text(0), nil, nil) }
    }
    try database.each(
      """
      SELECT customer, order_id, id FROM receivables WHERE open = ? AND open != 0 AND currency = ?
      ORDER BY due_on, id LIMIT 20
      """,
      [amount.amount, amount.currency.code]
    ) { try note("amount", $0.text(0), $0.optionalText(1), $0.text(2)) }
    return found.values.map { suggestion in
      (suggestion, suggestion.because.reduce(0) { $0 + (weights[$1] ?? 0) })
    }.sorted { ($1.score, $0.suggestion.customerId.text) < ($0.score, $1.suggestion.customerId.text) }
  }

  /// What may be a document's number or a phone in a text: its runs of Latin letters, digits and hyphens, each part
  /// between hyphens and several of them together, and its runs of digits.
  static func words(in text: String) -> Set<String> {
    var words: Set<String> = []
    for run in text.split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber || $0 == "-") }) {
      let parts = run.split(separator: "-").prefix(8)
      for first in parts.indices {
        for last in first..<parts.endIndex { words.insert(parts[first...last].joined(separator: "-")) }
      }
      words.formUnion(run.split { !$0.isNumber }.map(String.init))
    }
    return words
  }
}
