import AfterSalesDomain
import Contracts
import Kernel
import Persistence
import SQLite

/// What is to be looked after, and when (E9, E13).
enum Maintenance {
  /// The items of an installation that one plan makes due on one day.
  struct Due: Hashable {
    var installation: ID<Installation>
    var customer: ID<Customer>
    /// Nil: the yearly one.
    var plan: ID<MaintenancePlan>?
    var on: BusinessDate
  }

  /// Raises what is due and was not raised yet: once for each installation, plan and due day.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    let found = try due(in: unit.database) { MaintenanceSchedule.newest(since: $0, every: $1, upTo: day) }
    for (due, items) in found.sorted(by: { ($0.key.on, $0.key.installation) < ($1.key.on, $1.key.installation) }) {
      let isRaised = try unit.database.exists(
        "SELECT 1 FROM maintenance_raised WHERE installation = ? AND plan = ? AND due_on = ?", due.installation.text,
        due.plan?.text ?? "", due.on.description)
      guard !isRaised else { continue }
      try unit.record(
        MaintenanceDue(
          installationId: due.installation, customerId: due.customer, dueOn: due.on, occurredAt: unit.now,
          planCode: due.plan, items: items.sorted(), raisedOn: day))
    }
  }

  static func apply(_ event: MaintenanceDue, to database: Database) throws {
    try database.run(
      "INSERT OR IGNORE INTO maintenance_raised VALUES (?, ?, ?)", event.installationId.text,
      event.planCode?.text ?? "", event.dueOn.description)
  }

  /// What has been due since some day up to this one, and nobody has done.
  static func overdue(on day: BusinessDate, in database: Database) throws -> [Due: [ID<InstalledItem>]] {
    try due(in: database) { base, months in
      let first = MaintenanceSchedule.first(since: base, every: months)
      return first <= day ? first : nil
    }
  }

  /// Items in use by installation, plan and the due day that the closure finds from the base day and the months.
  private static func due(
    in database: Database, _ dueDay: (BusinessDate, Int) -> BusinessDate?
  ) throws -> [Due: [ID<InstalledItem>]] {
    let plans = try MaintenancePlans.list(after: "", limit: 10_000, in: database).filter(\.active)
    let byComponent = Dictionary(grouping: plans, by: \.component)
    let general = (byComponent[nil] ?? []).map { ($0.code as ID<MaintenancePlan>?, $0.months) }
    var result: [Due: [ID<InstalledItem>]] = [:]
    try database.each(
      "SELECT id, customer, installation, component, maintained_on FROM installed_items WHERE in_use ORDER BY id"
    ) { row in
      guard let base = BusinessDate(row.text(4)) else { return }
      let own = (byComponent[row.text(3)] ?? []).map { ($0.code as ID<MaintenancePlan>?, $0.months) }
      let valid =
        !own.isEmpty ? own : !general.isEmpty ? general : [(nil, MaintenanceSchedule.yearly)]
      for (plan, months) in valid {
        guard let day = dueDay(base, months) else { continue }
        let due = Due(installation: ID(row.text(2)), customer: ID(row.text(1)), plan: plan, on: day)
        result[due, default: []].append(ID(row.text(0)))
      }
    }
    return result
  }
}
