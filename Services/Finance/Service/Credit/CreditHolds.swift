import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceRuntime

/// Who may not order any more (D6, D11, H5): judged after every fact that changes what a customer owes, and daily.
enum CreditHolds {
  struct Standing {
    var isHeld: Bool
    var reasons: [String]
    var releasedUntil: BusinessDate?
  }

  static func policy(of customer: ID<Customer>, in database: Database) throws -> CreditPolicy? {
    try database.first(
      "SELECT amount, currency, overdue_amount, overdue_days FROM credit_limits WHERE customer = ?", customer.text
    ) { row in
      let code = row.optionalText(1) ?? "CNY"
      return CreditPolicy(
        limit: try row.optionalInteger(0).map { try Items.money($0, code) },
        overdueLimit: try row.optionalInteger(2).map { try Items.money($0, code) },
        overdueDays: row.optionalInteger(3).map(Int.init))
    }
  }

  static func standing(of customer: ID<Customer>, in database: Database) throws -> Standing {
    try database.first("SELECT held, reasons, until FROM credit_holds WHERE customer = ?", customer.text) { row in
      Standing(
        isHeld: row.bool(0), reasons: row.text(1).split(separator: ",").map(String.init),
        releasedUntil: row.optionalText(2).flatMap { BusinessDate($0) })
    } ?? Standing(isHeld: false, reasons: [], releasedUntil: nil)
  }

  static func exposure(
    of customer: ID<Customer>, in currency: Currency, on day: BusinessDate, _ database: Database
  ) throws -> CreditPolicy.Exposure {
    // What is dated later never lowers today's figures; what is ordered counts whatever its date.
    var (open, overdue, oldest) = (Int64(0), Int64(0), BusinessDate?.none)
    try database.each(
      """
      SELECT r.due_on,
        (SELECT coalesce(sum(c.amount), 0) FROM receivable_changes c
          WHERE c.receivable = r.id AND (c.on_day <= ?3 OR c.amount > 0))
        - (SELECT coalesce(sum(a.amount), 0) FROM allocations a WHERE a.receivable = r.id AND a.on_day <= ?3)
      FROM receivables r WHERE r.customer = ?1 AND r.currency = ?2
      """, [customer.text, currency.code, day.description]
    ) { row in
      let due = try Items.day(row.text(0))
      open += row.integer(1)
      guard row.integer(1) > 0, due < day else { return }
      overdue += row.integer(1)
      oldest = min(oldest ?? due, due)
    }
    let credit =
      try database.first(
        """
        SELECT coalesce(sum(amount), 0) FROM (
          SELECT amount FROM credit_changes WHERE customer = ?1 AND currency = ?2 AND on_day <= ?3
          UNION ALL SELECT -amount FROM allocations WHERE customer = ?1 AND currency = ?2 AND on_day <= ?3)
        """, customer.text, currency.code, day.description
      ) { $0.integer(0) } ?? 0
    return CreditPolicy.Exposure(
      owed: open - credit, overdue: overdue, oldestDays: oldest.map { day.days(since: $0) } ?? 0)
  }

  /// Publishes a hold or its end where that has changed.
  static func review(_ customer: ID<Customer>, on day: BusinessDate? = nil, in unit: borrowing UnitOfWork) throws {
    guard let policy = try policy(of: customer, in: unit.database) else { return }
    let day = day ?? unit.today
    let currency = (policy.limit ?? policy.overdueLimit)?.currency ?? .cny
    let exposure = try exposure(of: customer, in: currency, on: day, unit.database)
    let reasons = policy.reasons(for: exposure)
    let standing = try standing(of: customer, in: unit.database)
    if let until = standing.releasedUntil, day <= until, !standing.isHeld { return }
    if reasons.isEmpty, standing.isHeld {
      try unit.record(
        CreditReleased(
          customerId: customer, releasedBy: nil, reason: nil, until: nil, on: day, occurredAt: unit.now))
    } else if !reasons.isEmpty, !standing.isHeld || standing.reasons != reasons {
      try unit.record(
        CreditLimitExceeded(
          customerId: customer, reasons: reasons, owed: try Money(exposure.owed, currency),
          overdue: try Money(exposure.overdue, currency), oldestDays: exposure.oldestDays, on: day,
          occurredAt: unit.now))
      try unit.record(CreditHeld(customerId: customer, reasons: reasons, on: day, occurredAt: unit.now))
    }
  }

  /// The daily look: due dates pass and releases end without any event.
  static func sweep(_ day: BusinessDate, in unit: borrowing UnitOfWork) throws {
    for customer in try unit.database.all("SELECT customer FROM credit_limits ORDER BY customer", read: { $0.text(0) })
    {
      try review(ID(customer), on: day, in: unit)
    }
  }

