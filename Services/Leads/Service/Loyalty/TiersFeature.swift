import Contracts
import Kernel
import LeadsDomain
import Persistence
import ServiceRuntime

private let resource = Resource("tiers", scope: .customer, readers: .everyone, writers: [])

extension Feature {
  /// Customers by what they brought: scores and tiers (F3, F4).
  static func tiers(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["tiers"],
      routes: {
        resource.list(
          Localized(zh: "客户等级", en: "Tiers of customers"), of: TierView.self, asOf: true, atOnce: true,
          by: \.customerId.text
        ) { query, page, database in
          // The order is by money, so the next page begins after a customer, not above an id.
          let cut = query.visibility.seen
          let all = try TierStore.views(asOf: try query.asOf(), policy, in: database).filter {
            try CustomerStore.isIn(cut, $0.customerId, in: database)
          }
          let rest = page.after.isEmpty ? all[...] : all.drop { $0.customerId.text != page.after }.dropFirst()
          return Array(rest.prefix(page.rows))
        }
      },
      writes: [.on(CustomerTierChanged.self, TierStore.write)],
      daily: [{ day, unit in try reviewTiers(day, policy, in: unit) }])
  }
}

/// The daily look: tells of changes only.
private func reviewTiers(_ day: BusinessDate, _ policy: LeadsPolicy, in unit: borrowing UnitOfWork) throws {
  let current = try TierStore.current(in: unit.database)
  for standing in try TierStore.standings(asOf: day, policy, in: unit.database) {
    let event = standing.changed(from: current[standing.customerID.text], on: day, at: unit.now)
    if let event { try unit.record(event) }
  }
}

extension Migration {
  static let tiers = Migration(
    """
    CREATE TABLE tiers (
      customer TEXT PRIMARY KEY, tier TEXT NOT NULL, reason TEXT NOT NULL, recency INTEGER NOT NULL,
      frequency INTEGER NOT NULL, monetary INTEGER NOT NULL, received INTEGER NOT NULL, currency TEXT NOT NULL,
      share INTEGER NOT NULL, on_day TEXT NOT NULL) STRICT;
    """)
}
