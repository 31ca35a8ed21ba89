import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Who may not order any more (D6, D11, H5): judged after every fact that changes what a customer owes, and daily.
enum CreditHolds {
  static func policy(of customer: ID<Customer>, in database: Database) throws -> CreditPolicy? {
    try database.first(
      "SELECT amount, currency, overdue_amount, overdue_days FROM credit_limits WHERE customer = ?", customer
    ) {
      CreditPolicy(
        limit: try $0.optionalMoney("amount"), overdueLimit: try $0.optionalMoney("overdue_amount"),
        overdueDays: try $0.optionalInt("overdue_days"))
    }
  }

  static func standing(of customer: ID<Customer>, in database: Database) throws -> CreditStanding {
    try database.first("SELECT held, reasons, until FROM credit_holds WHERE customer = ?", customer) {
      CreditStanding(
        isHeld: try $0.bool("held"), reasons: try $0.text("reasons").split(separator: ",").map(String.init),
        releasedUntil: try $0.optionalDate("until"))
    } ?? CreditStanding()
  }

  static func exposure(
    of customer: ID<Customer>, in currency: Currency, on day: BusinessDate, _ database: Database
  ) throws -> CreditPolicy.Exposure {
    // What is dated later never lowers today's figures; what is ordered counts whatever its date.
    let open = try database.all(
      """
      SELECT r.due_on,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c
          WHERE c.receivable = r.id AND (c.on_day <= ?3 OR c.amount > 0))
        - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?3)
        AS amount
      FROM receivables r WHERE r.customer = ?1 AND r.currency = ?2
      """, customer.text, currency.code, day.description
    ) { (dueOn: try $0.date("due_on"), amount: try $0.integer("amount")) }
    let credit =
      try database.first(
        """
        SELECT coalesce(sum(amount), 0) FROM (
          SELECT amount FROM credit_changes WHERE customer = ?1 AND currency = ?2 AND on_day <= ?3
          UNION ALL SELECT -amount FROM allocations WHERE customer = ?1 AND currency = ?2 AND on_day <= ?3)
        """, customer.text, currency.code, day.description
      ) { $0.integer(0) } ?? 0
    return CreditPolicy.Exposure(open, credit: credit, on: day)
  }

  /// Publishes a hold or its end where that has changed.
  static func review(_ customer: ID<Customer>, on day: BusinessDate? = nil, in unit: borrowing UnitOfWork) throws {
    guard let policy = try policy(of: customer, in: unit.database) else { return }
    let day = day ?? unit.today
    let exposure = try exposure(of: customer, in: policy.currency, on: day, unit.database)
    try unit.record(
      all: try standing(of: customer, in: unit.database).review(customer, by: policy, exposure, on: day, at: unit.now))
  }

  /// The daily look: due dates pass and releases end without any event.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for customer in try unit.database.all("SELECT customer FROM credit_limits ORDER BY customer", read: { $0.text(0) })
    {
      try review(ID(customer), on: day, in: unit)
    }
  }

  // MARK: Own events

  static func limit(_ event: CreditLimitSet, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO credit_limits VALUES (?, ?, ?, ?, ?)", event.customerId, event.limit?.amount,
      (event.limit ?? event.overdueLimit)?.currency, event.overdueLimit?.amount, event.overdueDays)
  }

  static func hold(_ event: CreditHeld, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, 1, ?, NULL, NULL)", event.customerId,
      event.reasons.joined(separator: ","))
  }

  static func release(_ event: CreditReleased, to database: Database) throws {
    try database.run(
      "INSERT OR REPLACE INTO credit_holds VALUES (?, 0, '', ?, ?)", event.customerId, event.releasedBy, event.until)
  }

  // MARK: Commands

  /// `PUT /v1/credit/{customerId}`: what is left out is no limit.
  struct SetLimit: Command {
    var limit: Money?
    var overdueLimit: Money?
    var overdueDays: Int?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let body = request.body
      let customer = try customer(of: request, in: unit.database)
      let policy = CreditPolicy(limit: body.limit, overdueLimit: body.overdueLimit, overdueDays: body.overdueDays)
      try unit.record(try policy.set(for: customer, at: request.occurredAt(in: unit)))
      try review(customer, in: unit)
      return Answer(try view(customer, seeing: request.visibility(of: .money), in: unit.database))
    }
  }

  /// `POST /v1/credit/{customerId}/release`.
  struct Release: Command {
    var reason: String
    var until: BusinessDate?
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let body = request.body
      let customer = try customer(of: request, in: unit.database)
      let occurredAt = request.occurredAt(in: unit)
      try unit.record(
        try standing(of: customer, in: unit.database).release(
          customer, by: ID(request.caller.subject), because: body.reason, until: body.until,
          on: CompanyZone.day(at: occurredAt), at: occurredAt))
      return Answer(try view(customer, seeing: request.visibility(of: .money), in: unit.database))
    }
  }

  struct View: Codable, Sendable {
    var customerId: ID<Customer>
    var limit: Money?
    var overdueLimit: Money?
    var overdueDays: Int?
    var hold: Bool
    var reasons: [String]
    var releasedUntil: BusinessDate?
    /// In the currency of the limits; of the whole account, and so for those only who see all of it.
    var history: CreditHistory?
  }

  /// The customer in the path, whom the caller sees. Throws 404.
  private static func customer<Body>(of request: CommandRequest<Body>, in database: Database) throws -> ID<Customer> {
    try FinanceCustomers.find(request.id("customerId"), for: request.visibility, .customers, in: database).id
  }

  static func view(
    _ customer: ID<Customer>, seeing money: Visibility, in database: Database
  ) throws -> View {
    let policy = try policy(of: customer, in: database)
    let standing = try standing(of: customer, in: database)
    return View(
      customerId: customer, limit: policy?.limit, overdueLimit: policy?.overdueLimit, overdueDays: policy?.overdueDays,
      hold: standing.isHeld, reasons: standing.reasons, releasedUntil: standing.releasedUntil,
      history: money.seen.isAll ? try CreditHistory(of: customer, in: policy?.currency ?? .cny, database) : nil)
  }
}
