import Contracts
import JSON
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceRuntime

/// `POST /v1/segments` (F1).
struct AddSegment: Command {
  var name: String
  var rules: [SegmentRule]
  var active: Bool?
  var occurredAt: Instant?
}

/// `PATCH /v1/segments/{id}`: what is left out stays.
struct EditSegment: Command {
  var name: String?
  var rules: [SegmentRule]?
  var active: Bool?
  var occurredAt: Instant?
}

struct SegmentView: Codable, Sendable {
  var id: ID<Segment>
  var name: String
  var rules: [SegmentRule]
  var active: Bool
  var members: Int
  var version: Int
}

struct SegmentMemberView: Codable, Sendable {
  var customerId: ID<Customer>
  var name: String
  var since: String
}

/// Segments and who is in them.
enum Segments {
  private static let query = """
    SELECT id, name, rules, active, version,
      (SELECT count(*) FROM segment_members WHERE segment = segments.id AND until_day IS NULL) FROM segments
    """

  private static func read(_ row: borrowing Row) throws -> SegmentView {
    SegmentView(
      id: ID(row.text(0)), name: row.text(1), rules: try CompactJSON.decoded(from: row.bytes(2)), active: row.bool(3),
      members: row.int(5), version: row.int(4))
  }

  static func list(after id: String, limit: Int, in database: Database) throws -> [SegmentView] {
    try database.all("\(query) WHERE id > ? ORDER BY id LIMIT ?", id, limit, read: read)
  }

  static func view(_ id: ID<Segment>, in database: Database) throws -> SegmentView {
    guard let view = try database.first("\(query) WHERE id = ?", id.text, read: read) else {
      throw Problem.notFound(Localized(zh: "客户分组", en: "segment"), id.text)
    }
    return view
  }

  /// Who is in a segment on a day: from the first day on, until the day of leaving.
  static func members(
    of id: ID<Segment>, asOf day: BusinessDate, after customer: String, limit: Int, in database: Database
  ) throws -> [SegmentMemberView] {
    try database.all(
      """
      SELECT m.customer, c.name, m.from_day FROM segment_members m JOIN customers c ON c.id = m.customer
      WHERE m.segment = ?1 AND m.from_day <= ?2 AND (m.until_day IS NULL OR m.until_day > ?2) AND m.customer > ?3
      ORDER BY m.customer LIMIT ?4
      """, id.text, day.description, customer, limit
    ) { SegmentMemberView(customerId: ID($0.text(0)), name: $0.text(1), since: $0.text(2)) }
  }

  static func add(_ request: CommandRequest<AddSegment>, in unit: borrowing UnitOfWork) throws -> Answer<SegmentView> {
    let command = request.body
    let view = try record(
      unit.newID(), name: command.name, rules: command.rules, active: command.active ?? true,
      at: request.occurredAt(in: unit), in: unit)
    return .created(view, at: "/v1/segments/\(view.id)")
  }

  static func edit(
    _ request: CommandRequest<EditSegment>, in unit: borrowing UnitOfWork
  ) throws -> Answer<SegmentView> {
    let current = try view(request.id(), in: unit.database)
    try request.requireMatch(version: current.version)
    let view = try record(
      current.id, name: request.body.name ?? current.name, rules: request.body.rules ?? current.rules,
      active: request.body.active ?? current.active, at: request.occurredAt(in: unit), in: unit)
    return Answer(view, version: view.version)
  }

  private static let fields: Set = [
    "type", "status", "tier", "channel", "city", "community", "tag", "orders", "received", "referrals",
    "daysSinceOrder", "points",
  ]

