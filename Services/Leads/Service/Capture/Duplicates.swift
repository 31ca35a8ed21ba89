import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// Leads that may be one person's.
enum Leads {
  /// A lead that may be the same person's (A19).
  struct Candidate: Codable, Sendable {
    var leadId: ID<Lead>?
    /// Absent, as the lead is, for somebody else's customer: of those only owner and stage are told.
    var customerId: ID<Customer>?
    /// What is alike: `phone`, `name`, `address`.
    var matches: [String]
    var stage: LeadStage?
    var ownerId: ID<Employee>?
  }

  static let parameters: [RouteDescription.Parameter] = [
    .init("name", Localized(zh: "姓名", en: "Name")), .init("phone", Localized(zh: "电话", en: "Phone")),
    .init("community", Localized(zh: "小区", en: "Community")), .init("room", Localized(zh: "房号", en: "Room")),
  ]

  /// Those who are like somebody, the same phone first, at most 50.
  static func duplicates(
    of asked: Likeness, for visibility: Visibility, in database: Database
  ) throws -> [Candidate] {
    let candidates = try database.all(
      """
      SELECT l.id AS lead, l.stage, l.owner, c.id, c.phone, c.name, c.community, c.room
      FROM customers c LEFT JOIN leads l ON l.customer = c.id
      WHERE c.phone = ?1 OR c.name_key = ?2 OR c.address_key = ?3
      ORDER BY c.phone = ?1 DESC, c.id, l.id LIMIT 50
      """, asked.phone, asked.name, asked.address
    ) { row in
      let found = Likeness(
        name: try row.text("name"), digits: try row.text("phone"), community: try row.optionalText("community"),
        room: try row.optionalText("room"))
      return Candidate(
        leadId: try row.optionalID("lead"), customerId: try row.id("id"), matches: asked.matches(found),
        stage: try row.optionalChoice("stage"), ownerId: try row.optionalID("owner"))
    }
    return try candidates.map { candidate in
      guard let customer = candidate.customerId, try !CustomerStore.isIn(visibility.seen, customer, in: database) else {
        return candidate
      }
      var candidate = candidate
      (candidate.leadId, candidate.customerId) = (nil, nil)
      return candidate
    }
  }
}
