import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// The table of outlets.
enum OutletStore {
  static let table = CodedTable<OutletState>(documents: "outlets", of: Localized(zh: "服务网点", en: "service outlet"))

  static func write(_ event: OutletChanged, to database: Database) throws {
    try table.write(OutletState(event), as: event.code, to: database)
  }

  /// In the order of codes, those whose area has a text in it.
  static func list(_ page: PageRequest, area: String?, in database: Database) throws -> [OutletView] {
    try table.all(
      """
      WHERE code > ?1 AND (?2 IS NULL OR instr(coalesce(document ->> '$.area', ''), ?2)) ORDER BY code LIMIT ?3
      """, page.after, area, page.rows, in: database
    ).map(OutletView.init)
  }

  /// The outlets that may see to a customer, by what each has to do.
  static func proposed(
    for customer: CustomerCopy, skill: String?, in database: Database
  ) throws -> [ProposedOutlet] {
    let load = Dictionary(grouping: try RequestStore.unresolved(in: database).compactMap(\.outlet), by: { $0 })
    return ProposedOutlet.among(
      try table.all("ORDER BY code", in: database).map(\.state), near: customer.address, skill: skill,
      load: load.mapValues(\.count))
  }
}
