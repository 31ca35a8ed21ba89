import AfterSalesDomain
import Contracts
import Kernel
import SQLite
import ServiceKit
import ServiceRuntime

/// Asks every rule what waits on a day.
enum Reminders {
  private typealias Found = (rule: ReminderView.Rule, reminder: Reminder)

  /// What a list of reminders can be narrowed to.
  struct Filter {
    var customer: String?
    var rule: ReminderView.Rule?
  }

  /// Those about what the caller sees, the oldest first.
  static func list(
    _ page: PageRequest, _ filter: Filter, asOf day: BusinessDate, for query: QueryRequest, in database: Database
  ) throws -> [ReminderView] {
    let (jobs, requests) = (query.visibility.seen, query.visibility(of: .request).seen)
    let after = page.cursor?.values.map { $0.string ?? "" } ?? ["", "", ""]
    let found = try all(on: day, in: database).filter { rule, reminder in
      (filter.rule.map { $0 == rule } ?? true) && (filter.customer.map { $0 == reminder.customerId.text } ?? true)
        && place(rule, reminder) > (after[0], after[1], after[2])
    }
    var views: [ReminderView] = []
    for (rule, reminder) in found.sorted(by: { place($0.rule, $0.reminder) < place($1.rule, $1.reminder) }) {
      guard views.count < page.rows else { break }
      let isSeen =
        switch rule {
        case .maintenanceDue, .installationUnscheduled:
          try InstallationStore.table.isIn(jobs, reminder.subject, database)
        case .requestDue: try RequestStore.table.isIn(requests, reminder.subject, database)
        case .problemDue: try ProblemStore.table.isIn(jobs, reminder.subject, database)
        }
      guard isSeen else { continue }
      views.append(
        ReminderView(
          rule, reminder, customerName: try CustomerDirectory.customer(reminder.customerId, in: database)?.name,
          asOf: day))
    }
    return views
  }

  private static func all(on day: BusinessDate, in database: Database) throws -> [Found] {
    let policy = try PolicyStore.policy(in: database)
    let maintenance = try RaiseMaintenance.dues(.first(upTo: day), in: database).map { $0.reminder() }
    let installations = try InstallationStore.unscheduled(on: day, in: database).compactMap { job in
      job.reminder(on: day, owner: try OrderStore.order(job.orderId, in: database)?.salesperson)
    }
    let clock = WorkClock(policy.service)
    let requests = try RequestStore.unresolved(in: database).compactMap {
      $0.reminder(on: day, by: clock, near: policy.nearMinutes)
    }
    let problems = try ProblemStore.open(in: database).compactMap { $0.reminder(on: day) }
    return maintenance.map { (.maintenanceDue, $0) } + installations.map { (.installationUnscheduled, $0) }
      + requests.map { (.requestDue, $0) } + problems.map { (.problemDue, $0) }
  }

  private static func place(_ rule: ReminderView.Rule, _ reminder: Reminder) -> (String, String, String) {
    (reminder.dueOn.description, rule.rawValue, reminder.subject)
  }
}