  private static func record(
    _ id: ID<Segment>, name: String, rules: [SegmentRule], active: Bool, at occurredAt: Instant,
    in unit: borrowing UnitOfWork
  ) throws -> SegmentView {
    var checks = FieldChecks()
    checks.text("/name", name)
    if rules.isEmpty || rules.count > 20 {
      checks.refuse("/rules", "count", Localized(zh: "请写 1 到 20 条规则。", en: "Write 1 to 20 rules."))
    }
    for (index, rule) in rules.enumerated() {
      if !fields.contains(rule.field), !rule.field.hasPrefix("custom.") {
        let known = fields.sorted().joined(separator: ", ")
        checks.refuse(
          "/rules/\(index)/field", "unknown",
          Localized(zh: "可用的字段:\(known),或 custom. 加字段名。", en: "Use one of \(known), or custom. and a name."))
      }
      if [.atLeast, .below].contains(rule.comparison), Int64(rule.value) == nil {
        checks.refuse(
          "/rules/\(index)/value", "not-a-number", Localized(zh: "请写整数。", en: "Write a whole number."))
      }
    }
    try checks.finish()
    let day = CompanyZone.day(at: occurredAt)
    try unit.record(
      SegmentDefined(
        segmentId: id, name: name, rules: rules, active: active, definedOn: day, occurredAt: occurredAt))
    try review(try view(id, in: unit.database), on: day, in: unit)
    return try view(id, in: unit.database)
  }

  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for segment in try list(after: "", limit: 10_000, in: unit.database) where segment.active {
      try review(segment, on: day, in: unit)
    }
  }

  /// Tells who came in and who left; nothing for those who stay.
  private static func review(_ segment: SegmentView, on day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let members = Set(
      try unit.database.all(
        "SELECT customer FROM segment_members WHERE segment = ? AND until_day IS NULL", segment.id.text
      ) { $0.text(0) })
    let matching = segment.active ? try matches(segment.rules, asOf: day, in: unit.database) : []
    for customer in matching.symmetricDifference(members).sorted() {
      try unit.record(
        SegmentChanged(
          segmentId: segment.id, customerId: ID(customer), isMember: matching.contains(customer), on: day,
          occurredAt: unit.now))
    }
  }

  private static func matches(
    _ rules: [SegmentRule], asOf day: BusinessDate, in database: Database
  ) throws -> Set<String> {
    let rows = try database.all(
      """
      SELECT c.id, c.type, c.status, c.channel, c.city, c.community, c.tags, c.custom,
        (SELECT tier FROM tiers WHERE customer = c.id),
        (SELECT count(*) FROM orders WHERE customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)),
        (SELECT max(signed_on) FROM orders WHERE customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)),
        (SELECT coalesce(sum(amount), 0) FROM money WHERE customer = c.id AND on_day <= ?1 AND currency = 'CNY'),
        (SELECT count(*) FROM referrals WHERE referrer = c.id),
        (SELECT coalesce(sum(points), 0) FROM points WHERE customer = c.id AND on_day <= ?1)
      FROM customers c
      """, day.description
    ) { row -> (String, [String: String], [String]) in
      var values: [String: String] = [:]
      values["type"] = row.text(1)
      values["status"] = row.text(2)
      values["channel"] = row.text(3)
      values["city"] = row.optionalText(4)
      values["community"] = row.optionalText(5)
      values["tier"] = row.optionalText(8)
      values["orders"] = row.text(9)
      values["daysSinceOrder"] = row.optionalText(10).flatMap { BusinessDate($0) }.map { "\(day.days(since: $0))" }
      values["received"] = row.text(11)
      values["referrals"] = row.text(12)
      values["points"] = row.text(13)
      let custom: [String: String] = try CompactJSON.decoded(from: row.bytes(7))
      for (name, value) in custom { values["custom.\(name)"] = value }
      return (row.text(0), values, try CompactJSON.decoded(from: row.bytes(6)))
    }
    return Set(
      rows.filter { _, values, tags in
        rules.allSatisfy { holds($0, $0.field == "tag" ? tags : values[$0.field].map { [$0] } ?? []) }
      }.map(\.0))
  }

  private static func holds(_ rule: SegmentRule, _ values: [String]) -> Bool {
    switch rule.comparison {
    case .equals: values.contains(rule.value)
    case .notEquals: !values.contains(rule.value)
    case .contains: values.contains { $0.contains(rule.value) }
    case .atLeast: values.contains { value in Int64(value).map { $0 >= Int64(rule.value) ?? .max } ?? false }
    case .below: values.contains { value in Int64(value).map { $0 < Int64(rule.value) ?? .min } ?? false }
    }
  }
}