  // MARK: Commands

  /// `PUT /v1/credit/{customerId}`: what is left out is no limit.
  struct SetLimit: Command {
    var limit: Money?
    var overdueLimit: Money?
    var overdueDays: Int?
    var occurredAt: Instant?
  }

  /// `POST /v1/credit/{customerId}/release`.
  struct Release: Command {
    var reason: String
    var until: BusinessDate?
    var occurredAt: Instant?
  }

  struct View: Codable, Sendable {
    var customerId: ID<Customer>
    var limit: Money?
    var overdueLimit: Money?
    var overdueDays: Int?
    var hold: Bool
    var reasons: [String]
    var releasedUntil: BusinessDate?
    /// In the currency of the limits.
    var history: CreditHistory
  }

  static func view(_ customer: ID<Customer>, in database: Database) throws -> View {
    try FinanceCustomers.require(customer, in: database)
    let policy = try policy(of: customer, in: database)
    let standing = try standing(of: customer, in: database)
    return View(
      customerId: customer, limit: policy?.limit, overdueLimit: policy?.overdueLimit, overdueDays: policy?.overdueDays,
      hold: standing.isHeld, reasons: standing.reasons, releasedUntil: standing.releasedUntil,
      history: try CreditHistory(
        of: customer, in: (policy?.limit ?? policy?.overdueLimit)?.currency ?? .cny, database))
  }

  static func set(_ request: CommandRequest<SetLimit>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let customer: ID<Customer> = request.id("customerId")
    try FinanceCustomers.require(customer, in: unit.database)
    var checks = FieldChecks()
    checks.notNegative("/limit", request.body.limit)
    checks.notNegative("/overdueLimit", request.body.overdueLimit)
    if let days = request.body.overdueDays, days < 0 {
      checks.refuse("/overdueDays", "negative", Localized(zh: "天数不能为负。", en: "Days must not be negative."))
    }
    if let limit = request.body.limit, let overdue = request.body.overdueLimit, limit.currency != overdue.currency {
      checks.refuse(
        "/overdueLimit/currency", "mixed-currencies",
        Localized(zh: "两个限额须为同一货币。", en: "Both limits are in one currency."))
    }
    try checks.finish()
    try unit.record(
      CreditLimitSet(
        customerId: customer, limit: request.body.limit, overdueLimit: request.body.overdueLimit,
        overdueDays: request.body.overdueDays, occurredAt: request.occurredAt(in: unit)))
    try review(customer, in: unit)
    return Answer(try view(customer, in: unit.database))
  }

  static func release(_ request: CommandRequest<Release>, in unit: borrowing UnitOfWork) throws -> Answer<View> {
    let customer: ID<Customer> = request.id("customerId")
    var checks = FieldChecks()
    checks.text("/reason", request.body.reason, upTo: FieldChecks.longText)
    try checks.finish()
    guard try standing(of: customer, in: unit.database).isHeld else { throw FinanceError.notOnHold }
    let occurredAt = request.occurredAt(in: unit)
    let day = CompanyZone.day(at: occurredAt)
    try unit.record(
      CreditReleased(
        customerId: customer, releasedBy: ID(request.caller.subject), reason: request.body.reason,
        until: request.body.until ?? day, on: day, occurredAt: occurredAt))
    return Answer(try view(customer, in: unit.database))
  }
}

/// The copy of customers that finance has.
enum FinanceCustomers {
  struct View: Codable, Sendable {
    var id: ID<Customer>
    var name: String
    var phone: String
  }

  static func find(_ id: ID<Customer>, in database: Database) throws -> View? {
    try database.first("SELECT id, name, phone FROM customers WHERE id = ?", id.text) {
      View(id: ID($0.text(0)), name: $0.text(1), phone: $0.text(2))
    }
  }

  /// As a request asks for it: only customers whom the caller may see.
  static func view(asked query: QueryRequest, in database: Database) throws -> View {
    let id: ID<Customer> = query.id()
    try CallerScope(of: query.caller).require(id, in: database)
    return try require(id, in: database)
  }

  @discardableResult
  static func require(_ id: ID<Customer>, in database: Database) throws -> View {
    guard let view = try find(id, in: database) else {
      throw Problem.notFound(Localized(zh: "客户", en: "customer"), id.text)
    }
    return view
  }

  /// Notes at the field of a body that the customer is not known here.
  static func check(_ id: ID<Customer>, _ checks: inout FieldChecks, in database: Database) throws {
    guard try find(id, in: database) == nil else { return }
    checks.refuse(
      "/customerId", "unknown",
      Localized(
        zh: "财务尚无此客户；请检查编号，刚登记的客户稍后即到。",
        en: "Finance does not know this customer; check the id. One registered a moment ago is still on its way."))
  }
}
