import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// What a list of quotes or orders is narrowed to.
struct SalesFilter {
  /// The last id of the page before.
  var before: String?
  let visibility: Visibility
  /// How many to read.
  var rows: Int
  var customer: String?
  var salesperson: String?
  var stage: String?
  /// Part of a number, or of the customer's name or phone.
  var text: String?

  /// Part of a line's SKU or description (C5).
  var item: String?
  /// The first and the last day of signing, or of drafting.
  var from: String?
  var to: String?
  /// The least and the highest total, in minor units.
  var lowest: Int?
  var highest: Int?
  /// What an ERP calls it; of orders.
  var external: String?

  /// The newest first. `number` is what people know one by; `terms` and `day` are where lines and total, and the day,
  /// stand in its document.
  func list<State>(
    in table: DocumentTable<State>, _ name: String, number: String, terms: String, day: String, _ database: Database
  ) throws -> [State] {
    try table.all(
      """
      LEFT JOIN customers c ON c.id = \(name).customer
      WHERE (?1 IS NULL OR \(name).id < ?1) AND (?2 IS NULL OR \(name).customer = ?2)
        AND (?3 IS NULL OR \(name).salesperson = ?3) AND (?4 IS NULL OR \(name).stage = ?4)
        AND (?5 IS NULL OR instr(lower(\(number) || ' ' || coalesce(c.name, '')), lower(?5)) > 0
          OR instr(c.phone, ?5) > 0 AND \(table.belonging.condition(16)))
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(\(name).document, '\(terms).lines') line
          WHERE instr(lower(coalesce(json_extract(line.value, '$.sku'), '') || ' '
            || json_extract(line.value, '$.description')), lower(?7)) > 0))
        AND (?8 IS NULL OR json_extract(\(name).document, '\(day)') >= ?8)
        AND (?9 IS NULL OR json_extract(\(name).document, '\(day)') <= ?9)
        AND (?10 IS NULL OR json_extract(\(name).document, '\(terms).total.amount') >= ?10)
        AND (?11 IS NULL OR json_extract(\(name).document, '\(terms).total.amount') <= ?11)
        \(external == nil ? "" : "AND \(name).erp_number = ?20")
        AND \(table.belonging.condition(12))
      ORDER BY \(name).id DESC LIMIT ?6
      """,
      [before, customer, salesperson, stage, text, rows, item, from, to, lowest, highest] + visibility.seen.values
        + visibility.clear.values + (external.map { [$0] } ?? []),
      in: database)
  }

  private static func amount(_ name: String, _ query: QueryRequest) throws -> Int? {
    guard let text = query.text(name) else { return nil }
    guard let amount = Int(text) else {
      throw Problem.invalidQuery(
        name, "invalid-amount",
        Localized(zh: "请写以分为单位的整数。", en: "Write it in minor units, as a whole number."))
    }
    return amount
  }

  static let parameters = [
    RouteDescription.Parameter("customerId", Localized(zh: "客户编号", en: "Of this customer")),
    RouteDescription.Parameter("salespersonId", Localized(zh: "销售人员编号", en: "Of this salesperson")),
    RouteDescription.Parameter("state", Localized(zh: "状态", en: "In this state")),
    RouteDescription.Parameter(
      "q", Localized(zh: "单号、客户姓名或电话的一部分", en: "Part of a number, or of the customer's name or phone")),
    RouteDescription.Parameter(
      "item", Localized(zh: "行的 SKU 或名称的一部分", en: "Part of a line's SKU or description")),
    RouteDescription.Parameter("from", Localized(zh: "起始日期", en: "Signed or drafted from this day on")),
    RouteDescription.Parameter("to", Localized(zh: "截止日期（含）", en: "Signed or drafted up to this day")),
    RouteDescription.Parameter("minTotal", Localized(zh: "最低总额（分）", en: "The least total, in fen"), Int.self),
    RouteDescription.Parameter("maxTotal", Localized(zh: "最高总额（分）", en: "The highest total, in fen"), Int.self),
  ]
}

extension SalesFilter {
  init(_ query: QueryRequest, _ page: PageRequest, stage: String?) throws {
    self.init(
      before: page.before, visibility: query.visibility, rows: page.rows, customer: query.text("customerId"),
      salesperson: query.text("salespersonId"), stage: stage, text: query.text("q"), item: query.text("item"),
      from: try query.date("from")?.description, to: try query.date("to")?.description,
      lowest: try Self.amount("minTotal", query), highest: try Self.amount("maxTotal", query))
  }
}
