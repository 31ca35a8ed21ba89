import AfterSalesDomain
import Contracts
import Kernel
import SQLite

/// Something that waits for somebody (`GET /v1/reminders`). It goes when its cause goes: it is asked, never stored.
struct ReminderView: Codable, Sendable {
  enum Rule: String, Codable, CaseIterable, Sendable {
    /// What was installed is to be looked after (E9).
    case maintenanceDue = "maintenance-due"
    /// It was delivered and has no crew yet (E8).
    case installationUnscheduled = "installation-unscheduled"
    /// Its work time is nearly used up, or is (H10).
    case requestDue = "request-due"
    /// A problem of an installation has come to its day (E7).
    case problemDue = "problem-due"
  }

  var rule: Rule
  /// The id of the installation, the request or the problem.
  var subject: String
  var customerId: ID<Customer>
  var customerName: String?
  var dueOn: BusinessDate
  /// Days since then; 0 on the day itself.
  var overdueDays: Int
  var ownerId: ID<Employee>?
  var detail: String?
}

enum Reminders {
  /// A request is near its target when less than this is left of it.
  private static let nearMinutes: Int64 = 240

  /// All of a day, the oldest first.
  static func all(asOf day: BusinessDate, in database: Database) throws -> [ReminderView] {
    let found =
      try maintenance(day, database) + installations(day, database) + requests(day, database)
      + problems(day, database)
    return found.sorted { ($0.dueOn, $0.rule.rawValue, $0.subject) < ($1.dueOn, $1.rule.rawValue, $1.subject) }
  }

  private static func maintenance(_ day: BusinessDate, _ database: Database) throws -> [ReminderView] {
    try Maintenance.overdue(on: day, in: database).map { due, items in
      try view(
        .maintenanceDue, due.installation.text, due.customer, due.on, day, owner: nil,
        detail: "\(items.count) × \(due.plan?.text ?? "yearly")", database)
    }
  }

  private static func installations(_ day: BusinessDate, _ database: Database) throws -> [ReminderView] {
    try Installations.unscheduled(on: day, in: database).map { job in
      try view(
        .installationUnscheduled, job.installationId.text, job.customerId, job.deliveredOn, day,
        owner: try Orders.salesperson(of: job.orderId, in: database), detail: job.lines.first, database)
    }
  }

  /// By the end of that day.
  private static func requests(_ day: BusinessDate, _ database: Database) throws -> [ReminderView] {
    let clock = WorkClock(try Terms.service(in: database).terms)
    let end = CompanyZone.start(of: day.adding(days: 1))
    return try Requests.unresolved(in: database).compactMap { request in
      guard let due = request.due(by: clock), request.requestedOn <= day,
        due <= end || clock.work(from: end, to: due) <= nearMinutes * 60_000
      else { return nil }
      return try view(
        .requestDue, request.requestId.text, request.customerId, CompanyZone.day(at: due), day,
        owner: request.employeeId, detail: request.number, database)
    }
  }

  private static func problems(_ day: BusinessDate, _ database: Database) throws -> [ReminderView] {
    try Problems.list(.init(state: .open), after: "", limit: 100_000, in: database).compactMap { problem in
      guard let due = problem.dueOn, due <= day else { return nil }
      return try view(
        .problemDue, problem.id.text, problem.customerId, due, day, owner: problem.ownerId,
        detail: problem.description, database)
    }
  }

  private static func view(
    _ rule: ReminderView.Rule, _ subject: String, _ customer: ID<Customer>, _ due: BusinessDate, _ day: BusinessDate,
    owner: ID<Employee>?, detail: String?, _ database: Database
  ) throws -> ReminderView {
    ReminderView(
      rule: rule, subject: subject, customerId: customer,
      customerName: try Customers.find(customer, in: database)?.name, dueOn: due,
      overdueDays: max(0, day.days(since: due)), ownerId: owner, detail: detail)
  }
}
