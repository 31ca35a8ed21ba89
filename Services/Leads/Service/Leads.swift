import Contracts
import JSON
import Kernel
import LeadsDomain
import SQLite
import ServiceRuntime

/// A lead as the API shows it.
struct LeadView: Codable, Sendable {
  var id: ID<Lead>
  var customerId: ID<Customer>
  var name: String
  var phone: String
  var stage: LeadStage
  var ownerId: ID<Employee>?
  var firstOwnerId: ID<Employee>?
  var source: LeadSource
  var interests: [String]
  var budget: Money?
  var homeStage: String?
  var notes: String?
  var custom: [String: String]
  var inProfile: Bool
  var failedRules: [String]
  var protectedUntil: BusinessDate
  var capturedOn: BusinessDate
  var orderId: ID<Order>?
  var reason: String?
  var wechat: String?
  var email: String?
  var address: Address?
  /// When an invalid lead is looked at again (A4).
  var reviewOn: BusinessDate?
  var contactStatus: ContactStatus?
  var contactVerifiedOn: BusinessDate?
  /// The lead that this one is counted with.
  var mergedInto: ID<Lead>?
  /// Of the merged leads: the source of whichever was captured first.
  var countedSource: LeadSource?
  var importId: ID<ImportBatch>?
  var version: Int
}

/// Leads in the store.
enum Leads {
  static func find(_ id: ID<Lead>, in database: Database) throws -> LeadState {
    guard let lead = try findIfKnown(id, in: database) else { throw unknown(id) }
    return lead
  }

  static func findIfKnown(_ id: ID<Lead>, in database: Database) throws -> LeadState? {
    try database.first("SELECT id, customer, owner, stage FROM leads WHERE id = ?", id.text, read: state)
  }

  /// Who has this phone's lead in its protected period on that day.
  static func protected(phone: String, on day: BusinessDate, in database: Database) throws -> LeadState? {
    try database.first(
      """
      SELECT l.id, l.customer, l.owner, l.stage FROM protected_phones p JOIN leads l ON l.id = p.lead
      WHERE p.phone = ? AND p.until >= ?
      """, phone, day.description, read: state)
  }

  static func customer(of id: ID<Lead>, in database: Database) throws -> ID<Customer>? {
    try database.first("SELECT customer FROM leads WHERE id = ?", id.text) { ID($0.text(0)) }
  }

  private static func state(_ row: borrowing Row) -> LeadState {
    LeadState(
      id: ID(row.text(0)), customerID: ID(row.text(1)), ownerID: row.optionalText(2).map { ID($0) },
      stage: LeadStage(rawValue: row.text(3)) ?? .new)
  }

  private static let columns =
    "id, customer, name, phone, stage, owner, first_owner, source, interests, budget, currency, home_stage, notes, "
    + "custom, in_profile, failed_rules, protected_until, captured_on, order_id, reason, version, wechat, email, address, "
    + "review_on, contact_status, contact_on, merged_into, counted_source, import_id"

  /// Put together once: each captured lead is read.
  private static let one = "SELECT \(columns) FROM leads WHERE id = ?"

  static func view(_ id: ID<Lead>, in database: Database) throws -> LeadView {
    guard let view = try database.first(one, id.text, read: view) else {
      throw unknown(id)
    }
    return view
  }

  /// What a list of leads can be narrowed to.
  struct Filter {
    var stage: LeadStage?
    var owner: String?
    var channel: LeadSource.Channel?
    /// A part of the name or of the phone.
    var text: String?
    var scope: LeadScope
    var partner: String?
    var campaign: String?
    /// Leads without an owner (A6).
    var isPool = false
  }

