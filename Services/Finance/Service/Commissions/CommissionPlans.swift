import Contracts
import FinanceDomain
import Kernel
import Persistence
import SQLite
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
    try database.all(
      """
      SELECT code, version, salesperson, role, category, trigger, rate, valid_from FROM commission_plans
      ORDER BY code, version
      """
    ) {
      PlanVersion(
        code: try $0.id("code"), version: try $0.int("version"), salespersonID: try $0.optionalID("salesperson"),
        role: try $0.optionalText("role"), category: try $0.optionalText("category"),
        trigger: try $0.choice("trigger"), rate: Percent(hundredths: try $0.int("rate")),
        validFrom: try $0.date("valid_from"))
    }
  }

  static func change(_ event: CommissionPlanChanged, to database: Database) throws {
    try database.run(
      "INSERT INTO commission_plans VALUES (?, ?, ?, ?, ?, ?, ?, ?)", event.code, event.version, event.salespersonId,
      event.role, event.category, event.trigger.rawValue, event.ratePercent.hundredths, event.validFrom)
  }

  /// All versions, in pages.
  static func list(after code: String, version: Int, limit: Int, in database: Database) throws -> [View] {
    try versions(in: database).filter { ($0.code.text, $0.version) > (code, version) }.prefix(limit).map(View.init)
  }
}

extension CommissionPlans.View {
  init(_ plan: PlanVersion) {
    self.init(
      code: plan.code, version: plan.version, salespersonId: plan.salespersonID, role: plan.role,
      category: plan.category, trigger: plan.trigger, ratePercent: plan.rate, validFrom: plan.validFrom)
  }
}
