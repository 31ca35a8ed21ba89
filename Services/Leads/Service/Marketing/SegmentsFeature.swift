import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("segments", scope: .company, readers: .everyone, writers: .organisers)
/// Under them stand customers.
private let members = Resource("segments", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Customers in groups by rules over what they are and did (F1).
  static let segments = Feature(
    tables: ["segments", "segment_members"],
    routes: {
      resource.list(Localized(zh: "客户分组", en: "Segments"), by: \.id.text) { _, page, database in
        try SegmentStore.list(page, in: database)
      }
      members.list(
        Localized(zh: "分组的成员", en: "A segment's members"), under: "/{id}/members", asOf: true,
        by: \.customerId.text
      ) { query, page, database in
        let segment = try SegmentStore.find(query.id(), in: database)
        return try SegmentStore.members(
          of: segment.id, asOf: try query.asOf(), page, for: query.visibility, in: database)
      }
      resource.add(Localized(zh: "定义分组", en: "Define a segment"), AddSegment.run)
      resource.item(Localized(zh: "一个分组", en: "A segment")) { query, database in
        try .segment(query.id(), in: database)
      }
      resource.edit(Localized(zh: "修改分组", en: "Change a segment"), EditSegment.run)
    },
    writes: [.on(SegmentDefined.self, SegmentStore.write), .on(SegmentChanged.self, SegmentStore.change)],
    daily: [ReviewSegments.sweep])
}

extension Migration {
  static let segments = Migration(
    """
    CREATE TABLE segments (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, rules TEXT NOT NULL, active INTEGER NOT NULL,
      version INTEGER NOT NULL) STRICT;
    CREATE TABLE segment_members (
      segment TEXT NOT NULL, customer TEXT NOT NULL, from_day TEXT NOT NULL, number INTEGER NOT NULL, until_day TEXT,
      PRIMARY KEY (segment, customer, number)) STRICT;
    """)
}
