import Contracts
import Kernel
import LeadsDomain
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// The tables of segments and of who is in them, from when until when.
enum SegmentStore {
  static func write(_ event: SegmentDefined, to database: Database) throws {
    try database.run(
      """
      INSERT INTO segments VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        rules = excluded.rules, active = excluded.active, version = version + 1
      """, event.segmentId, event.name, try Document.text(event.rules), event.active)
  }

  static func change(_ event: SegmentChanged, to database: Database) throws {
    if event.isMember {
      try database.run(
        """
        INSERT INTO segment_members SELECT ?1, ?2, ?3, 1 + count(*), NULL FROM segment_members
        WHERE segment = ?1 AND customer = ?2
        """, event.segmentId, event.customerId, event.on)
    } else {
      try database.run(
        "UPDATE segment_members SET until_day = ? WHERE segment = ? AND customer = ? AND until_day IS NULL", event.on,
        event.segmentId, event.customerId)
    }
  }

  /// Throws 404.
  static func find(_ id: ID<Segment>, in database: Database) throws -> SegmentState {
    try database.first("SELECT * FROM segments WHERE id = ?", id, read: read).orNotFound(
      Localized(zh: "客户分组", en: "segment"), id.text)
  }

  static func active(in database: Database) throws -> [SegmentState] {
    try database.all("SELECT * FROM segments WHERE active ORDER BY id", read: read)
  }

  /// Segments with the number of their members, in the order of ids.
  static func list(_ page: PageRequest, in database: Database) throws -> [SegmentView] {
    try database.all(
      """
      SELECT *, (SELECT count(*) FROM segment_members WHERE segment = segments.id AND until_day IS NULL) AS members
      FROM segments WHERE id > ? ORDER BY id LIMIT ?
      """, page.after, page.rows
    ) { SegmentView(try read($0), members: try $0.int("members")) }
  }

  /// Who is in it now.
  static func members(of id: ID<Segment>, in database: Database) throws -> Set<ID<Customer>> {
    Set(
      try database.all("SELECT customer FROM segment_members WHERE segment = ? AND until_day IS NULL", id) {
        try $0.id("customer")
      })
  }

  /// Who is in it on a day: from the first day on, until the day of leaving. In the order of customers.
  static func members(
    of id: ID<Segment>, asOf day: BusinessDate, _ page: PageRequest, for visibility: Visibility, in database: Database
  ) throws -> [SegmentMemberView] {
    try database.all(
      """
      SELECT m.customer, customers.name, m.from_day FROM segment_members m JOIN customers ON customers.id = m.customer
      WHERE m.segment = ?1 AND m.from_day <= ?2 AND (m.until_day IS NULL OR m.until_day > ?2) AND m.customer > ?3
        AND \(Belonging.customers.condition(5))
      ORDER BY m.customer LIMIT ?4
      """, [id, day, page.after, page.rows] + visibility.seen.values
    ) {
      SegmentMemberView(
        customerId: try $0.id("customer"), name: try $0.text("name"), since: try $0.text("from_day"))
    }
  }

  /// What rules see of every customer at a day.
  static func facts(asOf day: BusinessDate, in database: Database) throws -> [SegmentFacts] {
    try database.all(
      """
      SELECT *, (SELECT tier FROM tiers WHERE customer = c.id) AS tier,
        (SELECT count(*) FROM orders WHERE customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)) AS orders,
        (SELECT max(signed_on) FROM orders WHERE customer = c.id AND signed_on <= ?1
          AND (cancelled_on IS NULL OR cancelled_on > ?1)) AS last_order,
        (SELECT coalesce(sum(amount), 0) FROM money
          WHERE customer = c.id AND on_day <= ?1 AND currency = 'CNY') AS received,
        (SELECT count(*) FROM referrals WHERE referrer = c.id) AS referrals,
        (SELECT coalesce(sum(points), 0) FROM points WHERE customer = c.id AND on_day <= ?1) AS points
      FROM customers c
      """, day
    ) { row in
      SegmentFacts(
        try CustomerColumns.customer(row),
        behaviour: .init(
          tier: try row.optionalText("tier"), orders: try row.int("orders"),
          lastOrderOn: try row.optionalDate("last_order"), received: try row.integer("received"),
          referrals: try row.int("referrals"), points: try row.int("points")), asOf: day)
    }
  }

  private static func read(_ row: borrowing Row) throws -> SegmentState {
    SegmentState(
      id: try row.id("id"), name: try row.text("name"), rules: try row.document("rules"),
      active: try row.bool("active"), version: try row.int("version"))
  }
}
