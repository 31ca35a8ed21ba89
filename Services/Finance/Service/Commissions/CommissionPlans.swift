import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
import ServiceKit
import ServiceRuntime

/// Plans and their versions (C15). A version takes over from its `validFrom` on; a rate of zero ends a plan.
enum CommissionPlans {
  /// `POST /v1/commission-plans`: a known code with another `validFrom` is its next version.
  struct Set: Command {
    var code: ID<CommissionPlan>
    var salespersonId: ID<Employee>?
    var role: String?
    var category: String?
    var trigger: CommissionTrigger
    var ratePercent: Percent
    var validFrom: BusinessDate
    var occurredAt: Instant?

    static func run(_ request: CommandRequest<Self>, _ unit: borrowing UnitOfWork) throws -> Answer<View> {
      let body = request.body
      try request.requireNameable(body.salespersonId, at: "/salespersonId", in: unit.database)
      let event = try PlanDraft(
        code: body.code, salespersonID: body.salespersonId, role: body.role, category: body.category,
        trigger: body.trigger, rate: body.ratePercent, validFrom: body.validFrom
      ).set(after: try versions(in: unit.database), at: request.occurredAt(in: unit))
      try unit.record(event)
      return .created(View(PlanVersion(event)), at: "/v1/commission-plans", version: nil)
    }
  }

  struct View: Codable, Sendable {
    var code: ID<CommissionPlan>
    var version: Int
    var salespersonId: ID<Employee>?
    var role: String?
    var category: String?
    var trigger: CommissionTrigger
    var ratePercent: Percent
    var validFrom: BusinessDate
  }

  static func versions(in database: Database) throws -> [PlanVersion] {
    try database.all("SELECT \(columns) FROM commission_plans ORDER BY code, version", read: read)
  }

  private static let columns = "code, version, salesperson, role, category, trigger, rate, valid_from"

  private static func read(_ row: borrowing Row) throws -> PlanVersion {
    PlanVersion(
      code: try row.id("code"), version: try row.int("version"), salespersonID: try row.optionalID("salesperson"),
      role: try row.optionalText("role"), category: try row.optionalText("category"),
      trigger: try row.choice("trigger"), rate: Percent(hundredths: try row.int("rate")),
      validFrom: try row.date("valid_from"))
  }

  static func change(_ event: CommissionPlanChanged, to database: Database) throws {
    try database.run(
      "INSERT INTO commission_plans VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.code, event.version, event.salespersonId,
      event.role, event.category, event.trigger.rawValue, event.ratePercent.hundredths, event.validFrom)
  }

  /// All versions, in pages: what a role earns may everybody know, what a person earns that person.
  static func list(
    after code: String, version: Int, limit: Int, in cut: Visibility.Cut, _ database: Database
  ) throws -> [View] {
    try database.all(
      """
      SELECT \(columns) FROM commission_plans
      WHERE (code, version) > (?1, ?2) AND (salesperson IS NULL OR \(Belonging.commission("salesperson").condition(4)))
      ORDER BY code, version LIMIT ?3
      """, [code, version, limit] + cut.values, read: read
    ).map(View.init)
  }
}

extension CommissionPlans.View {
  init(_ plan: PlanVersion) {
    self.init(
      code: plan.code, version: plan.version, salespersonId: plan.salespersonID, role: plan.role,
      category: plan.category, trigger: plan.trigger, ratePercent: plan.rate, validFrom: plan.validFrom)
  }
}