  static func list(_ filter: Filter, after id: String, limit: Int, in database: Database) throws -> [LeadView] {
    try database.all(
      """
      SELECT \(columns) FROM leads
      WHERE id > ?1 AND (?2 IS NULL OR stage = ?2) AND (?3 IS NULL OR owner = ?3) AND (?4 IS NULL OR channel = ?4)
        AND (?5 IS NULL OR instr(lower(name), ?5) OR instr(phone, ?6))
        AND (?8 IS NULL OR owner = ?8 OR owner IS NULL)
        AND (?9 IS NULL OR owner IS NULL OR owner IN (SELECT code FROM employees WHERE shop = ?9))
        AND (?10 IS NULL OR json_extract(source, '$.partnerId') = ?10)
        AND (?11 IS NULL OR json_extract(source, '$.campaignId') = ?11) AND (NOT ?12 OR owner IS NULL)
      ORDER BY id LIMIT ?7
      """, id, filter.stage?.rawValue, filter.owner, filter.channel?.rawValue, filter.text.map(PersonName.folded),
      filter.text.map(Phone.fragment), limit, filter.scope.owner, filter.scope.shop, filter.partner, filter.campaign,
      filter.isPool, read: view)
  }

  private static func view(_ row: borrowing Row) throws -> LeadView {
    LeadView(
      id: ID(row.text(0)), customerId: ID(row.text(1)), name: row.text(2), phone: row.text(3),
      stage: LeadStage(rawValue: row.text(4)) ?? .new, ownerId: row.optionalText(5).map { ID($0) },
      firstOwnerId: row.optionalText(6).map { ID($0) }, source: try CompactJSON.decoded(from: row.bytes(7)),
      interests: try CompactJSON.decoded(from: row.bytes(8)),
      budget: try row.optionalInteger(9).map { try Money($0, Currency(row.text(10)) ?? .cny) },
      homeStage: row.optionalText(11), notes: row.optionalText(12),
      custom: try CompactJSON.decoded(from: row.bytes(13)),
      inProfile: row.bool(14), failedRules: try CompactJSON.decoded(from: row.bytes(15)),
      protectedUntil: try date(row.text(16)),
      capturedOn: try date(row.text(17)), orderId: row.optionalText(18).map { ID($0) },
      reason: row.optionalText(19), wechat: row.optionalText(21), email: row.optionalText(22),
      address: row.isNull(23) ? nil : try CompactJSON.decoded(from: row.bytes(23)),
      reviewOn: row.optionalText(24).flatMap { BusinessDate($0) },
      contactStatus: row.optionalText(25).flatMap(ContactStatus.init),
      contactVerifiedOn: row.optionalText(26).flatMap { BusinessDate($0) },
      mergedInto: row.optionalText(27).map { ID($0) },
      countedSource: row.isNull(28) ? nil : try CompactJSON.decoded(from: row.bytes(28)),
      importId: row.optionalText(29).map { ID($0) },
      version: row.int(20))
  }

  private static func date(_ text: String) throws -> BusinessDate {
    guard let date = BusinessDate(text) else { throw Problem.notFound(Localized(zh: "日期", en: "day"), text) }
    return date
  }

  private static func unknown(_ id: ID<Lead>) -> Problem {
    .notFound(Localized(zh: "线索", en: "lead"), id.text)
  }

  /// A lead that may be the same person's (A19).
  struct Candidate: Codable, Sendable {
    var leadId: ID<Lead>?
    var customerId: ID<Customer>
    /// What is alike: `phone`, `name`, `address`.
    var matches: [String]
    var stage: LeadStage?
    var ownerId: ID<Employee>?
  }

  static func duplicates(
    name: String?, phone: Phone?, community: String?, room: String?, in database: Database
  ) throws -> [Candidate] {
    let nameKey = name.map(PersonName.normalised)
    return try database.all(
      """
      SELECT l.id, c.id, c.phone = ?1, c.name_key = ?2, c.address_key = ?3, l.stage, l.owner
      FROM customers c LEFT JOIN leads l ON l.customer = c.id
      WHERE c.phone = ?1 OR c.name_key = ?2 OR c.address_key = ?3
      ORDER BY c.phone = ?1 DESC, c.id, l.id LIMIT 50
      """, phone?.digits, nameKey, AddressKey.text(community: community, room: room)
    ) { row in
      let kinds = ["phone", "name", "address"]
      return Candidate(
        leadId: row.optionalText(0).map { ID($0) }, customerId: ID(row.text(1)),
        matches: kinds.enumerated().filter { row.bool($0.offset + 2) }.map(\.element),
        stage: row.optionalText(5).flatMap(LeadStage.init), ownerId: row.optionalText(6).map { ID($0) })
    }
  }
}
