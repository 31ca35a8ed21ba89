import Contracts
import JSON
import Kernel
import ServiceRuntime

extension RouteDescription.Parameter {
  static let customer = Self("customerId", Localized(zh: "客户", en: "Customer"))
  static let salesperson = Self("salespersonId", Localized(zh: "业务员", en: "Salesperson"))
  static let groupBy = Self(
    "groupBy", Localized(zh: "customer、salesperson 或 shop", en: "customer, salesperson or shop"))
  static let currency = Self("currency", Localized(zh: "货币", en: "Currency"))
}

extension [RouteDescription.Parameter] {
  /// Both days included.
  static let period: Self = [
    .init("from", Localized(zh: "起始日", en: "First day"), BusinessDate.self),
    .init("to", Localized(zh: "截止日", en: "Last day"), BusinessDate.self),
  ]

  /// How a document is to be printed.
  static let paper: Self = [
    .init("paper", Localized(zh: "A4 或 241mm（多联纸）", en: "A4, or 241mm for multi-part paper")),
    .language,
  ]
}

extension PageRequest {
  /// Of a list of rows that are found again by their place in the table.
  var afterRow: Int64 {
    cursor?.values.first.flatMap { if case .number(let digits) = $0 { Int64(digits) } else { nil } } ?? 0
  }
}

extension Page {
  /// A page of rows that are found again by their place in the table.
  init(_ rows: [(row: Int64, line: Item)], limit: Int) {
    self.init(all: rows.prefix(limit).map(\.line))
    nextCursor = rows.count > limit ? Cursor([JSON(rows[limit - 1].row)]).text : nil
  }
}
