import Contracts
import JSON
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// What a service holds of a customer: the state by sections, and the events. Said once a service; a table that has a
/// customer's column is given though nobody named it (`Shared/ServiceRuntime/README.md#export`).
public struct PersonData: Sendable {
  /// A part of the state: the rows of a table that are the customer's.
  public struct Section: Sendable {
    package let table: String
    package let title: Localized
    /// SQL in which `?1` is the customer's id; nil where a column of the table says whose a row is.
    package let condition: String?

    public init(_ table: String, _ title: Localized, where condition: String? = nil) {
      self.table = table
      self.title = title
      self.condition = condition
    }
  }

  let sections: [Section]
  /// Tables with a customer's column that hold no data of the customer's: another person's, or what is derived.
  package let withheld: Set<String>
  /// Beginnings of types of events that are another person's though the customer's id stands on them.
  let withheldEvents: [String]
  /// A query in which `?1` is the customer's id, for keys besides it under which events of the customer's stand.
  let keys: String?

  public init(
    _ sections: [Section], withheld: Set<String> = [], withheldEvents: [String] = [], keys: String? = nil
  ) {
    self.sections = sections
    self.withheld = withheld.union(["card_reads"])
    self.withheldEvents = withheldEvents
    self.keys = keys
  }

  /// Rows of a section, and events, that one answer has at most.
  static let limit = 5_000

  /// The names of the column that says whose a row is.
  private static let owners = ["customer", "customer_id"]

  /// The sections in their order, then the tables that nobody named.
  package func all(in database: Database) throws -> [Section] {
    let owned = try ownedTables(in: database)
    let named = Set(sections.map(\.table))
    let others = owned.keys.filter { !named.contains($0) && !withheld.contains($0) }.sorted()
    return try sections.map { section in
      guard section.condition == nil else { return section }
      guard let column = owned[section.table] else {
        throw CorruptRow(table: section.table, column: "customer", value: "there is no such column")
      }
      return Section(section.table, section.title, where: "\(column) = ?1")
    } + others.map { Section($0, Localized(zh: $0, en: $0), where: "\(owned[$0] ?? "customer") = ?1") }
  }

  /// Tables that say whose a row is, with the column.
  package func ownedTables(in database: Database) throws -> [String: String] {
    let found = try database.all(
      """
      SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' AND c.name IN ('\(Self.owners.joined(separator: "', '"))')
      """
    ) { ($0.text(0), $0.text(1)) }
    return Dictionary(found) { first, _ in first }
  }

  /// What is held of a customer at a moment, events after a position. Throws 404 where the service knows no such
  /// customer.
  func view(
    of customer: ID<Customer>, by service: String, hasJournal: Bool, after position: Int64, at now: Instant,
    in language: Language, _ database: Database
  ) throws -> PersonDataView {
    let sections = try all(in: database)
    var view = PersonDataView(service: service, customerId: customer, at: now, sections: [], otherKeys: [], events: [])
    for section in sections {
      let rows = try StoredRows.all(section.table, section.condition ?? "0", customer, Self.limit + 1, in: database)
      view.sections.append(
        .init(
          name: StoredRows.camelCase(section.table), title: section.title[language],
          items: Array(rows.prefix(Self.limit)), isCut: rows.count > Self.limit ? true : nil))
    }
    guard view.sections.contains(where: { $0.name == "customers" && !$0.items.isEmpty }) else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), customer.text)
    }
    guard hasJournal else { return view }
    view.otherKeys = try keys.map { try database.all($0, customer) { $0.text(0) } } ?? []
    let entries = try ([customer.text] + view.otherKeys).flatMap { key in
      try EventJournal.entries(ofKey: key, after: position, limit: Self.limit + 1, in: database)
    }.sorted { $0.position < $1.position }
    let page = entries.prefix(Self.limit)
    view.nextAfter = entries.count > page.count ? page.last?.position : nil
    view.events = try page.filter { entry in !withheldEvents.contains { entry.type.hasPrefix($0) } }.map { entry in
      .init(
        position: entry.position, type: entry.type, title: EventWords.title(of: entry.type)[language],
        time: entry.time, actor: entry.cause.actor, actorRole: entry.cause.actorRole,
        data: try JSON(parsing: entry.data))
    }
    return view
  }
}

/// All that a service holds of a customer, as `GET /v1/customers/{id}/data` gives it.
public struct PersonDataView: Codable, Sendable {
  public struct Section: Codable, Sendable {
    public var name: String
    /// In the language asked for.
    public var title: String
    /// Rows as they are stored. Amounts are whole minor units of the currency beside them.
    public var items: [JSON]
    /// There are more rows than an answer has; the events tell of them too.
    public var isCut: Bool?
  }

  public struct Event: Codable, Sendable {
    public var position: Int64
    public var type: String
    /// The type in words.
    public var title: String
    public var time: Instant
    /// The code of an employee, or the service.
    public var actor: String
    public var actorRole: String?
    public var data: JSON
  }

  public var service: String
  public var customerId: ID<Customer>
  /// The moment of which it tells.
  public var at: Instant
  public var sections: [Section]
  /// Keys besides the customer's id whose events are among these: documents of the ERP, the same person under another id.
  public var otherKeys: [String]
  /// In the order written.
  public var events: [Event]
  /// Where the next answer begins (`after`); absent where these are all.
  public var nextAfter: Int64?
}
