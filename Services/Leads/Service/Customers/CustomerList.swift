import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// What a list of customers can be narrowed to (B16).
struct CustomerList {
  /// A part of the name or of the phone.
  var text: String?
  var type: String?
  var status: CustomerStatus?
  var tag: String?
  var owner: String?
  let visibility: Visibility

  static let parameters: [RouteDescription.Parameter] = [
    .init("q", Localized(zh: "姓名或电话的一部分", en: "A part of the name or the phone")),
    .init("type", Localized(zh: "类型", en: "Type")), .init("status", Localized(zh: "状态", en: "Status")),
    .init("tag", Localized(zh: "标签", en: "Tag")), .init("ownerId", Localized(zh: "负责人", en: "Owner")),
  ]

  /// In the order of ids.
  func customers(_ page: PageRequest, in database: Database) throws -> [CustomerView] {
    let customers = try database.all(
      """
      SELECT *, \(CustomerStore.ownerQuery(of: "customers.id")) AS owner FROM customers
      WHERE id > ?1 AND (?2 IS NULL OR instr(lower(name), ?2) OR instr(phone, ?3) AND \(Belonging.customers.condition(13)))
        AND (?5 IS NULL OR type = ?5) AND (?6 IS NULL OR status = ?6)
        AND (?7 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?7))
        AND (?8 IS NULL OR EXISTS (SELECT 1 FROM leads WHERE customer = customers.id AND owner = ?8))
        AND \(Belonging.customers.condition(9))
      ORDER BY id LIMIT ?4
      """,
      [
        page.after, text.map(PersonName.folded), text.map(Phone.fragment), page.rows, type, status?.rawValue, tag,
        owner,
      ] + visibility.seen.values + visibility.clear.values
    ) { CustomerView(try CustomerColumns.customer($0), ownerId: try $0.optionalID("owner")) }
    guard visibility.masksSome else { return customers }
    return try customers.map { try $0.shown(to: visibility, in: database) }
  }
}

extension CustomerList {
  init(_ query: QueryRequest) throws {
    self.init(
      text: query.text("q"), type: query.text("type"), status: try query.choice("status", of: CustomerStatus.self),
      tag: query.text("tag"), owner: query.text("ownerId"), visibility: query.visibility)
  }
}
