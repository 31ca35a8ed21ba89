import Contracts
import Kernel
import LeadsDomain
import Messaging
import Persistence
import ServiceRuntime

private let resource = Resource("care-plans", tag: "care", scope: .company, readers: .everyone, writers: .organisers)

extension Feature {
  /// Care by the days of the year that matter to customers (B11, B18).
  static func care(_ policy: LeadsPolicy) -> Feature {
    Feature(
      tables: ["care_plans", "care_due", .copy("installations")],
      routes: {
        resource.list(Localized(zh: "关怀计划", en: "Care plans"), by: \.id.text) { _, page, database in
          try CareStore.list(page, in: database).map { CarePlanView($0) }
        }
        resource.add(Localized(zh: "建立关怀计划", en: "Make a care plan")) { try AddCarePlan.run($0, policy, $1) }
      },
      writes: [.on(CarePlanChanged.self, CareStore.write), .on(CareDue.self, CareStore.note)],
      listens: [.on(InstallationCompleted.self, copy: CareStore.copy)],
      daily: [raiseCare])
  }
}

/// The daily look: tells once of each plan, customer and day that comes within the plan's lead.
@Sendable
private func raiseCare(_ day: BusinessDate, _ unit: borrowing UnitOfWork) throws {
  for plan in try CareStore.active(in: unit.database) {
    for (customer, date) in try CareStore.dates(of: plan, in: unit.database) {
      guard let due = plan.due(of: date, on: day),
        try !CareStore.isTold(plan, of: customer, dueOn: due, in: unit.database)
      else { continue }
      let owner = try CustomerStore.owner(of: customer, in: unit.database)
      try unit.record(plan.raised(for: customer, owner: owner, dueOn: due, on: day, at: unit.now))
    }
  }
}

extension Migration {
  static let care = Migration(
    """
    CREATE TABLE care_plans (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, date_kind TEXT NOT NULL, lead_days INTEGER NOT NULL, tier TEXT,
      active INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
    CREATE TABLE care_due (
      plan TEXT NOT NULL, customer TEXT NOT NULL, date_kind TEXT NOT NULL, due_on TEXT NOT NULL, raised_on TEXT NOT NULL,
      owner TEXT, PRIMARY KEY (plan, customer, date_kind, due_on)) STRICT;
    """)

  static let installations = Migration(
    "CREATE TABLE installations (id TEXT PRIMARY KEY, customer TEXT NOT NULL, on_day TEXT NOT NULL) STRICT;")
}
