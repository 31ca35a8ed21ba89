import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// `POST /v1/imports/opening-balances`: what customers owed when the books were begun, each as a receivable of its own
/// with its due date, against the account `opening-balance`. The reference makes a second run harmless.
enum OpeningBalances {
  static let take = ImportFormat<ImportedRow>(
    columns: [
      "customerId": ["客户编号"], "phone": ["电话", "手机"], "amount": ["金额"], "currency": ["货币"], "on": ["日期"],
      "dueOn": ["到期日"], "reference": ["单号", "参考号"], "salespersonId": ["导购"], "shop": ["门店"],
    ], required: ["amount", "on", "dueOn", "reference"], identity: ["customerId", "phone", "reference"],
    take: { row, unit in try take(row, in: unit) })

  private static func take(_ row: CSVTable.Row, in unit: borrowing UnitOfWork) throws -> ImportedRow {
    let customer = try customer(of: row, in: unit.database)
    let (amount, reference) = (try row.money("amount"), try row.required("reference"))
    let balance = OpeningBalance(
      customerID: customer, amount: amount, on: try row.day("on"), dueOn: try row.day("dueOn"), reference: reference,
      salespersonID: row["salespersonId"].map { ID($0) }, shop: row["shop"].map { ID($0) })
    let books = try unit.books()
    try books.requireOpen(balance.on, "/on")
    guard amount.amount > 0 else {
      throw Problem.refusedRow(
        Localized(
          zh: "金额须大于零；客户的余额请登记为收款。",
          en: "The amount must be above zero; post what a customer has to its credit as a receipt."))
    }
    guard reference.count <= FinancePolicy.standard.shortText else {
      throw Problem.refusedRow(Localized(zh: "单号最多 200 个字符。", en: "A reference has at most 200 characters."))
    }
    if let (id, earlier) = try earlier(reference, of: customer, in: unit.database) {
      guard balance.isSame(as: earlier) else {
        throw Problem.refusedRow(
          Localized(
            zh: "单号“\(reference)”已以其他内容导入。", en: "'\(reference)' is here already with other content."))
      }
      return ImportedRow(row: row.number, outcome: .known, id: id, customerId: customer)
    }
    var settlement = Settlement(lots: CreditLots(try CreditStore.lots(of: customer, in: unit.database)), books: books)
    let id = try balance.post(&settlement, at: unit.now)
    try unit.record(all: settlement.events)
    try CreditHolds.review(customer, in: unit)
    return ImportedRow(row: row.number, outcome: .taken, id: id.text, customerId: customer)
  }

  private static func earlier(
    _ reference: String, of customer: ID<Customer>, in database: Database
  ) throws -> (id: String, balance: OpeningBalance)? {
    try database.first(
      """
      SELECT id, amount, currency, on_day, due_on FROM receivables
      WHERE customer = ? AND kind = 'correction' AND label = ?
      """, customer.text, reference
    ) {
      (
        try $0.text("id"),
        OpeningBalance(
          customerID: customer, amount: try $0.money("amount"), on: try $0.date("on_day"),
          dueOn: try $0.date("due_on"), reference: reference)
      )
    }
  }

  /// By id, or by a phone that one customer has.
  private static func customer(of row: CSVTable.Row, in database: Database) throws -> ID<Customer> {
    if let id = row["customerId"] {
      guard try FinanceCustomers.find(ID(id), in: database) != nil else {
        throw Problem.refusedRow(Localized(zh: "没有客户“\(id)”。", en: "There is no customer '\(id)'."))
      }
      return ID(id)
    }
    let phone = try row.required("phone")
    let found = try database.all("SELECT id FROM customers WHERE phone = ? LIMIT 2", phone) { $0.text(0) }
    guard found.count == 1 else {
      throw Problem.refusedRow(
        found.isEmpty
          ? Localized(zh: "没有电话为“\(phone)”的客户。", en: "No customer has the phone '\(phone)'.")
          : Localized(
            zh: "多位客户的电话为“\(phone)”；请填写 customerId。",
            en: "Several customers have the phone '\(phone)'; fill in customerId."))
    }
    return ID(found[0])
  }
}
