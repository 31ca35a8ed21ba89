import Contracts
import Kernel
import Persistence
import SQLite

/// Segments, tiers, care, gifts, points.
func applyLoyalty(_ event: any DomainEvent, to database: Database) throws {
  switch event {
  case let event as SegmentDefined:
    try database.run(
      """
      INSERT INTO segments VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        rules = excluded.rules, active = excluded.active, version = version + 1
      """, event.segmentId.text, event.name, try Document.text(event.rules), event.active)
  case let event as SegmentChanged:
    if event.isMember {
      try database.run(
        """
        INSERT INTO segment_members SELECT ?1, ?2, ?3, 1 + count(*), NULL FROM segment_members
        WHERE segment = ?1 AND customer = ?2
        """, event.segmentId.text, event.customerId.text, event.on.description)
    } else {
      try database.run(
        "UPDATE segment_members SET until_day = ? WHERE segment = ? AND customer = ? AND until_day IS NULL",
        event.on.description, event.segmentId.text, event.customerId.text)
    }
  case let event as CustomerTierChanged:
    try database.run(
      "INSERT OR REPLACE INTO tiers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", event.customerId.text, event.to,
      event.reason, event.recency, event.frequency, event.monetary, event.received.amount,
      event.received.currency.code, event.cumulativePercent.hundredths, event.on.description)
  case let event as CarePlanChanged:
    try database.run(
      """
      INSERT INTO care_plans VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET name = excluded.name,
        date_kind = excluded.date_kind, lead_days = excluded.lead_days, tier = excluded.tier,
        active = excluded.active, version = version + 1
      """, event.planId.text, event.name, event.dateKind, event.leadDays, event.tier, event.active)
  case let event as CareDue:
    try database.run(
      "INSERT INTO care_due VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", event.planId.text,
      event.customerId.text, event.dateKind, event.dueOn.description, event.raisedOn.description,
      event.ownerId?.text)
  case let event as GiftGiven:
    try database.run(
      "INSERT INTO gifts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.giftId.text, event.customerId.text,
      event.description, event.cost.amount, event.cost.currency.code, event.reason, event.givenBy.text,
      event.givenOn.description)
  case let event as PointsChanged:
    try database.run(
      "INSERT INTO points VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.entryId.text, event.customerId.text,
      event.kind.rawValue, event.points, event.reason, event.refersTo, event.on.description,
      event.expiresOn?.description)
  case let event as CustomerReactivated:
    try database.run(
      "INSERT INTO reactivations VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", event.customerId.text,
      event.on.description, event.lapsedOn.description, event.by)
  default: break
  }
}
